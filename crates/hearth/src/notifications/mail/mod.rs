//! Mails about what is still unread, and the link in each by which one has no more of them.

pub(in crate::notifications) mod jobs;
mod model;
pub(in crate::notifications) mod routes;
mod rules;
mod service;

pub use model::Unsubscriber;
