//! The jobs' table.

use std::sync::Arc;

use async_trait::async_trait;
use tokio::sync::Notify;
use uuid::Uuid;

use super::{DeadJob, Lane, Leased, NewJob, Queue};
use crate::platform::clock::Time;
use crate::platform::database::{Db, Row, Sql, Stored, Tx};

crate::statements! {
    PUT = "INSERT INTO jobs (id, kind, payload, due_at, attempts, leased_until, created_at, lane)
        VALUES ($1, $2, $3, $4, 0, 0, $5, $6)";
    PUT_ONCE = "INSERT INTO jobs (id, kind, payload, due_at, attempts, leased_until, created_at, lane)
        VALUES ($1, $2, $3, $4, 0, 0, $5, $6) ON CONFLICT (id) DO NOTHING";
    LEASE = sqlite "UPDATE jobs SET leased_until = $2, attempts = attempts + 1 WHERE id IN
            (SELECT id FROM jobs WHERE lane = $4 AND dead_at IS NULL AND due_at <= $1 AND leased_until <= $1
             ORDER BY due_at LIMIT $3)
        RETURNING id, kind, payload, attempts", postgres "UPDATE jobs SET leased_until = $2, attempts = attempts + 1 WHERE id IN
            (SELECT id FROM jobs WHERE lane = $4 AND dead_at IS NULL AND due_at <= $1 AND leased_until <= $1
             ORDER BY due_at LIMIT $3 FOR UPDATE SKIP LOCKED)
        RETURNING id, kind, payload, attempts";
    // Whoever took it up later has a higher number of attempts: then it isn't ours any more.
    RENEW = "UPDATE jobs SET leased_until = $3 WHERE id = $1 AND attempts = $2 AND dead_at IS NULL";
    DONE = "DELETE FROM jobs WHERE id = $1";
    AGAIN = "UPDATE jobs SET due_at = $3, leased_until = 0, told_until = 0, last_error = $4 WHERE id = $1 AND attempts = $2";
    BURY = "UPDATE jobs SET dead_at = $3, last_error = $4 WHERE id = $1 AND attempts = $2";
    // For a queue outside of the database: what it is to be told of, and a job that it hands out.
    TO_TELL = sqlite "UPDATE jobs SET told_until = $3 WHERE id IN
            (SELECT id FROM jobs WHERE lane = $1 AND dead_at IS NULL AND told_until <= $2 AND due_at <= $2
             AND leased_until <= $2 ORDER BY told_until, due_at LIMIT $4)
        RETURNING id", postgres "UPDATE jobs SET told_until = $3 WHERE id IN
            (SELECT id FROM jobs WHERE lane = $1 AND dead_at IS NULL AND told_until <= $2 AND due_at <= $2
             AND leased_until <= $2 ORDER BY told_until, due_at LIMIT $4 FOR UPDATE SKIP LOCKED)
        RETURNING id";
    UNTOLD = "UPDATE jobs SET told_until = 0 WHERE id = $1";
    TAKE_UP = "UPDATE jobs SET leased_until = $3, attempts = attempts + 1
        WHERE id = $1 AND dead_at IS NULL AND due_at <= $2 AND leased_until <= $2 RETURNING id, kind, payload, attempts";
    IS_THERE = "SELECT id FROM jobs WHERE id = $1 AND dead_at IS NULL";
    DEAD = "SELECT id, kind, attempts, last_error, created_at, dead_at FROM jobs
        WHERE dead_at IS NOT NULL AND (dead_at, id) < ($1, $2) ORDER BY dead_at DESC, id DESC LIMIT $3";
    // As far as a person wants to know.
    WAITING = "SELECT COUNT(*) AS waiting, MIN(due_at) AS oldest FROM
        (SELECT due_at FROM jobs WHERE lane = $1 AND dead_at IS NULL ORDER BY due_at LIMIT $2) AS first";
    COUNT_DEAD = "SELECT COUNT(*) AS dead FROM
        (SELECT id FROM jobs WHERE dead_at IS NOT NULL ORDER BY dead_at DESC, id DESC LIMIT $1) AS last";
    REVIVE = "UPDATE jobs SET dead_at = NULL, attempts = 0, leased_until = 0, told_until = 0, due_at = $2
        WHERE id = $1 AND dead_at IS NOT NULL";
}

/// The table, and the bells that wake the workers of this process.
#[derive(Clone)]
pub struct Jobs {
    db: Db,
    bells: Arc<[Notify; Lane::ALL.len()]>,
}

/// How the taking up of a job ended that a queue hands out.
#[cfg(feature = "sqs")]
pub(super) enum TakenUp {
    Now(Leased),
    Held,
    /// It was done, or is a dead letter.
    Gone,
}

