//! Voting among candidate times.

mod model;
pub mod routes;
mod rules;
mod service;
pub mod store;

pub use model::{Cast, Poll, PollView};
