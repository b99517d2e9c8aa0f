//! What the store of attendees must be able to do. `contract` says what each backend must hold.

#[cfg(test)]
mod contract;
mod sql;

use async_trait::async_trait;

pub use sql::{STATEMENTS, SqlAttendees};

use super::model::{Attendee, AttendeeId};
use crate::accounts::AccountId;
use crate::gatherings::model::{Gathering, GatheringId, Invited, Partaker};
use crate::gatherings::store::Leaving;
use crate::platform::clock::Time;
use crate::platform::database::Stored;

/// How somebody's coming in ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Entered {
    Now(Box<(Gathering, Attendee)>),
    Already(Box<(Gathering, Attendee)>),
    /// An attendee for whom it was withheld, and isn't any more.
    Revealed(Box<(Gathering, Attendee)>),
    /// There are as many attendees, or guests, as there can be.
    Full,
    /// Who was to be invited isn't a member of the space.
    NotAMember,
    Cancelled,
    /// The gathering isn't there any more for who lets them in, or what was to lead into it.
    NotThere,
}

/// Somebody who is out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Out {
    pub gathering: Gathering,
    pub attendee: Attendee,
    /// No account was left, and the gathering is gone.
    pub gone: bool,
}

/// How a removal ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Removed {
    Now(Box<Out>),
    NoSuchAttendee,
    /// The gathering isn't there any more for who removes.
    NotThere,
}

#[async_trait]
pub trait AttendeeStore: Send + Sync {
    /// By index (gathering, joined_at, id), the oldest first.
    async fn attendees(&self, proof: &Partaker, after: Option<(Time, AttendeeId)>, limit: i64)
    -> Stored<Vec<Attendee>>;
    /// By key.
    async fn attendee(&self, gathering: GatheringId, id: AttendeeId) -> Stored<Option<Attendee>>;
    /// Makes an account an attendee, in a space: if it is a member.
    async fn invite(&self, proof: &Partaker, invited: Invited, most: i64, at: Time) -> Stored<Entered>;
    /// Says whether the others need this one. None: there is no such attendee.
    async fn require(&self, proof: &Partaker, id: AttendeeId, required: bool) -> Stored<Option<(Gathering, Attendee)>>;
    /// Takes somebody out, or oneself.
    async fn remove(&self, proof: &Partaker, id: AttendeeId, leaving: Leaving) -> Stored<Removed>;
    /// By index (account, gathering): one that the account attends, whether or not it is gone.
    async fn attended(&self, account: AccountId) -> Stored<Option<GatheringId>>;
    /// Takes an account out without a proof: for its own farewell. None: it isn't there any more.
    async fn forget(&self, gathering: GatheringId, account: AccountId, leaving: Leaving) -> Stored<Option<Out>>;
}
