//! What the store of notifications must be able to do. `contract` says what each backend must hold.

#[cfg(test)]
mod contract;
mod sql;

use async_trait::async_trait;
use uuid::Uuid;

pub use sql::{STATEMENTS, SqlNotices};

use super::model::{Counts, Gone, NewNotice, Notice, NotificationId, Place};
use crate::accounts::{AccountId, PersonId};
use crate::chat::ChatId;
use crate::platform::clock::Time;
use crate::platform::database::Stored;

/// Where a list goes on: the time and id of the last one shown.
pub type Cursor = (i64, Uuid);

/// Causes that one notification keeps apart; what comes beyond is one more of many.
pub const MOST_CAUSES: i64 = 100;

/// Unread ones that are counted.
pub const MOST_COUNTED: i64 = 1000;

/// Which ones somebody asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Which {
    /// Those alone that aren't read.
    pub unread: bool,
    /// Those about messages, too.
    pub messages: bool,
}

#[async_trait]
pub trait NoticeStore: Send + Sync {
    /// Lets the unread one of the same subject grow, or makes one. None: this was told before, or it can't grow more.
    async fn note(&self, new: &NewNotice) -> Stored<Option<NotificationId>>;
    /// Takes one cause back; the last one takes the notification along. Whether there was such a one.
    async fn withdraw(&self, account: AccountId, subject: &str, cause: &str) -> Stored<bool>;
    /// Who was told of being named in a message. By index (chat, number).
    async fn mentioned(&self, chat: ChatId, number: i64, limit: i64) -> Stored<Vec<AccountId>>;

    /// By index (account, time), newest first.
    async fn list(&self, account: AccountId, which: Which, after: Option<Cursor>, limit: i64) -> Stored<Vec<Notice>>;
    /// By key.
    async fn one(&self, account: AccountId, id: NotificationId) -> Stored<Option<Notice>>;
    /// By index of the unread ones, of which so many are counted. Unseen: newer than that.
    /// `messages`: those about messages, too.
    async fn counts(&self, account: AccountId, seen_until: Time, messages: bool) -> Stored<Counts>;

    /// Marks one read; whether there is such a one.
    async fn read(&self, account: AccountId, id: NotificationId, at: Time) -> Stored<bool>;
    /// Marks all read that aren't newer than this.
    async fn read_all(&self, account: AccountId, until: Time) -> Stored<()>;
    /// Marks what is about messages of a chat up to this one read; how many that were.
    async fn read_up_to(&self, account: AccountId, chat: Uuid, number: i64, at: Time) -> Stored<u64>;
    /// Marks what is shown there read; how many that were.
    async fn read_at(&self, account: AccountId, place: Place, at: Time) -> Stored<u64>;

    /// Removes up to `limit` of what told of what is gone; whose they were. Nobody: there is none left.
    async fn forget(&self, gone: Gone, limit: i64) -> Stored<Vec<AccountId>>;
    /// Takes an account out of what others were told of its acts, of up to `limit` causes; whose they were. Nobody: there is
    /// none left.
    async fn forget_actor(&self, actor: AccountId, limit: i64) -> Stored<Vec<AccountId>>;
    /// Takes a person, as whom they are shown, out of what one account was told, of up to `limit` causes; how many. By index
    /// (account, …) and the key of causes.
    async fn silence(&self, account: AccountId, person: PersonId, limit: i64) -> Stored<u64>;
}
