//! What permissions ask of a database.

#[cfg(test)]
mod contract;
mod sql;

use async_trait::async_trait;
use uuid::Uuid;

pub use sql::{STATEMENTS, SqlPermissions, standing_held};

use super::model::{Exception, Standing};
use crate::accounts::model::AccountId;
use crate::accounts::rules::Permission;
use crate::platform::audit::NewEntry;
use crate::platform::clock::Time;
use crate::platform::database::Stored;

/// What is to be said of an account.
#[derive(Clone, Copy, Debug)]
pub struct Change {
    pub account: AccountId,
    pub permission: Permission,
    /// None: what the role says, no more and no less.
    pub said: Option<Exception>,
    /// Where given, the account must be below one who stands so.
    pub above: Option<Standing>,
    /// As moderators decided: then what holds longer stands, and only what this decision said is taken back.
    pub decision: Option<Uuid>,
    pub now: Time,
}

/// How a change ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Put {
    Now,
    /// Something else holds, and goes on: see [`Change::decision`].
    Stands,
    /// Whoever has this role can't lose this.
    Kept,
    NotBelow,
    Gone,
}

#[async_trait]
pub trait PermissionStore: Send + Sync {
    async fn put(&self, change: Change, entry: NewEntry) -> Stored<Put>;

    /// What holds for the account whatever its role says.
    async fn exceptions(&self, account: AccountId, now: Time) -> Stored<Vec<Exception>>;

    /// Those among `ids` to whom it is denied.
    async fn denied(&self, permission: Permission, ids: &[AccountId], now: Time) -> Stored<Vec<AccountId>>;

    /// Whether anybody beside these two may moderate now.
    async fn has_other_staff(&self, id: AccountId, nor: AccountId, now: Time) -> Stored<bool>;

    /// Removes up to 500 of what is over.
    async fn sweep(&self, now: Time) -> Stored<Vec<(AccountId, Permission)>>;
}
