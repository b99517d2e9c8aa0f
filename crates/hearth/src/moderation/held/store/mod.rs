//! What the store of what waits must be able to do. `contract` says what each backend must hold.

#[cfg(test)]
mod contract;
mod sql;

use async_trait::async_trait;

pub(in crate::moderation) use sql::{STATEMENTS, SqlHeld};

use super::model::Waiting;
use crate::accounts::AccountId;
use crate::moderation::model::HeldId;
use crate::platform::audit::NewEntry;
use crate::platform::clock::Time;
use crate::platform::database::Stored;
use crate::platform::screening::Held;

#[async_trait]
pub trait HeldStore: Send + Sync {
    /// Keeps it with its pictures, once: what its author calls by the same name already waits. False: so many (`most`) of its
    /// author's wait.
    async fn hold(&self, id: HeldId, held: Held, most: i64, at: Time) -> Stored<bool>;
    /// By key, the oldest first.
    async fn waiting(&self, after: Option<HeldId>, limit: i64) -> Stored<Vec<Waiting>>;
    /// Takes it for oneself until it is taken away or given back, so that it isn't settled twice. None: it is gone, or
    /// somebody else took it after `before`.
    async fn claim(&self, id: HeldId, at: Time, before: Time) -> Stored<Option<Waiting>>;
    /// It goes on waiting.
    async fn give_back(&self, id: HeldId) -> Stored<()>;
    /// By key.
    async fn one(&self, id: HeldId) -> Stored<Option<Waiting>>;
    /// Takes it away and lets its pictures go, with what was done with it written down; false: somebody else did.
    async fn take(&self, id: HeldId, entry: NewEntry) -> Stored<bool>;
    /// Takes away up to `limit` that have waited since before then, the oldest first; how many there were.
    async fn lapse(&self, before: Time, limit: i64) -> Stored<u64>;
    /// Takes away up to `limit` of an account's; how many there were.
    async fn forget(&self, account: AccountId, limit: i64) -> Stored<u64>;
    /// By key (author, held): what waits of an account's, for its export.
    async fn by(&self, author: AccountId, after: Option<HeldId>, limit: i64) -> Stored<Vec<Waiting>>;
}
