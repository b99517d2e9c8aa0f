//! The nouns of a conversation.

use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::accounts::{AccountId, Person, PersonId};
use crate::id;
use crate::platform::clock::Time;
use crate::spaces::{Face, SpaceId};

id!(
    /// A chat.
    ChatId
);

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = ChatKind)]
pub enum Kind {
    /// Exactly one between two accounts.
    Direct,
    Group,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = ChatRole)]
pub enum Role {
    Member,
    Admin,
    /// Exactly one in a group.
    Owner,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = MemberState)]
pub enum State {
    Member,
    /// A stranger's direct chat, waiting to be accepted.
    Requested,
    /// A direct chat that was put away or declined: nothing of it is delivered here.
    Left,
}

/// What of a chat a member wants to be told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = ChatLevel)]
pub enum Level {
    All,
    Mentions,
    /// The chat is muted.
    Nothing,
}

/// How one comes into a group.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = ChatJoining)]
pub enum Joining {
    /// Any member of its space may join.
    Open,
    /// Its admins add members.
    Invitation,
    /// The attendees of its gathering are its members.
    Gathering,
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
stored_as_text!(Kind { Direct = "direct", Group = "group" });
stored_as_text!(Role { Member = "member", Admin = "admin", Owner = "owner" });
stored_as_text!(Joining { Open = "open", Invitation = "invitation", Gathering = "gathering" });
stored_as_text!(Level { All = "all", Mentions = "mentions", Nothing = "nothing" });
stored_as_text!(State { Member = "member", Requested = "requested", Left = "left" });

/// A conversation, as the store keeps it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chat {
    pub id: ChatId,
    pub kind: Kind,
    pub title: Option<String>,
    pub capacity: Option<i64>,
    /// The two of a direct chat, the smaller id first.
    pub pair: Option<(AccountId, AccountId)>,
    /// The space that a group is in, if any: only its members can be members of the group.
    pub space: Option<SpaceId>,
    pub joining: Joining,
    /// How long a member waits between two messages; 0: not at all.
    pub slow_seconds: i64,
    pub members: i64,
    pub last_number: i64,
    pub position: i64,
    pub created_at: Time,
    pub active_at: Time,
}

impl Chat {
    /// The gathering whose group it is. The group has its id.
    pub fn gathering(&self) -> Option<Uuid> {
        (self.joining == Joining::Gathering).then_some(self.id.0)
    }

    /// The other one of a direct chat.
    pub fn other(&self, account: AccountId) -> Option<AccountId> {
        self.pair.map(|(low, high)| if low == account { high } else { low })
    }
}

/// A level, and until when it holds; from then on it is all again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Attention {
    pub level: Level,
    pub until: Option<Time>,
}

impl Attention {
    pub const FULL: Self = Self { level: Level::All, until: None };

    /// As it is at that time.
    pub fn at(self, now: Time) -> Self {
        if self.until.is_some_and(|until| until <= now) { Self::FULL } else { self }
    }
}

/// Proof that an account takes part in a chat. Made by the store alone, from the row that says so; what reads or
/// changes a chat's content asks for one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Membership {
    face: Face,
    role: Role,
    state: State,
    read_number: i64,
    attention: Attention,
    chat: Chat,
}

impl Membership {
    /// For the store, which has just read the row.
    pub(in crate::chat) fn found(
        face: Face,
        role: Role,
        state: State,
        read_number: i64,
        attention: Attention,
        chat: Chat,
    ) -> Self {
        Self { face, role, state, read_number, attention, chat }
    }
    /// For ourselves; the other members know [`Membership::shown`].
    pub fn account(&self) -> AccountId {
        self.face.account
    }
    /// As whom the account takes part.
    pub fn face(&self) -> Face {
        self.face
    }
    /// The id under which the others see the member.
    pub fn shown(&self) -> PersonId {
        self.face.shown
    }
    pub fn role(&self) -> Role {
        self.role
    }
    pub fn state(&self) -> State {
        self.state
    }
    pub fn read_number(&self) -> i64 {
        self.read_number
    }
    pub fn attention(&self) -> Attention {
        self.attention
    }
    /// The chat as it was when the proof was made.
    pub fn chat(&self) -> &Chat {
        &self.chat
    }
    pub fn chat_id(&self) -> ChatId {
        self.chat.id
    }
}

