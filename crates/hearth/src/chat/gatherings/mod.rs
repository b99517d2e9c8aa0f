//! The group of a gathering: it has the gathering's id, its attendees are its members, and it goes with it. All this the
//! gathering decides, in its own transactions, which call the store's functions here; members only talk.

mod service;
pub mod store;

pub(in crate::chat) use service::of_its_own;
pub use store::{close, enter, enter_withheld, leave, open, rename};
