//! Identities: as whom other servers know an account, by which it may sign in (OpenID Connect). The password stays what
//! it is; an account needs one of the two.

mod model;
pub mod routes;
mod rules;
mod service;
pub mod store;

pub use model::{Identity, IdentityId, NewIdentity};
