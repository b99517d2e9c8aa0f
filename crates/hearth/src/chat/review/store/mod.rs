//! What moderation asks of messages. Without a proof: it isn't a member, and has decided. `contract` says what each backend
//! must hold.

#[cfg(test)]
mod contract;
mod sql;

use async_trait::async_trait;

pub(in crate::chat) use sql::{STATEMENTS, SqlReview};

use crate::accounts::AccountId;
use crate::chat::messages::Message;
use crate::chat::model::ChatId;
use crate::media::Erasing;
use crate::platform::clock::Time;
use crate::platform::database::Stored;
use crate::spaces::SpaceId;

#[async_trait]
pub trait ReviewStore: Send + Sync {
    /// By key (chat, number): a message, hidden or not, with up to so many on each side, ascending; and the space that the
    /// chat is in.
    async fn around(&self, chat: ChatId, number: i64, each: i64) -> Stored<(Option<SpaceId>, Vec<Message>)>;
    /// Takes a message, with its pictures, out of sight and out of search; or, without a time, brings it back. None: it
    /// is so already, or gone.
    /// By key (account, chat): since when a chat is withheld from an account that took part in it. None: it isn't.
    async fn withheld_since(&self, chat: ChatId, account: AccountId) -> Stored<Option<Time>>;
    async fn hide(&self, chat: ChatId, number: i64, at: Option<Time>) -> Stored<Option<Message>>;
    /// Leaves a tombstone, and erases the attachments. None: it is gone.
    async fn remove(&self, chat: ChatId, number: i64, erasing: Erasing) -> Stored<Option<Message>>;
}
