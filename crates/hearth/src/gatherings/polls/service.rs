//! The acts on polls.

use super::model::Cast;
use super::rules;
use super::store::Voted;
use crate::accounts::SignedIn;
use crate::gatherings::answers::WantedWindow;
use crate::gatherings::attendees::AttendeeId;
use crate::gatherings::error::GatheringError;
use crate::gatherings::guests::Caller;
use crate::gatherings::model::{GatheringId, GatheringView};
use crate::gatherings::service::{Gatherings, MOST_ATTENDEES, refused};

impl Gatherings {
    /// Puts candidates up to be voted on, in place of those before; None: takes the poll away.
    pub async fn put_poll(
        &self,
        who: &SignedIn,
        id: GatheringId,
        candidates: Option<Vec<WantedWindow>>,
    ) -> Result<GatheringView, GatheringError> {
        let part = self.manager(who, id).await?;
        let (zone, now) = (&part.gathering().plan.zone, self.0.clock.now());
        let poll = candidates.map(|wanted| rules::poll(&wanted, zone, now)).transpose()?;
        let put = self.0.polls.put(&part, poll).await?;
        self.changed(who, id, put).await
    }

    /// Votes, in place of what one voted before.
    pub async fn vote(
        &self,
        caller: &Caller,
        id: GatheringId,
        votes: Vec<Cast>,
    ) -> Result<GatheringView, GatheringError> {
        let part = self.part(caller, id).await?;
        self.count_answer(caller, id)?;
        let poll = part.gathering().poll.as_ref().ok_or(GatheringError::NoPoll)?;
        let votes = rules::votes(poll, votes)?;
        match self
            .0
            .polls
            .vote(&part, (AttendeeId(self.0.ids.unordered()), MOST_ATTENDEES), poll, votes, self.0.clock.now())
            .await?
        {
            Voted::Now { gathering, attendee, entered } => {
                self.announce_partaking(&gathering, attendee.account().filter(|_| entered)).await?;
                let part = self.part(caller, id).await?;
                self.seen(&part).await
            }
            Voted::NoPoll => Err(GatheringError::NoPoll),
            Voted::Refused(state) => Err(refused(state)),
            Voted::Full => Err(GatheringError::Full),
            Voted::NotThere => Err(GatheringError::NoSuchGathering),
        }
    }
}
