//! What codes are for.

use crate::accounts::model::AccountId;
use crate::accounts::rules::Role;
use crate::platform::clock::Time;

/// What a code of an account is good for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// To choose a new password.
    Reset,
    /// To confirm the e-mail address that it was sent to.
    Verify,
}

impl Purpose {
    pub fn word(self) -> &'static str {
        match self {
            Purpose::Reset => "reset",
            Purpose::Verify => "verify",
        }
    }
}

/// An invitation to register, as the store keeps it under the hash of its code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invitation {
    pub role: Role,
    /// Made when the server was set up; counts only while there is no admin.
    pub setup: bool,
    pub invited_by: Option<AccountId>,
    pub created_at: Time,
    pub expires_at: Time,
}

/// A link that works once, for whoever holds it.
#[derive(Clone, Debug)]
pub struct Link {
    pub code: String,
    /// The whole address, with the code.
    pub link: String,
    pub expires_at: Time,
}
