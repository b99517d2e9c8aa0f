//! What the store of the directory must be able to do.

#[cfg(test)]
mod contract;
mod sql;

use async_trait::async_trait;
use uuid::Uuid;

pub use sql::{STATEMENTS, SqlDirectory};

use super::model::{Facet, Topic, TopicKey};
use crate::platform::database::Stored;
use crate::spaces::model::{Space, SpaceName};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PutTopic {
    Added,
    Renamed,
    TooMany,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DroppedTopic {
    Now,
    NotThere,
    InUse,
}

/// A community that fits, and where it stands among those.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    pub space: Space,
    /// The word that matched; empty where none was asked for.
    pub word: String,
    pub rank: i64,
}

/// Where the directory goes on: word, rank and id of the last one shown.
pub type DirectoryCursor = (String, i64, Uuid);

#[async_trait]
pub trait DirectoryStore: Send + Sync {
    /// By key, by which they are ordered.
    async fn topics(&self, after: Option<String>, limit: i64) -> Stored<Vec<Topic>>;
    /// Adds these, if there is none at all.
    async fn begin_with(&self, topics: &[(&str, &str)]) -> Stored<()>;
    async fn put_topic(&self, key: &TopicKey, name: &SpaceName, most: i64) -> Stored<PutTopic>;
    /// Unless a community is about it.
    async fn drop_topic(&self, key: &TopicKey) -> Stored<DroppedTopic>;
    /// By index (facet): the communities of a facet, by rank.
    async fn listed(&self, facet: Facet, after: Option<DirectoryCursor>, limit: i64) -> Stored<Vec<Listed>>;
    /// By index (word): those of the facet that for each of `words` (at least one) have a word that begins with it; by
    /// the word that begins with the first of them, then by rank.
    async fn found(
        &self,
        facet: Facet,
        words: &[String],
        after: Option<DirectoryCursor>,
        limit: i64,
    ) -> Stored<Vec<Listed>>;
}
