//! What waits for a moderator before others see it.

mod model;
pub(in crate::moderation) mod routes;
mod service;
pub(in crate::moderation) mod store;

pub use model::Waiting;
