//! What bans ask of a database.

#[cfg(test)]
mod contract;
mod sql;

use async_trait::async_trait;
use uuid::Uuid;

pub use sql::{STATEMENTS, SqlBans};

use super::model::Ban;
use crate::accounts::model::{AccountId, SessionId};
use crate::accounts::permissions::Standing;
use crate::platform::audit::NewEntry;
use crate::platform::clock::Time;
use crate::platform::database::Stored;

/// A ban that is to be.
#[derive(Clone, Debug)]
pub struct NewBan {
    pub ban: Ban,
    /// The account must be below one who stands so. None: the console, which is above all but admins.
    pub above: Option<Standing>,
}

/// Who lifts a ban.
#[derive(Clone, Copy, Debug)]
pub enum Lifting {
    /// Somebody who stands so: not what was said by those above them.
    By(Standing),
    Console,
    /// The decision that it came of is taken back: no other ban.
    Decided(Uuid),
}

/// How lifting ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lifted {
    Now,
    NotBelow,
    NoSuchBan,
}

/// How banning ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Banned {
    /// With the sessions that ended by it.
    Now(Vec<SessionId>),
    /// Another one, which lasts longer, is there already.
    Stands,
    /// The account is not below who bans, or the ban that there is was said by one who is above them.
    NotBelow,
    Gone,
}

#[async_trait]
pub trait BanStore: Send + Sync {
    /// Bans the account, in place of another ban of it, and ends its sessions, with which its refresh tokens go. One that
    /// came of a decision leaves what lasts longer as it is.
    async fn ban(&self, new: NewBan, entry: NewEntry) -> Stored<Banned>;

    async fn unban(&self, account: AccountId, lifting: Lifting, entry: NewEntry) -> Stored<Lifted>;

    /// The bans in force, newest first, after the given one.
    async fn list(&self, now: Time, after: Option<(Time, AccountId)>, limit: i64) -> Stored<Vec<Ban>>;

    async fn of(&self, account: AccountId, now: Time) -> Stored<Option<Ban>>;

    /// Those of these who are banned.
    async fn among(&self, ids: &[AccountId], now: Time) -> Stored<Vec<Ban>>;

    /// Removes up to 500 bans that are over.
    async fn sweep(&self, now: Time) -> Stored<Vec<AccountId>>;
}
