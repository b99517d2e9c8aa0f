//! What every database and every queue must do for jobs, and the worker with them.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::{Value, json};

use super::*;
use crate::databases;
use crate::platform::clock::Clock;
use crate::platform::config;
use crate::platform::database::Db;

const START: Time = Time::from_millis(1_700_000_000_000);

struct World {
    jobs: Jobs,
    queue: Arc<dyn Queue>,
    lease: Duration,
    /// Whether the queue has a clock of its own, which nobody can turn forward.
    waits: bool,
    clock: Clock,
    hands: Arc<Hands>,
    worker: Worker,
}

/// Fails as often as it is told to.
#[derive(Default)]
struct Hands {
    failures: AtomicUsize,
    done: Mutex<Vec<Value>>,
    given_up: Mutex<Vec<Value>>,
}

#[async_trait]
impl Handler for Hands {
    fn kind(&self) -> &'static str {
        "test.work"
    }
    async fn handle(&self, payload: Value) -> Result<(), String> {
        let fails = |left: usize| left.checked_sub(1);
        if self.failures.fetch_update(Ordering::SeqCst, Ordering::SeqCst, fails).is_ok() {
            return Err("not now, ñ".to_owned());
        }
        self.done.lock().unwrap().push(payload);
        Ok(())
    }
    async fn gave_up(&self, payload: Value) -> Result<(), String> {
        self.given_up.lock().unwrap().push(payload);
        Ok(())
    }
}

impl World {
    fn on(db: Db) -> Self {
        Self::with(db, config::Jobs { attempts: 3, lease_seconds: 60, ..config::Settings::defaults().jobs })
    }

    fn with(db: Db, settings: config::Jobs) -> Self {
        let (jobs, clock, hands) = (Jobs::new(db), Clock::manual(START), Arc::new(Hands::default()));
        let worker = Worker::new(jobs.clone(), clock.clone(), vec![hands.clone()]).with(&settings);
        let (queue, lease) = (queue(&settings, &jobs, &clock), Duration::from_secs(settings.lease_seconds));
        Self { jobs, queue, lease, waits: settings.queue != config::QueueIn::Table, clock, hands, worker }
    }

    async fn has(&self, id: u128, lane: Lane) -> Uuid {
        let id = Uuid::from_u128(id);
        let now = self.clock.now();
        let job = NewJob { id, kind: "test.work", payload: json!({ "id": id }), due_at: now, created_at: now };
        let mut tx = self.jobs.db().begin().await.unwrap();
        Jobs::put_in(&mut tx, lane, job).await.unwrap();
        tx.commit().await.unwrap();
        id
    }

    /// All that there is to be had.
    async fn leases(&self, lane: Lane) -> Vec<Leased> {
        let (now, mut taken) = (self.clock.now(), Vec::new());
        while let Some(job) = self.queue.take(lane, now, now.plus(self.lease)).await.unwrap() {
            taken.push(job);
        }
        taken
    }

    async fn lease_passes(&self) {
        self.clock.advance(self.lease);
        if self.waits {
            tokio::time::sleep(self.lease).await;
        }
    }

    fn done(&self) -> usize {
        self.hands.done.lock().unwrap().len()
    }
}

async fn what_fails_is_put_off_and_done_later(world: &World) {
    world.has(1, Lane::Quick).await;
    world.hands.failures.store(2, Ordering::SeqCst);
    for attempt in 1..=2 {
        assert_eq!(world.worker.round().await.unwrap(), 1);
        world.clock.advance(backoff(attempt, 0) - Duration::from_millis(1));
        assert_eq!(world.worker.round().await.unwrap(), 0, "not before its time");
        world.clock.advance(backoff(attempt, 255) - backoff(attempt, 0) + Duration::from_millis(1));
    }
    assert_eq!((world.worker.round().await.unwrap(), world.done()), (1, 1));
    world.clock.advance(Duration::from_secs(9999));
    assert_eq!(world.worker.round().await.unwrap(), 0, "it is done for good");
    assert_eq!(world.jobs.dead(None, 10).await.unwrap(), []);
}

