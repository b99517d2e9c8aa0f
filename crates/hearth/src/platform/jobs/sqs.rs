//! SQS as the queue. It is told of jobs that are due by their ids; the table decides who may do one, so a message that
//! comes twice, late or never does no harm.

use std::collections::HashSet;
use std::str::FromStr;
use std::time::Duration;

use async_trait::async_trait;
use aws_sdk_sqs::Client;
use aws_sdk_sqs::config::timeout::TimeoutConfig;
use aws_sdk_sqs::config::{BehaviorVersion, Config, Credentials, Region};
use aws_sdk_sqs::error::DisplayErrorContext;
use aws_sdk_sqs::types::{Message, SendMessageBatchRequestEntry};
use aws_smithy_http_client::Builder;
use aws_smithy_http_client::tls::Provider;
use aws_smithy_http_client::tls::rustls_provider::CryptoMode;
use uuid::Uuid;

use super::sql::TakenUp;
use super::{Jobs, Lane, Leased, Queue};
use crate::platform::clock::{Clock, Time};
use crate::platform::config;
use crate::platform::database::{StoreError, Stored};

/// So many messages make a batch: the most that SQS takes.
const BATCH: i64 = 10;
/// So many batches are told of, and so many messages looked at, before one works on.
const BATCHES: usize = 10;
const MESSAGES: usize = 100;
/// SQS is told again of what nobody has taken up for so long: the message may be lost, or the queue was emptied.
pub(super) const TELL_AGAIN: Duration = Duration::from_secs(3600);
/// So long SQS looks for a message, in seconds; without a wait it asks only some of its servers, and may miss it.
const LOOK: i32 = 1;
const PATIENCE: Duration = Duration::from_secs(20);

/// A queue for each lane.
pub struct Sqs {
    jobs: Jobs,
    clock: Clock,
    client: Client,
    queues: [String; Lane::ALL.len()],
}

impl Sqs {
    pub fn open(settings: &config::Jobs, jobs: Jobs, clock: Clock) -> Self {
        let config::Jobs { sqs_quick_queue, sqs_slow_queue, sqs_sending_queue, .. } = settings;
        let queues = [sqs_quick_queue, sqs_slow_queue, sqs_sending_queue].map(Clone::clone);
        Self { jobs, clock, client: client(settings), queues }
    }

    fn queue(&self, lane: Lane) -> &str {
        &self.queues[lane as usize]
    }

    /// Tells SQS of what has fallen due.
    async fn tell(&self, lane: Lane, now: Time) -> Stored<()> {
        for _ in 0..BATCHES {
            let due = self.jobs.to_tell(lane, now, now.plus(TELL_AGAIN), BATCH).await?;
            if due.is_empty() {
                break;
            }
            let told = self.send(lane, &due).await;
            let refused: Vec<Uuid> = match &told {
                Ok(told) => due.into_iter().filter(|id| !told.contains(id)).collect(),
                Err(_) => due,
            };
            self.jobs.untold(&refused).await?;
            told?;
            if !refused.is_empty() {
                return Err(StoreError::Unavailable("SQS refused a message".to_owned()));
            }
        }
        Ok(())
    }

    /// Which of them it took.
    async fn send(&self, lane: Lane, ids: &[Uuid]) -> Stored<Vec<Uuid>> {
        let mut batch = self.client.send_message_batch().queue_url(self.queue(lane));
        for id in ids.iter().map(Uuid::to_string) {
            let entry = SendMessageBatchRequestEntry::builder().id(&id).message_body(id).build();
            batch = batch.entries(entry.map_err(|error| StoreError::Failed(error.to_string()))?);
        }
        let sent = batch.send().await.map_err(unavailable)?;
        Ok(sent.successful().iter().filter_map(|one| Uuid::from_str(one.id()).ok()).collect())
    }

    async fn receive(&self, lane: Lane, seconds: i32) -> Stored<Option<Message>> {
        let receive = self.client.receive_message().queue_url(self.queue(lane)).max_number_of_messages(1);
        let received = receive.visibility_timeout(seconds).wait_time_seconds(LOOK).send().await.map_err(unavailable)?;
        Ok(received.messages.unwrap_or_default().pop())
    }

