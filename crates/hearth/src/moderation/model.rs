//! The nouns of moderation: what is reported, why, and what may come of it.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::accounts::PersonId;
use crate::spaces::SpaceId;

crate::id! {
    /// What was reported, by however many, until it is decided.
    CaseId
}

crate::id! {
    /// That somebody reported something.
    ReportId
}

crate::id! {
    /// What was decided on a case.
    DecisionId
}

crate::id! {
    /// What waits for a moderator before others see it.
    HeldId
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = SubjectKind)]
pub enum Kind {
    Message,
    Share,
    Comment,
    Account,
    Space,
    Gathering,
}

/// Why something is reported, or decided so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = ReportReason)]
pub enum Reason {
    Spam,
    Harassment,
    Hate,
    Violence,
    /// Somebody may harm themselves.
    SelfHarm,
    Sexual,
    Privacy,
    Other,
}

/// What is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = DecisionAct)]
pub enum Act {
    /// Nothing: it may stay.
    Dismiss,
    /// It is out of sight, and can come back.
    Hide,
    /// It is gone.
    Delete,
    /// Its author is told.
    Warn,
    /// Its author may write nothing until then.
    Mute,
    /// Its author is out, for good or until then.
    Ban,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = CaseState)]
pub enum State {
    Open,
    Decided,
}

/// What became of somebody's appeal against a decision.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = AppealState)]
pub enum Appeal {
    /// There is none.
    None,
    /// It waits for an answer.
    Open,
    /// The decision stands.
    Upheld,
    /// The decision is taken back.
    Overturned,
}

macro_rules! stored_as_text {
    ($type:ident { $($variant:ident = $text:literal),* }) => {
        impl $type {
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text),* }
            }
            pub fn from_text(text: &str) -> Option<Self> {
                match text { $($text => Some(Self::$variant),)* _ => None }
            }
        }
    };
}
stored_as_text!(Kind {
    Message = "message",
    Share = "share",
    Comment = "comment",
    Account = "account",
    Space = "space",
    Gathering = "gathering"
});
stored_as_text!(Reason {
    Spam = "spam",
    Harassment = "harassment",
    Hate = "hate",
    Violence = "violence",
    SelfHarm = "self_harm",
    Sexual = "sexual",
    Privacy = "privacy",
    Other = "other"
});
stored_as_text!(Act {
    Dismiss = "dismiss",
    Hide = "hide",
    Delete = "delete",
    Warn = "warn",
    Mute = "mute",
    Ban = "ban"
});
stored_as_text!(State { Open = "open", Decided = "decided" });
stored_as_text!(Appeal { None = "none", Open = "open", Upheld = "upheld", Overturned = "overturned" });

/// What is spoken of. Chats, shares and gatherings are other features': of theirs, only ids are known here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Subject {
    Message {
        chat: Uuid,
        number: i64,
    },
    Share {
        space: SpaceId,
        share: Uuid,
    },
    Comment {
        space: SpaceId,
        share: Uuid,
        comment: Uuid,
    },
    /// As they are shown: in a space, perhaps under a pseudonym.
    Account {
        person: PersonId,
        space: Option<SpaceId>,
    },
    Space {
        space: SpaceId,
    },
    Gathering {
        gathering: Uuid,
    },
}

impl Subject {
    pub fn kind(self) -> Kind {
        match self {
            Self::Message { .. } => Kind::Message,
            Self::Share { .. } => Kind::Share,
            Self::Comment { .. } => Kind::Comment,
            Self::Account { .. } => Kind::Account,
            Self::Space { .. } => Kind::Space,
            Self::Gathering { .. } => Kind::Gathering,
        }
    }

    /// As text, the same whenever it is the same subject.
    pub fn key(self) -> String {
        match self {
            Self::Message { chat, number } => format!("message {chat} {number}"),
            Self::Share { space, share } => format!("share {space} {share}"),
            Self::Comment { space, share, comment } => format!("comment {space} {share} {comment}"),
            Self::Account { person, space: None } => format!("account {person}"),
            Self::Account { person, space: Some(space) } => format!("account {person} {space}"),
            Self::Space { space } => format!("space {space}"),
            Self::Gathering { gathering } => format!("gathering {gathering}"),
        }
    }

