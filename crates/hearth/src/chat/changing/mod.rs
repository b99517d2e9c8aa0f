//! What its admins change of a group: title, capacity, slow mode.

mod service;

pub use service::Wanted;
