//! What accounts ask of a database.

#[cfg(test)]
pub(in crate::accounts) mod contract;
mod sql;

use async_trait::async_trait;

pub use sql::{STATEMENTS, SqlAccounts};

use super::model::{Account, AccountId, Known, NewAccount, ProfileChange, SessionId};
use super::rules::Role;
use crate::media::{Erasing, MediaId, PicturePlace};
use crate::platform::audit::NewEntry;
use crate::platform::clock::Time;
use crate::platform::database::Stored;
use crate::platform::jobs::NewJob;

/// How a registration ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Registered {
    Now {
        role: Role,
    },
    Taken {
        username: bool,
        email: bool,
    },
    /// The identity that it was to begin with is somebody's.
    IdentityTaken,
    /// The invitation is unknown, used up or expired, or it is the set-up's and there is an admin.
    NotInvited,
}

/// How a change of one's own account ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Changed {
    Now(Box<Account>),
    Taken { username: bool, email: bool },
    Gone,
}

/// How a change of role ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RoleSet {
    Now,
    LastAdmin,
    /// Nobody becomes an admin who may not be here.
    Banned,
    Gone,
}

/// How the change of a picture ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PictureSet {
    Now(Box<Account>),
    /// Or it isn't one's own, or is shown elsewhere.
    NoSuchMedia,
    NotReady,
    Gone,
}

/// How a deletion ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Deleted {
    /// With the sessions that ended by it.
    Now(Vec<SessionId>),
    LastAdmin,
    Already,
}

/// What a sign-in is checked against.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Credentials {
    pub account: AccountId,
    pub password_hash: Option<String>,
    pub email_verified: bool,
}

/// By which key an account is looked up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyKind {
    Username,
    Email,
}

/// An account found by words, and where it stands among those found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    pub account: Account,
    /// The word that matched, for the cursor.
    pub word: String,
}

#[async_trait]
pub trait AccountStore: Send + Sync {
    /// Makes the account with its identity, uses up the invitation with this hash, and puts the jobs; or does nothing
    /// of it.
    async fn register(&self, new: NewAccount, invitation: Option<String>, jobs: Vec<NewJob>) -> Stored<Registered>;

    /// The living accounts of these ids, in any order.
    async fn find(&self, ids: &[AccountId]) -> Stored<Vec<Account>>;

    /// As [`AccountStore::find`], but just what stands beside a message.
    async fn people(&self, ids: &[AccountId]) -> Stored<Vec<Known>>;

    async fn find_by_key(&self, kind: KeyKind, key: &str) -> Stored<Option<Credentials>>;

    async fn credentials(&self, id: AccountId) -> Stored<Option<Credentials>>;

    /// The accounts whose username keys are among these, in any order.
    async fn by_username_keys(&self, keys: &[String]) -> Stored<Vec<AccountId>>;

    /// Accounts that for each of `words` (folded, at least one) have a word that begins with it; by the word that begins
    /// with the first of them, then by id; after the given pair.
    async fn search(&self, words: &[String], after: Option<(String, AccountId)>, limit: i64) -> Stored<Vec<Found>>;

    /// Changes what is given. Another e-mail address is unconfirmed, and voids the codes sent to the old one. The jobs
    /// are put if the address became another.
    async fn change(&self, id: AccountId, change: ProfileChange, jobs: Vec<NewJob>) -> Stored<Changed>;

    /// Puts a new password in place of the one with the hash `old`, ends all sessions but `keep` and voids reset codes.
    /// The ended sessions, or None when `old` isn't the password's hash.
    async fn set_password(
        &self,
        id: AccountId,
        old: Option<String>,
        new: String,
        keep: Option<SessionId>,
    ) -> Stored<Option<Vec<SessionId>>>;

    async fn set_role(&self, id: AccountId, role: Role, entry: NewEntry) -> Stored<RoleSet>;

    /// Notes when the account was here last; never moves it back.
    async fn seen(&self, id: AccountId, at: Time) -> Stored<()>;

    /// Shows a picture of the account's own in this place, or none; the one that was there is gone and erased.
    async fn set_picture(
        &self,
        id: AccountId,
        place: PicturePlace,
        media: Option<MediaId>,
        erasing: Erasing,
    ) -> Stored<PictureSet>;

    /// Empties the account, ends its sessions, removes its keys, words, codes, invitations, permissions, ban and
    /// pictures, and puts the jobs.
    async fn delete(&self, id: AccountId, at: Time, jobs: Vec<NewJob>, erasing: Erasing) -> Stored<Deleted>;

    async fn has_admin(&self) -> Stored<bool>;
}
