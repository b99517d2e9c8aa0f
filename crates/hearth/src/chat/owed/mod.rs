//! What members are owed of a chat: found from read marks and levels, never written for each of them. For the feature that
//! tells them.

mod model;
mod service;
pub mod store;

pub use model::Quote;
