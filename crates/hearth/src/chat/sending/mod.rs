//! How a message comes to be: checked, given its number together with others, and announced.

mod service;

pub use service::NewMessage;
pub(in crate::chat) use service::{Appending, appending};
