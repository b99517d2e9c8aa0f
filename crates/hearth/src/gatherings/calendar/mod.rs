//! Settled plans for calendars: as a file, by mail, and at a private address that calendar programs look at by
//! themselves.

mod jobs;
mod model;
pub mod routes;
mod rules;
mod service;
pub mod store;

pub(in crate::gatherings) use jobs::{MAIL, TELL};
pub use jobs::{Mail, News, handlers};
