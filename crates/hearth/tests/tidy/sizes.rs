//! How long a file may be.

use crate::source::{Source, Violation};

/// About 400 is the aim; this is where it stops.
const LINES: usize = 450;

/// Files that read better long, each with its reason.
pub const LONG_FILES: &[(&str, &str)] = &[];

pub fn short(source: &Source) -> Vec<Violation> {
    longer_than_allowed(source, LONG_FILES)
}

fn longer_than_allowed(source: &Source, allowed: &[(&str, &str)]) -> Vec<Violation> {
    let lines = source.text.lines().count();
    if lines <= LINES || allowed.iter().any(|(path, _)| *path == source.path) {
        return Vec::new();
    }
    let reason = format!(
        "at most {LINES}: what outgrows a file becomes a sub-concern folder; or it goes to LONG_FILES with a reason"
    );
    vec![source.violation(lines, format!("{lines} lines"), reason)]
}

/// Entries of the list that no longer say anything true.
pub fn stale(tree: &[Source], allowed: &[(&str, &str)]) -> Vec<Violation> {
    let is_long = |path: &str| tree.iter().any(|source| source.path == path && source.text.lines().count() > LINES);
    let stale = allowed.iter().filter(|(path, reason)| !is_long(path) || reason.is_empty());
    stale
        .map(|(path, _)| {
            Violation::new("tests/tidy/sizes.rs", format!("LONG_FILES names {path}"), "it isn't long, or has no reason")
        })
        .collect()
}

#[test]
fn a_long_file_fails_unless_it_has_a_reason() {
    let short = Source::new("chat/service.rs", &"\n".repeat(LINES));
    let long = Source::new("chat/service.rs", &"\n".repeat(LINES + 1));
    assert!(longer_than_allowed(&short, &[]).is_empty());
    assert_eq!(longer_than_allowed(&long, &[]).len(), 1);
    assert!(longer_than_allowed(&long, &[("chat/service.rs", "one table")]).is_empty());
    assert_eq!(longer_than_allowed(&long, &[("chat/live.rs", "one table")]).len(), 1);
}

#[test]
fn a_stale_exception_fails() {
    let long = Source::new("chat/service.rs", &"\n".repeat(LINES + 1));
    let tree = [long, Source::new("chat/live.rs", "")];
    assert!(stale(&tree, &[("chat/service.rs", "one table")]).is_empty());
    assert_eq!(stale(&tree, &[("chat/service.rs", "")]).len(), 1);
    assert_eq!(stale(&tree, &[("chat/live.rs", "one table"), ("gone.rs", "x")]).len(), 2);
}
