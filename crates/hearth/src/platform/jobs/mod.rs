//! Work that must survive a crash: a row written together with what caused it, done by a worker, tried again when it
//! fails, and kept as a dead letter when it keeps failing.

#[cfg(test)]
mod contract;
mod sql;
mod worker;

use async_trait::async_trait;
use uuid::Uuid;

pub use sql::{Jobs, STATEMENTS};
pub use worker::{Worker, backoff};

use super::clock::Time;

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
    /// What takes much time or memory, or needs what may be away for long.
    Slow,
}

/// A job that a worker holds for a while.
#[derive(Clone, Debug)]
pub struct Leased {
    pub id: Uuid,
    pub kind: String,
    pub payload: serde_json::Value,
    /// How often it was taken up, this time included. Also tells this lease from a later one.
    pub attempts: i64,
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