    pub fn from_key(key: &str) -> Option<Self> {
        let parts: Vec<&str> = key.split(' ').collect();
        let id = |text: &str| Uuid::parse_str(text).ok();
        Some(match parts[..] {
            ["message", chat, number] => Self::Message { chat: id(chat)?, number: number.parse().ok()? },
            ["share", space, share] => Self::Share { space: SpaceId(id(space)?), share: id(share)? },
            ["comment", space, share, comment] => {
                Self::Comment { space: SpaceId(id(space)?), share: id(share)?, comment: id(comment)? }
            }
            ["account", person] => Self::Account { person: PersonId(id(person)?), space: None },
            ["account", person, space] => {
                Self::Account { person: PersonId(id(person)?), space: Some(SpaceId(id(space)?)) }
            }
            ["space", space] => Self::Space { space: SpaceId(id(space)?) },
            ["gathering", gathering] => Self::Gathering { gathering: id(gathering)? },
            _ => return None,
        })
    }
}

/// What is spoken of, by its kind and its ids: of a message `chat_id` and `number`, of a share `space_id` and `share_id`,
/// of a comment `comment_id` beside those, of an account `account_id` (in a space with `space_id`, as it is shown there),
/// of a space `space_id`, of a gathering `gathering_id`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Subject)]
pub struct SubjectBody {
    pub kind: Kind,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub chat_id: Option<Uuid>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, minimum = 1)]
    pub number: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub space_id: Option<SpaceId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub share_id: Option<Uuid>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub comment_id: Option<Uuid>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub account_id: Option<PersonId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub gathering_id: Option<Uuid>,
}

impl SubjectBody {
    fn empty(kind: Kind) -> Self {
        Self {
            kind,
            chat_id: None,
            number: None,
            space_id: None,
            share_id: None,
            comment_id: None,
            account_id: None,
            gathering_id: None,
        }
    }

    /// What it names, or the field that is missing.
    pub fn subject(&self) -> Result<Subject, &'static str> {
        let space = || self.space_id.ok_or("space_id");
        let share = || self.share_id.ok_or("share_id");
        Ok(match self.kind {
            Kind::Message => {
                Subject::Message { chat: self.chat_id.ok_or("chat_id")?, number: self.number.ok_or("number")? }
            }
            Kind::Share => Subject::Share { space: space()?, share: share()? },
            Kind::Comment => {
                Subject::Comment { space: space()?, share: share()?, comment: self.comment_id.ok_or("comment_id")? }
            }
            Kind::Account => Subject::Account { person: self.account_id.ok_or("account_id")?, space: self.space_id },
            Kind::Space => Subject::Space { space: space()? },
            Kind::Gathering => Subject::Gathering { gathering: self.gathering_id.ok_or("gathering_id")? },
        })
    }
}

impl From<Subject> for SubjectBody {
    fn from(subject: Subject) -> Self {
        let body = Self::empty(subject.kind());
        match subject {
            Subject::Message { chat, number } => Self { chat_id: Some(chat), number: Some(number), ..body },
            Subject::Share { space, share } => Self { space_id: Some(space), share_id: Some(share), ..body },
            Subject::Comment { space, share, comment } => {
                Self { space_id: Some(space), share_id: Some(share), comment_id: Some(comment), ..body }
            }
            Subject::Account { person, space } => Self { account_id: Some(person), space_id: space, ..body },
            Subject::Space { space } => Self { space_id: Some(space), ..body },
            Subject::Gathering { gathering } => Self { gathering_id: Some(gathering), ..body },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_subject_survives_its_key_and_its_body() {
        let [one, two, three] = [1, 2, 3].map(Uuid::from_u128);
        let (space, person) = (SpaceId(one), PersonId(two));
        for subject in [
            Subject::Message { chat: one, number: 7 },
            Subject::Share { space, share: two },
            Subject::Comment { space, share: two, comment: three },
            Subject::Account { person, space: None },
            Subject::Account { person, space: Some(space) },
            Subject::Space { space },
            Subject::Gathering { gathering: three },
        ] {
            assert_eq!(Subject::from_key(&subject.key()), Some(subject));
            let body = SubjectBody::from(subject);
            assert_eq!(body.subject(), Ok(subject));
            assert_eq!(serde_json::from_value::<SubjectBody>(serde_json::to_value(&body).unwrap()).unwrap(), body);
        }
        for wrong in ["", "message", "message x 1", "share 1", "room 1"] {
            assert_eq!(Subject::from_key(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn what_is_missing_is_named() {
        let body = |kind| SubjectBody::empty(kind).subject();
        assert_eq!(body(Kind::Message), Err("chat_id"));
        assert_eq!(body(Kind::Comment), Err("space_id"));
        assert_eq!(body(Kind::Account), Err("account_id"));
    }
}
