//! Conversations: direct ones (exactly one between two accounts) and groups. Who takes part, in what role; and, in
//! [`messages`], what is said. A group may be in a space, or be that of a gathering. Not spaces themselves, not moderation by the server's staff.

mod blocks;
mod changing;
mod error;
mod events;
mod export;
pub mod gatherings;
mod jobs;
mod live;
mod members;
mod messages;
mod model;
mod owed;
mod review;
mod routes;
mod rules;
mod sending;
mod service;
mod spaces;
mod store;
#[cfg(test)]
mod testing;

pub use blocks::{follow as withhold, withholding};
pub use error::ChatError;
pub use events::ChatEvent;
pub use export::export;
pub use jobs::{FAREWELL, handlers};
pub use live::{announce, presence, request};
pub use messages::{Edit, MessageView, Messages};
pub use model::{Attention, ChatId, ChatView, Kind, Level, Listed, Membership, State};
pub use owed::Quote;
pub use review::Reviewed;
pub use routes::router;
pub use sending::NewMessage;
pub use service::{ChatParts, Chats};
pub use spaces::{follow, tenant};

/// Every SQL statement of the feature, by name.
pub fn statements() -> Vec<(&'static str, &'static crate::platform::database::Sql)> {
    let own =
        [store::STATEMENTS, spaces::store::STATEMENTS, gatherings::store::STATEMENTS, owed::store::STATEMENTS].concat();
    [own, blocks::store::STATEMENTS.to_vec(), review::store::STATEMENTS.to_vec()]
        .concat()
        .into_iter()
        .chain(messages::statements())
        .collect()
}
