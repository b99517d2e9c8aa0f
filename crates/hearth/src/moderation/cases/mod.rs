//! What was reported, as those see it who decide: the queue, and one case with all that is known of it.

mod model;
pub(in crate::moderation) mod routes;
mod service;

pub(in crate::moderation) use model::{Case, Found, Note, Reported};
pub(in crate::moderation) use service::Moderator;
