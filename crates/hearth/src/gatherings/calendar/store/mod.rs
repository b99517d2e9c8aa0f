//! What the store of calendars' addresses must be able to do.

#[cfg(test)]
mod contract;
mod sql;

use async_trait::async_trait;

pub use sql::{STATEMENTS, SqlCalendars};

use crate::accounts::AccountId;
use crate::platform::clock::Time;
use crate::platform::database::Stored;

#[async_trait]
pub trait CalendarStore: Send + Sync {
    /// Gives an account's calendar this address; the one that it had leads nowhere any more.
    async fn put(&self, account: AccountId, secret_hash: String, at: Time) -> Stored<()>;
    /// By key: since when it has one.
    async fn since(&self, account: AccountId) -> Stored<Option<Time>>;
    /// By index (hash).
    async fn whose(&self, secret_hash: String) -> Stored<Option<AccountId>>;
    async fn remove(&self, account: AccountId) -> Stored<bool>;
}
