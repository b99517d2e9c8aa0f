//! Shares and comments as moderation meets them: seen with what stands around them, hidden and brought back, deleted by
//! whoever decides that. Who may decide isn't known here: the roof asks only for what was decided.

mod model;
mod service;
pub(in crate::shares) mod store;

pub use model::{Reviewed, WaitingComment, WaitingShare};
