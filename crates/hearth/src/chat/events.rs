//! What happened in a chat. Announced after the commit.

use std::sync::Arc;

use super::messages::MessageView;
use super::model::{Attention, ChatId, ChatView};
use crate::accounts::AccountId;
use crate::spaces::Face;

#[derive(Clone, Debug)]
pub enum ChatEvent {
    MessageSent(Arc<MessageView>),
    MessageEdited(Arc<MessageView>),
    MessageDeleted(Arc<MessageView>),
    /// Moderators took it out of sight.
    MessageHidden(Arc<MessageView>),
    /// Moderators brought it back.
    MessageRestored(Arc<MessageView>),
    MessageReacted(Arc<MessageView>),
    MessagePinned(Arc<MessageView>),
    /// `told`: also to the other members.
    Read {
        chat: ChatId,
        who: Face,
        number: i64,
        told: bool,
    },
    /// How much an account wants to be told of a chat; for itself alone.
    LevelChanged {
        account: AccountId,
        chat: ChatId,
        attention: Attention,
    },
    Typing {
        chat: ChatId,
        who: Face,
        typing: bool,
    },
    /// The account is a member now, or its request was accepted. The chat as it sees it.
    Joined {
        account: AccountId,
        chat: Arc<ChatView>,
    },
    /// The account is no member any more.
    Left {
        account: AccountId,
        chat: ChatId,
    },
    /// Title, roles or members: the chat as all its members see it.
    Changed(Arc<ChatView>),
    /// The chat is gone, with all that was in it.
    Closed {
        chat: ChatId,
    },
}
