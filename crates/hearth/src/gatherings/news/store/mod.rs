//! What the store must be able to say of what is new.

#[cfg(test)]
mod contract;
mod sql;

use async_trait::async_trait;

pub use sql::{STATEMENTS, SqlNews};

use super::model::{Answering, Named, Proposals};
use crate::accounts::{AccountId, PersonId};
use crate::gatherings::attendees::AttendeeId;
use crate::gatherings::model::GatheringId;
use crate::platform::clock::Time;
use crate::platform::database::Stored;
use crate::spaces::SpaceId;

#[async_trait]
pub trait NewsStore: Send + Sync {
    /// By index (space, id), from the end: what others proposed after that time, but those persons; of the newest
    /// [`Proposals::LOOKED_AT`] of a space. Of a space without, nothing.
    async fn proposed_since(
        &self,
        account: AccountId,
        but: &[PersonId],
        since: &[(SpaceId, Time)],
    ) -> Stored<Vec<Proposals>>;
    /// By key, and index (account, gathering).
    async fn named(&self, account: AccountId, ids: &[GatheringId]) -> Stored<Vec<Named>>;
    /// By key (gathering, attendee).
    async fn answering(&self, id: GatheringId, attendee: AttendeeId) -> Stored<Option<Answering>>;
}
