//! Sessions: signing in, staying signed in by refresh tokens, and ending it. A session is a row; an access token only
//! counts while its row lives, so ending works at once.

mod model;
pub mod routes;
mod service;
pub mod store;

pub use model::{Session, SignedIn, Tokens};
pub use service::{Attempts, Living};
