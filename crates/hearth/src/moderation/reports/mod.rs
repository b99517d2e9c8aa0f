//! That somebody reports something, and what they are told of it.

mod model;
pub(in crate::moderation) mod routes;
mod service;

pub(in crate::moderation) use model::{NewReport, Report, ReportView};
