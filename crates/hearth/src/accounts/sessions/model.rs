//! What a session is, and the proof of being in one.

use crate::accounts::model::{AccountId, SessionId};
use crate::accounts::permissions::{NotPermitted, Standing};
use crate::accounts::rules::{Permission, Role};
use crate::platform::clock::Time;

/// The proof that a request or a socket speaks for an account: made only in accounts, from a valid access token whose
/// session lives.
#[derive(Clone, Debug)]
pub struct SignedIn {
    account: AccountId,
    session: SessionId,
    standing: Standing,
}

impl SignedIn {
    pub(in crate::accounts) fn new(account: AccountId, session: SessionId, standing: Standing) -> Self {
        Self { account, session, standing }
    }
    pub fn account(&self) -> AccountId {
        self.account
    }
    pub fn session(&self) -> SessionId {
        self.session
    }
    pub fn role(&self) -> Role {
        self.standing.role()
    }
    pub fn may(&self, permission: Permission) -> bool {
        self.standing.may(permission)
    }
    /// Whoever acts asks so: the one place that says no for want of a permission.
    pub fn must(&self, permission: Permission) -> Result<(), NotPermitted> {
        self.standing.must(permission)
    }
    pub fn standing(&self) -> Standing {
        self.standing
    }
}

/// One sign-in, as its owner sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    pub id: SessionId,
    /// What the client called itself, at most 200 characters.
    pub client: String,
    pub created_at: Time,
    /// When it was opened or last refreshed.
    pub last_used_at: Time,
    /// When it ends, unless it is refreshed before.
    pub expires_at: Time,
}

/// What a client holds of its session.
#[derive(Debug)]
pub struct Tokens {
    pub access_token: String,
    pub expires_in_seconds: u64,
    pub refresh_token: String,
    pub session: SessionId,
}
