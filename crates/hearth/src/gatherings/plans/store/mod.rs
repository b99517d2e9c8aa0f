//! What the store of settled plans must be able to do.

#[cfg(test)]
mod contract;
mod sql;

use async_trait::async_trait;

pub use sql::{STATEMENTS, SqlPlans};

use super::model::{Recipient, Told};
use crate::accounts::AccountId;
use crate::gatherings::attendees::AttendeeId;
use crate::gatherings::days::Window;
use crate::gatherings::model::{Gathering, GatheringId, Partaker};
use crate::gatherings::store::{Changed, Following};
use crate::platform::clock::Time;
use crate::platform::database::Stored;

#[async_trait]
pub trait PlanStore: Send + Sync {
    /// Says when it takes place, or that it does so at another time. All are asked again whether they come; the host
    /// does.
    async fn settle(
        &self,
        proof: &Partaker,
        sittings: &[Window],
        at: Time,
        following: Following<'_>,
    ) -> Stored<Changed<Box<Gathering>>>;
    /// Takes answers again, and gives up the time that there was. A deadline that is over by this time is taken away.
    async fn reopen(&self, proof: &Partaker, now: Time, following: Following<'_>) -> Stored<Changed<Box<Gathering>>>;
    /// It doesn't take place.
    async fn cancel(&self, proof: &Partaker, following: Following<'_>) -> Stored<Changed<Box<Gathering>>>;

    /// By key.
    async fn told(&self, id: GatheringId) -> Stored<Option<Told>>;
    /// By index (account, gathering), the newest first: plans that calendars know, of gatherings that weren't over before
    /// this time, and to which the account didn't say no.
    async fn told_of(&self, account: AccountId, since: Time, limit: i64) -> Stored<Vec<Told>>;
    /// By key (gathering, attendee): the accounts among the attendees.
    async fn recipients(&self, id: GatheringId, after: Option<AttendeeId>, limit: i64) -> Stored<Vec<Recipient>>;
    /// By key (gathering, attendee).
    async fn recipient(&self, id: GatheringId, attendee: AttendeeId) -> Stored<Option<Recipient>>;
}
