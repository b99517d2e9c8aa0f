//! The feature's parts of an account's export.

mod service;

pub use service::export;
