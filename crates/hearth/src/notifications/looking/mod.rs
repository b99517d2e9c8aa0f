//! What people have in front of them.

mod model;
mod service;

pub use model::Look;
pub use service::Looking;
