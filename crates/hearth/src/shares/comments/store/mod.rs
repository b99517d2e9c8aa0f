//! What the store of comments must be able to do.

#[cfg(test)]
mod contract;
mod sql;

use async_trait::async_trait;

pub use sql::{STATEMENTS, SqlComments};
pub(in crate::shares) use sql::{comment_of, count};

use super::model::{Comment, CommentId};
use crate::accounts::AccountId;
use crate::platform::clock::Time;
use crate::platform::database::Stored;
use crate::shares::model::ShareId;
use crate::shares::store::Changed;
use crate::spaces::SpaceMember;

#[async_trait]
pub trait CommentStore: Send + Sync {
    /// Puts the member's comment under a share of their space, if that is there, as whom they are there; and how many there
    /// are now.
    async fn add(&self, proof: &SpaceMember, comment: Comment) -> Stored<Changed<(Comment, i64)>>;
    /// By key (space, share, comment): the comments of a share by age. None: there is no such share.
    async fn comments(
        &self,
        proof: &SpaceMember,
        share: ShareId,
        after: Option<CommentId>,
        limit: i64,
    ) -> Stored<Option<Vec<Comment>>>;
    /// Changes the member's own.
    async fn revise(
        &self,
        proof: &SpaceMember,
        share: ShareId,
        comment: CommentId,
        text: String,
        at: Time,
    ) -> Stored<Changed<Comment>>;
    /// Deletes the member's own, or `anybodys`; how many are left.
    async fn delete(
        &self,
        proof: &SpaceMember,
        share: ShareId,
        comment: CommentId,
        anybodys: bool,
    ) -> Stored<Changed<i64>>;

    /// By key (author, comment): all that the account has said, where the share and its space are still there.
    async fn said_by(&self, account: AccountId, after: Option<CommentId>, limit: i64) -> Stored<Vec<Comment>>;
    /// Deletes up to `limit` comments of the account; each with how many the share has left, unless that is gone. None:
    /// there are no more. Without a proof: for the account's own farewell.
    async fn erase_said_by(&self, account: AccountId, limit: i64) -> Stored<Option<Vec<(Comment, Option<i64>)>>>;
}
