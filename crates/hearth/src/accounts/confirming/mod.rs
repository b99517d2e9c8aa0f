//! Being there: whoever takes something away for good, or acts as an admin, has proved a moment ago who they are. A
//! session that was left open, or its token alone, is not enough.

mod model;
pub mod routes;
mod service;

pub use model::Confirmed;
