//! What is shown to everybody of what nobody is shown of others: mood, budget, travel and where to meet, in aggregate. Each
//! is published by itself, never of fewer than three people, and never again before three more changed what they said, so
//! that nobody is found out by asking twice.

mod model;
mod rules;
mod service;
pub mod store;

pub use model::StatisticsView;
pub use rules::view;
pub(in crate::gatherings) use service::off_thread;
