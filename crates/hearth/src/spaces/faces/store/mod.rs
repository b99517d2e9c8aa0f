//! What the store of faces must be able to do. Faces are made where somebody comes in or asks to, in that transaction.

#[cfg(test)]
mod contract;
mod sql;

use async_trait::async_trait;

pub use sql::{STATEMENTS, SqlFaces};
pub(in crate::spaces) use sql::{Settled, settle};

use super::model::Pseudonym;
use crate::accounts::{AccountId, DisplayName, PersonId};
use crate::platform::database::Stored;
use crate::spaces::model::{SpaceId, SpaceMember};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Renamed {
    Now,
    /// The member is there under the account's own name.
    NoPseudonym,
    Taken,
    /// No member any more.
    Gone,
}

#[async_trait]
pub trait FaceStore: Send + Sync {
    /// By key (account, space): the pseudonyms that these have in the space, of those who have one.
    async fn pseudonyms(&self, space: SpaceId, accounts: &[AccountId]) -> Stored<Vec<(AccountId, Pseudonym)>>;
    /// By index (id): the pseudonyms of these ids.
    async fn named(&self, ids: &[PersonId]) -> Stored<Vec<Pseudonym>>;
    /// By index (id, space): who are, or were, shown so in the space.
    async fn whose(&self, space: SpaceId, shown: &[PersonId]) -> Stored<Vec<(PersonId, AccountId)>>;
    /// By index (space, key): who have pseudonyms of these keys in the space.
    async fn of_keys(&self, space: SpaceId, keys: &[String]) -> Stored<Vec<AccountId>>;
    /// By key (account, space): where the account has a pseudonym.
    async fn of(&self, account: AccountId, after: Option<SpaceId>, limit: i64) -> Stored<Vec<(SpaceId, Pseudonym)>>;
    async fn rename(&self, proof: &SpaceMember, name: &DisplayName) -> Stored<Renamed>;
}
