//! Why an act on accounts is refused.

use super::names::Wrong;
use super::permissions::NotPermitted;
use crate::media::MediaError;
use crate::platform::clock::Time;
use crate::platform::database::StoreError;
use crate::platform::oidc::OidcError;
use crate::platform::screening::Refusal;

/// A field of what was asked that isn't allowed so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WrongField {
    pub field: &'static str,
    pub wrong: Wrong,
}

#[derive(Debug, thiserror::Error)]
pub enum AccountError {
    #[error("no valid access token of a session that still lives")]
    NotSignedIn,
    #[error("unknown account or wrong password")]
    WrongCredentials,
    #[error("the password given with the change is wrong")]
    WrongPassword,
    #[error("a code of the second factor is needed")]
    SecondFactorNeeded,
    #[error("the code of the second factor is another, or was used")]
    SecondFactorRefused,
    #[error("the second factor is on already")]
    SecondFactorOn,
    #[error("there is no second factor, or none was begun")]
    NoSecondFactor,
    #[error("who is signed in has to say again who they are")]
    ConfirmFirst,
    #[error("there is no password to say; signing in anew does the same")]
    SignInAnew,
    #[error("the provider isn't reachable: {0}")]
    ProviderUnavailable(String),
    #[error("what came from the provider isn't to be believed, or it said no: {0}")]
    ProviderRefused(String),
    #[error("the provider says no e-mail address")]
    ProviderWithoutEmail,
    #[error("the ticket is unknown, used up or expired, or another page's")]
    TicketRefused,
    #[error("no account here has this identity")]
    IdentityUnknown,
    #[error("the identity is somebody's, or the account has another by that provider")]
    IdentityTaken,
    #[error("there would be no way in any more")]
    LastWayIn,
    #[error("the e-mail address must be confirmed first")]
    EmailUnverified,
    #[error("the refresh token is unknown, used up or expired")]
    RefreshRefused,
    #[error("the role doesn't allow it")]
    Forbidden,
    #[error(transparent)]
    NotPermitted(#[from] NotPermitted),
    /// The password was right. `appeal_code`: with which the decision behind it can be read and appealed against.
    #[error("banned: {reason}")]
    Banned { reason: String, until: Option<Time>, appeal_code: Option<String> },
    /// Told to whom the session was.
    #[error("the session was ended by a ban: {reason}")]
    EndedByBan { reason: String, until: Option<Time> },
    #[error("nobody acts against their like or above; an admin is given another role first")]
    NotBelow,
    #[error("an admin may always manage roles")]
    AdminsKeep,
    #[error("the ban must be lifted first")]
    IsBanned,
    #[error("there is no ban")]
    NoSuchBan,
    #[error("there is nothing like that")]
    NotFound,
    #[error("the code is unknown, used up or expired")]
    CodeRefused,
    #[error("the invitation is unknown, used up or expired")]
    InvitationRefused,
    #[error("an invitation is needed to register")]
    InvitationNeeded,
    #[error("registration is closed")]
    RegistrationClosed,
    #[error("taken: username {username}, e-mail {email}")]
    Taken { username: bool, email: bool },
    #[error("the last admin must stay one")]
    LastAdmin,
    #[error("oneself can't be blocked or muted")]
    Yourself,
    #[error("more are blocked or muted than can be")]
    TooManySilenced,
    #[error("fields are wrong: {0:?}")]
    Invalid(Vec<WrongField>),
    /// `code` says of what; wait that long.
    #[error("too many attempts: {code}")]
    TooMany { code: &'static str, wait_seconds: u64 },
    #[error("the password could not be hashed")]
    HashingFailed,
    #[error(transparent)]
    Screened(#[from] Refusal),
    #[error(transparent)]
    Media(#[from] MediaError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<OidcError> for AccountError {
    fn from(error: OidcError) -> Self {
        match error {
            OidcError::Unavailable(why) => Self::ProviderUnavailable(why),
            OidcError::Refused(why) => Self::ProviderRefused(why),
        }
    }
}
