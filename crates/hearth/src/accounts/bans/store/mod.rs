//! What bans ask of a database.

#[cfg(test)]
mod contract;
mod sql;

use async_trait::async_trait;

pub use sql::{STATEMENTS, SqlBans};

use super::model::Ban;
use crate::accounts::model::{AccountId, SessionId};
use crate::accounts::permissions::Standing;
use crate::platform::clock::Time;
use crate::platform::database::Stored;

/// A ban that is to be.
#[derive(Clone, Debug)]
pub struct NewBan {
    pub ban: Ban,
    /// The account must be below one who stands so. None: the console, which is above all but admins.
    pub above: Option<Standing>,
}

/// How banning ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Banned {
    /// With the sessions that ended by it.
    Now(Vec<SessionId>),
    NotBelow,
    Gone,
}

#[async_trait]
pub trait BanStore: Send + Sync {
    /// Bans the account, in place of another ban of it, and ends its sessions, with which its refresh tokens go.
    async fn ban(&self, new: NewBan) -> Stored<Banned>;

    /// Whether there was a ban.
    async fn unban(&self, account: AccountId, now: Time) -> Stored<bool>;

    /// The bans in force, newest first, after the given one.
    async fn list(&self, now: Time, after: Option<(Time, AccountId)>, limit: i64) -> Stored<Vec<Ban>>;

    async fn of(&self, account: AccountId, now: Time) -> Stored<Option<Ban>>;

    /// Those of these who are banned.
    async fn among(&self, ids: &[AccountId], now: Time) -> Stored<Vec<Ban>>;

    /// Removes up to 500 bans that are over.
    async fn sweep(&self, now: Time) -> Stored<Vec<AccountId>>;
}
