//! What moderation asks of shares and comments. Without a proof: it isn't a member, and has decided. `contract` says what
//! each backend must hold.

#[cfg(test)]
mod contract;
mod sql;

use async_trait::async_trait;

pub(in crate::shares) use sql::{STATEMENTS, SqlReview};

use crate::platform::clock::Time;
use crate::platform::database::Stored;
use crate::shares::comments::{Comment, CommentId};
use crate::shares::model::{Share, ShareId};
use crate::shares::store::Leaving;
use crate::spaces::SpaceId;

#[async_trait]
pub trait ReviewStore: Send + Sync {
    /// By key (space, share), hidden or not.
    async fn share(&self, space: SpaceId, share: ShareId) -> Stored<Option<Share>>;
    /// By key (space, share, comment): up to so many comments up to this one, itself included, and as many after it;
    /// ascending, hidden or not.
    async fn around(&self, space: SpaceId, share: ShareId, comment: CommentId, each: i64) -> Stored<Vec<Comment>>;
    /// Takes a share, with its pictures and comments, out of sight; or, without a time, brings it back. None: it is so
    /// already, or gone.
    async fn hide(&self, space: SpaceId, share: ShareId, at: Option<Time>) -> Stored<Option<Share>>;
    /// As [`ReviewStore::hide`], of a comment.
    async fn hide_comment(
        &self,
        space: SpaceId,
        share: ShareId,
        comment: CommentId,
        at: Option<Time>,
    ) -> Stored<Option<Comment>>;
    /// Deletes a share with all that hangs on it; false: it is gone.
    async fn remove(&self, space: SpaceId, share: ShareId, leaving: Leaving) -> Stored<bool>;
    /// Deletes a comment; how many there are then. None: it is gone.
    async fn remove_comment(&self, space: SpaceId, share: ShareId, comment: CommentId) -> Stored<Option<i64>>;
}