/// A chat in somebody's list.
#[derive(Clone, Debug)]
pub struct Listed {
    pub membership: Membership,
    /// Others' messages after the read mark that aren't deleted.
    pub unread: i64,
}

/// One who takes part, as the store keeps it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    pub face: Face,
    pub role: Role,
    pub state: State,
    pub read_number: i64,
    pub joined_at: Time,
    /// The chat isn't there for the member: to the others they are a member like any.
    pub withheld: bool,
}

/// A group's title: 1 to 100 characters, on one line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Title(String);

impl Title {
    pub const MOST: usize = 100;

    pub fn parse(text: &str) -> Result<Self, &'static str> {
        let title: String = text.trim().nfc().collect();
        let length = title.chars().count();
        if length == 0 || length > Self::MOST || title.chars().any(char::is_control) {
            return Err("must be 1 to 100 characters long, on one line");
        }
        Ok(Self(title))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// What is changed of a group; what isn't given stays.
#[derive(Clone, Debug, Default)]
pub struct Change {
    pub title: Option<Title>,
    /// None: only the server's own limit.
    pub capacity: Option<Option<i64>>,
    pub slow_seconds: Option<i64>,
}

/// A chat, as its members see it.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Chat)]
pub struct ChatView {
    pub id: ChatId,
    pub kind: Kind,
    /// Null in a direct chat.
    pub title: Option<String>,
    /// How many may be members; null where only the server's limit counts.
    pub capacity: Option<i64>,
    /// The space that it is in; absent for a direct chat and a group of its own.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub space_id: Option<SpaceId>,
    /// The gathering whose group it is; absent for all others.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub gathering_id: Option<Uuid>,
    pub joining: Joining,
    /// How many seconds a member waits between two messages, in slow mode; 0: not at all. Its admins don't, nor those of its
    /// space.
    #[schema(minimum = 0, maximum = 86400)]
    pub slow_seconds: i64,
    pub members_count: i64,
    /// The number of the newest message; 0 before the first.
    pub last_number: i64,
    /// The position of the newest change.
    pub position: i64,
    pub created_at: Time,
    /// When the newest message was sent.
    pub active_at: Time,
    /// The other one of a direct chat.
    pub with: Option<Person>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub last_message: Option<super::messages::MessageView>,
    /// The asker's own part; absent where the chat is told to all members, and for who is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub me: Option<MyPart>,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct MyPart {
    /// As whom one takes part: in a chat of a space, as in the space.
    pub person: Person,
    pub role: Role,
    pub state: State,
    pub read_number: i64,
    /// Others' messages after the read mark that aren't deleted.
    pub unread: i64,
    pub level: Level,
    /// From then on the level is `all` again; null: for good.
    pub level_until: Option<Time>,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Member)]
pub struct MemberView {
    pub account: Person,
    pub role: Role,
    /// Up to where the member has read; null in a chat that isn't small, and while a request waits.
    pub read_number: Option<i64>,
    pub joined_at: Time,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_level_holds_until_its_time() {
        let until = Time::from_millis(5);
        let muted = Attention { level: Level::Nothing, until: Some(until) };
        assert_eq!(muted.at(Time::from_millis(4)), muted);
        assert_eq!(muted.at(until), Attention::FULL);
        let for_good = Attention { until: None, ..muted };
        assert_eq!(for_good.at(until), for_good);
    }

    #[test]
    fn a_title_is_trimmed_composed_and_on_one_line() {
        assert_eq!(Title::parse("  Cafe\u{301} ").unwrap().as_str(), "Café");
        assert!(Title::parse(" \t ").is_err());
        assert!(Title::parse("a\nb").is_err());
        assert!(Title::parse(&"ß".repeat(100)).is_ok());
        assert!(Title::parse(&"ß".repeat(101)).is_err());
    }
}
