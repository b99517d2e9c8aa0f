//! What identities ask of a database.

#[cfg(test)]
mod contract;
pub mod sql;

use async_trait::async_trait;

pub use sql::{STATEMENTS, SqlIdentities};

use super::model::{Identity, IdentityId, NewIdentity, Ticket};
use crate::accounts::model::AccountId;
use crate::platform::clock::Time;
use crate::platform::database::Stored;

/// How linking ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Linked {
    Now,
    /// It is somebody's already, or the account has one of that issuer.
    Taken,
    Gone,
}

/// How unlinking ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unlinked {
    Now,
    NotThere,
    /// There is no password, and no other identity.
    LastWayIn,
}

#[async_trait]
pub trait IdentityStore: Send + Sync {
    /// Whose identity it is.
    async fn whose(&self, issuer: &str, subject: &str) -> Stored<Option<AccountId>>;

    /// The account's identities, one for each issuer at most.
    async fn list(&self, account: AccountId) -> Stored<Vec<Identity>>;

    async fn link(&self, account: AccountId, new: NewIdentity) -> Stored<Linked>;

    async fn unlink(&self, account: AccountId, id: IdentityId) -> Stored<Unlinked>;

    async fn put_ticket(&self, hash: String, ticket: Ticket, expires_at: Time) -> Stored<()>;

    async fn ticket(&self, hash: &str, now: Time) -> Stored<Option<Ticket>>;

    /// Uses the ticket up; whether it was there.
    async fn take_ticket(&self, hash: &str) -> Stored<bool>;

    /// Removes up to 500 tickets that expired.
    async fn sweep(&self, now: Time) -> Stored<()>;
}
