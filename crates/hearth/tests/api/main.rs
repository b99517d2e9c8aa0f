//! The whole server, as people use it: the real binary, the stock clients, SQLite and Postgres.
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "these are tests")]
#![allow(clippy::disallowed_methods, reason = "tests have an environment, chance and time of their own")]

mod admin;
mod audit;
mod backup;
mod blocks;
mod channels;
#[path = "../../../hearth-pictures/tests/gallery/mod.rs"]
mod gallery;
mod gatherings;
mod harness;
mod hostile;
mod judging;
mod limits;
mod live;
mod mail;
mod matrix;
mod moderation;
mod nodes;
mod notifications;
#[cfg(feature = "oidc")]
mod oidc;
mod openapi;
mod operation;
mod outage;
mod pictures;
mod promises;
mod pseudonyms;
mod pushes;
mod resume;
mod safety;
mod schemathesis;
mod second_factor;
mod security;
mod shares;
mod silences;
mod slow_reader;
mod spaces;
mod survival;
mod talk;
mod times;
