//! What the store of lists must be able to do. `contract` says what each backend must hold.

#[cfg(test)]
mod contract;
mod sql;

use async_trait::async_trait;

pub(in crate::moderation) use sql::{STATEMENTS, SqlLists};

use crate::platform::audit::NewEntry;
use crate::platform::database::Stored;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum List {
    Words,
    Crisis,
}

#[async_trait]
pub trait ListStore: Send + Sync {
    /// By key: a list as JSON. None: it was never set.
    async fn list(&self, list: List) -> Stored<Option<String>>;
    async fn set(&self, list: List, body: String, entry: NewEntry) -> Stored<()>;
}
