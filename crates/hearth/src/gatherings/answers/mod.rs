//! What people answer a gathering with: when they can, which all see, and their mood, budget, travel and location, which
//! nobody else is shown.

mod model;
pub mod routes;
mod service;
pub mod store;

#[cfg(test)]
pub use model::{Answer, Budget};
pub use model::{AnsweredView, BudgetView, Location, LocationView, Mood, Private, WantedWindow};
