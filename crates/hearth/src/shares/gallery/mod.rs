//! All pictures that the shares of a space show, the newest share's first, and how many there are of each month.

mod model;
pub(in crate::shares) mod routes;
mod service;
pub(in crate::shares) mod store;
