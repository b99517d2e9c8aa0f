//! What people say with one emoji, under whatever a feature above shows: one summary for all of them.

mod model;

pub use model::Reaction;
