//! What is decided on a case, what the one it is about is told, and their appeal, which somebody else answers.

mod model;
pub(in crate::moderation) mod routes;
mod service;
pub(in crate::moderation) mod store;

pub use model::DecisionView;
pub(in crate::moderation) use model::JudgedView;
