//! Names of migrations: `0003_chat.sql`, `0004_chat_search.sqlite.sql` with its `.postgres.sql`.

use crate::arrows::level;
use crate::source::Violation;
use std::collections::BTreeMap;

const ENGINES: &[&str] = &["sqlite", "postgres"];

pub fn well_named(names: &[&str]) -> Vec<Violation> {
    let mut violations = Vec::new();
    let mut fail = |name: &str, rule: &str, reason: &str| {
        violations.push(Violation::new(format!("crates/hearth/migrations/{name}:1"), rule, reason));
    };
    // What each migration is there for: an engine, or both ("").
    let mut engines: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for name in names {
        let Some((stem, engine)) = name.strip_suffix(".sql").map(|stem| stem.split_once('.').unwrap_or((stem, "")))
        else {
            fail(name, "not SQL", "a migration is one .sql file");
            continue;
        };
        if !engine.is_empty() && !ENGINES.contains(&engine) {
            fail(name, &format!("no such engine: {engine}"), "a fork is .sqlite.sql or .postgres.sql");
        }
        if !has_number_and_noun(stem) {
            fail(name, "not named NNNN_<feature>…", "the number is the order, the noun is whose tables they are");
        }
        engines.entry(stem).or_default().push(engine);
    }
    for (stem, mut found) in engines.clone() {
        found.sort_unstable();
        if found != [""] && found != ["postgres", "sqlite"] {
            fail(
                stem,
                "a fork without its other half",
                "both engines come to the same schema: .sqlite.sql and .postgres.sql, or one .sql",
            );
        }
    }
    let stems: Vec<&str> = engines.into_keys().collect();
    for pair in stems.windows(2) {
        if pair[0].split('_').next() == pair[1].split('_').next() {
            fail(pair[1], "a number given twice", "the number is the order");
        }
    }
    violations
}

fn has_number_and_noun(stem: &str) -> bool {
    let mut parts = stem.split('_');
    let number = parts.next().unwrap_or_default();
    let noun = parts.next().unwrap_or_default();
    number.len() == 4 && number.bytes().all(|digit| digit.is_ascii_digit()) && level(noun).is_some()
}

#[test]
fn good_names_pass() {
    let names = [
        "0001_platform_jobs.sql",
        "0002_accounts.sql",
        "0003_chat_messages.postgres.sql",
        "0003_chat_messages.sqlite.sql",
    ];
    assert!(well_named(&names).is_empty());
}

#[test]
fn bad_names_fail() {
    for name in [
        "1_chat.sql",
        "00001_chat.sql",
        "0001-chat.sql",
        "0001_rooms.sql",
        "0001.sql",
        "0001_chat.txt",
        "old/0001_chat.sql",
    ] {
        assert_eq!(well_named(&[name]).len(), 1, "{name}");
    }
}

#[test]
fn half_a_fork_fails() {
    assert_eq!(well_named(&["0001_chat.sqlite.sql"]).len(), 1);
    assert_eq!(well_named(&["0001_chat.postgres.sql", "0002_chat.sqlite.sql"]).len(), 2);
    assert_eq!(well_named(&["0001_chat.postgres.sql", "0001_chat.sqlite.sql", "0001_chat.sql"]).len(), 1);
    assert_eq!(well_named(&["0001_chat.mysql.sql"]).len(), 2, "no such engine, and no pair");
}

#[test]
fn a_number_given_twice_fails() {
    assert_eq!(well_named(&["0001_accounts.sql", "0001_chat.sql"]).len(), 1);
}
