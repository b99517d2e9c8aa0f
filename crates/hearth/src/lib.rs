//! Hearth: one self-hosted server where a community talks, shares and meets.
//!
//! `ARCHITECTURE.md` is the map. Each folder here is a noun of the product; `platform` is the floor they stand on,
//! and `app` the roof that puts them together.

pub mod accounts;
pub mod app;
pub mod chat;
pub mod gatherings;
pub mod media;
pub mod moderation;
pub mod platform;
pub mod shares;
pub mod spaces;
