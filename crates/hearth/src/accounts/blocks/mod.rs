//! Blocks and mutes: whom an account doesn't want to hear of. Both are of persons as they are shown, so that nothing is told of
//! who hides behind a pseudonym. A block also keeps the two apart; who is blocked or muted never learns of it.
//!
//! What a block means in a chat, a space or a gathering is decided there, by asking here.

mod model;
pub mod routes;
mod service;
pub mod store;

pub use model::{Silence, Silences};
pub use service::{Pseudonyms, Withholding};
