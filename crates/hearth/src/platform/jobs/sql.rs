//! The jobs' table.

use std::sync::Arc;

use tokio::sync::Notify;
use uuid::Uuid;

use super::{Leased, NewJob};
use crate::platform::clock::Time;
use crate::platform::database::{Db, Stored, Tx};

crate::statements! {
    PUT = "INSERT INTO jobs (id, kind, payload, due_at, attempts, leased_until, created_at) VALUES ($1, $2, $3, $4, 0, 0, $5)";
    LEASE = sqlite "UPDATE jobs SET leased_until = $2, attempts = attempts + 1 WHERE id IN
            (SELECT id FROM jobs WHERE dead_at IS NULL AND due_at <= $1 AND leased_until <= $1 ORDER BY due_at LIMIT $3)
        RETURNING id, kind, payload, attempts", postgres "UPDATE jobs SET leased_until = $2, attempts = attempts + 1 WHERE id IN
            (SELECT id FROM jobs WHERE dead_at IS NULL AND due_at <= $1 AND leased_until <= $1 ORDER BY due_at LIMIT $3
             FOR UPDATE SKIP LOCKED)
        RETURNING id, kind, payload, attempts";
    DONE = "DELETE FROM jobs WHERE id = $1";
    AGAIN = "UPDATE jobs SET due_at = $2, leased_until = 0, last_error = $3 WHERE id = $1";
    BURY = "UPDATE jobs SET dead_at = $2, last_error = $3 WHERE id = $1";
}

/// The table, and the bell that wakes the worker of this process.
#[derive(Clone)]
pub struct Jobs {
    db: Db,
    bell: Arc<Notify>,
}

impl Jobs {
    pub fn new(db: Db) -> Self {
        Self { db, bell: Arc::new(Notify::new()) }
    }

    /// Puts a job into the transaction of what causes it. [`Jobs::ring`] after the commit.
    pub async fn put(tx: &mut Tx, job: NewJob) -> Stored<()> {
        tx.run(&PUT)
            .bind(job.id)
            .bind(job.kind.to_owned())
            .bind(job.payload.to_string())
            .bind(job.due_at.millis())
            .bind(job.created_at.millis())
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

    /// Wakes the worker: there may be something to do.
    pub fn ring(&self) {
        self.bell.notify_one();
    }

    pub(super) async fn rung(&self) {
        self.bell.notified().await;
    }

    pub async fn lease(&self, now: Time, until: Time, most: i64) -> Stored<Vec<Leased>> {
        let mut tx = self.db.begin().await?;
        let rows = tx.run(&LEASE).bind(now.millis()).bind(until.millis()).bind(most).all().await?;
        tx.commit().await?;
        rows.iter()
            .map(|row| {
                let payload: String = row.get("payload")?;
                Ok(Leased {
                    id: row.get("id")?,
                    kind: row.get("kind")?,
                    payload: serde_json::from_str(&payload).unwrap_or_default(),
                    attempts: row.get("attempts")?,
                })
            })
            .collect()
    }

    pub async fn done(&self, id: Uuid) -> Stored<()> {
        let mut tx = self.db.begin().await?;
        tx.run(&DONE).bind(id).done().await?;
        tx.commit().await
    }

    pub async fn again(&self, id: Uuid, due_at: Time, error: &str) -> Stored<()> {
        let mut tx = self.db.begin().await?;
        tx.run(&AGAIN).bind(id).bind(due_at.millis()).bind(error.to_owned()).done().await?;
        tx.commit().await
    }

    pub async fn bury(&self, id: Uuid, at: Time, error: &str) -> Stored<()> {
        let mut tx = self.db.begin().await?;
        tx.run(&BURY).bind(id).bind(at.millis()).bind(error.to_owned()).done().await?;
        tx.commit().await
    }
}
