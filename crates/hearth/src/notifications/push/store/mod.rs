//! What the store of subscriptions must be able to do.

#[cfg(test)]
mod contract;
mod sql;

use async_trait::async_trait;

pub use sql::{STATEMENTS, SqlSubscriptions};

use super::model::{Subscription, SubscriptionId};
use crate::accounts::{AccountId, SessionId};
use crate::platform::database::Stored;

#[async_trait]
pub trait SubscriptionStore: Send + Sync {
    /// Keeps it, in the place of the one of the same address, whosever that was. Of more than `most`, the oldest goes.
    async fn subscribe(&self, new: &Subscription, most: i64) -> Stored<()>;
    /// By index (account, id).
    async fn of(&self, account: AccountId) -> Stored<Vec<Subscription>>;
    /// By key.
    async fn one(&self, account: AccountId, id: SubscriptionId) -> Stored<Option<Subscription>>;
    /// Whether it was there.
    async fn drop_one(&self, account: AccountId, id: SubscriptionId) -> Stored<bool>;
    /// By index (session).
    async fn drop_in(&self, session: SessionId) -> Stored<()>;
    async fn forget(&self, account: AccountId) -> Stored<()>;
}
