//! What the store of groups in spaces must be able to do.

#[cfg(test)]
mod contract;
mod sql;

use async_trait::async_trait;

pub use sql::{STATEMENTS, SqlSpaceChats, tenant};

use crate::chat::model::{Chat, ChatId, Listed};
use crate::chat::store::Added;
use crate::platform::clock::Time;
use crate::platform::database::Stored;
use crate::spaces::{SpaceId, SpaceMember};

#[async_trait]
pub trait SpaceChatStore: Send + Sync {
    /// By index (space, id): the groups in the space that the member is in or may join, by id.
    async fn chats_in(
        &self,
        proof: &SpaceMember,
        after: Option<ChatId>,
        limit: i64,
    ) -> Stored<Vec<(Chat, Option<Listed>)>>;
    /// By key: the space that a group is in, if it is open to the space's members.
    async fn open_in(&self, chat: ChatId) -> Stored<Option<SpaceId>>;
    /// Joins an open group of the space, if there is room; `NotInTheSpace` when it isn't one. `most`: the server's own
    /// limit of members.
    async fn join(&self, proof: &SpaceMember, chat: ChatId, most: i64, at: Time) -> Stored<Added>;

    /// By index (space, id): the groups that were closed in a space, by id.
    async fn closed_in(&self, space: SpaceId, after: Option<ChatId>, limit: i64) -> Stored<Vec<ChatId>>;
    /// Erases who was in a closed group; how many.
    async fn erase_members(&self, chat: ChatId, limit: i64) -> Stored<u64>;
    /// Takes a closed group that is erased out of its space, so that nobody goes through it again.
    async fn forget(&self, chat: ChatId) -> Stored<()>;
}
