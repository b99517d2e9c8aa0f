//! Reaching those who aren't looking: when something is mailed or pushed, and to whom.

pub(in crate::notifications) mod jobs;
mod service;

pub(in crate::notifications) use service::Bursts;
