//! What sessions ask of a database.

#[cfg(test)]
mod contract;
mod sql;

use std::time::Duration;

use async_trait::async_trait;

pub use sql::{STATEMENTS, SqlSessions};

use super::model::Session;
use crate::accounts::model::{AccountId, SessionId};
use crate::accounts::permissions::Standing;
use crate::platform::clock::Time;
use crate::platform::database::Stored;

/// A session to be opened.
#[derive(Clone, Debug)]
pub struct NewSession {
    pub session: Session,
    pub account: AccountId,
    /// The hash that there was when the person was let in, empty for none: if it is another by now, nothing is opened.
    pub password_hash: String,
    /// Whether a code was asked for: if not, nothing is opened where a second factor is in force by now.
    pub second_factor: bool,
    pub refresh_hash: String,
}

/// A refresh token to be put in place of another.
#[derive(Clone, Debug)]
pub struct Rotation {
    pub old_hash: String,
    pub new_hash: String,
    pub now: Time,
    /// When the session ends, unless it is refreshed again.
    pub expires_at: Time,
    /// It ends that long after it was opened, however often it is refreshed.
    pub most: Duration,
}

/// How an attempt to refresh ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rotated {
    Now {
        account: AccountId,
        session: SessionId,
    },
    /// The token was used up before: it is in two hands, so the session was ended.
    Reused {
        session: SessionId,
    },
    Expired,
    Unknown,
}

#[async_trait]
pub trait SessionStore: Send + Sync {
    /// Opens the session, fresh; false when the account is gone or banned, its password another, or a code needed that
    /// wasn't asked for.
    async fn open(&self, new: NewSession) -> Stored<bool>;

    /// How the account stands, if this session of it lives.
    async fn standing(&self, account: AccountId, session: SessionId, now: Time) -> Stored<Option<Standing>>;

    /// Makes a session of this account fresh; false when there is none.
    async fn confirm(&self, account: AccountId, session: SessionId, at: Time) -> Stored<bool>;

    /// When a session of this account was made fresh last.
    async fn confirmed_at(&self, account: AccountId, session: SessionId) -> Stored<Option<Time>>;

    /// The account's living sessions, newest first; older than `after`.
    async fn list(&self, account: AccountId, now: Time, after: Option<SessionId>, limit: i64) -> Stored<Vec<Session>>;

    /// Uses a refresh token up for another one, or ends the session of one that was used up before.
    async fn rotate(&self, rotation: Rotation) -> Stored<Rotated>;

    /// Ends a session of this account; whether there was one.
    async fn end(&self, account: AccountId, session: SessionId) -> Stored<bool>;

    /// Ends all sessions of this account; those that ended.
    async fn end_all(&self, account: AccountId) -> Stored<Vec<SessionId>>;

    /// Which of these sessions no longer live.
    async fn ended(&self, sessions: &[SessionId], now: Time) -> Stored<Vec<SessionId>>;

    /// Removes up to 500 sessions that expired, and as many refresh tokens used up before `forget`. The sessions.
    async fn sweep(&self, now: Time, forget: Time) -> Stored<Vec<SessionId>>;
}
