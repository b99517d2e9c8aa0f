//! The nouns of what people are told.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::accounts::{AccountId, Person};
use crate::chat::ChatId;
use crate::gatherings::GatheringId;
use crate::platform::clock::Time;
use crate::shares::{CommentId, ShareId};
use crate::spaces::{Face, SpaceId};

crate::id! {
    /// A notification. Of what is derived, the id is the same as long as it is about the same.
    NotificationId
}

macro_rules! kinds {
    ($($(#[$doc:meta])* $kind:ident = $text:literal),* $(,)?) => {
        /// What somebody is told of.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
        #[serde(rename_all = "snake_case")]
        #[schema(as = NotificationKind)]
        pub enum Kind { $($(#[$doc])* $kind),* }

        impl Kind {
            pub const ALL: &[Kind] = &[$(Kind::$kind),*];

            pub const fn as_str(self) -> &'static str {
                match self { $(Kind::$kind => $text),* }
            }
            pub fn from_text(text: &str) -> Option<Self> {
                match text { $($text => Some(Kind::$kind),)* _ => None }
            }
        }
    };
}

kinds! {
    /// Unread messages of a direct chat.
    MessageDirect = "message_direct",
    /// Unread messages of a group.
    MessageGroup = "message_group",
    /// A message names one.
    Mention = "mention",
    /// A message answers one's own.
    Reply = "reply",
    /// To one's own message or share.
    Reaction = "reaction",
    /// New shares in a space.
    Share = "share",
    /// Under one's own share.
    Comment = "comment",
    /// Into a space.
    Invitation = "invitation",
    /// A stranger's direct chat waits to be accepted.
    Request = "request",
    /// New in a space, or one was asked to come.
    GatheringProposed = "gathering_proposed",
    /// To one's own gathering.
    GatheringAnswered = "gathering_answered",
    GatheringSettled = "gathering_settled",
    /// Another time, cancelled, looked for anew; or there is room for one now.
    GatheringChanged = "gathering_changed",
    GatheringReminder = "gathering_reminder",
    /// A decision about one, or about what one reported.
    Moderation = "moderation",
}

/// What a notification is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    Message {
        chat: ChatId,
        number: i64,
    },
    /// `comment`: the newest of those that it tells of.
    Share {
        space: SpaceId,
        share: ShareId,
        comment: Option<CommentId>,
    },
    Space(SpaceId),
    Gathering {
        gathering: GatheringId,
        space: Option<SpaceId>,
    },
    Report(Uuid),
    Decision(Uuid),
}

impl Subject {
    /// What is the same of all that grows into one.
    pub fn key(&self, kind: Kind) -> String {
        let about = match self {
            Self::Message { chat, number } => format!("{chat}:{number}"),
            Self::Share { share, .. } => share.to_string(),
            Self::Space(space) => space.to_string(),
            Self::Gathering { gathering, .. } => gathering.to_string(),
            Self::Report(id) | Self::Decision(id) => id.to_string(),
        };
        format!("{}:{about}", kind.as_str())
    }
}

/// Something to tell one account.
#[derive(Clone, Debug)]
pub struct NewNotice {
    /// What it gets when it doesn't grow into another.
    pub id: NotificationId,
    pub account: AccountId,
    pub kind: Kind,
    pub subject: Subject,
    /// The same for what is told again.
    pub cause: String,
    /// None: nobody's act, or a guest's.
    pub actor: Option<Face>,
    pub at: Time,
    /// The account is looking at it: born read.
    pub looked_at: bool,
}

/// Something that one account was told, as the store keeps it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    pub id: NotificationId,
    pub kind: Kind,
    pub subject: Subject,
    pub at: Time,
    pub read_at: Option<Time>,
    pub count: i64,
    /// Up to three, the newest first.
    pub actors: Vec<Face>,
    pub actors_count: i64,
}

/// What is gone, with all that was told of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gone {
    Message {
        chat: ChatId,
        number: i64,
    },
    /// For everybody.
    Chat(ChatId),
    /// For one who isn't in it any more.
    ChatOf {
        account: AccountId,
        chat: ChatId,
    },
    Share(ShareId),
    Space(SpaceId),
    SpaceOf {
        account: AccountId,
        space: SpaceId,
    },
    Gathering(GatheringId),
    GatheringOf {
        account: AccountId,
        gathering: GatheringId,
    },
    One(NotificationId),
    /// All of an account that is gone.
    Account(AccountId),
    /// All before this.
    Before(Time),
}

/// What somebody has in front of them, and is told nothing of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Place {
    Chat(ChatId),
    Share(ShareId),
    Gathering(GatheringId),
    /// The shares of a space.
    Space(SpaceId),
}

impl Place {
    pub fn shows(self, subject: &Subject) -> bool {
        match (self, subject) {
            (Self::Chat(here), Subject::Message { chat, .. }) => here == *chat,
            (Self::Share(here), Subject::Share { share, .. }) => here == *share,
            (Self::Gathering(here), Subject::Gathering { gathering, .. }) => here == *gathering,
            _ => false,
        }
    }
}

/// How many notifications there are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = NotificationCounts)]
pub struct Counts {
    /// Unread, and newer than what was seen.
    pub unseen: i64,
    /// Of what was addressed to one, up to 1000 are counted.
    pub unread: i64,
}

impl std::ops::Add for Counts {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self { unseen: self.unseen + other.unseen, unread: self.unread + other.unread }
    }
}

/// Something that one was told.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Notification)]
pub struct NotificationView {
    pub id: NotificationId,
    pub kind: Kind,
    /// When the newest of it happened.
    pub at: Time,
    pub seen: bool,
    pub read: bool,
    /// How many: messages, reactions, comments … Of shares and gatherings, up to 100 are counted.
    pub count: i64,
    /// Up to three whose acts these were, the newest first.
    pub actors: Vec<Person>,
    pub actors_count: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub chat_id: Option<ChatId>,
    /// The message; of unread messages, the newest.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub number: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub space_id: Option<SpaceId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub share_id: Option<ShareId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub comment_id: Option<CommentId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub gathering_id: Option<GatheringId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub report_id: Option<Uuid>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub decision_id: Option<Uuid>,
    /// What the chat, the space or the gathering is called; of a direct chat, the other one. May be empty.
    pub title: String,
    /// How the message, share or comment begins; absent where there is no text, or a warning stands before it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub excerpt: Option<String>,
}

impl NotificationView {
    pub fn plain(id: NotificationId, kind: Kind, at: Time) -> Self {
        Self {
            id,
            kind,
            at,
            seen: false,
            read: false,
            count: 1,
            actors: Vec::new(),
            actors_count: 0,
            chat_id: None,
            number: None,
            space_id: None,
            share_id: None,
            comment_id: None,
            gathering_id: None,
            report_id: None,
            decision_id: None,
            title: String::new(),
            excerpt: None,
        }
    }

    pub fn about(self, subject: &Subject) -> Self {
        match *subject {
            Subject::Message { chat, number } => Self { chat_id: Some(chat), number: Some(number), ..self },
            Subject::Share { space, share, comment } => {
                Self { space_id: Some(space), share_id: Some(share), comment_id: comment, ..self }
            }
            Subject::Space(space) => Self { space_id: Some(space), ..self },
            Subject::Gathering { gathering, space } => Self { gathering_id: Some(gathering), space_id: space, ..self },
            Subject::Report(id) => Self { report_id: Some(id), ..self },
            Subject::Decision(id) => Self { decision_id: Some(id), ..self },
        }
    }
}
