//! What moderation needs of the features whose content it decides on.

mod model;
mod service;

pub use model::{Around, Published, Seen};
pub use service::Subjects;
