//! Plans of several people, in a space or by a link: who proposes one, who takes part, when each of them can ([`answers`])
//! and what they usually answer ([`availability`]), guests who come by the link without an account ([`guests`]). Who is in
//! a space is known to spaces; what is said in the group of a gathering, to chat, which is told by [`Talk`].

mod answers;
mod attendees;
mod availability;
mod blocks;
mod board;
mod calendar;
mod days;
mod error;
mod events;
mod export;
mod guests;
mod jobs;
mod limits;
mod live;
mod meeting;
mod model;
mod news;
mod plans;
mod polls;
mod proposals;
mod review;
mod routes;
mod rsvps;
mod rules;
mod service;
mod statistics;
mod store;
mod talk;
#[cfg(test)]
pub(crate) mod testing;

pub use attendees::follow;
pub use blocks::withholding;
pub use board::keep;
pub use error::GatheringError;
pub use events::GatheringEvent;
pub use export::export;
pub use jobs::{FAREWELL, handlers};
pub use live::announce;
pub use model::{GatheringId, GatheringView};
pub use news::{Answering, Named, Proposals};
pub use plans::What;
pub use routes::router;
pub use service::{GatheringParts, Gatherings};
pub use store::tenant;
pub use talk::Talk;

/// Every SQL statement of the feature, by name.
pub fn statements() -> Vec<(&'static str, &'static crate::platform::database::Sql)> {
    [
        store::STATEMENTS,
        attendees::store::STATEMENTS,
        answers::store::STATEMENTS,
        blocks::store::STATEMENTS,
        board::store::STATEMENTS,
        statistics::store::STATEMENTS,
        guests::store::STATEMENTS,
        availability::store::STATEMENTS,
        plans::store::STATEMENTS,
        rsvps::store::STATEMENTS,
        polls::store::STATEMENTS,
        calendar::store::STATEMENTS,
        news::store::STATEMENTS,
    ]
    .concat()
}
