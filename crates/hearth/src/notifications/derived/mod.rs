//! What somebody is owed without a row of its own: unread messages, requests, and what is new in spaces.

mod model;
mod service;

pub use model::Viewer;
