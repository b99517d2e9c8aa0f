//! What the store of gatherings must be able to do. `contract` says what each backend must hold.

#[cfg(test)]
pub(in crate::gatherings) mod contract;
mod sql;

use async_trait::async_trait;
use uuid::Uuid;

pub(in crate::gatherings) use sql::{
    Entering, Held, attendee_columns, attendee_of, broken, columns, enter, gathering_of, hold, hold_for, partake, save,
    take_out, unknown, write_plan,
};
pub use sql::{STATEMENTS, SqlGatherings, tenant};

use super::attendees::Attendee;
use super::model::{Gathering, GatheringId, NewGathering, Partaker, Plan, State};
use crate::accounts::AccountId;
use crate::platform::clock::Time;
use crate::platform::database::Stored;
use crate::platform::jobs::NewJob;
use crate::spaces::{SpaceId, SpaceMember};

/// How a proposal ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Proposed {
    Now(Box<(Gathering, Attendee)>),
    /// The host, or one who was to be invited, is no member of the space.
    NotAMember,
}

/// How a change ended for which somebody had a proof.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Changed<T> {
    Now(T),
    /// It is so already, or somebody else changed meanwhile what it was to be changed from.
    Not(T),
    /// It is in a state in which this can't be.
    Refused(State),
    /// It isn't there for them any more.
    NotThere,
}

/// The jobs that follow from a change, of the gathering as it is then.
pub type Following<'f> = &'f (dyn Fn(&Gathering) -> Vec<NewJob> + Send + Sync);

/// What a removal or deletion leaves behind: a job, by its id, that erases the group, and one that erases the gathering.
#[derive(Clone, Debug)]
pub struct Leaving {
    pub talk: Uuid,
    pub erasing: NewJob,
}

#[async_trait]
pub trait GatheringStore: Send + Sync {
    /// Proposes, with all who are invited as attendees. In a space: if all of them are its members.
    async fn propose(
        &self,
        host: AccountId,
        space: Option<SpaceId>,
        new: NewGathering,
        jobs: Vec<NewJob>,
    ) -> Stored<Proposed>;
    /// By key.
    async fn gathering(&self, id: GatheringId) -> Stored<Option<Gathering>>;
    /// By key, and by index (account, gathering): a gathering, and the account's part in it. No proof of anything.
    async fn found(&self, id: GatheringId, account: AccountId) -> Stored<Option<(Gathering, Option<Attendee>)>>;
    /// By index (space, id), the newest first: those past at this time, or the others.
    async fn in_space(
        &self,
        proof: &SpaceMember,
        past: bool,
        now: Time,
        before: Option<GatheringId>,
        limit: i64,
    ) -> Stored<Vec<(Gathering, Option<Attendee>)>>;
    /// By index (account, gathering), the newest first: those that the account attends.
    async fn attended_by(
        &self,
        account: AccountId,
        past: bool,
        now: Time,
        before: Option<GatheringId>,
        limit: i64,
    ) -> Stored<Vec<(Gathering, Option<Attendee>)>>;
    /// Changes the plan, if it is still as it was `before`. What calendars show of a settled one is another sequence.
    async fn revise(
        &self,
        proof: &Partaker,
        before: &Plan,
        plan: Plan,
        following: Following<'_>,
    ) -> Stored<Changed<Box<Gathering>>>;
    async fn close(&self, proof: &Partaker) -> Stored<Changed<Box<Gathering>>>;
    /// Closes it, if this is still its deadline.
    async fn close_at(&self, id: GatheringId, deadline: Time) -> Stored<Option<Gathering>>;
    /// Takes it away from everybody.
    async fn delete(&self, proof: &Partaker, leaving: Leaving) -> Stored<Changed<()>>;
    /// Erases up to `limit` attendees of a gathering that is gone; how many. Then the gathering itself.
    async fn erase(&self, id: GatheringId, limit: i64) -> Stored<u64>;
    /// By index (space, id): one in the space that is gone.
    async fn gone_in(&self, space: SpaceId) -> Stored<Option<GatheringId>>;
}
