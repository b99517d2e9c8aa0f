//! What the store of links and guests must be able to do. `contract` says what each backend must hold.

#[cfg(test)]
mod contract;
mod sql;

use async_trait::async_trait;

pub use sql::{STATEMENTS, SqlGuests};

use super::model::Guest;
use crate::accounts::AccountId;
use crate::gatherings::attendees::AttendeeId;
use crate::gatherings::attendees::store::Entered;
use crate::gatherings::model::{Gathering, Partaker};
use crate::platform::clock::Time;
use crate::platform::database::Stored;

/// A guest to be let in.
#[derive(Clone, Debug)]
pub struct NewGuest {
    pub id: AttendeeId,
    pub name: String,
    pub token_hash: String,
    pub at: Time,
}

/// How many there may be.
#[derive(Clone, Copy, Debug)]
pub struct Room {
    pub attendees: i64,
    pub guests: i64,
}

#[async_trait]
pub trait GuestStore: Send + Sync {
    /// By index (token_hash).
    async fn guest(&self, token_hash: &str) -> Stored<Option<Guest>>;
    /// By index (link_hash).
    async fn behind(&self, link_hash: &str) -> Stored<Option<Gathering>>;
    /// Makes another link lead there, or none. False: it isn't there any more.
    async fn link(&self, proof: &Partaker, link_hash: Option<String>) -> Stored<bool>;
    /// Makes an account that has the link an attendee.
    async fn come(&self, link_hash: &str, account: AccountId, id: AttendeeId, room: Room, at: Time) -> Stored<Entered>;
    /// Makes somebody without an account an attendee.
    async fn admit(&self, link_hash: &str, new: NewGuest, room: Room) -> Stored<Entered>;
}
