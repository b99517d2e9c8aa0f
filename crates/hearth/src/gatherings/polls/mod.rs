//! Voting among candidate times.

mod model;

pub use model::{Cast, Poll, PollView};
