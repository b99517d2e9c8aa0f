//! What an account's export holds of its spaces.

mod service;

pub use service::export;
