//! Why an act of moderation is refused.

use crate::accounts::{AccountError, NotPermitted};
use crate::platform::database::StoreError;

#[derive(Debug, thiserror::Error)]
pub enum ModerationError {
    #[error("Your role doesn't allow this.")]
    NotAllowed,
    /// There isn't, or the asker may not see it.
    #[error("There is no such case.")]
    NoSuchCase,
    #[error("There is no such decision.")]
    NoSuchDecision,
    #[error("There is nothing like that waiting.")]
    NothingHeld,
    #[error("It was decided already.")]
    NotOpen,
    #[error("Somebody else is looking at it.")]
    Claimed,
    #[error("Somebody else was asked for their opinion, and hasn't given it yet.")]
    OpinionWaits,
    #[error("There are as many notes as there can be.")]
    TooManyNotes,
    #[error("It was appealed against before.")]
    Appealed,
    #[error("It was answered already, or there is no appeal.")]
    NoAppeal,
    #[error("Who decided doesn't answer the appeal as well.")]
    NotByYou,
    #[error(
        "What waited can't be said any more: where it was to be isn't there for its author, or a picture of it is gone."
    )]
    Lapsed,
    #[error("Too many reports.")]
    TooFast { wait_seconds: u64 },
    /// Fields of the input that aren't allowed so.
    #[error("fields are wrong: {0:?}")]
    Invalid(Vec<WrongInput>),
    #[error("Who reported something doesn't decide on it, where others can.")]
    OwnReport,
    #[error("Its author can't say this at present: it goes on waiting.")]
    NotNow,
    #[error(transparent)]
    NotPermitted(#[from] NotPermitted),
    #[error(transparent)]
    Account(#[from] AccountError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// A field that isn't allowed so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WrongInput {
    /// Its path, like `words[3].word`.
    pub field: String,
    pub code: &'static str,
    pub allowed: String,
}

impl ModerationError {
    pub fn invalid(field: impl Into<String>, code: &'static str, allowed: impl Into<String>) -> Self {
        Self::Invalid(vec![WrongInput { field: field.into(), code, allowed: allowed.into() }])
    }
}
