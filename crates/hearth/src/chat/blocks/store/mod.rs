//! What the store does to withhold chats: within the transactions of those who block, open, add or come in.

#[cfg(test)]
mod contract;
mod sql;

pub use sql::{STATEMENTS, withholding};
pub(in crate::chat) use sql::{is_withheld, reveal, withhold};
