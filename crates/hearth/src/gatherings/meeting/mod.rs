//! Where to meet: the place to which the farthest has the least to travel, and what all can reach. Pure.

mod model;
mod rules;

pub use model::{Home, Spot};
pub use rules::{best_spot, distance};
