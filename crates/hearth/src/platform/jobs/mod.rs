//! Work that must survive a crash: a row written together with what caused it, done by a worker, tried again when it
//! fails, and kept as a dead letter when it keeps failing.

#[cfg(test)]
mod contract;
mod sql;
#[cfg(feature = "sqs")]
mod sqs;
mod worker;

use std::sync::Arc;

use async_trait::async_trait;
use uuid::Uuid;

pub use sql::{Jobs, STATEMENTS};
pub use worker::{Worker, backoff};

use super::clock::{Clock, Time};
use super::config;
use super::database::Stored;

/// A job to be put in a transaction (see [`Jobs::put`]).
#[derive(Clone, Debug)]
pub struct NewJob {
    pub id: Uuid,
    pub kind: &'static str,
    /// JSON. No secrets: a handler makes what must be secret when it runs.
    pub payload: serde_json::Value,
    pub due_at: Time,
    pub created_at: Time,
}

/// Where a job waits. Each lane has a worker of its own, which does one job at a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lane {
    Quick,
    /// What takes much time or memory.
    Slow,
    /// What goes out to others, who may be slow to answer or away for long.
    Sending,
}

impl Lane {
    pub const ALL: &[Lane] = &[Lane::Quick, Lane::Slow, Lane::Sending];

    /// The word for it, in the store and for people.
    pub fn word(self) -> &'static str {
        match self {
            Lane::Quick => "quick",
            Lane::Slow => "slow",
            Lane::Sending => "sending",
        }
    }
}

/// A job that a worker holds for a while.
#[derive(Clone, Debug)]
pub struct Leased {
    pub id: Uuid,
    pub kind: String,
    pub payload: serde_json::Value,
    /// How often it was taken up, this time included. Also tells this lease from a later one.
    pub attempts: i64,
    /// By what a queue outside of the database knows it.
    pub receipt: Option<(Lane, String)>,
}

/// Who hands jobs out to workers. Whichever it is, the table knows what is to be done and what became of it, as a job
/// is committed with what caused it.
#[async_trait]
pub trait Queue: Send + Sync {
    /// Takes a job of the lane that is due and that nobody holds, and holds it until then.
    async fn take(&self, lane: Lane, now: Time, until: Time) -> Stored<Option<Leased>>;
    /// Holds a job for longer; false when it is held by somebody else by now.
    async fn renew(&self, job: &Leased, now: Time, until: Time) -> Stored<bool>;
    async fn done(&self, job: &Leased) -> Stored<()>;
    /// Puts a job that failed off.
    async fn again(&self, job: &Leased, due_at: Time, error: &str) -> Stored<()>;
    /// Makes a job that failed for good a dead letter.
    async fn bury(&self, job: &Leased, at: Time, error: &str) -> Stored<()>;
}

/// The queue that the settings name.
#[cfg_attr(not(feature = "sqs"), expect(unused_variables, reason = "the table needs no clock"))]
pub fn queue(settings: &config::Jobs, jobs: &Jobs, clock: &Clock) -> Arc<dyn Queue> {
    match settings.queue {
        config::QueueIn::Table => Arc::new(jobs.clone()),
        #[cfg(feature = "sqs")]
        config::QueueIn::Sqs => Arc::new(sqs::Sqs::open(settings, jobs.clone(), clock.clone())),
        // Such settings are refused before it comes to this.
        #[cfg(not(feature = "sqs"))]
        config::QueueIn::Sqs => Arc::new(jobs.clone()),
    }
}

/// A job that failed for good.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeadJob {
    pub id: Uuid,
    pub kind: String,
    pub attempts: i64,
    pub last_error: String,
    pub created_at: Time,
    pub dead_at: Time,
}

/// Does the jobs of one kind. May be called more than once for one job, so it must be idempotent, or harmless twice.
#[async_trait]
pub trait Handler: Send + Sync {
    fn kind(&self) -> &'static str;
    /// The error is text for the operator: it is stored and logged.
    async fn handle(&self, payload: serde_json::Value) -> Result<(), String>;
    /// Called before the job becomes a dead letter, perhaps more than once. An admin may still run it again.
    async fn gave_up(&self, _payload: serde_json::Value) -> Result<(), String> {
        Ok(())
    }
}
