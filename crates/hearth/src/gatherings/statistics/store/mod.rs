//! What the store of statistics must be able to do. `contract` says what each backend must hold.

#[cfg(test)]
mod contract;
mod sql;

use async_trait::async_trait;

pub(in crate::gatherings) use sql::note;
pub use sql::{STATEMENTS, SqlStatistics};

use super::model::Statistics;
use crate::gatherings::answers::Private;
use crate::gatherings::attendees::AttendeeId;
use crate::gatherings::model::{Gathering, GatheringId};
use crate::platform::database::Stored;

#[async_trait]
pub trait StatisticsStore: Send + Sync {
    /// What was published of a gathering, and who changed since.
    fn of(&self, gathering: &Gathering) -> Stored<Statistics>;
    /// By key (gathering, attendee): what nobody is shown of those who answered. For aggregates alone.
    async fn answers(
        &self,
        gathering: GatheringId,
        after: Option<AttendeeId>,
        limit: i64,
    ) -> Stored<Vec<(AttendeeId, Private)>>;
    /// Keeps what is published of a gathering, if that is still as it was when the answers were read.
    async fn publish(&self, gathering: &Gathering, statistics: &Statistics) -> Stored<bool>;
}
