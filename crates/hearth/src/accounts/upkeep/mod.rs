//! What an admin sees to: work in the background that failed for good.

pub mod routes;
mod service;
