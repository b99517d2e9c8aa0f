//! Codes: what a link in a mail, or one handed over by an admin, is good for. Each works once, for a short time, and
//! is kept as a hash.

mod model;
pub mod routes;
mod service;
pub mod store;

pub use model::{Invitation, Link, Purpose};
pub use service::Operator;
