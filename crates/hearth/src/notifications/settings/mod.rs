//! How an account wants to be told.

mod model;
pub(in crate::notifications) mod routes;
pub(in crate::notifications) mod rules;
mod service;
pub mod store;

pub use model::{Account, Email, Locale, Settings, SettingsView};
#[cfg(test)]
pub use model::{Channels, Quiet, TimeOfDay, Zone};
