//! How much one wants to be told of a space, and up to when one has read what all its members are told.

mod model;
pub(in crate::notifications) mod routes;
mod service;
pub mod store;

pub use model::SpaceLevel;
