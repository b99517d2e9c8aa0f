//! What the store of boards must be able to do. `contract` says what each backend must hold.

#[cfg(test)]
pub(in crate::gatherings) mod contract;
mod sql;

use async_trait::async_trait;

pub use sql::{STATEMENTS, SqlBoard};

use crate::gatherings::attendees::{Attendee, AttendeeId};
use crate::gatherings::days::Windows;
use crate::gatherings::model::GatheringId;
use crate::platform::database::Stored;

#[async_trait]
pub trait BoardStore: Send + Sync {
    /// By key (gathering, attendee): all attendees, and when those can who answered. For what all are shown.
    async fn people(
        &self,
        gathering: GatheringId,
        after: Option<AttendeeId>,
        limit: i64,
    ) -> Stored<Vec<(Attendee, Option<Windows>)>>;
}
