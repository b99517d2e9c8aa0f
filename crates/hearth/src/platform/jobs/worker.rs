//! The worker: takes what is due, does it, and puts off what failed.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use tokio_util::sync::CancellationToken;

use super::{Handler, Jobs, LEASE, Leased, MOST_ATTEMPTS};
use crate::platform::clock::Clock;
use crate::platform::database::Stored;
use crate::platform::ids::random;

/// How often the worker looks by itself, for jobs that fell due or came from another process.
const LOOK_EVERY: Duration = Duration::from_secs(5);
const AT_ONCE: i64 = 16;

pub struct Worker {
    jobs: Jobs,
    clock: Clock,
    handlers: HashMap<&'static str, Arc<dyn Handler>>,
}

impl Worker {
    pub fn new(jobs: Jobs, clock: Clock, handlers: Vec<Arc<dyn Handler>>) -> Self {
        let handlers = handlers.into_iter().map(|handler| (handler.kind(), handler)).collect();
        Self { jobs, clock, handlers }
    }

    /// Works until told to stop.
    pub async fn run(self, stop: CancellationToken) {
        loop {
            match self.round().await {
                Ok(count) if count > 0 => continue,
                Ok(_) => {}
                Err(error) => tracing::warn!(%error, "jobs can't be looked up"),
            }
            tokio::select! {
                () = stop.cancelled() => return,
                () = self.jobs.rung() => {}
                () = tokio::time::sleep(LOOK_EVERY) => {}
            }
        }
    }

    /// Does what is due now; how many jobs that were.
    pub async fn round(&self) -> Stored<usize> {
        let now = self.clock.now();
        let leased = self.jobs.lease(now, now.plus(LEASE), AT_ONCE).await?;
        let count = leased.len();
        for job in leased {
            self.work(job).await?;
        }
        Ok(count)
    }

    async fn work(&self, job: Leased) -> Stored<()> {
        let outcome = match self.handlers.get(job.kind.as_str()) {
            Some(handler) => handler.handle(job.payload.clone()).await,
            None => Err(format!("nothing here does jobs of kind {}", job.kind)),
        };
        let now = self.clock.now();
        match outcome {
            Ok(()) => self.jobs.done(job.id).await,
            Err(error) if job.attempts >= MOST_ATTEMPTS => {
                tracing::error!(job = %job.id, kind = job.kind, error, "a job failed for good");
                self.jobs.bury(job.id, now, &error).await
            }
            Err(error) => {
                let wait = backoff(job.attempts, random::<1>()[0]);
                tracing::warn!(job = %job.id, kind = job.kind, error, ?wait, "a job failed and is put off");
                self.jobs.again(job.id, now.plus(wait), &error).await
            }
        }
    }
}

/// 2, 4, 8 … seconds, an hour at most, and up to a quarter more so that what failed together isn't tried together.
pub fn backoff(attempts: i64, jitter: u8) -> Duration {
    let seconds = 2_u64.saturating_pow(u32::try_from(attempts.clamp(1, 12)).unwrap_or(12)).min(3600);
    Duration::from_millis(seconds * 1000 + seconds * 250 * u64::from(jitter) / 255)
}
