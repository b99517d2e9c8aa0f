//! Pushes to browsers that asked for them. Each belongs to a session, and ends with it.

pub(in crate::notifications) mod jobs;
mod model;
pub(in crate::notifications) mod routes;
mod service;
pub mod store;
