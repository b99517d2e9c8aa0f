//! What the store must be able to say of what is new.

#[cfg(test)]
mod contract;
mod sql;

use async_trait::async_trait;

pub use sql::{STATEMENTS, SqlNews};

use super::model::{Posted, Said};
use crate::accounts::{AccountId, PersonId};
use crate::platform::clock::Time;
use crate::platform::database::Stored;
use crate::shares::comments::CommentId;
use crate::shares::model::ShareId;
use crate::spaces::{Face, SpaceId};

#[async_trait]
pub trait NewsStore: Send + Sync {
    /// By key (space, share), from the end: what others posted after that time, but those persons; of the newest
    /// [`Posted::LOOKED_AT`] of a space. Of a space without, nothing.
    async fn posted_since(
        &self,
        account: AccountId,
        but: &[PersonId],
        since: &[(SpaceId, Time)],
    ) -> Stored<Vec<Posted>>;
    /// By keys (space, share) and (space, share, comment).
    async fn said(&self, asked: &[(SpaceId, ShareId, Option<CommentId>)]) -> Stored<Vec<Said>>;
    /// By key (space, share).
    async fn author(&self, space: SpaceId, share: ShareId) -> Stored<Option<Face>>;
}