async fn what_keeps_failing_is_a_dead_letter_until_it_is_run_again(world: &World) {
    let (first, second) = (world.has(1, Lane::Quick).await, world.has(2, Lane::Quick).await);
    world.hands.failures.store(6, Ordering::SeqCst);
    for _ in 0..6 {
        world.worker.round().await.unwrap();
        world.worker.round().await.unwrap();
        world.clock.advance(Duration::from_secs(100));
    }
    let dead = world.jobs.dead(None, 10).await.unwrap();
    assert_eq!((world.jobs.count_dead(10).await.unwrap(), world.jobs.count_dead(1).await.unwrap()), (2, 1));
    assert_eq!(world.jobs.waiting(Lane::Quick, 10).await.unwrap(), (0, None));
    assert_eq!(dead.len(), 2);
    assert_eq!((dead[0].attempts, dead[0].last_error.as_str(), dead[0].created_at), (3, "not now, ñ", START));
    assert_eq!(world.hands.given_up.lock().unwrap().len(), 2);
    let newest = world.jobs.dead(None, 1).await.unwrap();
    let rest = world.jobs.dead(Some((newest[0].dead_at, newest[0].id)), 10).await.unwrap();
    assert_eq!([newest, rest].concat(), dead, "page by page");

    assert!(world.jobs.revive(first, world.clock.now()).await.unwrap());
    assert!(!world.jobs.revive(first, world.clock.now()).await.unwrap(), "it isn't dead any more");
    assert!(!world.jobs.revive(Uuid::from_u128(9), world.clock.now()).await.unwrap());
    world.hands.failures.store(1, Ordering::SeqCst);
    world.worker.round().await.unwrap();
    world.clock.advance(Duration::from_secs(100));
    world.worker.round().await.unwrap();
    assert_eq!(world.done(), 1, "with all its attempts before it");
    let left: Vec<Uuid> = world.jobs.dead(None, 10).await.unwrap().iter().map(|job| job.id).collect();
    assert_eq!(left, [second]);
}

async fn a_job_whose_worker_was_killed_is_taken_up_again(world: &World) {
    world.has(1, Lane::Quick).await;
    let killed = world.leases(Lane::Quick).await.remove(0);
    assert!(world.leases(Lane::Quick).await.is_empty(), "it is held");
    world.lease_passes().await;
    let second = world.leases(Lane::Quick).await.remove(0);
    assert_eq!((second.id, second.attempts), (killed.id, 2));
    // Who wasn't killed after all has lost it.
    let later = world.clock.now().plus(world.lease * 9);
    let now = world.clock.now();
    assert!(!world.queue.renew(&killed, now, later).await.unwrap());
    world.queue.again(&killed, START, "too late").await.unwrap();
    world.queue.bury(&killed, START, "too late").await.unwrap();
    assert!(world.leases(Lane::Quick).await.is_empty());
    assert_eq!(world.jobs.dead(None, 10).await.unwrap(), []);
    assert!(world.queue.renew(&second, now, later).await.unwrap());
    world.lease_passes().await;
    assert!(world.leases(Lane::Quick).await.is_empty(), "it is held for longer");
}

async fn a_job_that_kills_its_worker_each_time_becomes_a_dead_letter(world: &World) {
    world.has(1, Lane::Quick).await;
    for _ in 0..3 {
        assert_eq!(world.leases(Lane::Quick).await.len(), 1);
        world.lease_passes().await;
    }
    world.worker.round().await.unwrap();
    assert_eq!((world.done(), world.jobs.dead(None, 10).await.unwrap().len()), (0, 1));
    assert_eq!(world.hands.given_up.lock().unwrap().len(), 1);
}

async fn one_lane_does_not_wait_for_the_other(world: &World) {
    let slow = world.has(1, Lane::Slow).await;
    let quick = world.has(2, Lane::Quick).await;
    assert_eq!(world.leases(Lane::Slow).await.iter().map(|job| job.id).collect::<Vec<_>>(), [slow]);
    assert_eq!(world.worker.round().await.unwrap(), 1);
    assert_eq!(*world.hands.done.lock().unwrap(), [json!({ "id": quick })]);
    world.lease_passes().await;
    assert_eq!(world.worker.round().await.unwrap(), 0);
    assert_eq!(world.worker.in_lane(Lane::Slow).round().await.unwrap(), 1);
    assert_eq!(world.done(), 2);
}

async fn each_job_goes_to_one_of_many_workers(world: &World) {
    for id in 0..20 {
        world.has(id, Lane::Quick).await;
    }
    let taken = futures_util::future::join_all((0..8).map(|_| world.leases(Lane::Quick))).await;
    let mut ids: Vec<Uuid> = taken.into_iter().flatten().map(|job| job.id).collect();
    ids.sort_unstable();
    assert_eq!(ids, (0..20).map(Uuid::from_u128).collect::<Vec<_>>());
}

