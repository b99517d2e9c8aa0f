//! What members post in a space: text and pictures, with what others say to it in [`comments`] and by reactions, and the
//! space's [`gallery`] of all its pictures. Who may see a space and who is in it is known to spaces; what becomes of a
//! picture, to media.

mod comments;
mod error;
mod events;
mod gallery;
mod jobs;
mod live;
mod model;
mod review;
mod routes;
mod rules;
mod service;
mod store;

pub use comments::CommentId;
pub use error::ShareError;
pub use events::ShareEvent;
pub use jobs::{FAREWELL, handlers};
pub use live::announce;
pub use model::{ShareId, ShareView};
pub use review::{Reviewed, WaitingComment, WaitingShare};
pub use routes::router;
pub use service::{ShareParts, Shares, export};
pub use store::tenant;

/// Every SQL statement of the feature, by name.
pub fn statements() -> Vec<(&'static str, &'static crate::platform::database::Sql)> {
    [store::STATEMENTS, comments::store::STATEMENTS, gallery::store::STATEMENTS, review::store::STATEMENTS].concat()
}
