//! When an account usually can, and what else it answers with, kept for the next gathering.

mod model;
pub mod routes;
mod service;
pub mod store;