impl Jobs {
    pub fn new(db: Db) -> Self {
        Self { db, bells: Arc::default() }
    }

    #[cfg(test)]
    pub(super) fn db(&self) -> &Db {
        &self.db
    }

    /// Puts a job into the transaction of what causes it. [`Jobs::ring`] after the commit.
    pub async fn put(tx: &mut Tx, job: NewJob) -> Stored<()> {
        Self::put_in(tx, Lane::Quick, job).await
    }

    /// As [`Jobs::put`], unless there is a job of this id already.
    pub async fn put_once(tx: &mut Tx, job: NewJob) -> Stored<()> {
        Self::insert(tx, &PUT_ONCE, Lane::Quick, job).await
    }

    pub async fn put_in(tx: &mut Tx, lane: Lane, job: NewJob) -> Stored<()> {
        Self::insert(tx, &PUT, lane, job).await
    }

    async fn insert(tx: &mut Tx, statement: &'static Sql, lane: Lane, job: NewJob) -> Stored<()> {
        tx.run(statement)
            .bind(job.id)
            .bind(job.kind.to_owned())
            .bind(job.payload.to_string())
            .bind(job.due_at.millis())
            .bind(job.created_at.millis())
            .bind(lane.word().to_owned())
            .done()
            .await?;
        Ok(())
    }

    /// Puts a job that nothing else needs to be committed with.
    pub async fn add(&self, job: NewJob) -> Stored<()> {
        let mut tx = self.db.begin().await?;
        Self::put(&mut tx, job).await?;
        tx.commit().await?;
        self.ring();
        Ok(())
    }

    /// Puts jobs together that nothing else needs to be committed with; those whose ids there are already, not again.
    pub async fn add_once(&self, lane: Lane, jobs: Vec<NewJob>) -> Stored<()> {
        let mut tx = self.db.begin().await?;
        for job in jobs {
            Self::insert(&mut tx, &PUT_ONCE, lane, job).await?;
        }
        tx.commit().await?;
        self.ring();
        Ok(())
    }

    /// Wakes the workers: there may be something to do.
    pub fn ring(&self) {
        for bell in self.bells.iter() {
            bell.notify_one();
        }
    }

    pub(super) async fn rung(&self, lane: Lane) {
        self.bells[lane as usize].notified().await;
    }

    /// Takes up to `most` jobs of the quick lane that are due and that nobody holds.
    pub async fn lease(&self, now: Time, until: Time, most: i64) -> Stored<Vec<Leased>> {
        self.lease_in(Lane::Quick, now, until, most).await
    }

    pub async fn lease_in(&self, lane: Lane, now: Time, until: Time, most: i64) -> Stored<Vec<Leased>> {
        let mut tx = self.db.begin().await?;
        let leased = tx.run(&LEASE).bind(now.millis()).bind(until.millis()).bind(most).bind(lane.word().to_owned());
        let rows = leased.all().await?;
        tx.commit().await?;
        rows.iter().map(leased_in).collect()
    }

    pub(super) async fn renew(&self, job: &Leased, until: Time) -> Stored<bool> {
        let mut tx = self.db.begin().await?;
        let renewed = tx.run(&RENEW).bind(job.id).bind(job.attempts).bind(until.millis()).done().await?;
        tx.commit().await?;
        Ok(renewed > 0)
    }

    pub async fn done(&self, id: Uuid) -> Stored<()> {
        let mut tx = self.db.begin().await?;
        tx.run(&DONE).bind(id).done().await?;
        tx.commit().await
    }

    /// Whether it was ours to put off.
    pub(super) async fn again(&self, job: &Leased, due_at: Time, error: &str) -> Stored<bool> {
        let mut tx = self.db.begin().await?;
        let put_off = tx.run(&AGAIN).bind(job.id).bind(job.attempts).bind(due_at.millis());
        let put_off = put_off.bind(error.to_owned()).done().await?;
        tx.commit().await?;
        Ok(put_off > 0)
    }

    /// Whether it was ours to bury.
    pub async fn bury(&self, job: &Leased, at: Time, error: &str) -> Stored<bool> {
        let mut tx = self.db.begin().await?;
        let bury = tx.run(&BURY).bind(job.id).bind(job.attempts).bind(at.millis()).bind(error.to_owned());
        let buried = bury.done().await?;
        tx.commit().await?;
        Ok(buried > 0)
    }

