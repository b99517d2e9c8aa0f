//! What people are told of, and how: in the page, by mail, by push. It listens to what the other features announce and asks
//! their front doors; nobody imports it. Rows are kept of what is addressed to one person; what all members of a chat or a
//! space are owed is derived from their read marks and levels.

mod derived;
mod error;
mod events;
mod export;
mod following;
mod jobs;
mod levels;
mod live;
mod looking;
mod mail;
mod model;
mod push;
mod reaching;
mod routes;
mod rules;
mod service;
mod settings;
mod store;
#[cfg(test)]
mod testing;
mod views;
mod words;

pub use events::NotificationEvent;
pub use export::export;
pub use following::{
    follow_accounts, follow_chats, follow_gatherings, follow_moderation, follow_shares, follow_spaces,
};
pub use jobs::{FAREWELL, handlers};
pub use live::{announce, request};
pub use looking::Look;
pub use model::{Counts, NotificationId, NotificationView};
pub use routes::router;
pub use service::{NotificationParts, Notifications};

/// Every SQL statement of the feature, by name.
pub fn statements() -> Vec<(&'static str, &'static crate::platform::database::Sql)> {
    [store::STATEMENTS, settings::store::STATEMENTS, levels::store::STATEMENTS, push::store::STATEMENTS].concat()
}
