//! What is new of gatherings, for the feature that tells people of it.

mod model;
mod service;
pub mod store;

pub use model::{Answering, Named, Proposals};
