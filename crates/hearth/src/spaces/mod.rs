//! Spaces: communities, which anybody may find, and private spaces, which are there for their members alone. Who is a
//! member, in what role; how one comes in, by asking, by invitation or freely; who may not. What members do in a space
//! is other features': they take a [`SpaceMember`], and are [`Tenant`]s, so that who is out of a space is out of all in
//! it.

mod directory;
mod error;
mod events;
mod export;
mod faces;
mod invitations;
mod jobs;
mod live;
mod members;
mod model;
mod pictures;
mod quota;
mod routes;
mod rules;
mod service;
mod store;
#[cfg(test)]
pub(crate) mod testing;
mod upkeep;

pub use error::SpaceError;
pub use events::{Parted, SpaceEvent};
pub use export::export;
pub use faces::{Face, Pseudonym, pseudonyms};
pub use jobs::{FAREWELL, handlers};
pub use live::announce;
pub use model::{Role, Space, SpaceContents, SpaceId, SpaceMember, SpaceView};
pub use quota::store::count_pictures;
pub use routes::router;
pub use rules::{may_manage, may_open_chat};
pub use service::{SpaceParts, Spaces};
pub use store::{Tenant, hold_member, hold_members};

/// Every SQL statement of the feature, by name.
pub fn statements() -> Vec<(&'static str, &'static crate::platform::database::Sql)> {
    [
        store::STATEMENTS,
        members::store::STATEMENTS,
        faces::store::STATEMENTS,
        invitations::store::STATEMENTS,
        directory::store::STATEMENTS,
        pictures::store::STATEMENTS,
        quota::store::STATEMENTS,
        upkeep::store::STATEMENTS,
    ]
    .concat()
}
