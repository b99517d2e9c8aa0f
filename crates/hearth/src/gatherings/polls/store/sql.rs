//! Polls in SQL.

use std::sync::Arc;

use async_trait::async_trait;

use super::{PollStore, Voted};
use crate::gatherings::model::{Gathering, Partaker, State};
use crate::gatherings::polls::model::{Cast, Poll};
use crate::gatherings::polls::rules::recounted;
use crate::gatherings::store::{Changed, Entering, Held, broken, hold_for, partake, save};
use crate::gatherings::talk::Talk;
use crate::platform::clock::Time;
use crate::platform::database::{Db, Stored};

crate::statements! {
    FORGET_VOTES = "UPDATE gathering_attendees SET votes = NULL WHERE gathering = $1 AND votes IS NOT NULL";
    VOTE = "UPDATE gathering_attendees SET votes = $3 WHERE gathering = $1 AND id = $2";
}

#[derive(Clone)]
pub struct SqlPolls {
    pub db: Db,
    pub talk: Arc<dyn Talk>,
}

#[async_trait]
impl PollStore for SqlPolls {
    async fn put(&self, proof: &Partaker, poll: Option<Poll>) -> Stored<Changed<Box<Gathering>>> {
        let mut tx = self.db.begin().await?;
        let Some(held) = hold_for(&mut tx, proof).await? else { return Ok(Changed::NotThere) };
        let mut gathering = held.gathering;
        if matches!(gathering.state, State::Settled | State::Cancelled) && poll.is_some() {
            return Ok(Changed::Refused(gathering.state));
        }
        if poll.is_none() && gathering.poll.is_none() {
            return Ok(Changed::Not(Box::new(gathering)));
        }
        gathering.poll = poll;
        tx.run(&FORGET_VOTES).bind(gathering.id.0).done().await?;
        save(&mut tx, &mut gathering).await?;
        tx.commit().await?;
        Ok(Changed::Now(Box::new(gathering)))
    }

    async fn vote(
        &self,
        proof: &Partaker,
        entering: Entering,
        poll: &Poll,
        votes: Vec<Cast>,
        at: Time,
    ) -> Stored<Voted> {
        let mut tx = self.db.begin().await?;
        let Some(mut held) = hold_for(&mut tx, proof).await? else { return Ok(Voted::NotThere) };
        match held.gathering.state_at(at) {
            State::Open => {}
            state @ (State::Closed | State::Settled | State::Cancelled) => return Ok(Voted::Refused(state)),
        }
        let Some(now) = held.gathering.poll.take().filter(|now| now.is_among_the_same(poll)) else {
            return Ok(Voted::NoPoll);
        };
        let entered = held.attendee.is_none();
        let Some(mut attendee) = partake(&mut tx, self.talk.as_ref(), &mut held, entering, at).await? else {
            return Ok(Voted::Full);
        };
        let Held { mut gathering, .. } = held;
        gathering.poll = Some(recounted(now, &attendee.votes, &votes));
        let text = if votes.is_empty() { None } else { Some(serde_json::to_string(&votes).map_err(broken)?) };
        tx.run(&VOTE).bind(gathering.id.0).bind(attendee.id.0).bind(text).done().await?;
        attendee.votes = votes;
        save(&mut tx, &mut gathering).await?;
        tx.commit().await?;
        Ok(Voted::Now { gathering: Box::new(gathering), attendee: Box::new(attendee), entered })
    }
}

/// What is left of the poll of a gathering that is held when one who voted is out of it.
pub(in crate::gatherings) fn without(gathering: &mut Gathering, votes: &[Cast]) {
    gathering.poll = gathering.poll.take().map(|poll| recounted(poll, votes, &[]));
}