    async fn forget(&self, receipt: Option<&(Lane, String)>) {
        let Some((lane, receipt)) = receipt else { return };
        let delete = self.client.delete_message().queue_url(self.queue(*lane)).receipt_handle(receipt);
        // It comes again then, finds no such job, and goes.
        if let Err(error) = delete.send().await {
            tracing::warn!(error = %DisplayErrorContext(&error), "a message can't be taken from SQS");
        }
    }
}

#[async_trait]
impl Queue for Sqs {
    async fn take(&self, lane: Lane, now: Time, until: Time) -> Stored<Option<Leased>> {
        self.tell(lane, now).await?;
        let (hidden, lease) = (seconds(now, until), Duration::from_millis(until.millis().abs_diff(now.millis())));
        let mut held = HashSet::new();
        for _ in 0..MESSAGES {
            let Some(message) = self.receive(lane, hidden).await? else { break };
            // Telling and looking took their time.
            let now = self.clock.now();
            let until = now.plus(lease);
            let receipt = message.receipt_handle().map(|receipt| (lane, receipt.to_owned()));
            let id = message.body().and_then(|body| Uuid::from_str(body).ok());
            let taken = match id {
                Some(id) => self.jobs.take_up(id, now, until).await?,
                // Nothing of ours.
                None => TakenUp::Gone,
            };
            match taken {
                TakenUp::Now(job) => return Ok(Some(Leased { receipt, ..job })),
                TakenUp::Gone => self.forget(receipt.as_ref()).await,
                // It stays, out of sight, and comes again should whoever holds the job end in the middle.
                TakenUp::Held if held.insert(id) => {}
                TakenUp::Held => break,
            }
        }
        Ok(None)
    }

    async fn renew(&self, job: &Leased, now: Time, until: Time) -> Stored<bool> {
        if !self.jobs.renew(job, until).await? {
            return Ok(false);
        }
        if let Some((lane, receipt)) = &job.receipt {
            let hide = self.client.change_message_visibility().queue_url(self.queue(*lane)).receipt_handle(receipt);
            // If it comes up again, the table knows that it is held.
            if let Err(error) = hide.visibility_timeout(seconds(now, until)).send().await {
                tracing::warn!(error = %DisplayErrorContext(&error), "a message can't be hidden for longer");
            }
        }
        Ok(true)
    }

    async fn done(&self, job: &Leased) -> Stored<()> {
        self.jobs.done(job.id).await?;
        self.forget(job.receipt.as_ref()).await;
        Ok(())
    }

    async fn again(&self, job: &Leased, due_at: Time, error: &str) -> Stored<()> {
        // The table tells of it again when it is due.
        if self.jobs.again(job, due_at, error).await? {
            self.forget(job.receipt.as_ref()).await;
        }
        Ok(())
    }

    async fn bury(&self, job: &Leased, at: Time, error: &str) -> Stored<()> {
        if self.jobs.bury(job, at, error).await? {
            self.forget(job.receipt.as_ref()).await;
        }
        Ok(())
    }
}

pub(super) fn client(settings: &config::Jobs) -> Client {
    let http = Builder::new().tls_provider(Provider::Rustls(CryptoMode::Ring)).build_https();
    let (key, secret) = (&settings.sqs_access_key, &settings.sqs_secret_key);
    let patience = TimeoutConfig::builder().operation_timeout(PATIENCE).build();
    let config = Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .http_client(http)
        .endpoint_url(&settings.sqs_endpoint)
        .region(Region::new(settings.sqs_region.clone()))
        .credentials_provider(Credentials::new(key, secret, None, None, "settings"))
        .timeout_config(patience)
        .build();
    Client::from_conf(config)
}

/// As SQS counts: whole seconds, 12 hours at most.
fn seconds(now: Time, until: Time) -> i32 {
    i32::try_from(((until.millis() - now.millis() + 999) / 1000).clamp(1, 43_200)).unwrap_or(43_200)
}

fn unavailable<E: std::error::Error + Send + Sync + 'static, R: std::fmt::Debug + Send + Sync + 'static>(
    error: aws_sdk_sqs::error::SdkError<E, R>,
) -> StoreError {
    StoreError::Unavailable(format!("SQS: {}", DisplayErrorContext(error)))
}
