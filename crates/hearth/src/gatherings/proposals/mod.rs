//! Proposing a gathering: what is planned, where, and whom one wants there.

mod service;

pub use service::WantedGathering;
