//! What the store of RSVPs must be able to do.

#[cfg(test)]
mod contract;
mod sql;

use async_trait::async_trait;

pub use sql::{STATEMENTS, SqlRsvps};
pub(in crate::gatherings) use sql::{ask_again, move_up};

use crate::gatherings::attendees::{Attendee, Rsvp};
use crate::gatherings::model::{Gathering, Partaker, State};
use crate::gatherings::store::Entering;
use crate::platform::clock::Time;
use crate::platform::database::Stored;

/// How an RSVP ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Responded {
    /// `entered`: a member of its space takes part from now on.
    Now { gathering: Box<Gathering>, attendee: Box<Attendee>, entered: bool },
    /// There is no time to which one could come.
    Refused(State),
    /// There are as many attendees as there can be.
    Full,
    /// It isn't there for them any more.
    NotThere,
}

#[async_trait]
pub trait RsvpStore: Send + Sync {
    /// Notes whether somebody comes, or that they wait for a place. Who gives up a place makes room for who has waited
    /// longest.
    async fn respond(&self, proof: &Partaker, entering: Entering, rsvp: Rsvp, at: Time) -> Stored<Responded>;
}
