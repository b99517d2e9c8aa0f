//! The nouns of what is new.

use crate::platform::clock::Time;
use crate::shares::comments::CommentId;
use crate::shares::model::ShareId;
use crate::spaces::{Face, SpaceId};

/// What others posted in a space since.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Posted {
    pub space: SpaceId,
    /// How many, up to [`Posted::COUNTED`].
    pub count: i64,
    pub newest: ShareId,
    pub author: Face,
    pub at: Time,
}

impl Posted {
    /// Of more nobody is told exactly how many.
    pub const COUNTED: i64 = 100;
    /// Of so many it is asked who posted them, so that looking costs the same for who alone posts somewhere.
    pub const LOOKED_AT: i64 = 200;
}

/// A share, or a comment under it, as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    pub space: SpaceId,
    pub share: ShareId,
    /// None: the share itself.
    pub comment: Option<CommentId>,
    pub text: String,
}
