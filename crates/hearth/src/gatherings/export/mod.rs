//! What an account's export holds of gatherings.

mod service;

pub use service::export;
