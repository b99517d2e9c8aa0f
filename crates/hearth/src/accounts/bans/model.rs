//! Why somebody may not be here, and until when.

use serde::Serialize;
use unicode_normalization::UnicodeNormalization;
use utoipa::ToSchema;

use crate::accounts::model::{AccountId, Person};
use crate::accounts::names::Wrong;
use crate::platform::clock::Time;
use crate::platform::text;

/// Why: 1 to 500 characters, with line breaks. Who is banned reads it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason(String);

impl Reason {
    pub fn parse(said: &str) -> Result<Self, Wrong> {
        let wrong = Wrong {
            code: "not_a_reason",
            allowed: "must be 1 to 500 characters, not only white space, without control characters",
        };
        let said: String = text::text(said, 500).map_err(|_| wrong)?.trim().nfc().collect();
        if said.chars().count() > 500 || said.contains('\t') { Err(wrong) } else { Ok(Self(said)) }
    }
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A ban, as the store keeps it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ban {
    pub account: AccountId,
    pub reason: String,
    /// None: at the console.
    pub by: Option<AccountId>,
    pub created_at: Time,
    /// None: for good.
    pub until: Option<Time>,
    /// That it came of, where moderators decided it.
    pub decision: Option<uuid::Uuid>,
}

/// A ban, as those see it who may ban.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = AccountBan)]
pub struct BanView {
    pub account: Person,
    pub reason: String,
    /// Until when; missing: for good.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub until: Option<Time>,
    /// Who said so; missing: somebody at the server's console.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub banned_by: Option<Person>,
    pub created_at: Time,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_says_something() {
        assert_eq!(Reason::parse(" spam,\r\nagain \n").unwrap().as_str(), "spam,\nagain");
        assert!(Reason::parse(&"é".repeat(500)).is_ok());
        for wrong in ["", " \n", "a\u{7}b", "a\tb", &"x".repeat(501)] {
            assert_eq!(Reason::parse(wrong).unwrap_err().code, "not_a_reason", "{wrong}");
        }
    }
}

/// What moderators decided about an account.
#[derive(Clone, Copy, Debug)]
pub struct Sentence {
    pub decision: uuid::Uuid,
    /// Who decided.
    pub by: AccountId,
    /// None: for good.
    pub until: Option<Time>,
}
