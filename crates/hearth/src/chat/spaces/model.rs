//! Where a group is.

use crate::chat::model::Joining;
use crate::spaces::SpaceId;

/// The space that a group is in, and how its members come into the group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Home {
    pub space: SpaceId,
    pub joining: Joining,
}
