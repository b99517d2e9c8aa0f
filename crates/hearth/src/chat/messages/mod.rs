//! What is said in a chat: messages, their numbers, edits, deletions, reactions, pins, read marks and search.
//! Not who takes part: that is [`crate::chat`] itself.

pub(in crate::chat) mod model;
pub(in crate::chat) mod routes;
pub(in crate::chat) mod rules;
pub(in crate::chat) mod service;
pub(in crate::chat) mod store;

pub(in crate::chat) use model::Message;
pub use model::{MessageView, Since};
pub(in crate::chat) use rules::found_by;
pub use service::{Edit, MessageParts, Messages};
pub use store::{MessageStore, SqlMessages, statements};
