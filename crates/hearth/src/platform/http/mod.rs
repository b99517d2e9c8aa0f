//! HTTP: extractors and problems for the features' routes, and what surrounds all routes.

pub mod extract;
pub mod forms;
pub mod health;
pub mod idempotency;
pub mod listener;
pub mod page_files;
pub mod problem;
pub mod refusals;
pub mod surround;
