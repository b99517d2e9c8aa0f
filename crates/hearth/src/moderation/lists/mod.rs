//! The lists that admins keep: words that aren't said here, or not at once; and phrases by which somebody may need help,
//! with the help lines that they are then shown. [`Guard`] goes by them.

mod model;
pub(in crate::moderation) mod routes;
mod rules;
mod service;
pub(in crate::moderation) mod store;

pub use service::{Guard, GuardParts};
