//! What pictures ask of a database.

#[cfg(test)]
mod contract;
mod sql;

use std::collections::HashSet;

use async_trait::async_trait;
use uuid::Uuid;

pub use sql::{STATEMENTS, SqlMedia, attach, conceal, hold, keep, release};

use super::model::{MediaId, Outcome, Owner, Upload};
use crate::platform::clock::Time;
use crate::platform::database::Stored;
use crate::platform::jobs::NewJob;

/// How a new upload ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Added {
    Now,
    /// The owner's pictures would take more than allowed.
    QuotaReached,
    /// So many of the owner's wait to be looked at that there may be no more.
    TooMany,
}

/// How the settling of an upload ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Settled {
    Now(Upload),
    Already(Upload),
    Gone,
}

/// How a removal ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Removed {
    Now,
    /// Something shows it.
    InUse,
    Gone,
}

/// The job that removes from the store of objects what a transaction removed from the database.
#[derive(Clone, Copy, Debug)]
pub struct Erasing {
    pub job: Uuid,
    pub at: Time,
}

#[async_trait]
pub trait MediaStore: Send + Sync {
    /// Keeps the upload, counts its bytes, and puts the job; or does nothing of it.
    async fn add(&self, upload: Upload, quota: i64, job: NewJob) -> Stored<Added>;

    /// By key.
    async fn find(&self, id: MediaId) -> Stored<Option<Upload>>;

    /// By key: those of these that there are.
    async fn some(&self, ids: &[MediaId]) -> Stored<Vec<Upload>>;

    /// How many bytes the owner's pictures take.
    async fn usage(&self, owner: Owner) -> Stored<i64>;

    /// How many bytes all pictures take.
    async fn total(&self) -> Stored<i64>;

    /// Whose pictures take most, and how many bytes.
    async fn largest(&self, limit: i64) -> Stored<Vec<(Owner, i64)>>;

    /// Says what became of an upload, once; that it was given up may still be made better. What takes more than it
    /// did, and more than the owner has, has failed.
    async fn settle(&self, id: MediaId, outcome: Outcome, bytes: i64, quota: i64) -> Stored<Settled>;

    /// Removes an upload of the owner that nothing shows, and puts the job that erases it.
    async fn remove(&self, owner: Owner, id: MediaId, erasing: Erasing) -> Stored<Removed>;

    /// By key (owner, id): all of an owner's uploads.
    async fn of(&self, owner: Owner, after: Option<MediaId>, limit: i64) -> Stored<Vec<Upload>>;

    /// By (owner, id): those of an owner that nothing shows.
    async fn loose_of(&self, owner: Owner, limit: i64) -> Stored<Vec<MediaId>>;

    /// Oldest first: those that nothing shows, nor waits to, that were looked at, and that are older than that.
    async fn loose(&self, before: Time, limit: i64) -> Stored<Vec<(Owner, MediaId)>>;

    /// Which of these there are.
    async fn known(&self, ids: &[MediaId]) -> Stored<HashSet<MediaId>>;
}
