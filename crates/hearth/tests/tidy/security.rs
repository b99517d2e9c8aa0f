//! What docs/security.md says: each requirement of level 1 is there once, what a row names exists, and the states are
//! counted right. Whether a row is true is for people to see.

use crate::source::Violation;
use std::fs;
use std::path::Path;

const PAGE: &str = "docs/security.md";

/// The numbers of level 1 in OWASP ASVS 5.0.0.
const LEVEL_1: &[&str] = &[
    "V1.2.1", "V1.2.2", "V1.2.3", "V1.2.4", "V1.2.5", "V1.3.1", "V1.3.2", "V1.5.1", "V2.1.1", "V2.2.1", "V2.2.2",
    "V2.3.1", "V3.2.1", "V3.2.2", "V3.3.1", "V3.4.1", "V3.4.2", "V3.5.1", "V3.5.2", "V3.5.3", "V4.1.1", "V4.4.1",
    "V5.2.1", "V5.2.2", "V5.3.1", "V5.3.2", "V6.1.1", "V6.2.1", "V6.2.2", "V6.2.3", "V6.2.4", "V6.2.5", "V6.2.6",
    "V6.2.7", "V6.2.8", "V6.3.1", "V6.3.2", "V6.4.1", "V6.4.2", "V7.2.1", "V7.2.2", "V7.2.3", "V7.2.4", "V7.4.1",
    "V7.4.2", "V8.1.1", "V8.2.1", "V8.2.2", "V8.3.1", "V9.1.1", "V9.1.2", "V9.1.3", "V9.2.1", "V10.4.1", "V10.4.2",
    "V10.4.3", "V10.4.4", "V10.4.5", "V11.3.1", "V11.3.2", "V11.4.1", "V12.1.1", "V12.2.1", "V12.2.2", "V13.4.1",
    "V14.2.1", "V14.3.1", "V15.1.1", "V15.2.1", "V15.3.1",
];

const STATES: &[&str] = &["held", "partly", "not", "not applicable"];

/// `read` says what is in a file, "" for a folder; None where there is nothing of that name.
pub fn honest(text: &str, read: impl Fn(&str) -> Option<String>) -> Vec<Violation> {
    let mut found = Vec::new();
    let mut fail = |line: usize, rule: String, reason: &str| {
        found.push(Violation::new(format!("{PAGE}:{line}"), rule, reason));
    };
    let rows = rows(text);
    for number in LEVEL_1 {
        let times = rows.iter().filter(|(_, cells)| cells[0] == *number).count();
        if times != 1 {
            fail(1, format!("{number} is there {times} times"), "each requirement of level 1 has its row");
        }
    }
    for (line, cells) in &rows {
        if cells.len() != 5 || !STATES.contains(&cells[2]) {
            fail(*line, format!("{} has no state", cells[0]), "a row has five cells, the third is its state");
        }
        let spans = cells.iter().flat_map(|cell| cell.split('`').skip(1).step_by(2));
        for span in spans.filter(|span| !is_there(span, &read)) {
            fail(*line, format!("names {span}"), "there is no such file, folder or test");
        }
    }
    for state in STATES {
        let count = rows.iter().filter(|(_, cells)| cells.get(2) == Some(state)).count();
        if !text.contains(&format!("| {state} | {count} |")) {
            fail(1, format!("{count} are {state}"), "the head counts the rows of each state");
        }
    }
    found
}

/// With the number of its line: number, in few words, state, where, shown by.
fn rows(text: &str) -> Vec<(usize, Vec<&str>)> {
    let lines = text.lines().enumerate().filter(|(_, line)| line.starts_with("| V"));
    lines.map(|(at, line)| (at + 1, line.trim_matches('|').split('|').map(str::trim).collect())).collect()
}

/// A test is named `FILE::NAME`, one of the page by a part of its title; other words in code are taken as they are,
/// unless they look like a file or a folder.
fn is_there(span: &str, read: impl Fn(&str) -> Option<String>) -> bool {
    if let Some((file, name)) = span.split_once("::").filter(|(file, _)| file.contains('/')) {
        let title = |line: &str| line.trim_start().starts_with("test(") && line.contains(name);
        return read(file).is_some_and(|text| {
            if file.ends_with(".rs") { text.contains(&format!("fn {name}(")) } else { text.lines().any(title) }
        });
    }
    let is_file = [".rs", ".ts", ".svelte", ".md", ".toml", ".sql", ".service"].iter().any(|end| span.ends_with(end));
    let is_place = is_file || span.ends_with('/');
    let is_named = is_place && !span.starts_with('/') && span.contains('/') && !span.contains([' ', '{']);
    !is_named || read(span).is_some()
}

/// What is in a file that is named from the repository's root, from the server's crate or from the folder of crates.
pub fn named(root: &Path, name: &str) -> Option<String> {
    let places = ["", "crates/hearth", "crates"].map(|base| root.join(base).join(name));
    places.iter().find(|place| place.exists()).map(|place| fs::read_to_string(place).unwrap_or_default())
}

#[cfg(test)]
fn written(row: &str) -> String {
    let mut text: String = LEVEL_1.iter().map(|number| format!("| {number} | x | not | | |\n")).collect();
    text.push_str(row);
    let states = rows(&text).into_iter().map(|(_, cells)| cells.get(2).copied().unwrap_or_default());
    let states: Vec<&str> = states.collect();
    let counts = STATES.iter().map(|state| {
        let count = states.iter().filter(|one| *one == state).count();
        format!("| {state} | {count} |\n")
    });
    counts.collect::<String>() + &text
}

#[cfg(test)]
fn broken(text: &str) -> usize {
    let read = |name: &str| match name {
        "tests/api/live.rs" => Some("async fn nobody_comes_in(store: Store) {}".to_owned()),
        "web/src/x.test.ts" => Some("  test('links go to safe places only', () => {".to_owned()),
        "src/media/" => Some(String::new()),
        _ => None,
    };
    honest(text, read).len()
}

#[test]
fn a_table_that_names_what_is_there_passes() {
    for cells in [
        "held | `src/media/` | `tests/api/live.rs::nobody_comes_in`",
        "held | `GET /chats/{id}/` `chat::x` `/healthz` | `web/src/x.test.ts::safe places`",
        "not applicable | |",
    ] {
        assert_eq!(broken(&written(&format!("| V5.4.1 | x | {cells} |\n"))), 0, "{cells}");
    }
}

#[test]
fn a_table_that_names_what_is_not_there_fails() {
    for cells in [
        "held | `src/gone/` | ",
        "held | `docs/gone.md` | ",
        "held | | `tests/api/gone.rs::nobody_comes_in`",
        "held | | `tests/api/live.rs::nobody_comes`",
        "held | | `web/src/x.test.ts::nowhere`",
        "nearly | | ",
        "held | ",
    ] {
        assert_eq!(broken(&written(&format!("| V5.4.1 | x | {cells} |\n"))), 1, "{cells}");
    }
}

#[test]
fn a_requirement_of_level_1_that_is_missing_or_twice_fails() {
    let whole = written("");
    assert_eq!(broken(&whole), 0);
    assert_eq!(broken(&written("| V1.2.1 | x | held | | |\n")), 1);
    let missing = whole.replace("| V1.2.1 | x |", "| V1.2.9 | x |");
    assert_eq!(broken(&missing), 1);
    assert_eq!(broken(&whole.replace("| held | 0 |", "| held | 1 |")), 1, "counted wrong");
}
