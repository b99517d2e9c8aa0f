//! The closed vocabulary: which files a feature folder may hold, and which names say nothing.

use crate::arrows::{ROOF, level};
use crate::source::{Source, Violation};

const FILES: &[&str] =
    &["mod.rs", "model.rs", "rules.rs", "error.rs", "service.rs", "routes.rs", "live.rs", "events.rs", "jobs.rs"];

const STORE_FILES: &[&str] = &["mod.rs", "sql.rs", "contract.rs", "sqlite.rs", "postgres.rs"];

/// Statements and cases outgrow a file long before they are two concerns: then they are a folder, by topic.
const STORE_FOLDERS: &[&str] = &["sql", "contract"];

/// What may be right in src/.
const ROOT_FILES: &[&str] = &["main.rs", "lib.rs"];

const EMPTY_NAMES: &[&str] = &["util", "utils", "helper", "helpers", "common", "misc", "manager", "managers"];

/// `chat/F`, `chat/store/S`, `chat/messages/F` and `chat/messages/store/S`, and nothing else; `sql.rs` and `contract.rs`
/// may be folders.
pub fn vocabulary(source: &Source) -> Vec<Violation> {
    let parts: Vec<&str> = source.path.split('/').collect();
    let known = match parts[1..] {
        [file] => FILES.contains(&file),
        ["store", file] => STORE_FILES.contains(&file),
        ["store", folder, file] => is_topic(folder, file),
        [_, file] => FILES.contains(&file),
        [folder, "store", file] => folder != "store" && STORE_FILES.contains(&file),
        [concern, "store", folder, file] => concern != "store" && is_topic(folder, file),
        _ => false,
    };
    if known {
        return Vec::new();
    }
    let reason = format!(
        "a feature holds {}, store/{{{}}}, topics in store/{{{}}}/, and sub-concern folders of the same, one level deep",
        FILES.join(" "),
        STORE_FILES.join(","),
        STORE_FOLDERS.join(",")
    );
    vec![source.violation(1, "not in the vocabulary", reason)]
}

fn is_topic(folder: &str, file: &str) -> bool {
    STORE_FOLDERS.contains(&folder) && file.ends_with(".rs")
}

pub fn picture(source: &Source) -> Vec<Violation> {
    if !source.path.contains('/') {
        if ROOT_FILES.contains(&source.path.as_str()) {
            return Vec::new();
        }
        return vec![source.violation(
            1,
            "a file beside the features",
            format!("src/ itself holds {}", ROOT_FILES.join(", ")),
        )];
    }
    if level(source.top()).is_some() || ROOF.contains(&source.top()) {
        return Vec::new();
    }
    let reason = "a new noun gets its place in the picture first: ARCHITECTURE.md and PICTURE in tests/tidy/arrows.rs";
    vec![source.violation(1, format!("{}/ is not in the picture", source.top()), reason)]
}

pub fn says_something(source: &Source) -> Vec<Violation> {
    let mut violations = Vec::new();
    for part in source.path.split('/') {
        let stem = part.split('.').next().unwrap_or_default().to_lowercase();
        if EMPTY_NAMES.contains(&stem.as_str()) {
            let reason = "it invites everything; name the noun, or put the code where it is used";
            violations.push(source.violation(1, format!("called {stem}"), reason));
        }
    }
    violations
}

#[test]
fn files_of_the_vocabulary_pass() {
    for path in [
        "chat/mod.rs",
        "chat/live.rs",
        "chat/store/mod.rs",
        "chat/store/contract.rs",
        "chat/messages/service.rs",
        "chat/messages/store/sqlite.rs",
        "chat/store/contract/opening.rs",
        "chat/messages/store/sql/append.rs",
    ] {
        assert!(vocabulary(&Source::new(path, "")).is_empty(), "{path}");
    }
}

#[test]
fn other_files_fail() {
    for path in [
        "chat/send.rs",
        "chat/sql.rs",
        "chat/store/service.rs",
        "chat/store/mysql.rs",
        "chat/store/store/sql.rs",
        "chat/messages/edits/service.rs",
        "chat/messages/store/old/sql.rs",
        "chat/messages/store/contract/notes.txt",
        "chat/store/sql/old/append.rs",
        "chat/notes.txt",
    ] {
        assert_eq!(vocabulary(&Source::new(path, "")).len(), 1, "{path}");
    }
}

#[test]
fn a_folder_needs_a_place_in_the_picture() {
    for path in ["main.rs", "lib.rs", "app/mod.rs", "chat/mod.rs", "platform/clock.rs", "platform/http/problem.rs"] {
        assert!(picture(&Source::new(path, "")).is_empty(), "{path}");
    }
    for path in ["config.rs", "database/mod.rs", "chats/mod.rs"] {
        assert_eq!(picture(&Source::new(path, "")).len(), 1, "{path}");
    }
}

#[test]
fn empty_names_fail_anywhere() {
    for path in ["utils.rs", "platform/helpers/mod.rs", "lib/misc.svelte.ts", "chat/Manager.rs", "common/time.rs"] {
        assert_eq!(says_something(&Source::new(path, "")).len(), 1, "{path}");
    }
    assert!(says_something(&Source::new("platform/common_time.rs", "")).is_empty());
}
