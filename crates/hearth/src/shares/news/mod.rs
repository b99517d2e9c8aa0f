//! What is new in the shares of spaces, and what was said there, for the feature that tells members of it.

mod model;
mod service;
pub mod store;

pub use model::{Posted, Said};
