//! Who may not be here: no sessions, and nothing is sent. What they wrote stays.

mod model;
pub mod routes;
mod service;
pub mod store;

pub use model::{Ban, Sentence};
