//! Who may import whom.

use crate::source::{Source, Violation};

/// From the floor up. A folder imports those on the lines above its own in this list,
/// which lie below it in the house; those on its own line are strangers to it.
pub const PICTURE: &[&[&str]] = &[
    &["platform"],
    &["media"],
    &["accounts"],
    &["spaces"],
    &["chat", "shares", "gatherings", "moderation"],
    &["compat", "notifications"],
];

/// The roof: builds everything, so it may import everything.
pub const ROOF: &[&str] = &["main", "lib", "app"];

/// Nobody but the roof imports these.
const IMPORTED_BY_NONE: &[(&str, &str)] = &[
    ("app", "the roof is imported by none; take what you need as an argument"),
    ("notifications", "it listens to the others' events, so nobody has to know it"),
];

pub fn level(folder: &str) -> Option<usize> {
    PICTURE.iter().position(|line| line.contains(&folder))
}

pub fn downwards(source: &Source) -> Vec<Violation> {
    let from = source.top();
    if ROOF.contains(&from) {
        return Vec::new();
    }
    let mut violations = Vec::new();
    for (line, path) in source.references() {
        let to = path.first().map_or("", String::as_str);
        if to == from {
            continue;
        }
        if let Some(reason) = forbidden(from, to) {
            violations.push(source.violation(line, format!("{from} imports {to}"), reason));
        } else if from == "compat" && level(to) > Some(0) && passes_the_front_door(&path) {
            let reason = "compat speaks to front doors only: name what the feature's mod.rs makes public";
            violations.push(source.violation(line, format!("compat imports {}", path.join("::")), reason));
        }
    }
    violations
}

/// Why `from` may not import `to`, if it may not.
pub fn forbidden(from: &str, to: &str) -> Option<&'static str> {
    if let Some((_, reason)) = IMPORTED_BY_NONE.iter().find(|(name, _)| *name == to) {
        return Some(reason);
    }
    // What is no folder of ours is an item at the root; a folder without a place fails by name.
    let (from, to) = (level(from)?, level(to)?);
    match from.cmp(&to) {
        std::cmp::Ordering::Greater => None,
        _ if from == 0 => Some("the floor knows no feature: it would make sense in another product"),
        std::cmp::Ordering::Equal => Some("siblings are strangers: if they need each other, a noun is missing"),
        std::cmp::Ordering::Less => Some("imports go downwards: announce an event, or take a trait"),
    }
}

/// `chat::messages::X` does; `chat::X`, `chat::X::new` and `chat::a_function` don't.
fn passes_the_front_door(path: &[String]) -> bool {
    path.len() > 2 && path[1].starts_with(char::is_lowercase)
}

/// How many imports from one folder to another there are: proof that they were recognised.
pub fn count(source: &Source) -> usize {
    let between = |path: &[String]| path.first().is_some_and(|to| to != source.top() && level(to).is_some());
    source.references().iter().filter(|(_, path)| between(path)).count()
}

#[cfg(test)]
fn found(path: &str, text: &str) -> Vec<String> {
    downwards(&Source::new(path, text)).iter().map(Violation::to_string).collect()
}

#[test]
fn downwards_and_inwards_is_allowed() {
    let text = "use crate::{accounts::SignedIn, media::Pictures, platform::{clock::Clock, http}, spaces::Space};
                use super::model::Chat; use crate::chat::rules; fn f() { crate::VERSION; crate::spaces::named() }";
    assert!(found("chat/service.rs", text).is_empty());
    assert_eq!(count(&Source::new("chat/service.rs", text)), 6);
    assert!(found("app/mod.rs", "use crate::{chat::Chats, compat, notifications::Notifications};").is_empty());
    assert!(found("notifications/service.rs", "use crate::chat::MessageSent;").is_empty());
    assert!(found("platform/http/mod.rs", "use crate::platform::clock::Clock;").is_empty());
}

#[test]
fn siblings_fail() {
    let list = found("chat/service.rs", "\nuse crate::{accounts::A,\n shares::{B, C}};");
    assert_eq!(list.len(), 2);
    assert!(list[0].starts_with("chat/service.rs:3: chat imports shares (siblings"), "{}", list[0]);
    assert_eq!(found("compat/guild/live.rs", "use crate::notifications::N;").len(), 1);
}

#[test]
fn upwards_fails() {
    assert!(found("accounts/service.rs", "crate::chat::Chats")[0].contains("imports go downwards"));
    assert!(found("platform/bus.rs", "use crate::media::X;")[0].contains("the floor"));
    assert!(found("media/store/sql.rs", "use super::super::super::accounts::X;")[0].contains("media imports accounts"));
}

#[test]
fn nobody_imports_the_roof_or_notifications() {
    for text in ["use crate::app::App;", "use crate::notifications::{self};"] {
        for path in ["chat/mod.rs", "compat/mod.rs", "platform/http/mod.rs"] {
            assert_eq!(found(path, text).len(), 1, "{path}: {text}");
        }
    }
}

#[test]
fn comments_and_strings_import_nothing() {
    assert!(found("media/model.rs", "//! see crate::chat::Chat\nconst A: &str = \"crate::app::x\";").is_empty());
}

#[test]
fn compat_uses_front_doors() {
    assert!(
        found(
            "compat/guild/routes.rs",
            "use crate::chat::{self, Chats, f}; crate::chat::Chats::new(); use crate::platform::http::problem::P;"
        )
        .is_empty()
    );
    assert_eq!(found("compat/guild/routes.rs", "use crate::chat::messages::store::Store;").len(), 1);
    assert_eq!(found("compat/guild/routes.rs", "use crate::chat::{Chats, service::f};").len(), 1);
}
