//! The second factor: a code from something that the person has (TOTP, RFC 6238), asked for beside the password, and the
//! recovery codes for whoever lost it.

mod model;
pub mod routes;
mod service;
pub mod store;

pub use model::SecondFactor;