/// Binds the cases to each database with its table as the queue, and to SQS.
macro_rules! queues {
    ($($case:ident),+ $(,)?) => {
        databases!(World::on, $($case),+);
        #[cfg(feature = "sqs")]
        databases!(@kind sqs SqliteInMemory, with_sqs::world, $($case),+);
    };
}

queues!(
    what_fails_is_put_off_and_done_later,
    what_keeps_failing_is_a_dead_letter_until_it_is_run_again,
    a_job_whose_worker_was_killed_is_taken_up_again,
    a_job_that_kills_its_worker_each_time_becomes_a_dead_letter,
    one_lane_does_not_wait_for_the_other,
    each_job_goes_to_one_of_many_workers,
);

/// On a server that speaks like SQS, with queues of its own for each case.
#[cfg(feature = "sqs")]
mod with_sqs {
    use aws_sdk_sqs::Client;
    use tokio::runtime::Handle;
    use tokio::task::block_in_place;

    use super::*;
    use crate::platform::config::QueueIn;
    use crate::platform::ids::random;
    use crate::platform::jobs::sqs::{TELL_AGAIN, client};
    use crate::platform::testing::{Fresh, Kind, sqs};

    async fn settings() -> (config::Jobs, Client) {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let mut settings = config::Jobs {
            queue: QueueIn::Sqs,
            sqs_endpoint: sqs(),
            sqs_access_key: "hearthkey".to_owned(),
            sqs_secret_key: "hearthsecret".to_owned(),
            attempts: 3,
            lease_seconds: 1,
            ..config::Settings::defaults().jobs
        };
        let client = client(&settings);
        for queue in [&mut settings.sqs_quick_queue, &mut settings.sqs_slow_queue, &mut settings.sqs_sending_queue] {
            let name = format!("test-{}", Uuid::from_bytes(random()).simple());
            let made = client.create_queue().queue_name(name).send().await.unwrap();
            *queue = made.queue_url.unwrap();
        }
        (settings, client)
    }

    pub fn world(db: Db) -> World {
        let (settings, _) = block_in_place(|| Handle::current().block_on(settings()));
        World::with(db, settings)
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn what_the_queue_lost_is_told_of_again() {
        let fresh = Fresh::open(Kind::SqliteInMemory).await;
        let (settings, client) = settings().await;
        let world = World::with(fresh.db.clone(), settings.clone());
        let id = world.has(1, Lane::Slow).await;
        let killed = world.leases(Lane::Slow).await;
        assert_eq!(killed.iter().map(|job| job.id).collect::<Vec<_>>(), [id]);
        client.purge_queue().queue_url(&settings.sqs_slow_queue).send().await.unwrap();
        world.lease_passes().await;
        assert!(world.leases(Lane::Slow).await.is_empty());
        world.clock.advance(TELL_AGAIN);
        assert_eq!(world.leases(Lane::Slow).await[0].attempts, 2);
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn what_is_not_ours_is_taken_out_and_nothing_else() {
        let fresh = Fresh::open(Kind::SqliteInMemory).await;
        let (settings, client) = settings().await;
        let world = World::with(fresh.db.clone(), settings.clone());
        let gone = Uuid::from_u128(9).to_string();
        for text in ["not an id", gone.as_str()] {
            client.send_message().queue_url(&settings.sqs_quick_queue).message_body(text).send().await.unwrap();
        }
        world.has(1, Lane::Quick).await;
        assert_eq!(world.worker.round().await.unwrap(), 1);
        assert_eq!((world.worker.round().await.unwrap(), world.done()), (0, 1));
        let left = client.receive_message().queue_url(&settings.sqs_quick_queue).visibility_timeout(0).send().await;
        assert!(left.unwrap().messages.unwrap_or_default().is_empty());
    }

    #[tokio::test]
    async fn a_queue_that_is_away_is_said_to_be_and_the_job_waits() {
        let fresh = Fresh::open(Kind::SqliteInMemory).await;
        let (settings, _) = settings().await;
        let away = config::Jobs { sqs_endpoint: "http://127.0.0.1:9".to_owned(), ..settings.clone() };
        let world = World::with(fresh.db.clone(), away);
        world.has(1, Lane::Quick).await;
        let refused = world.worker.round().await.unwrap_err();
        assert!(matches!(refused, crate::platform::database::StoreError::Unavailable(_)), "{refused}");
        let back = Worker::new(world.jobs.clone(), world.clock.clone(), vec![world.hands.clone()]).with(&settings);
        assert_eq!((back.round().await.unwrap(), world.done()), (1, 1));
    }
}
