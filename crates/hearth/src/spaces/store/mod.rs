//! What the store of spaces must be able to do. `contract` says what each backend must hold.

#[cfg(test)]
pub(in crate::spaces) mod contract;
mod sql;

use async_trait::async_trait;
use uuid::Uuid;

pub(in crate::spaces) use sql::{Door, close_space, columns, enter, face_of, hold, hold_as, rerank, role_in, space_of};
pub use sql::{STATEMENTS, SqlSpaces, hold_member, hold_members};

use super::events::Parted;
use super::model::{NewSpace, Seen, Space, SpaceChange, SpaceContents, SpaceId, SpaceMember};
use crate::accounts::AccountId;
use crate::media::Erasing;
use crate::platform::clock::Time;
use crate::platform::database::{Stored, Tx};
use crate::platform::jobs::NewJob;

/// What another feature keeps in spaces. It is taken out within the very transaction that ends a membership or a space,
/// so that nobody is out of a space and still in what belongs to it.
#[async_trait]
pub trait Tenant: Send + Sync {
    /// The kind of the job that erases what was closed: `{"space_id"}`. May be done again.
    fn erasing(&self) -> &'static str;
    /// Says how much there is in the space, for who is about to delete it.
    async fn count(&self, space: SpaceId, contents: &mut SpaceContents) -> Stored<()>;
    /// Takes an account out of all that is in the space.
    async fn part(&self, tx: &mut Tx, space: SpaceId, account: AccountId) -> Stored<Parted>;
    /// Closes all that is in the space.
    async fn close(&self, tx: &mut Tx, space: SpaceId) -> Stored<Vec<Uuid>>;
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Written {
    Now(Box<Space>),
    NoSuchTopic,
    /// The space isn't there any more, or the writer isn't what the proof said.
    Gone,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Joined {
    Now(Box<Space>),
    Already,
    Banned,
    /// A pseudonym was wanted by who has been there under the account's own name.
    UnderOwnName,
    /// A pseudonym was wanted that somebody else has.
    NameTaken,
    /// The space, or what was to lead into it, isn't there any more.
    Gone,
}

#[async_trait]
pub trait SpaceStore: Send + Sync {
    async fn create(&self, new: NewSpace) -> Stored<Written>;
    /// By key: the space, and what the account is to it.
    async fn seen(&self, space: SpaceId, account: AccountId, now: Time) -> Stored<Option<Seen>>;
    /// By key (account, space).
    async fn membership(&self, space: SpaceId, account: AccountId) -> Stored<Option<SpaceMember>>;
    /// By key (account, space): the spaces that the account is a member of, by id.
    async fn spaces_of(&self, account: AccountId, after: Option<SpaceId>, limit: i64) -> Stored<Vec<SpaceMember>>;
    /// As [`SpaceStore::spaces_of`], the ids alone.
    async fn heard_by(&self, account: AccountId, after: Option<SpaceId>, limit: i64) -> Stored<Vec<SpaceId>>;
    async fn change(&self, proof: &SpaceMember, change: SpaceChange) -> Stored<Written>;
    /// How many members there are, and whatever else is kept in the space.
    async fn contents(&self, proof: &SpaceMember) -> Stored<SpaceContents>;
    /// Takes the space away from everybody, with all that is in it, and puts the jobs that erase what is left. None:
    /// it isn't there any more, or isn't this member's.
    async fn delete(&self, proof: &SpaceMember, at: Time, jobs: Vec<NewJob>) -> Stored<Option<Parted>>;
    /// Erases rows of a deleted space, of each kind so many; how many. 0: none are left, or the space lives.
    async fn erase(&self, space: SpaceId, limit: i64, erasing: Erasing) -> Stored<u64>;
}
