//! The nouns of what is said.

use serde::Serialize;
use utoipa::ToSchema;

use crate::accounts::{AccountId, Person, PersonId, Reaction};
use crate::chat::model::ChatId;
use crate::media::{Caption, Captioned, CaptionedView, Frame, Media, MediaId, Picture};
use crate::platform::clock::Time;
use crate::spaces::Face;

/// A message, as the store keeps it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    pub chat: ChatId,
    pub number: i64,
    pub position: i64,
    pub sender: Face,
    pub client_id: Option<String>,
    /// None once deleted.
    pub text: Option<String>,
    pub content_warning: Option<String>,
    pub reply_to: Option<i64>,
    pub mentions: Vec<PersonId>,
    /// None once deleted.
    pub attachments: Vec<Captioned>,
    pub reactions: Vec<Reaction>,
    pub created_at: Time,
    pub edited_at: Option<Time>,
    pub deleted: bool,
    pub pinned: bool,
    /// Moderators took it out of sight.
    pub hidden: bool,
}

impl Message {
    /// As its chat sees it: of a hidden one nothing but that it was there, and whose it was.
    pub fn shown_to_others(self) -> Self {
        if !self.hidden {
            return self;
        }
        let (mentions, attachments, reactions) = (Vec::new(), Vec::new(), Vec::new());
        Self { text: None, content_warning: None, mentions, attachments, reactions, ..self }
    }
}

/// A message to be appended. Its fields were checked.
#[derive(Clone, Debug)]
pub struct Draft {
    pub chat: ChatId,
    pub sender: AccountId,
    pub client_id: Option<String>,
    pub text: String,
    pub content_warning: Option<String>,
    pub reply_to: Option<i64>,
    pub mentions: Vec<PersonId>,
    /// Uploads of the sender's.
    pub attachments: Vec<(MediaId, Caption)>,
    /// It waited for a moderator: slow mode asks for no more.
    pub waited: bool,
    pub created_at: Time,
}

impl Draft {
    /// Its attachments, once they are attached: their pictures, in their order.
    pub fn captioned(&self, pictures: &[Picture]) -> Vec<Captioned> {
        let both = self.attachments.iter().zip(pictures);
        both.map(|((_, caption), picture)| Captioned { caption: caption.clone(), picture: picture.clone() }).collect()
    }
}

/// Which part of a chat's history.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Window {
    Newest,
    /// The nearest ones with smaller numbers.
    Before(i64),
    /// The nearest ones with greater numbers.
    After(i64),
    /// As many on both sides.
    Around(i64),
}

/// What somebody saw last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Since {
    /// This message, when it was sent: what changed after that may come again.
    Number(i64),
    /// Exactly up to this position.
    Position(i64),
}

/// What was missed: each changed message once, as it is now, by ascending position.
#[derive(Clone, Debug)]
pub struct Missed {
    pub messages: Vec<Message>,
    pub position: i64,
    pub last_number: i64,
    /// Too much was missed to be listed.
    pub reload: bool,
}

/// A message, as members see it.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Message)]
pub struct MessageView {
    /// 1, 2, 3 … in its chat, without gaps.
    pub number: i64,
    pub chat_id: ChatId,
    /// The position in its chat of the newest change to this message.
    pub position: i64,
    pub sender: Person,
    /// Whose account that is: for those here who are to know, and for nobody outside.
    #[serde(skip)]
    pub from: Face,
    /// Null once deleted, and while hidden. May be empty where there are attachments.
    pub text: Option<String>,
    pub client_id: Option<String>,
    pub created_at: Time,
    pub edited_at: Option<Time>,
    pub deleted: bool,
    /// Moderators took it out of sight, and may bring it back.
    pub hidden: bool,
    pub pinned: bool,
    /// What the text is about, to be shown in its place until asked for.
    pub content_warning: Option<String>,
    /// The number of the message that this one answers.
    pub reply_to: Option<i64>,
    pub reactions: Vec<Reaction>,
    /// The members that the text names with @username, or with a @pseudonym written as one word (`@Quiet-Fox`).
    pub mentions: Vec<PersonId>,
    /// Pictures, up to ten.
    pub attachments: Vec<CaptionedView>,
}

impl MessageView {
    pub fn new(message: Message, sender: Person, media: &Media) -> Self {
        Self {
            number: message.number,
            chat_id: message.chat,
            position: message.position,
            sender,
            from: message.sender,
            text: message.text,
            client_id: message.client_id,
            created_at: message.created_at,
            edited_at: message.edited_at,
            deleted: message.deleted,
            hidden: message.hidden,
            pinned: message.pinned,
            content_warning: message.content_warning,
            reply_to: message.reply_to,
            reactions: message.reactions,
            mentions: message.mentions,
            attachments: media.captioned(&message.attachments, Frame::Chat(message.chat.0)),
        }
    }
}
