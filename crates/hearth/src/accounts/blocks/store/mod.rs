//! What blocks and mutes ask of a database.

#[cfg(test)]
mod contract;
mod sql;

use async_trait::async_trait;
use uuid::Uuid;

pub(in crate::accounts) use sql::drop_silences;
pub use sql::{STATEMENTS, SqlBlocks, blocks, blocks_among, hold_pair};

use super::model::Silence;
pub use super::model::Silenced;
use crate::accounts::model::{AccountId, PersonId};
use crate::platform::clock::Time;
use crate::platform::database::Stored;

/// How a block or a mute ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Put {
    Now {
        /// What is withheld from the account by it.
        withheld: Vec<Uuid>,
    },
    /// As it was put before.
    Already(Silenced),
    TooMany,
    /// The account itself is gone.
    Gone,
}

/// How the end of one ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Lifted {
    Now { silenced: Silenced, restored: Vec<Uuid> },
    NotThere,
}

#[async_trait]
pub trait BlockStore: Send + Sync {
    /// Blocks or mutes, when there are fewer than `most` of this kind; and withholds what is to be withheld by a block.
    async fn put(&self, account: AccountId, silence: Silence, new: Silenced, most: i64) -> Stored<Put>;

    /// Ends it, and gives back what was withheld by it.
    async fn lift(&self, account: AccountId, silence: Silence, person: PersonId) -> Stored<Lifted>;

    /// By index (account, kind, time, person), the newest first.
    async fn list(
        &self,
        account: AccountId,
        silence: Silence,
        after: Option<(Time, PersonId)>,
        limit: i64,
    ) -> Stored<Vec<Silenced>>;

    /// By key (account): up to `most` of each kind.
    async fn all(&self, account: AccountId, most: i64) -> Stored<Vec<(PersonId, Silence)>>;

    /// By key (account, kind, person): which of these block the person.
    async fn blocking(&self, person: PersonId, among: &[AccountId]) -> Stored<Vec<AccountId>>;

    /// By index (person, kind, account): who block the person, by their ids.
    async fn blockers(&self, person: PersonId, after: Option<AccountId>, limit: i64) -> Stored<Vec<AccountId>>;
}
