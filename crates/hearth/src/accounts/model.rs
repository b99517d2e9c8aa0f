//! Accounts as they are, and as others see them.

use serde::Serialize;
use utoipa::ToSchema;

use super::identities::NewIdentity;
use super::names::{Bio, DisplayName, Email, Place, Username};
use super::rules::Role;
use crate::media::{Picture, ThumbnailView};
use crate::platform::clock::Time;

crate::id! {
    /// A person here. Stays when the person is deleted.
    AccountId
}

crate::id! {
    /// One sign-in of an account, until it ends.
    SessionId
}

crate::id! {
    /// Somebody as they are shown: an account under its own name, or a pseudonym in a space. Which of the two, an id
    /// doesn't say.
    PersonId
}

impl From<AccountId> for PersonId {
    fn from(account: AccountId) -> Self {
        Self(account.0)
    }
}

/// Somebody as they appear beside what they wrote.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Person {
    pub id: PersonId,
    /// Null for a deleted account, and for a pseudonym.
    pub username: Option<String>,
    pub name: String,
    pub deleted: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub picture: Option<ThumbnailView>,
}

/// What is known of somebody, whenever they are to appear.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known {
    pub id: AccountId,
    pub username: String,
    pub name: String,
    pub picture: Option<Picture>,
}

impl Person {
    /// Who was here once, or never was: the two can't be told apart.
    pub fn deleted(id: impl Into<PersonId>) -> Self {
        Self { id: id.into(), username: None, name: "deleted account".to_owned(), deleted: true, picture: None }
    }

    /// Somebody who is not to be found outside of the space that the pseudonym is used in.
    pub fn pseudonym(id: PersonId, name: String) -> Self {
        Self { id, username: None, name, deleted: false, picture: None }
    }
}

/// A living account, whole. What of it others may see, the routes decide.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    pub id: AccountId,
    pub username: String,
    pub name: String,
    pub email: String,
    pub email_verified: bool,
    pub bio: String,
    pub country: String,
    pub region: String,
    pub city: String,
    pub role: Role,
    pub hide_presence: bool,
    pub created_at: Time,
    pub last_seen_at: Option<Time>,
    pub picture: Option<Picture>,
    pub cover: Option<Picture>,
}

/// An account to be made.
#[derive(Clone, Debug)]
pub struct NewAccount {
    pub id: AccountId,
    pub username: Username,
    pub name: DisplayName,
    pub email: Email,
    /// Whether somebody who is to be believed has said that it is theirs.
    pub email_verified: bool,
    /// PHC text. None: one is chosen later, by a link.
    pub password_hash: Option<String>,
    /// By which it signs in instead.
    pub identity: Option<NewIdentity>,
    /// Unless an invitation says otherwise.
    pub role: Role,
    pub created_at: Time,
}

/// What a person changes about themselves; None leaves it as it is.
#[derive(Clone, Debug, Default)]
pub struct ProfileChange {
    pub username: Option<Username>,
    pub name: Option<DisplayName>,
    pub email: Option<Email>,
    pub bio: Option<Bio>,
    pub place: Option<Place>,
    pub hide_presence: Option<bool>,
}

/// Whether and since when somebody is there, for those who may know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Presence {
    pub online: bool,
    pub last_seen_at: Option<Time>,
}
