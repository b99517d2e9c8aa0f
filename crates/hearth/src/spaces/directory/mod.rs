//! The directory of communities, and the topics that they are about.

mod model;
pub mod routes;
mod service;
pub mod store;

pub use model::{Listing, Rank, TopicKey};
pub use service::STARTING_TOPICS;
