//! What the store of polls must be able to do.

#[cfg(test)]
mod contract;
mod sql;

use async_trait::async_trait;

pub(in crate::gatherings) use sql::without;
pub use sql::{STATEMENTS, SqlPolls};

use super::model::{Cast, Poll};
use crate::gatherings::attendees::Attendee;
use crate::gatherings::model::{Gathering, Partaker, State};
use crate::gatherings::store::{Changed, Entering};
use crate::platform::clock::Time;
use crate::platform::database::Stored;

/// How a vote ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Voted {
    /// `entered`: a member of its space takes part from now on.
    Now { gathering: Box<Gathering>, attendee: Box<Attendee>, entered: bool },
    /// There is no poll, or another one by now.
    NoPoll,
    /// There is nothing to decide any more.
    Refused(State),
    /// There are as many attendees as there can be.
    Full,
    /// It isn't there for them any more.
    NotThere,
}

#[async_trait]
pub trait PollStore: Send + Sync {
    /// Puts the candidates up, or takes the poll away. Whatever was voted before is gone.
    async fn put(&self, proof: &Partaker, poll: Option<Poll>) -> Stored<Changed<Box<Gathering>>>;
    /// Votes, in place of what the attendee voted before, if the candidates are those of `poll` still.
    async fn vote(
        &self,
        proof: &Partaker,
        entering: Entering,
        poll: &Poll,
        votes: Vec<Cast>,
        at: Time,
    ) -> Stored<Voted>;
}
