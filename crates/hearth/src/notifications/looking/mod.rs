//! What people have in front of them.

mod service;

pub use service::Looking;
