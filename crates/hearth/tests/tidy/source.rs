//! A file as the rules see it: its name, its text, and its code without comments
//! and strings, so that no rule trips over prose.

use crate::code::{Token, paths, tokens, without_prose, without_tests};
use std::fmt;

pub struct Source {
    /// Relative to the tree's root: `chat/store/sql.rs`.
    pub path: String,
    pub text: String,
    shown: &'static str,
    tokens: Vec<Token>,
}

#[derive(Debug)]
pub struct Violation {
    place: String,
    rule: String,
    reason: String,
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {} ({})", self.place, self.rule, self.reason)
    }
}

impl Violation {
    pub fn new(place: impl Into<String>, rule: impl Into<String>, reason: impl Into<String>) -> Self {
        Self { place: place.into(), rule: rule.into(), reason: reason.into() }
    }
}

impl Source {
    pub fn new(path: &str, text: &str) -> Self {
        let tokens = if path.ends_with(".rs") { tokens(&without_prose(text)) } else { Vec::new() };
        Self { path: path.into(), text: text.into(), shown: "", tokens }
    }

    pub fn shown_under(self, shown: &str) -> Self {
        // A handful of roots in a whole run: leaking them keeps this type simple.
        Self { shown: String::leak(shown.to_owned()), ..self }
    }

    pub fn violation(&self, line: usize, rule: impl Into<String>, reason: impl Into<String>) -> Violation {
        Violation::new(format!("{}{}:{line}", self.shown, self.path), rule, reason)
    }

    /// The folder below the root, or the stem of a file that is right there: `chat`, `app`.
    pub fn top(&self) -> &str {
        let first = self.path.split('/').next().unwrap_or_default();
        first.strip_suffix(".rs").unwrap_or(first)
    }

    pub fn file_name(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or_default()
    }

    pub fn is_named(&self, names: &[&str]) -> bool {
        names.contains(&self.file_name())
    }

    pub fn in_a_feature(&self) -> bool {
        self.path.contains('/') && !["platform", "app"].contains(&self.top())
    }

    pub fn in_a_store(&self) -> bool {
        self.path.split('/').rev().skip(1).any(|folder| folder == "store")
    }

    /// Whether the file is `module` (`platform/clock`), as a file or a folder, or inside it.
    pub fn is_within(&self, module: &str) -> bool {
        let Some(rest) = self.path.strip_prefix(module) else {
            return false;
        };
        rest.is_empty() || rest == ".rs" || rest.starts_with('/')
    }

    /// Files of which nothing is in the product.
    pub fn is_test_support(&self) -> bool {
        self.is_within("platform/testing")
            || self.is_named(&["contract.rs", "tests.rs"])
            || self.path.contains("/store/contract/")
    }

    pub fn tokens(&self) -> &[Token] {
        &self.tokens
    }

    /// The tokens without what stands behind `#[cfg(test)]`; none of a file for tests.
    pub fn product_tokens(&self) -> Vec<Token> {
        if self.is_test_support() { Vec::new() } else { without_tests(&self.tokens) }
    }

    /// The module that this file is: `chat/store/sql.rs` is `[chat, store, sql]`.
    fn module(&self) -> Vec<&str> {
        let stem = self.path.strip_suffix(".rs").unwrap_or(&self.path);
        let mut names: Vec<&str> = stem.split('/').collect();
        if names.last() == Some(&"mod") || ["lib", "main"].contains(&stem) {
            names.pop();
        }
        names
    }

    /// Every path into this crate that the file names, from the crate's root, with its line:
    /// from `use crate::{a::{B, c}, d}`, from `super::…`, and from expressions.
    pub fn references(&self) -> Vec<(usize, Vec<String>)> {
        let mut found = Vec::new();
        for (line, path) in paths(&self.tokens, &["crate", "self", "super"]) {
            let ups = path.iter().take_while(|name| *name == "super").count();
            let rest = path.iter().skip(ups.max(1)).cloned();
            let module = self.module();
            let base = match path[0].as_str() {
                "crate" => &[][..],
                // More than the file is deep: from an inline module, so the root is the nearest guess.
                _ => &module[..module.len().saturating_sub(ups)],
            };
            found.push((line, base.iter().map(|name| (*name).to_owned()).chain(rest).collect()));
        }
        found
    }
}

#[test]
fn what_is_only_for_tests_is_no_product() {
    let text = "a;\n#[cfg(test)]\nmod tests { fn b() { c[1]; } }\n#[cfg(test)]\n#[allow(x)]\nuse d::{e, f};\ng;";
    let words = |path: &str| Source::new(path, text).product_tokens().into_iter().map(|t| t.text).collect::<String>();
    assert_eq!(words("chat/service.rs"), "a;g;");
    assert_eq!(words("chat/store/contract.rs"), "");
    assert_eq!(words("chat/store/contract/opening.rs"), "");
    assert_eq!(words("platform/testing/mod.rs"), "");
}

#[cfg(test)]
fn references_of(path: &str, text: &str) -> Vec<String> {
    Source::new(path, text).references().into_iter().map(|(line, path)| format!("{line} {}", path.join("::"))).collect()
}

#[test]
fn references_are_found_in_groups_and_expressions() {
    let text = "use crate::{\n  accounts::{self, Accounts as A, rules::{b, c}},\n  media::*,\n};\n\
                pub(crate) fn f() -> crate::spaces::Space { crate::chat::g::<u8>() }";
    let found = references_of("chat/service.rs", text);
    let wanted = [
        "2 accounts",
        "2 accounts::Accounts",
        "2 accounts::rules::b",
        "2 accounts::rules::c",
        "3 media::*",
        "5 spaces::Space",
        "5 chat::g",
    ];
    assert_eq!(found, wanted);
}

#[test]
fn references_upwards_are_resolved() {
    assert_eq!(
        references_of("chat/store/sql.rs", "use super::{A, b}; super::super::model::B"),
        ["1 chat::store::A", "1 chat::store::b", "1 chat::model::B"]
    );
    assert_eq!(
        references_of("chat/service.rs", "super::super::media::X; self::y"),
        ["1 media::X", "1 chat::service::y"]
    );
    assert_eq!(references_of("chat/mod.rs", "super::app::X; super::super::z"), ["1 app::X", "1 z"]);
    assert_eq!(references_of("lib.rs", "use self::chat::X;"), ["1 chat::X"]);
}
