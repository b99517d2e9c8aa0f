//! Why an act on pictures is refused.

use crate::platform::database::StoreError;
use crate::platform::objects::ObjectError;

#[derive(Debug, thiserror::Error)]
pub enum MediaError {
    /// Also when it is there, but not one's own.
    #[error("there is no such picture")]
    NoSuchMedia,
    #[error("the file is empty")]
    Empty,
    #[error("the file is larger than {most} bytes")]
    TooLarge { most: u64 },
    #[error("neither PNG, JPEG, GIF nor WebP")]
    NotAPicture,
    #[error("all of the account's space is taken")]
    QuotaReached,
    #[error("still being looked at, or failed")]
    NotReady,
    #[error("something shows it")]
    InUse,
    #[error("the upload ended before its end, or took too long")]
    CutOff,
    #[error("the address is not ours, or has run out")]
    AddressRefused,
    #[error("too many uploads")]
    TooFast { wait_seconds: u64 },
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Objects(#[from] ObjectError),
}
