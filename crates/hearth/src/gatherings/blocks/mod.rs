//! What a block between two accounts means for gatherings. One can be **withheld** from who was asked by somebody whom they
//! block: to the others they are an attendee who doesn't answer; for themselves it isn't there, or, where it is in their
//! space, they aren't asked. Whoever comes by themselves has it.

pub mod store;

pub use store::withholding;
