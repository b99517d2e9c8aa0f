//! Which words may not occur in which files.

use crate::code::{Token, begins_with, paths};
use crate::source::{Source, Violation};

pub struct Rule {
    /// Crates by name (`axum` is `axum_extra` too), other words and paths as they are written.
    words: &'static [Word],
    pub concerns: fn(&Source) -> bool,
    /// Whether code behind `#[cfg(test)]` may use them.
    free_in_tests: bool,
    reason: &'static str,
}

enum Word {
    Crate(&'static str),
    Code(&'static str),
    /// A module of ours, wherever it stands in a path.
    Module(&'static str),
}

use Word::{Code, Crate, Module};

pub const RULES: &[Rule] = &[
    Rule {
        words: &[Crate("sqlx")],
        concerns: |source| !source.is_within("platform/database") && !source.in_a_store(),
        free_in_tests: false,
        reason: "SQL is spoken in stores only, through platform/database",
    },
    Rule {
        // sqlx is the rule above.
        words: &[Crate("axum"), Crate("socketioxide"), Crate("aws")],
        concerns: |source| {
            source.in_a_feature() && source.is_named(&["service.rs", "model.rs", "rules.rs", "events.rs", "error.rs"])
        },
        free_in_tests: false,
        reason: "an act is the same by whichever way it comes; the ways are routes.rs and live.rs",
    },
    Rule {
        words: &[Code("async"), Code("await")],
        concerns: |source| source.in_a_feature() && source.is_named(&["model.rs", "rules.rs"]),
        free_in_tests: false,
        reason: "nouns and decisions are pure; what waits is a service",
    },
    Rule {
        words: &[Code("StatusCode"), Code("http::")],
        concerns: |source| source.in_a_feature() && source.is_named(&["error.rs"]),
        free_in_tests: false,
        reason: "routes.rs says which status an error is",
    },
    Rule {
        words: &[Module("store")],
        concerns: |source| source.in_a_feature() && source.is_named(&["routes.rs", "live.rs"]),
        free_in_tests: false,
        reason: "only the service asks the store: that is where the proof is made",
    },
    Rule {
        words: &[Crate("anyhow")],
        concerns: |source| source.path != "main.rs",
        free_in_tests: true,
        reason: "an error has a name; anyhow is for main.rs and tests",
    },
];

impl Rule {
    pub fn check(&self, source: &Source) -> Vec<Violation> {
        if !(self.concerns)(source) {
            return Vec::new();
        }
        let tokens = if self.free_in_tests { source.product_tokens() } else { source.tokens().to_vec() };
        let mut found = Vec::new();
        for word in self.words {
            for (line, said) in word.occurrences(source, &tokens) {
                found.push(source.violation(line, format!("says {said}"), self.reason));
            }
        }
        found
    }
}

impl Word {
    fn occurrences(&self, source: &Source, tokens: &[Token]) -> Vec<(usize, &'static str)> {
        let mut lines: Vec<usize> = Vec::new();
        let name = match *self {
            Crate(name) => {
                let is_it =
                    |text: &str| text == name || text.strip_prefix(name).is_some_and(|rest| rest.starts_with('_'));
                lines.extend(tokens.iter().filter(|token| is_it(&token.text)).map(|token| token.line));
                name
            }
            Code(pattern) => {
                lines.extend(
                    (0..tokens.len()).filter(|&at| begins_with(&tokens[at..], pattern)).map(|at| tokens[at].line),
                );
                pattern
            }
            Module(name) => {
                let references = source.references();
                lines.extend(
                    references.iter().filter(|(_, path)| path.iter().any(|part| part == name)).map(|(line, _)| *line),
                );
                // `use super::*` and the like bring the bare name into reach.
                let bare = paths(tokens, &[name]);
                lines.extend(bare.iter().map(|(line, _)| *line));
                name
            }
        };
        lines.sort_unstable();
        lines.dedup();
        lines.into_iter().map(|line| (line, name)).collect()
    }
}

/// Time, chance and environment that nobody passed in.
const AMBIENT: &[&str] = &[
    "env::var",
    "env::var_os",
    "env::vars",
    "env::vars_os",
    "SystemTime::now",
    "Instant::now",
    "Timestamp::now",
    "Zoned::now",
    "Uuid::now_v7",
    "Uuid::new_v4",
    "rand::rng",
    "rand::random",
];

/// Where which of them may be said after all, and why.
const AMBIENT_ALLOWED: &[(&str, &[&str], &str)] = &[
    ("main.rs", AMBIENT, "the process's own edge"),
    ("platform/clock", AMBIENT, "it is the clock"),
    ("platform/ids", AMBIENT, "it makes the ids and the secrets"),
    ("platform/live", &["Instant::now"], "tokio's: rates and deadlines of a connection, which tests pause"),
    ("platform/http", &["Instant::now"], "tokio's: how long a request took"),
    ("platform/relay", &["Instant::now"], "tokio's: how long another process says nothing"),
];

pub fn ambient(source: &Source) -> Vec<Violation> {
    let tokens = source.product_tokens();
    let mut found = Vec::new();
    for call in AMBIENT {
        let allowed = AMBIENT_ALLOWED.iter().any(|(module, calls, _)| source.is_within(module) && calls.contains(call));
        if allowed && !(*call == "Instant::now" && uses_the_standard_instant(source, &tokens)) {
            continue;
        }
        for at in (0..tokens.len()).filter(|&at| begins_with(&tokens[at..], call)) {
            let reason = "time, chance and environment are passed in, so that a test can choose them";
            found.push(source.violation(tokens[at].line, format!("says {call}"), reason));
        }
    }
    found
}

/// platform/live and platform/http are allowed tokio's clock, which a test can pause, not the system's.
fn uses_the_standard_instant(source: &Source, tokens: &[Token]) -> bool {
    let standard = |path: &[String]| path.join("::").starts_with("std::time::Instant");
    (source.is_within("platform/live") || source.is_within("platform/http"))
        && paths(tokens, &["std"]).iter().any(|(_, path)| standard(path))
}

/// Marks of unfinished work, in comments and strings too.
pub fn unfinished(source: &Source) -> Vec<Violation> {
    let reason = "what isn't done is an issue, not a mark in the code";
    let mut found = Vec::new();
    for (index, line) in source.text.lines().enumerate() {
        let marked = line.split(|c: char| !c.is_alphanumeric()).find(|word| ["TODO", "FIXME", "XXX"].contains(word));
        if let Some(mark) = marked {
            found.push(source.violation(index + 1, format!("says {mark}"), reason));
        }
    }
    for at in 0..source.tokens().len() {
        for call in ["todo!", "unimplemented!"] {
            if begins_with(&source.tokens()[at..], call) {
                found.push(source.violation(source.tokens()[at].line, format!("says {call}"), reason));
            }
        }
    }
    found
}

#[cfg(test)]
fn broken(path: &str, text: &str) -> usize {
    RULES.iter().map(|rule| rule.check(&Source::new(path, text)).len()).sum()
}

#[test]
fn sql_outside_of_stores_fails() {
    assert_eq!(broken("chat/jobs.rs", "use sqlx::Row;"), 1);
    assert_eq!(broken("platform/jobs.rs", "\nsqlx::query(x)"), 1);
    assert_eq!(broken("chat/messages/model.rs", "#[derive(sqlx::FromRow)] struct X;"), 1);
    assert_eq!(broken("chat/store/sql.rs", "use sqlx::Row;"), 0);
    assert_eq!(broken("platform/database.rs", "use sqlx::Row;"), 0);
    assert_eq!(broken("platform/database/sqlite.rs", "use sqlx::Row;"), 0);
    assert_eq!(broken("chat/jobs.rs", "// sqlx does this\nlet sqlxish = \"sqlx\";"), 0);
}

#[test]
fn carriers_in_the_inner_files_fail() {
    for word in ["axum::Json", "axum_extra::X", "socketioxide::SocketIo", "aws_sdk_s3::Client"] {
        for name in ["service.rs", "model.rs", "rules.rs", "events.rs", "error.rs"] {
            assert_eq!(broken(&format!("chat/{name}"), &format!("use {word};")), 1, "{word} in {name}");
        }
        for name in ["chat/routes.rs", "chat/live.rs", "platform/live/mod.rs", "platform/error.rs"] {
            assert_eq!(broken(name, &format!("use {word};")), 0, "{word} in {name}");
        }
    }
}

#[test]
fn waiting_in_pure_files_fails() {
    assert_eq!(broken("chat/rules.rs", "async fn may() {}"), 1);
    assert_eq!(broken("chat/model.rs", "fn f() {\n x.await;\n}"), 1);
    assert_eq!(broken("chat/service.rs", "async fn f() { x.await }"), 0);
    assert_eq!(broken("chat/model.rs", "/// Never async.\nfn awaits() {}"), 0);
}

#[test]
fn statuses_in_errors_fail() {
    assert_eq!(broken("chat/error.rs", "use http::StatusCode;"), 2, "two words");
    assert_eq!(broken("chat/error.rs", "use x::{\nStatusCode};"), 1);
    assert_eq!(broken("chat/error.rs", "use thiserror::Error;"), 0);
    assert_eq!(broken("chat/routes.rs", "use http::StatusCode;"), 0);
}

#[test]
fn the_store_at_the_edges_fails() {
    for text in [
        "use super::store::ChatStore;",
        "use super::{error::E,\nstore};",
        "store::sql::x()",
        "use crate::chat::store::S;",
    ] {
        assert_eq!(broken("chat/routes.rs", text), 1, "{text}");
        assert_eq!(broken("chat/messages/live.rs", text), 1, "{text}");
        assert_eq!(broken("chat/service.rs", text), 0, "{text}");
    }
    assert_eq!(broken("chat/routes.rs", "let store = restored::x(object_store::y);"), 0);
}

#[test]
fn anyhow_in_the_product_fails() {
    assert_eq!(broken("chat/service.rs", "fn f() -> anyhow::Result<()> {}"), 1);
    assert_eq!(broken("main.rs", "fn main() -> anyhow::Result<()> {}"), 0);
    assert_eq!(broken("chat/service.rs", "#[cfg(test)]\nmod tests { use anyhow::Result; }"), 0);
    assert_eq!(broken("platform/testing/mod.rs", "use anyhow::Result;"), 0);
}

#[cfg(test)]
fn ambient_in(path: &str, text: &str) -> usize {
    ambient(&Source::new(path, text)).len()
}

#[test]
fn ambient_time_and_chance_fail() {
    for call in AMBIENT {
        let text = format!("fn f() {{\n    x::{call}();\n}}");
        assert_eq!(ambient_in("chat/service.rs", &text), 1, "{call}");
        assert_eq!(ambient_in("platform/config.rs", &text), 1, "{call}");
        for path in ["main.rs", "platform/clock.rs", "platform/ids.rs", "platform/ids/mod.rs", "chat/store/contract.rs"]
        {
            assert_eq!(ambient_in(path, &text), 0, "{call} in {path}");
        }
        assert_eq!(
            ambient_in("chat/rules.rs", &format!("#[cfg(test)]\nmod tests {{ {text} }}")),
            0,
            "{call} in a test"
        );
    }
    assert_eq!(ambient_in("chat/service.rs", "clock.now(); env!(\"X\"); ids.uuid(); // Instant::now"), 0);
}

#[test]
fn tokios_clock_is_allowed_on_the_wire_only() {
    let tokio = "use tokio::time::Instant;\nInstant::now()";
    assert_eq!(ambient_in("platform/live/pace.rs", tokio), 0);
    assert_eq!(ambient_in("platform/http/mod.rs", "tokio::time::Instant::now()"), 0);
    assert_eq!(ambient_in("platform/jobs.rs", tokio), 1);
    assert_eq!(ambient_in("platform/live/pace.rs", "use std::time::{Duration, Instant};\nInstant::now()"), 1);
    assert_eq!(ambient_in("platform/http/mod.rs", "std::time::Instant::now()"), 1);
    assert_eq!(ambient_in("platform/live/mod.rs", "SystemTime::now()"), 1);
}

#[test]
fn marks_of_unfinished_work_fail() {
    let bad =
        ["// TODO: later", "/* FIXME */", "//XXX", "let x = \"TODO\";", "fn f() { todo!() }", "unimplemented ! ()"];
    for text in bad {
        assert_eq!(unfinished(&Source::new("chat/service.rs", text)).len(), 1, "{text}");
    }
    assert_eq!(unfinished(&Source::new("lib/http.ts", "a\n// TODO")).len(), 1, "on the page too");
    for text in ["// nothing to do", "let todos = todo(1);", "TODOS", "XXXL"] {
        assert!(unfinished(&Source::new("chat/service.rs", text)).is_empty(), "{text}");
    }
}

#[test]
fn a_violation_says_where_what_and_why() {
    let list = RULES[0].check(&Source::new("chat/jobs.rs", "\n\nuse sqlx::Row;").shown_under("crates/hearth/src/"));
    let wanted =
        "crates/hearth/src/chat/jobs.rs:3: says sqlx (SQL is spoken in stores only, through platform/database)";
    assert_eq!(list[0].to_string(), wanted);
}
