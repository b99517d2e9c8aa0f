//! What the store must be able to say of what is owed.

#[cfg(test)]
mod contract;
mod sql;

use async_trait::async_trait;

pub use sql::{STATEMENTS, SqlOwed};

use super::model::Quote;
use crate::accounts::{AccountId, PersonId};
use crate::chat::model::{ChatId, Listed, Membership};
use crate::chat::store::ChatCursor;
use crate::platform::database::Stored;
use crate::spaces::Face;

#[async_trait]
pub trait OwedStore: Send + Sync {
    /// By index (account): the chats that have messages after the read mark, newest activity first.
    async fn owed(
        &self,
        account: AccountId,
        requests: bool,
        after: Option<ChatCursor>,
        limit: i64,
    ) -> Stored<Vec<Listed>>;
    /// By index (chat, shown id).
    async fn addressed(&self, chat: ChatId, shown: &[PersonId]) -> Stored<Vec<Membership>>;
    /// By index (chat, shown id), by that id: members whose read mark is before the newest message.
    async fn behind(&self, chat: ChatId, after: Option<PersonId>, limit: i64) -> Stored<Vec<Membership>>;
    /// By keys (chat, number) and (account, chat): without those that are deleted.
    async fn quoted(&self, account: AccountId, messages: &[(ChatId, i64)]) -> Stored<Vec<Quote>>;
    /// By key (chat, number).
    async fn author(&self, chat: ChatId, number: i64) -> Stored<Option<Face>>;
}