    /// The jobs of the lane that are due and that nobody holds, for who tells a queue of them. It is told again then, should
    /// it have lost them.
    #[cfg(feature = "sqs")]
    pub(super) async fn to_tell(&self, lane: Lane, now: Time, again_at: Time, most: i64) -> Stored<Vec<Uuid>> {
        let mut tx = self.db.begin().await?;
        let to_tell =
            tx.run(&TO_TELL).bind(lane.word().to_owned()).bind(now.millis()).bind(again_at.millis()).bind(most);
        let rows = to_tell.all().await?;
        tx.commit().await?;
        rows.iter().map(|row| row.get("id")).collect()
    }

    /// These couldn't be told of.
    #[cfg(feature = "sqs")]
    pub(super) async fn untold(&self, ids: &[Uuid]) -> Stored<()> {
        if ids.is_empty() {
            return Ok(());
        }
        let mut tx = self.db.begin().await?;
        for id in ids {
            tx.run(&UNTOLD).bind(*id).done().await?;
        }
        tx.commit().await
    }

    /// Takes the job that a queue hands out, unless somebody holds it.
    #[cfg(feature = "sqs")]
    pub(super) async fn take_up(&self, id: Uuid, now: Time, until: Time) -> Stored<TakenUp> {
        let mut tx = self.db.begin().await?;
        let row = tx.run(&TAKE_UP).bind(id).bind(now.millis()).bind(until.millis()).maybe().await?;
        let taken = match row {
            Some(row) => TakenUp::Now(leased_in(&row)?),
            None if tx.run(&IS_THERE).bind(id).maybe().await?.is_some() => TakenUp::Held,
            None => TakenUp::Gone,
        };
        tx.commit().await?;
        Ok(taken)
    }

    /// How many wait in a lane, counted up to `most`, and when the first of them was due, or will be.
    pub async fn waiting(&self, lane: Lane, most: i64) -> Stored<(i64, Option<Time>)> {
        let row = self.db.read(&WAITING).bind(lane.word().to_owned()).bind(most).one().await?;
        Ok((row.get("waiting")?, row.get::<Option<i64>>("oldest")?.map(Time::from_millis)))
    }

    /// How many failed for good, counted up to `most`.
    pub async fn count_dead(&self, most: i64) -> Stored<i64> {
        self.db.read(&COUNT_DEAD).bind(most).one().await?.get("dead")
    }

    /// By (dead_at, id), newest first; those before the given one.
    pub async fn dead(&self, before: Option<(Time, Uuid)>, limit: i64) -> Stored<Vec<DeadJob>> {
        let (at, id) = before.unwrap_or((Time::from_millis(i64::MAX), Uuid::max()));
        let rows = self.db.read(&DEAD).bind(at.millis()).bind(id).bind(limit).all().await?;
        rows.iter()
            .map(|row| {
                Ok(DeadJob {
                    id: row.get("id")?,
                    kind: row.get("kind")?,
                    attempts: row.get("attempts")?,
                    last_error: row.get::<Option<String>>("last_error")?.unwrap_or_default(),
                    created_at: Time::from_millis(row.get("created_at")?),
                    dead_at: Time::from_millis(row.get("dead_at")?),
                })
            })
            .collect()
    }

    /// Makes a dead letter a job again, as if it had never failed; false when there is no such dead letter.
    pub async fn revive(&self, id: Uuid, now: Time) -> Stored<bool> {
        let mut tx = self.db.begin().await?;
        let revived = tx.run(&REVIVE).bind(id).bind(now.millis()).done().await?;
        tx.commit().await?;
        self.ring();
        Ok(revived > 0)
    }
}

fn leased_in(row: &Row) -> Stored<Leased> {
    let payload: String = row.get("payload")?;
    Ok(Leased {
        id: row.get("id")?,
        kind: row.get("kind")?,
        payload: serde_json::from_str(&payload).unwrap_or_default(),
        attempts: row.get("attempts")?,
        receipt: None,
    })
}

/// The table as its own queue.
#[async_trait]
impl Queue for Jobs {
    async fn take(&self, lane: Lane, now: Time, until: Time) -> Stored<Option<Leased>> {
        Ok(self.lease_in(lane, now, until, 1).await?.pop())
    }
    async fn renew(&self, job: &Leased, _now: Time, until: Time) -> Stored<bool> {
        Jobs::renew(self, job, until).await
    }
    async fn done(&self, job: &Leased) -> Stored<()> {
        Jobs::done(self, job.id).await
    }
    async fn again(&self, job: &Leased, due_at: Time, error: &str) -> Stored<()> {
        Jobs::again(self, job, due_at, error).await.map(drop)
    }
    async fn bury(&self, job: &Leased, at: Time, error: &str) -> Stored<()> {
        Jobs::bury(self, job, at, error).await.map(drop)
    }
}
