//! What attendees are told of a plan.

use serde::{Deserialize, Serialize};

use crate::gatherings::attendees::{AttendeeId, Rsvp};
use crate::gatherings::days::{Window, Zone};
use crate::gatherings::model::Gathering;
use crate::spaces::Face;

/// What happened, of which mails tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum What {
    /// There is a time.
    Settled,
    /// There is another time, or something else of the plan is new.
    Changed,
    Cancelled,
    /// The time that there was is given up, and another one looked for.
    Reopened,
    /// It begins in so many minutes.
    Reminder {
        minutes: i64,
    },
    /// There is room for who waited.
    Room,
}

/// A settled plan, as calendars know it: `told` are all sittings that they were ever told of. Those that go on after
/// the settled ones don't take place any more.
#[derive(Clone, Debug)]
pub struct Told {
    pub gathering: Gathering,
    pub told: Vec<Window>,
}

/// Somebody who may be written to.
#[derive(Clone, Debug)]
pub struct Recipient {
    pub attendee: AttendeeId,
    pub face: Face,
    pub zone: Option<Zone>,
    pub rsvp: Option<Rsvp>,
}
