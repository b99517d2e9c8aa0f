//! What an account may do: what its role says, but for what was said of it alone.

mod model;
pub mod routes;
mod service;
pub mod store;

pub use model::{Exception, NotPermitted, Standing};
