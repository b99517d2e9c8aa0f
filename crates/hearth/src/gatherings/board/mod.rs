//! When everybody can, for everybody at once: the times of a gathering are found once for each of its revisions, from people
//! that are kept in memory, and told to all who look.

mod live;
mod model;
pub mod routes;
mod rules;
mod service;
pub mod store;

pub use live::keep;
pub(in crate::gatherings) use service::Boards;
