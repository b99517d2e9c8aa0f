//! How a space shows itself: a picture beside its name, and a cover.

pub mod routes;
mod service;
pub mod store;
