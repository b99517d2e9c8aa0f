//! What admins' views of spaces ask of a database.

#[cfg(test)]
mod contract;
mod sql;

use async_trait::async_trait;

pub use sql::{STATEMENTS, SqlUpkeep};

use super::model::Held;
use crate::platform::clock::Time;
use crate::platform::database::Stored;
use crate::platform::jobs::NewJob;
use crate::spaces::events::Parted;
use crate::spaces::model::{Space, SpaceId};

#[async_trait]
pub trait UpkeepStore: Send + Sync {
    /// By id: living spaces, newest first, older than `after`.
    async fn newest(&self, after: Option<SpaceId>, limit: i64) -> Stored<Vec<Held>>;

    /// Those in which pictures take most.
    async fn largest(&self, limit: i64) -> Stored<Vec<Held>>;

    /// Takes a space away from everybody, whoever owns it, and puts the jobs that erase what is left. None: it isn't there.
    async fn close(&self, space: SpaceId, at: Time, jobs: Vec<NewJob>) -> Stored<Option<(Space, Parted)>>;
}
