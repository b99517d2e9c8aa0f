//! The worker: takes what is due, does it, and puts off what failed.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use tokio_util::sync::CancellationToken;

use super::{Handler, Jobs, Lane, Leased, Queue, queue};
use crate::platform::clock::Clock;
use crate::platform::config;
use crate::platform::database::Stored;
use crate::platform::ids::random;

/// How often the worker looks by itself, for jobs that fell due or came from another process.
const LOOK_EVERY: Duration = Duration::from_secs(5);
/// A third of a lease that is about to run out leaves two more chances to renew it.
const RENEWALS: u32 = 3;

/// Does the jobs of a lane, one at a time.
#[derive(Clone)]
pub struct Worker {
    jobs: Jobs,
    queue: Arc<dyn Queue>,
    clock: Clock,
    handlers: HashMap<&'static str, Arc<dyn Handler>>,
    lane: Lane,
    most_attempts: i64,
    /// A worker that is killed holds its job no longer than this.
    lease: Duration,
}

impl Worker {
    /// For the quick lane.
    pub fn new(jobs: Jobs, clock: Clock, handlers: Vec<Arc<dyn Handler>>) -> Self {
        let handlers = handlers.into_iter().map(|handler| (handler.kind(), handler)).collect();
        let config::Jobs { attempts, lease_seconds, .. } = config::Settings::defaults().jobs;
        Self {
            queue: Arc::new(jobs.clone()),
            jobs,
            clock,
            handlers,
            lane: Lane::Quick,
            most_attempts: attempts,
            lease: Duration::from_secs(lease_seconds),
        }
    }

    pub fn with(self, settings: &config::Jobs) -> Self {
        let (queue, lease) = (queue(settings, &self.jobs, &self.clock), Duration::from_secs(settings.lease_seconds));
        Self { queue, most_attempts: settings.attempts, lease, ..self }
    }

    /// Another worker like this one.
    pub fn in_lane(&self, lane: Lane) -> Self {
        Self { lane, ..self.clone() }
    }

    /// Works until told to stop.
    pub async fn run(self, stop: CancellationToken) {
        while !stop.is_cancelled() {
            match self.round().await {
                Ok(count) if count > 0 => continue,
                Ok(_) => {}
                Err(error) => tracing::warn!(%error, "jobs can't be looked up"),
            }
            tokio::select! {
                () = stop.cancelled() => return,
                () = self.jobs.rung(self.lane) => {}
                () = tokio::time::sleep(LOOK_EVERY) => {}
            }
        }
    }

    /// Does one job that is due now; how many jobs that were.
    pub async fn round(&self) -> Stored<usize> {
        let now = self.clock.now();
        let Some(job) = self.queue.take(self.lane, now, now.plus(self.lease)).await? else { return Ok(0) };
        self.work(job).await?;
        Ok(1)
    }

    async fn work(&self, job: Leased) -> Stored<()> {
        let Some(handler) = self.handlers.get(job.kind.as_str()) else {
            let error = format!("nothing here does jobs of kind {}", job.kind);
            return self.failed(&job, None, error).await;
        };
        if job.attempts > self.most_attempts {
            let error = "whoever did it ended in the middle, each time".to_owned();
            return self.failed(&job, Some(handler), error).await;
        }
        let outcome = tokio::select! {
            outcome = handler.handle(job.payload.clone()) => outcome,
            () = self.lost(&job) => return Ok(()),
        };
        match outcome {
            Ok(()) => self.queue.done(&job).await,
            Err(error) => self.failed(&job, Some(handler), error).await,
        }
    }

    /// Keeps the lease for as long as the job takes; over when somebody else has taken it up.
    async fn lost(&self, job: &Leased) {
        loop {
            tokio::time::sleep(self.lease / RENEWALS).await;
            let now = self.clock.now();
            match self.queue.renew(job, now, now.plus(self.lease)).await {
                Ok(true) => {}
                Ok(false) => {
                    tracing::warn!(job = %job.id, kind = job.kind, "a job was taken up by another worker");
                    return;
                }
                Err(error) => tracing::warn!(%error, "a job's lease couldn't be renewed"),
            }
        }
    }

    async fn failed(&self, job: &Leased, handler: Option<&Arc<dyn Handler>>, error: String) -> Stored<()> {
        let now = self.clock.now();
        if job.attempts >= self.most_attempts {
            let told = match handler {
                Some(handler) => handler.gave_up(job.payload.clone()).await,
                None => Ok(()),
            };
            match told {
                Ok(()) => {
                    tracing::error!(job = %job.id, kind = job.kind, error, "a job failed for good");
                    return self.queue.bury(job, now, &error).await;
                }
                Err(error) => tracing::warn!(job = %job.id, kind = job.kind, error, "a job can't be given up yet"),
            }
        }
        let wait = backoff(job.attempts, random::<1>()[0]);
        tracing::warn!(job = %job.id, kind = job.kind, error, ?wait, "a job failed and is put off");
        self.queue.again(job, now.plus(wait), &error).await
    }
}

/// 2, 4, 8 … seconds, an hour at most, and up to a quarter more so that what failed together isn't tried together.
pub fn backoff(attempts: i64, jitter: u8) -> Duration {
    let seconds = 2_u64.saturating_pow(u32::try_from(attempts.clamp(1, 12)).unwrap_or(12)).min(3600);
    Duration::from_millis(seconds * 1000 + seconds * 250 * u64::from(jitter) / 255)
}
