//! What a space's pictures ask of a database.

#[cfg(test)]
mod contract;
mod sql;

use async_trait::async_trait;

pub use sql::{STATEMENTS, SqlPictures};
pub(in crate::spaces) use sql::{erase_pictures, picture_in};

use crate::media::{Erasing, MediaId, PicturePlace};
use crate::platform::database::Stored;
use crate::spaces::model::{Space, SpaceMember};

/// How the change of a picture ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PictureSet {
    Now(Box<Space>),
    NoSuchMedia,
    NotReady,
    /// The space isn't there any more, or the writer is no admin.
    Gone,
}

#[async_trait]
pub trait PictureStore: Send + Sync {
    /// Shows a picture of the member's own in this place, or none; the one that was there is gone and erased.
    async fn set_picture(
        &self,
        proof: &SpaceMember,
        place: PicturePlace,
        media: Option<MediaId>,
        erasing: Erasing,
    ) -> Stored<PictureSet>;
}
