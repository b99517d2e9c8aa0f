//! The acts on RSVPs.

use super::store::Responded;
use crate::gatherings::attendees::{AttendeeId, AttendeeView, Rsvp};
use crate::gatherings::error::GatheringError;
use crate::gatherings::guests::Caller;
use crate::gatherings::model::{GatheringId, State};
use crate::gatherings::service::{Gatherings, MOST_ATTENDEES, refused};

impl Gatherings {
    /// Says whether one comes to what is settled. Where there is no room, one waits for it.
    pub async fn respond(&self, caller: &Caller, id: GatheringId, rsvp: Rsvp) -> Result<AttendeeView, GatheringError> {
        let part = self.part(caller, id).await?;
        self.count_answer(caller, id)?;
        match self
            .0
            .rsvps
            .respond(&part, (AttendeeId(self.0.ids.unordered()), MOST_ATTENDEES), rsvp, self.0.clock.now())
            .await?
        {
            Responded::Now { gathering, attendee, entered } => {
                self.0.jobs.ring();
                self.announce_partaking(&gathering, attendee.account().filter(|_| entered)).await?;
                self.attendee_view(&gathering, *attendee).await
            }
            Responded::Refused(State::Cancelled) => Err(refused(State::Cancelled)),
            Responded::Refused(State::Open | State::Closed | State::Settled) => Err(GatheringError::NotSettled),
            Responded::Full => Err(GatheringError::Full),
            Responded::NotThere => Err(GatheringError::NoSuchGathering),
        }
    }
}
