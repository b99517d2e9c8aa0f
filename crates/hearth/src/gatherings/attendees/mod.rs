//! Who takes part in a gathering: accounts, and guests who came by its link.

mod model;
pub mod routes;
mod service;
pub mod store;

pub use model::{Attendee, AttendeeId, AttendeeView, MyPart, Person, Rsvp, Who};
pub use service::follow;
