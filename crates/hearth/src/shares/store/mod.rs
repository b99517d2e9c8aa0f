//! What the store of shares must be able to do. `contract` says what each backend must hold.

#[cfg(test)]
pub(in crate::shares) mod contract;
mod sql;

use async_trait::async_trait;
use uuid::Uuid;

pub use sql::{STATEMENTS, SqlShares, tenant};
pub(in crate::shares) use sql::{broken, count_month, face_of, hold_share, remove};

use super::model::{NewShare, Revision, Share, ShareId};
use crate::accounts::AccountId;
use crate::media::{Erasing, Unfit};
use crate::platform::clock::Time;
use crate::platform::database::Stored;
use crate::spaces::{SpaceId, SpaceMember};

/// How a post, or the change of one, ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Written {
    Now(Box<Share>),
    /// This one of the pictures can't be shown.
    Unfit(Unfit),
    /// The space's pictures would take more than they may.
    QuotaReached,
    /// Neither text nor a picture would be left.
    Empty,
    NotThere,
    NotYours,
    /// Not a member of the space (any more).
    NotAMember,
}

/// How a change that some alone may make ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Changed<T> {
    Now(T),
    NotThere,
    NotYours,
    /// Not a member of the space (any more).
    NotAMember,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reacted {
    Now(Box<Share>),
    Already(Box<Share>),
    NotThere,
    TooMany,
    /// Not a member of the space (any more).
    NotAMember,
}

/// What a deletion leaves behind: a job that erases the pictures, and one, by its id, for comments and reactions.
#[derive(Clone, Copy, Debug)]
pub struct Leaving {
    pub erasing: Erasing,
    pub job: Uuid,
}

#[async_trait]
pub trait ShareStore: Send + Sync {
    /// Posts, and takes the pictures, if the author is a member. `quota`: of bytes in the space; 0: any number.
    async fn post(&self, proof: &SpaceMember, new: NewShare, quota: i64) -> Stored<Written>;
    /// By key (space, share).
    async fn share(&self, proof: &SpaceMember, share: ShareId) -> Stored<Option<Share>>;
    /// By key (space, share), newest first; the pictures of all by one statement.
    async fn shares(&self, proof: &SpaceMember, before: Option<ShareId>, limit: i64) -> Stored<Vec<Share>>;
    /// Changes the member's own. Pictures that were shown before stay, others are taken, and those left out are gone.
    async fn revise(
        &self,
        proof: &SpaceMember,
        share: ShareId,
        revision: Revision,
        quota: i64,
        erasing: Erasing,
    ) -> Stored<Written>;
    /// Deletes the member's own, or `anybodys`, with its pictures; comments and reactions follow by the job.
    async fn delete(
        &self,
        proof: &SpaceMember,
        share: ShareId,
        anybodys: bool,
        leaving: Leaving,
    ) -> Stored<Changed<()>>;
    async fn react(&self, proof: &SpaceMember, share: ShareId, emoji: &str, on: bool, at: Time) -> Stored<Reacted>;

    /// By key (author, share): all that the account has posted, where the space is still there.
    async fn posted_by(&self, account: AccountId, after: Option<ShareId>, limit: i64) -> Stored<Vec<Share>>;
    /// Deletes one share of the account. Without a proof: for the account's own farewell.
    async fn erase_posted_by(&self, account: AccountId, leaving: Leaving) -> Stored<Option<(SpaceId, ShareId)>>;
    /// Takes back up to `limit` reactions of the account; the shares that they were under, as far as these are there.
    /// None: there are no more.
    async fn erase_reactions_by(&self, account: AccountId, limit: i64) -> Stored<Option<Vec<Share>>>;
    /// Deletes one share of a space that is gone. None: there is none left, or the space lives.
    async fn erase_in(&self, space: SpaceId, leaving: Leaving) -> Stored<Option<ShareId>>;
    /// Erases up to `limit` comments and as many reactions of a share that is gone; how many.
    async fn erase_left(&self, space: SpaceId, share: ShareId, limit: i64) -> Stored<u64>;
    /// Forgets a space that is gone and has no shares any more.
    async fn forget(&self, space: SpaceId) -> Stored<()>;
}
