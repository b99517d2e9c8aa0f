//! The settings in force as admins are shown them: each with what the manual says of it.

use serde::Serialize;
use toml::{Table, Value};
use utoipa::ToSchema;

use super::load::DEFAULTS;

/// Where a value comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = SettingOrigin)]
pub enum Origin {
    Default,
    File,
    Environment,
}

/// One setting in force.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = Setting)]
pub struct Shown {
    /// Like `server.listen`.
    pub key: String,
    /// As it stands in a settings file (TOML); secrets are masked.
    pub value: String,
    pub default: String,
    pub set_by: Origin,
    /// What `config.default.toml` says of it; empty where the name says all.
    pub explanation: String,
}

/// Each key of these settings, in the order of the manual.
pub(super) fn shown(in_force: &Table, origin_of: impl Fn(&str) -> Origin) -> Vec<Shown> {
    let defaults: Table = DEFAULTS.parse().expect("config.default.toml is checked by a test");
    let text = |table: &Table, section: &str, name: &str| {
        table.get(section).and_then(|section| section.get(name)).map(Value::to_string).unwrap_or_default()
    };
    let one = |(section, name, explanation): (String, String, String)| {
        let key = format!("{section}.{name}");
        Shown {
            value: text(in_force, &section, &name),
            default: text(&defaults, &section, &name),
            set_by: origin_of(&key),
            explanation,
            key,
        }
    };
    manual().into_iter().map(one).collect()
}

/// Section, name and explanation of each setting: a comment stands above the first of those that it explains, and one
/// below the section's head explains its first setting too.
fn manual() -> Vec<(String, String, String)> {
    let (mut section, mut comment, mut found) = (String::new(), Vec::new(), Vec::new());
    for line in DEFAULTS.lines().map(str::trim) {
        if let Some(text) = line.strip_prefix('#') {
            comment.push(text.strip_prefix(' ').unwrap_or(text));
        } else if let Some(head) = line.strip_prefix('[').and_then(|line| line.strip_suffix(']')) {
            section = head.to_owned();
            comment.clear();
        } else if let Some((name, _)) = line.split_once(" = ") {
            found.push((section.clone(), name.to_owned(), comment.join("\n")));
            comment.clear();
        } else {
            comment.clear();
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_setting_is_shown_with_its_explanation() {
        let defaults: Table = DEFAULTS.parse().unwrap();
        let all = shown(&defaults, |_| Origin::Default);
        let names = defaults.values().map(|section| section.as_table().unwrap().len()).sum::<usize>();
        assert_eq!(all.len(), names, "one line each");
        assert!(all.iter().all(|one| one.value == one.default && !one.value.is_empty()), "{all:#?}");
        let one = all.iter().find(|one| one.key == "server.request_timeout_seconds").unwrap();
        assert_eq!(
            (one.value.as_str(), one.explanation.as_str()),
            ("30", "A request that takes longer is answered with 503.")
        );
        let explained = all.iter().filter(|one| !one.explanation.is_empty()).count();
        assert!(explained * 2 > all.len(), "{explained} of {}", all.len());
    }
}
