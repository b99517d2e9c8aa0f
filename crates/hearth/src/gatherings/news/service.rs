//! The questions of what is new. They are asked by features above, of accounts and not for callers.

use super::model::{Answering, Named, Proposals};
use crate::accounts::{AccountId, PersonId};
use crate::gatherings::attendees::AttendeeId;
use crate::gatherings::model::GatheringId;
use crate::gatherings::service::Gatherings;
use crate::platform::clock::Time;
use crate::platform::database::Stored;
use crate::spaces::SpaceId;

impl Gatherings {
    /// What others than the account and those persons proposed in each of these spaces after that time, as far as it is
    /// among the newest.
    pub async fn proposed_since(
        &self,
        account: AccountId,
        but: &[PersonId],
        since: &[(SpaceId, Time)],
    ) -> Stored<Vec<Proposals>> {
        self.0.news.proposed_since(account, but, since).await
    }

    /// These gatherings, as far as they are there.
    pub async fn named(&self, account: AccountId, ids: &[GatheringId]) -> Stored<Vec<Named>> {
        self.0.news.named(account, ids).await
    }

    /// Whose answer it is, and whom it concerns.
    pub async fn answering(&self, id: GatheringId, attendee: AttendeeId) -> Stored<Option<Answering>> {
        self.0.news.answering(id, attendee).await
    }
}
