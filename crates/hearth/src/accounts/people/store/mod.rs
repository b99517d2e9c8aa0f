//! What the admins' list of people asks of a database.

#[cfg(test)]
mod contract;
mod sql;

use async_trait::async_trait;

pub use sql::{STATEMENTS, SqlPeople};

use super::model::Ways;
use crate::accounts::model::AccountId;
use crate::accounts::rules::Role;
use crate::platform::clock::Time;
use crate::platform::database::Stored;

#[async_trait]
pub trait PeopleStore: Send + Sync {
    /// Living accounts, of this role where one is given: newest first, older than `after`.
    async fn newest(&self, role: Option<Role>, after: Option<AccountId>, limit: i64) -> Stored<Vec<AccountId>>;

    /// Of each of these that is there.
    async fn ways(&self, ids: &[AccountId], now: Time) -> Stored<Vec<Ways>>;
}
