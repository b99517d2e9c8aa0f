//! What the store of settings must be able to do.

#[cfg(test)]
mod contract;
mod sql;

use async_trait::async_trait;

pub use sql::{STATEMENTS, SqlAccounts};

use super::model::{Account, Settings};
use crate::accounts::AccountId;
use crate::platform::clock::Time;
use crate::platform::database::Stored;

#[async_trait]
pub trait AccountStore: Send + Sync {
    /// By key; as one who has chosen nothing, where there is no row.
    async fn account(&self, account: AccountId) -> Stored<Account>;
    /// By key: those of them whom a mail or a push may reach.
    async fn reachable(&self, accounts: &[AccountId]) -> Stored<Vec<(AccountId, Account)>>;
    /// What came before this time isn't mailed, if mails were off until now.
    async fn change(&self, account: AccountId, settings: &Settings, now: Time) -> Stored<()>;
    /// Moves on, never back; whether it moved.
    async fn seen(&self, account: AccountId, until: Time) -> Stored<bool>;
    /// Moves on, never back.
    async fn read(&self, account: AccountId, until: Time) -> Stored<()>;
    /// A mail is on its way from now on, at most until then. False: another one is.
    async fn begin_mail(&self, account: AccountId, now: Time, until: Time) -> Stored<bool>;
    /// The mail is over; what isn't newer than this was mailed, if it is said. Moves on, never back.
    async fn end_mail(&self, account: AccountId, mailed_until: Option<Time>) -> Stored<()>;
    /// There is a browser now to which pushes go.
    async fn subscribed(&self, account: AccountId) -> Stored<()>;
    async fn forget(&self, account: AccountId) -> Stored<()>;
}
