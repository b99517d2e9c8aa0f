//! What people type about themselves, parsed: usernames, names, addresses, passwords. Who may have which is decided by
//! the store; whether it may be had at all, here.

mod model;

pub use model::{Bio, DisplayName, Email, Password, Place, PlacePart, Username, Wrong, alike, folded_words};
