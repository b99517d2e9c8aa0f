//! Why an act on gatherings is refused.

use crate::accounts::{NotPermitted, Wrong};
use crate::platform::database::StoreError;
use crate::platform::screening::Refusal;
use crate::spaces::SpaceError;

#[derive(Debug, thiserror::Error)]
pub enum GatheringError {
    /// No access token of a living session, and no guest's token either.
    #[error("Sign in first: the token is missing, expired or ended.")]
    NotSignedIn,
    /// There isn't, or not for the asker.
    #[error("There is no such gathering.")]
    NoSuchGathering,
    #[error("There is no such attendee.")]
    NoSuchAttendee,
    #[error("The link leads nowhere any more.")]
    NoSuchCode,
    #[error("Nothing is saved.")]
    NothingSaved,
    #[error("The calendar has no address.")]
    NoCalendar,
    #[error("This is for the host, or for who takes part.")]
    NotAllowed,
    #[error("No more answers are taken.")]
    Closed,
    #[error("It isn't settled when it takes place.")]
    NotSettled,
    #[error("It is settled when it takes place.")]
    Settled,
    #[error("Cancel it first, so that everybody's calendar knows.")]
    CancelFirst,
    #[error("It doesn't take place.")]
    Cancelled,
    #[error("There are as many people as there can be.")]
    Full,
    #[error("There is no poll.")]
    NoPoll,
    #[error("Too many gatherings, guests or answers.")]
    TooFast { wait_seconds: u64 },
    /// Fields of the input that aren't allowed so.
    #[error("fields are wrong: {0:?}")]
    Invalid(Vec<WrongPart>),
    #[error(transparent)]
    NotPermitted(#[from] NotPermitted),
    #[error(transparent)]
    Screened(#[from] Refusal),
    /// The space isn't there for the asker, or not any more.
    #[error(transparent)]
    Space(#[from] SpaceError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// A field that isn't allowed so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WrongPart {
    /// Its path, like `windows[3].start`.
    pub field: String,
    pub wrong: Wrong,
}

/// Collects the wrong fields of a request, so that all are reported at once.
#[derive(Debug, Default)]
pub struct Checked(Vec<WrongPart>);

impl Checked {
    /// Beyond that many, more of them say nothing.
    const MOST: usize = 20;

    pub fn take<T>(&mut self, field: &str, parsed: Result<T, Wrong>) -> Option<T> {
        parsed.map_err(|wrong| self.refuse(field, wrong)).ok()
    }
    pub fn maybe<I, T>(&mut self, field: &str, said: Option<I>, parse: impl Fn(I) -> Result<T, Wrong>) -> Option<T> {
        said.and_then(|said| self.take(field, parse(said)))
    }
    pub fn refuse(&mut self, field: &str, wrong: Wrong) {
        if self.0.len() < Self::MOST {
            self.0.push(WrongPart { field: field.to_owned(), wrong });
        }
    }
    /// The value that all fields make together, unless one of them was refused.
    pub fn done<T>(self, all: Option<T>) -> Result<T, GatheringError> {
        match all {
            Some(all) if self.0.is_empty() => Ok(all),
            _ => Err(GatheringError::Invalid(self.0)),
        }
    }
}
