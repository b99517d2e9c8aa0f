//! As whom somebody is in a space: under the account's name, or under a pseudonym that the other members can't link to
//! the account. What is shown in a space, here and in the features above, is shown by [`crate::spaces::Spaces::faces`],
//! and the ids that come in are understood by [`crate::spaces::Spaces::whose`].

mod model;
pub mod routes;
mod service;
pub mod store;

pub use model::{Alias, Face, Pseudonym};
pub use service::pseudonyms;
pub(in crate::spaces) use service::{person, taken};
