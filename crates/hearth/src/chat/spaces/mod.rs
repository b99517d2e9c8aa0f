//! Groups in a space: open to its members, or by invitation. Who is out of the space is out of its groups, in the same
//! transaction (see [`tenant`]).

mod model;
pub mod routes;
mod service;
pub mod store;

pub use model::Home;
pub use service::follow;
pub use store::tenant;
