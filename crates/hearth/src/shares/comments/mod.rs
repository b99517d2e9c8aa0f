//! What members say under a share, the oldest first.

mod model;
pub(in crate::shares) mod routes;
mod service;
pub(in crate::shares) mod store;

pub(in crate::shares) use model::Comment;
pub use model::{CommentId, CommentView};
