//! Why an act on shares is refused.

use crate::accounts::NotPermitted;
use crate::media::Unfit;
use crate::platform::database::StoreError;
use crate::spaces::SpaceError;

#[derive(Debug, thiserror::Error)]
pub enum ShareError {
    /// There isn't, or it is in another space.
    #[error("There is no such share.")]
    NoSuchShare,
    #[error("There is no such comment.")]
    NoSuchComment,
    #[error(transparent)]
    NotPermitted(#[from] NotPermitted),
    #[error("This is somebody else's.")]
    NotYours,
    #[error("There are as many kinds of reactions as there can be.")]
    TooManyReactions,
    /// With what it shows already, the space would show more than it may.
    #[error("The pictures of this space take all the room that there is.")]
    QuotaReached,
    /// One of the pictures that it was to show.
    #[error("a picture can't be shown: {0:?}")]
    Unfit(Unfit),
    #[error("Too many shares and comments.")]
    TooFast { wait_seconds: u64 },
    /// Fields of the input that aren't allowed so.
    #[error("fields are wrong: {0:?}")]
    Invalid(Vec<WrongShare>),
    /// The space isn't there for the asker, or not any more.
    #[error(transparent)]
    Space(#[from] SpaceError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// A field that isn't allowed so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WrongShare {
    /// Its path, like `pictures[3].caption`.
    pub field: String,
    pub code: &'static str,
    pub allowed: String,
}

impl ShareError {
    pub fn invalid(field: &str, code: &'static str, allowed: impl Into<String>) -> Self {
        Self::Invalid(vec![WrongShare { field: field.to_owned(), code, allowed: allowed.into() }])
    }
}
