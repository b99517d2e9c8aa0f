//! The floor: what would make sense in another product too. It knows no feature.

pub mod audit;
pub mod batches;
pub mod bus;
pub mod clock;
pub mod config;
pub mod database;
pub mod http;
pub mod ids;
pub mod jobs;
pub mod limits;
pub mod live;
pub mod mail;
pub mod metrics;
pub mod objects;
pub mod oidc;
pub mod page;
pub mod passwords;
pub mod push;
pub mod relay;
pub mod screening;
pub mod sealing;
#[cfg(test)]
pub mod testing;
pub mod text;
pub mod tokens;
