//! What the store of cases must be able to do. `contract` says what each backend must hold.

#[cfg(test)]
pub(in crate::moderation) mod contract;
mod sql;

use async_trait::async_trait;

pub(in crate::moderation) use sql::{STATEMENTS, SqlCases, broken, hold_case, subject_of, word};

use super::cases::{Case, Found, Note, Reported};
use super::model::{CaseId, ReportId};
use super::reports::{NewReport, Report};
use crate::accounts::AccountId;
use crate::platform::audit::NewEntry;
use crate::platform::clock::Time;
use crate::platform::database::Stored;

/// How a change of a case ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Changed {
    Now,
    /// It was decided.
    NotOpen,
    /// Somebody else has claimed it.
    Claimed,
    /// Somebody else has asked for an opinion, which isn't given yet.
    OpinionWaits,
    /// There are as many notes as there can be.
    TooMany,
    NotThere,
}

/// Who made a report, and what is known by it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reporter {
    pub number: i64,
    pub report: ReportId,
    pub account: Option<AccountId>,
}

#[async_trait]
pub trait CaseStore: Send + Sync {
    /// Makes a report on the open case of its subject, or opens one. Who reported it there before has one report: that
    /// one is answered with.
    async fn report(&self, new: NewReport) -> Stored<Report>;
    /// By key (reporter, report): the newest first.
    async fn reports_by(&self, reporter: AccountId, before: Option<ReportId>, limit: i64) -> Stored<Vec<Report>>;

    /// By key (state, case), or (state, kind, case), or (space, state, case), or (claimed_by, state, case): the oldest first of those that are
    /// open, the newest first of the others. Never one that is about the asker.
    async fn queue(&self, asker: AccountId, found: Found, after: Option<CaseId>, limit: i64) -> Stored<Vec<Case>>;
    /// By key.
    async fn case(&self, case: CaseId) -> Stored<Option<Case>>;
    /// By key (case, reporter).
    async fn reported_by(&self, case: CaseId, reporter: AccountId) -> Stored<bool>;
    /// By key (case, number).
    async fn reports_on(&self, case: CaseId, limit: i64) -> Stored<Vec<Reported>>;
    /// By key (case, note).
    async fn notes(&self, case: CaseId, limit: i64) -> Stored<Vec<Note>>;
    /// Who looks at an open case from now on, which takes back a question for an opinion of theirs. `anyway`: even if somebody else does.
    async fn claim(&self, case: CaseId, by: AccountId, anyway: bool, entry: NewEntry) -> Stored<Changed>;
    /// Lets it go again. `anyway`: whoever has claimed it.
    async fn unclaim(&self, case: CaseId, by: AccountId, anyway: bool, entry: NewEntry) -> Stored<Changed>;
    /// Adds a note. What somebody else notes is the opinion that was asked for.
    async fn note(&self, case: CaseId, note: Note, most: i64, entry: NewEntry) -> Stored<Changed>;
    /// Asks for somebody else's opinion, and lets the case go.
    async fn ask_opinion(&self, case: CaseId, by: AccountId, entry: NewEntry) -> Stored<Changed>;
    /// By key (case, number): who reported it, for those who may know, which is written down.
    async fn reveal(&self, case: CaseId, limit: i64, entry: NewEntry) -> Stored<Vec<Reporter>>;
    /// By key (case, number), after a number: who reported it, to be told that it was looked at.
    async fn reporters(&self, case: CaseId, after: i64, limit: i64) -> Stored<Vec<Reporter>>;

    /// Takes the name off up to `limit` of an account's reports, and their texts if `erase`; how many there were.
    async fn forget_reporter(&self, account: AccountId, erase: bool, limit: i64) -> Stored<u64>;
    /// Lets go of up to `limit` open cases that the account claimed; how many there were.
    async fn let_go(&self, account: AccountId, limit: i64) -> Stored<u64>;
    /// Erases what an account said around the subjects of up to `limit` cases; how many there were.
    async fn forget_around(&self, account: AccountId, limit: i64) -> Stored<u64>;
    /// Erases what up to `limit` cases about an account show of what it said; how many there were.
    async fn forget_said(&self, account: AccountId, limit: i64) -> Stored<u64>;
    /// Erases what was seen in up to `limit` cases that were decided before then; how many there were.
    async fn forget_decided(&self, before: Time, limit: i64) -> Stored<u64>;
}
