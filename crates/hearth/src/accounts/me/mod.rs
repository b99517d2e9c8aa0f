//! One's own account: seeing, changing and deleting it.

pub mod routes;
mod service;
