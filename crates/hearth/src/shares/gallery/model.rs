//! The nouns of a gallery.

use serde::Serialize;
use utoipa::ToSchema;

use crate::accounts::Person;
use crate::media::{Captioned, MediaId, PictureView};
use crate::platform::clock::Time;
use crate::shares::model::{Month, ShareId};
use crate::spaces::Face;

/// A picture of a gallery, as the store keeps it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hung {
    pub share: ShareId,
    /// Its place in the share.
    pub place: i64,
    pub shown: Captioned,
    pub author: Face,
    pub created_at: Time,
}

/// How many pictures there are of a month.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Count {
    pub month: Month,
    pub pictures: i64,
}

/// A picture of a gallery, as members see it.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = GalleryPicture)]
pub struct HungView {
    /// The share that shows it.
    pub share_id: ShareId,
    pub media_id: MediaId,
    /// What can be seen, for who can't see it. Empty where nobody said.
    pub caption: String,
    pub picture: PictureView,
    /// Of the share, as `created_at`.
    pub author: Person,
    pub created_at: Time,
}

/// How many pictures there are of a month.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = GalleryMonth)]
pub struct CountView {
    /// In UTC, as `2026-11`.
    pub month: String,
    pub pictures: i64,
}
