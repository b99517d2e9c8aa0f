//! Spaces and what is stored, as admins see them.

mod model;
pub mod routes;
mod service;
pub(in crate::spaces) mod store;
