//! Why an act on notifications is refused.

use crate::accounts::Wrong;
use crate::chat::ChatError;
use crate::platform::database::StoreError;
use crate::spaces::SpaceError;

#[derive(Debug, thiserror::Error)]
pub enum NotificationError {
    #[error("There is no such notification.")]
    NoSuchNotification,
    #[error("There is no such browser.")]
    NoSuchSubscription,
    #[error("This link isn't one of ours.")]
    NoSuchCode,
    #[error("Too many trials.")]
    TooFast { wait_seconds: u64 },
    /// A field of the input isn't allowed so.
    #[error("{field} {}", wrong.allowed)]
    Invalid { field: &'static str, wrong: Wrong },
    #[error(transparent)]
    Space(#[from] SpaceError),
    #[error(transparent)]
    Chat(#[from] ChatError),
    #[error(transparent)]
    Store(#[from] StoreError),
}
