//! The house's law, as tests: which files may exist, who may import whom, which words
//! may occur where. What the law is and why: ARCHITECTURE.md.
//!
//! Each rule is a pure function from one file to its violations, tried on purpose-made
//! files beside it, and held against the tree here. A check that passes on empty
//! input is not a check: `broken` fails when a rule found nothing to look at.

mod arrows;
mod code;
mod migrations;
mod names;
mod security;
mod sizes;
mod source;
mod web;
mod words;

use source::{Source, Violation};
use std::fs;
use std::path::{Path, PathBuf};

fn crate_folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Every file under `root` as text, named relative to `root`, sorted. `shown` is put
/// before a name in messages, so that an editor can open it.
fn read_tree(root: &Path, shown: &str) -> Vec<Source> {
    fn walk(folder: &Path, root: &Path, found: &mut Vec<(String, String)>) {
        let entries = fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
        for entry in entries {
            let path = entry.expect("a readable folder").path();
            if path.is_dir() {
                walk(&path, root, found);
            } else {
                let name = path.strip_prefix(root).expect("below the root").to_string_lossy().replace('\\', "/");
                let bytes = fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
                found.push((name, String::from_utf8_lossy(&bytes).into_owned()));
            }
        }
    }
    let mut found = Vec::new();
    walk(root, root, &mut found);
    found.sort();
    found.into_iter().map(|(name, text)| Source::new(&name, &text).shown_under(shown)).collect()
}

fn server() -> Vec<Source> {
    read_tree(&crate_folder().join("src"), "crates/hearth/src/")
}

fn page() -> Vec<Source> {
    read_tree(&crate_folder().join("../../web/src"), "web/src/")
}

/// What breaks the rule; fails if the rule had nothing to look at.
fn broken(
    tree: &[Source],
    concerns: impl Fn(&Source) -> bool,
    rule: impl Fn(&Source) -> Vec<Violation>,
) -> Vec<Violation> {
    let concerned: Vec<&Source> = tree.iter().filter(|source| concerns(source)).collect();
    assert!(!concerned.is_empty(), "this rule looked at no file at all");
    concerned.into_iter().flat_map(rule).collect()
}

fn hold(tree: &[Source], concerns: impl Fn(&Source) -> bool, rule: impl Fn(&Source) -> Vec<Violation>) {
    none_of(broken(tree, concerns, rule));
}

fn none_of(violations: Vec<Violation>) {
    let list: Vec<String> = violations.iter().map(Violation::to_string).collect();
    assert!(list.is_empty(), "{} against the house's law:\n{}\n", list.len(), list.join("\n"));
}

#[test]
fn the_tree_is_there() {
    let tree = server();
    for folder in ["accounts", "chat", "platform"] {
        assert!(tree.iter().any(|source| source.top() == folder), "there is no {folder}/ in crates/hearth/src");
    }
}

#[test]
fn every_file_has_a_name_of_the_vocabulary() {
    hold(&server(), Source::in_a_feature, names::vocabulary);
}

#[test]
fn every_folder_is_in_the_picture() {
    hold(&server(), |_| true, names::picture);
}

#[test]
fn nothing_is_called_utils() {
    let mut found = broken(&server(), |_| true, names::says_something);
    found.extend(broken(&page(), |_| true, names::says_something));
    none_of(found);
}

#[test]
fn imports_go_downwards() {
    let tree = server();
    let seen: usize = tree.iter().map(arrows::count).sum();
    assert!(seen > 0, "no import from one folder to another was recognised");
    hold(&tree, |_| true, arrows::downwards);
}

#[test]
fn words_stay_where_they_belong() {
    let tree = server();
    let found = words::RULES.iter().flat_map(|rule| broken(&tree, rule.concerns, |source| rule.check(source)));
    none_of(found.collect());
}

#[test]
fn time_chance_and_environment_are_passed_in() {
    hold(&server(), |_| true, words::ambient);
}

#[test]
fn nothing_is_left_unfinished() {
    let mut found = broken(&server(), |_| true, words::unfinished);
    found.extend(broken(&page(), |_| true, words::unfinished));
    none_of(found);
}

#[test]
fn files_stay_short() {
    let tree = server();
    hold(&tree, |_| true, sizes::short);
    none_of(sizes::stale(&tree, sizes::LONG_FILES));
}

#[test]
fn migrations_have_nouns_and_come_in_pairs() {
    let found = read_tree(&crate_folder().join("migrations"), "");
    assert!(!found.is_empty(), "there are no migrations");
    let names: Vec<&str> = found.iter().map(|source| source.path.as_str()).collect();
    none_of(migrations::well_named(&names));
}

#[test]
fn what_the_table_of_security_names_is_there() {
    let root = crate_folder().join("../..");
    let text = fs::read_to_string(root.join("docs/security.md")).expect("docs/security.md");
    none_of(security::honest(&text, |name| security::named(&root, name)));
}

#[test]
fn the_page_imports_rightwards() {
    let tree = page();
    let seen: usize = tree.iter().map(web::count).sum();
    assert!(seen > 0, "no import of a file of ours was recognised in web/src");
    hold(&tree, |_| true, web::rightwards);
}
