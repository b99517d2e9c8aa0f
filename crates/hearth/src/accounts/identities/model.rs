//! What an identity is, and what is on its way to become one.

use serde::{Deserialize, Serialize};

use crate::platform::clock::Time;
use crate::platform::oidc::{Question, Said};

crate::id! {
    /// As whom another server knows an account.
    IdentityId
}

/// As whom another server knows an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    pub id: IdentityId,
    pub issuer: String,
    /// What that server said when they were linked.
    pub email: Option<String>,
    pub linked_at: Time,
}

/// An identity to be linked.
#[derive(Clone, Debug)]
pub struct NewIdentity {
    pub id: IdentityId,
    pub issuer: String,
    pub subject: String,
    pub email: Option<String>,
    pub linked_at: Time,
}

impl NewIdentity {
    pub fn new(id: IdentityId, said: &Said, linked_at: Time) -> Self {
        let Said { issuer, subject, email, .. } = said.clone();
        Self { id, issuer, subject, email, linked_at }
    }
}

/// What goes to the provider and comes back, sealed: whoever carries it can neither read nor change it.
#[derive(Serialize, Deserialize)]
pub struct Errand {
    pub provider: String,
    pub question: Question,
    /// The hash of what the page alone knows that sent somebody away: only there may they come back.
    pub challenge: String,
    pub until: Time,
}

/// What a provider has said of somebody, until the page comes for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ticket {
    pub challenge: String,
    pub said: Said,
}
