//! Who says that they come, and who waits for a place.

pub mod routes;
mod rules;
mod service;
pub mod store;
