//! What the store of galleries must be able to do. It only reads: what shares show, their own store writes.

#[cfg(test)]
mod contract;
mod sql;

use async_trait::async_trait;

pub use sql::{STATEMENTS, SqlGallery};

use super::model::{Count, Hung};
use crate::platform::database::Stored;
use crate::shares::model::{Month, ShareId};
use crate::spaces::SpaceMember;

#[async_trait]
pub trait GalleryStore: Send + Sync {
    /// By index (space, share, place), or with the month: the newest share's pictures first, in their share's order.
    async fn pictures(
        &self,
        proof: &SpaceMember,
        month: Option<Month>,
        after: Option<(ShareId, i64)>,
        limit: i64,
    ) -> Stored<Vec<Hung>>;
    /// By key (space, month), the newest first: the months that have pictures.
    async fn months(&self, proof: &SpaceMember, limit: i64) -> Stored<Vec<Count>>;
}
