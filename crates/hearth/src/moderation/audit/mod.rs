//! The audit log, as moderators read it. What it is and how it is kept: `platform/audit`.

pub(in crate::moderation) mod routes;
mod service;
