//! The nouns of what is new.

use crate::accounts::PersonId;
use crate::gatherings::model::GatheringId;
use crate::platform::clock::Time;
use crate::spaces::{Face, SpaceId};

/// What others proposed in a space since.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposals {
    pub space: SpaceId,
    /// How many, up to [`Proposals::COUNTED`].
    pub count: i64,
    pub newest: GatheringId,
    pub title: String,
    pub host: Face,
    pub at: Time,
}

impl Proposals {
    /// Of more nobody is told exactly how many.
    pub const COUNTED: i64 = 100;
    /// Of so many it is asked who proposed them, so that looking costs the same for who alone plans somewhere.
    pub const LOOKED_AT: i64 = 200;
}

/// A gathering by its name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    pub id: GatheringId,
    pub space: Option<SpaceId>,
    pub title: String,
    /// Whether the asker attends it: of what is in no space, only attendees may know.
    pub attends: bool,
}

/// Whom an answer is to be told to, and whose it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answering {
    pub host: Face,
    pub space: Option<SpaceId>,
    /// None: a guest's.
    pub by: Option<Face>,
    pub attendee: PersonId,
}
