//! Finding people: by username, by words of their names, by who is online.

pub mod routes;
mod service;
