//! What permissions ask of a database.

#[cfg(test)]
mod contract;
mod sql;

use async_trait::async_trait;

pub use sql::{STATEMENTS, SqlPermissions, standing_held};

use super::model::{Exception, Standing};
use crate::accounts::model::AccountId;
use crate::accounts::rules::Permission;
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
    pub now: Time,
}

/// How a change ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Put {
    Now,
    /// Whoever has this role can't lose this.
    Kept,
    NotBelow,
    Gone,
}

#[async_trait]
pub trait PermissionStore: Send + Sync {
    async fn put(&self, change: Change) -> Stored<Put>;

    /// What holds for the account whatever its role says.
    async fn exceptions(&self, account: AccountId, now: Time) -> Stored<Vec<Exception>>;

    /// Those among `ids` to whom it is denied.
    async fn denied(&self, permission: Permission, ids: &[AccountId], now: Time) -> Stored<Vec<AccountId>>;

    /// Removes up to 500 of what is over.
    async fn sweep(&self, now: Time) -> Stored<Vec<(AccountId, Permission)>>;
}
