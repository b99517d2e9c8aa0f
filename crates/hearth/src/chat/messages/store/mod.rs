//! What the messages' store must be able to do. `contract` says what each backend must hold.

#[cfg(test)]
mod contract;
mod sql;

use async_trait::async_trait;

pub use sql::{SqlMessages, statements};
pub(in crate::chat) use sql::{bump, changing, delete_anybodys, message_of, select, whole_message_of};

use super::model::{Draft, Message, Missed, Since, Window};
use crate::accounts::{AccountId, PersonId};
use crate::chat::model::{ChatId, Membership};
use crate::media::{Erasing, Picture, Unfit};
use crate::platform::clock::Time;
use crate::platform::database::Stored;
use crate::spaces::Pseudonym;

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Appended {
    Now {
        number: i64,
        position: i64,
        /// That of the sender in the space that the chat is in, if any.
        pseudonym: Option<Pseudonym>,
        /// Those of its attachments, in their order.
        pictures: Vec<Picture>,
    },
    /// The sender sent this client id to this chat before.
    Already { number: i64 },
    /// The sender takes no part in the chat (any more).
    NotAMember,
    /// No message has the number that it replies to.
    NoSuchReply,
    /// A stranger said all that may be said before the request is accepted.
    RequestWaits,
    /// The chat is in slow mode, and the sender's own last message is too young.
    TooSoon { wait_seconds: u64 },
    /// Its pictures can't be attached, none of them.
    Unfit(Unfit),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reacted {
    Now(Message),
    Already(Message),
    NoSuchMessage,
    TooMany,
}

/// A changed text.
#[derive(Clone, Debug)]
pub struct Revision {
    pub text: String,
    pub content_warning: Option<String>,
    pub mentions: Vec<PersonId>,
    pub at: Time,
}

#[async_trait]
pub trait MessageStore: Send + Sync {
    /// Appends a batch in one transaction: each gets the next number of its chat, in the order given; a client id that
    /// the sender used in the chat before makes no second message. Whether the sender takes part is decided here, with
    /// the write. Sending marks the chat read up to the message, and accepts a request.
    /// `strangers`: how many messages a stranger may send before the request is accepted.
    async fn append(&self, batch: &[Draft], strangers: i64) -> Stored<Vec<Appended>>;

    /// By key (chat, number).
    async fn message(&self, proof: &Membership, number: i64) -> Stored<Option<Message>>;
    /// The newest message of each of these chats: by key (chat, number).
    async fn newest(&self, proofs: &[Membership]) -> Stored<Vec<Message>>;
    /// By key (chat, number); always ascending.
    async fn window(&self, proof: &Membership, window: Window, limit: i64) -> Stored<Vec<Message>>;
    /// By key (chat, changed): at most `limit` messages, or `reload`.
    async fn missed(&self, proof: &Membership, since: Since, limit: i64) -> Stored<Missed>;
    /// By key (chat, number) of the pinned ones, newest first.
    async fn pinned(&self, proof: &Membership, before: Option<i64>, limit: i64) -> Stored<Vec<Message>>;
    /// By word, newest first, only in chats where the account is a member; in one chat with `chat`.
    /// The cursor is the last one's id in the store.
    async fn search(
        &self,
        account: AccountId,
        words: &[String],
        chat: Option<ChatId>,
        before: Option<i64>,
        limit: i64,
    ) -> Stored<Vec<(i64, Message)>>;
    /// By key (sender, chat, number): everything that the account has sent and not deleted.
    async fn sent_by(&self, account: AccountId, after: Option<(uuid::Uuid, i64)>, limit: i64) -> Stored<Vec<Message>>;

    /// None unless the message is there, not deleted, and the member's own.
    async fn revise(&self, proof: &Membership, number: i64, revision: Revision) -> Stored<Option<Message>>;
    /// Leaves a tombstone, and erases the attachments. None unless it is there, not deleted, and the member's own or
    /// `anybodys`.
    async fn delete(
        &self,
        proof: &Membership,
        number: i64,
        anybodys: bool,
        erasing: Erasing,
    ) -> Stored<Option<Message>>;
    async fn react(&self, proof: &Membership, number: i64, emoji: &str, on: bool, at: Time) -> Stored<Reacted>;
    /// None unless it is there and not deleted.
    async fn pin(&self, proof: &Membership, number: i64, pinned: Option<Time>) -> Stored<Option<Message>>;
    /// Moves the read mark forward, never back, and never past the newest message; where it is now.
    async fn mark_read(&self, proof: &Membership, number: i64) -> Stored<i64>;

    /// Deletes up to `limit` messages of the account, leaving tombstones; those that were. Without a proof: for the
    /// account's own farewell.
    async fn erase_sent_by(&self, account: AccountId, limit: i64, erasing: Erasing) -> Stored<Vec<Message>>;
    /// Takes back up to `limit` reactions of the account; the messages that they were under.
    async fn erase_reactions_by(&self, account: AccountId, limit: i64) -> Stored<Vec<Message>>;
    /// Removes up to `limit` messages of a closed chat for good, with their attachments; how many.
    async fn erase_chat(&self, chat: ChatId, limit: i64, erasing: Erasing) -> Stored<u64>;
}
