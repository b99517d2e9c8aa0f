//! Keeping the peace: what people report, what moderators decide about it, and the appeal against that; words that aren't
//! said here, what waits for a look, and help lines for who may need them. What is decided on belongs to other features,
//! and is known here by its ids alone: they do what is decided by way of [`Subjects`]. That somebody is banned or may not
//! write is known to accounts.

mod audit;
mod cases;
mod decisions;
mod error;
mod events;
mod export;
mod held;
mod jobs;
mod lists;
mod live;
mod model;
mod reports;
mod routes;
mod rules;
mod service;
mod store;
mod subjects;

pub use error::ModerationError;
pub use events::ModerationEvent;
pub use export::export;
pub use held::Waiting;
pub use jobs::{FAREWELL, handlers};
pub use lists::{Guard, GuardParts};
pub use live::announce;
pub use model::{DecisionId, Kind, ReportId, Subject};
pub use routes::router;
pub use service::{Moderation, ModerationParts};
pub use subjects::{Around, Published, Seen, Subjects};

/// Every SQL statement of the feature, by name.
pub fn statements() -> Vec<(&'static str, &'static crate::platform::database::Sql)> {
    [store::STATEMENTS, decisions::store::STATEMENTS, lists::store::STATEMENTS, held::store::STATEMENTS].concat()
}
