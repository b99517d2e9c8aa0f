//! When a gathering takes place: settled, changed, given up for another time, cancelled; and who is told.

mod model;
pub mod routes;
pub(in crate::gatherings) mod rules;
mod service;
pub mod store;

pub use model::{Recipient, Told, What};
pub(in crate::gatherings) use rules::times;
