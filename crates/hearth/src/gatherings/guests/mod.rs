//! Who comes by the link of a gathering: accounts, and guests, who have a name and a token for this one gathering.

mod model;
pub mod routes;
mod service;
pub mod store;

pub use model::Caller;
