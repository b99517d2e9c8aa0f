//! What the store of levels must be able to do.

#[cfg(test)]
mod contract;
mod sql;

use async_trait::async_trait;

pub use sql::{STATEMENTS, SqlLevels};

use super::model::SpaceLevel;
use crate::accounts::AccountId;
use crate::chat::Attention;
use crate::platform::clock::Time;
use crate::platform::database::Stored;
use crate::spaces::SpaceId;

#[async_trait]
pub trait LevelStore: Send + Sync {
    /// By key (account, space).
    async fn of(&self, account: AccountId, spaces: &[SpaceId]) -> Stored<Vec<SpaceLevel>>;
    /// By key (account, space): what each of these accounts chose of one space.
    async fn of_all(&self, space: SpaceId, accounts: &[AccountId]) -> Stored<Vec<(AccountId, SpaceLevel)>>;
    /// By key (account, space): those that are less than all at this time.
    async fn chosen(
        &self,
        account: AccountId,
        now: Time,
        after: Option<SpaceId>,
        limit: i64,
    ) -> Stored<Vec<SpaceLevel>>;
    async fn attend(&self, account: AccountId, space: SpaceId, attention: Attention) -> Stored<()>;
    /// Moves on, never back.
    async fn read_shares(&self, account: AccountId, space: SpaceId, until: Time) -> Stored<()>;
    /// Moves on, never back.
    async fn read_gatherings(&self, account: AccountId, space: SpaceId, until: Time) -> Stored<()>;
    /// What was chosen and read by one who isn't in the space any more.
    async fn forget(&self, account: AccountId, space: SpaceId) -> Stored<()>;
    /// Up to `limit` of what was chosen in a space that is gone; how many.
    async fn forget_space(&self, space: SpaceId, limit: i64) -> Stored<u64>;
    /// Up to `limit` of what an account chose that is gone; how many.
    async fn forget_account(&self, account: AccountId, limit: i64) -> Stored<u64>;
}
