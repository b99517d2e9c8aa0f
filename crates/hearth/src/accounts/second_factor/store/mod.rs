//! What second factors ask of a database.

#[cfg(test)]
mod contract;
mod sql;

use async_trait::async_trait;

pub use sql::{STATEMENTS, SqlSecondFactors};

use super::model::SecondFactor;
use crate::accounts::model::{AccountId, SessionId};
use crate::platform::clock::Time;
use crate::platform::database::Stored;

/// A second factor to be put in force.
#[derive(Clone, Debug)]
pub struct Enabling {
    pub account: AccountId,
    /// The sealed secret that the first code was of: if it is another by now, nothing is put in force.
    pub secret: String,
    /// That of the first code.
    pub step: i64,
    pub recovery_hashes: Vec<String>,
    pub at: Time,
    /// The session that stays. All others end: they were opened without a code.
    pub keep: SessionId,
}

#[async_trait]
pub trait SecondFactorStore: Send + Sync {
    async fn find(&self, account: AccountId) -> Stored<Option<SecondFactor>>;

    /// Keeps a secret that isn't in force yet, in place of an earlier such; false when one is in force, or the account
    /// gone.
    async fn begin(&self, account: AccountId, secret: String) -> Stored<bool>;

    /// Puts the secret in force. The sessions that ended, or None when there is no such secret, or it is in force.
    async fn enable(&self, enabling: Enabling) -> Stored<Option<Vec<SessionId>>>;

    /// Uses up the code of this step, and with it all of earlier ones; false when it, or a later one, was used before.
    async fn use_step(&self, account: AccountId, step: i64) -> Stored<bool>;

    /// Uses up a recovery code; false when there is none with this hash.
    async fn use_recovery(&self, account: AccountId, hash: &str) -> Stored<bool>;

    /// Puts other recovery codes in place of those that are left; false when no second factor is in force.
    async fn renew(&self, account: AccountId, hashes: Vec<String>) -> Stored<bool>;

    /// Takes it away with its recovery codes; whether one was in force.
    async fn remove(&self, account: AccountId) -> Stored<bool>;
}
