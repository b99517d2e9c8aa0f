//! Who is a member, asks to be, or may not be.

mod model;
pub mod routes;
mod service;
pub mod store;

pub use service::Coming;
pub(in crate::spaces) use service::agreed;
