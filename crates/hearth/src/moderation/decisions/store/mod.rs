//! What the store of decisions must be able to do. `contract` says what each backend must hold.

#[cfg(test)]
mod contract;
mod sql;

use async_trait::async_trait;

pub(in crate::moderation) use sql::{STATEMENTS, SqlDecisions};

use super::model::{Answer, Decision};
use crate::accounts::AccountId;
use crate::moderation::model::{CaseId, DecisionId, Subject};
use crate::platform::audit::NewEntry;
use crate::platform::clock::Time;
use crate::platform::database::Stored;
use crate::platform::jobs::NewJob;

/// How deciding ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decided {
    /// `closed`: with this decision, the case is.
    Now {
        closed: bool,
    },
    /// Nothing is done about what was decided already.
    NotOpen,
    /// Somebody else has claimed it.
    Claimed,
    /// The opinion that was asked for isn't given yet.
    OpinionWaits,
    NotThere,
}

/// How an appeal ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Appealed {
    Now,
    Already,
    NotThere,
}

#[async_trait]
pub trait DecisionStore: Send + Sync {
    /// Decides, with a job that carries it out. The first decision closes the case; others may follow, but not that
    /// nothing is done.
    async fn decide(&self, decision: Decision, job: NewJob, entry: NewEntry) -> Stored<Decided>;
    /// By key.
    async fn decision(&self, decision: DecisionId) -> Stored<Option<Decision>>;
    /// By key (case, decision), the oldest first.
    async fn on(&self, case: CaseId, limit: i64) -> Stored<Vec<Decision>>;
    /// By key (account, decision), the newest first.
    async fn about(&self, account: AccountId, before: Option<DecisionId>, limit: i64) -> Stored<Vec<Decision>>;
    /// Appeals, once.
    async fn appeal(&self, decision: DecisionId, account: AccountId, text: String, at: Time) -> Stored<Appealed>;
    /// By key (appealed_at, decision): the oldest first of those that wait. Never one that is about the asker.
    async fn appeals(&self, asker: AccountId, after: Option<(Time, DecisionId)>, limit: i64) -> Stored<Vec<Decision>>;
    /// Answers an appeal that waits, with a job that carries it out; false: none waits.
    async fn answer(&self, decision: DecisionId, answer: Answer, job: NewJob, entry: NewEntry) -> Stored<bool>;
    /// Marks that what it says was done, or (`back`) taken back; false: that was marked before.
    async fn mark(&self, decision: DecisionId, back: bool) -> Stored<bool>;
    /// By key (subject): whether a decision hides it that wasn't overturned.
    async fn is_hidden(&self, subject: Subject) -> Stored<bool>;
    /// Erases up to `limit` texts of appeals of an account; how many there were.
    async fn forget(&self, account: AccountId, limit: i64) -> Stored<u64>;
}
