//! One document with all that is known of an account, made as it is read: nothing of it is held but a page.

pub mod routes;
mod service;
