//! People as admins see them: all that are here, what is known of their ways in, and ending those.

mod model;
pub mod routes;
mod service;
pub(in crate::accounts) mod store;
