//! Work that must survive a crash: a row written together with what caused it, done by a worker, tried again when it
//! fails, and kept as a dead letter when it keeps failing.

mod sql;
mod worker;

use std::time::Duration;

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

/// A job that a worker holds for a while.
#[derive(Clone, Debug)]
pub struct Leased {
    pub id: Uuid,
    pub kind: String,
    pub payload: serde_json::Value,
    /// How often it was taken up, this time included.
    pub attempts: i64,
}

/// Does the jobs of one kind. May be called more than once for one job, so it must be idempotent, or harmless twice.
#[async_trait]
pub trait Handler: Send + Sync {
    fn kind(&self) -> &'static str;
    /// The error is text for the operator: it is stored and logged.
    async fn handle(&self, payload: serde_json::Value) -> Result<(), String>;
}

/// A job that failed this often is dead.
pub const MOST_ATTEMPTS: i64 = 12;
/// How long a worker holds a job before another may take it up.
pub const LEASE: Duration = Duration::from_secs(120);
