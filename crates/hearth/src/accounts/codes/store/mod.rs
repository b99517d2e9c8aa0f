//! What codes ask of a database.

#[cfg(test)]
mod contract;
mod sql;

use async_trait::async_trait;

pub use sql::{STATEMENTS, SqlCodes};

use super::model::{Invitation, Purpose};
use crate::accounts::model::{AccountId, SessionId};
use crate::platform::clock::Time;
use crate::platform::database::Stored;

/// A code to be kept.
#[derive(Clone, Debug)]
pub struct NewCode {
    pub hash: String,
    pub purpose: Purpose,
    pub account: AccountId,
    pub created_at: Time,
    pub expires_at: Time,
}

/// How the use of a reset code ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reset {
    /// With the sessions that ended by it.
    Now {
        account: AccountId,
        sessions: Vec<SessionId>,
    },
    Refused,
}

#[async_trait]
pub trait CodeStore: Send + Sync {
    /// Keeps a code in place of the account's earlier ones for this purpose. The address of the account, which a code to
    /// verify is bound to; None when the account is gone.
    async fn put(&self, code: NewCode) -> Stored<Option<String>>;

    /// Whether the code would be taken now: so that no password is hashed for nothing.
    async fn holds(&self, hash: &str, purpose: Purpose, now: Time) -> Stored<bool>;

    /// Uses a reset code up: the password's hash becomes `password_hash`, and all sessions end.
    async fn reset(&self, hash: &str, password_hash: String, now: Time) -> Stored<Reset>;

    /// Uses a verification code up; the account, if the code was for the address that it has.
    async fn verify(&self, hash: &str, now: Time) -> Stored<Option<AccountId>>;

    /// Keeps an invitation. The set-up's takes the place of an earlier one, and is refused (false) if there is an admin.
    async fn invite(&self, hash: String, invitation: Invitation) -> Stored<bool>;

    /// The invitation of this hash, if it hasn't expired.
    async fn invitation(&self, hash: &str, now: Time) -> Stored<Option<Invitation>>;

    /// Removes up to 500 codes and as many invitations that expired.
    async fn sweep(&self, now: Time) -> Stored<()>;
}
