//! What is counted within the transactions of those who show pictures in a space.

mod sql;

pub(in crate::spaces) use sql::forget_pictures;
pub use sql::{STATEMENTS, count_pictures};
