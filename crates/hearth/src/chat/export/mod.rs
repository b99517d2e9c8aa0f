//! What an account takes along of its chats.

mod service;

pub use service::export;
