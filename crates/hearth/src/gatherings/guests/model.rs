//! Guests, the link that they come by, and who may ask at all.

use serde::Serialize;
use utoipa::ToSchema;

use crate::accounts::{AccountId, SignedIn};
use crate::gatherings::attendees::{AttendeeId, Person};
use crate::gatherings::model::{GatheringId, GatheringView, State};
use crate::platform::clock::Time;

/// What a guest's token begins with; an account's never does.
pub const TOKEN: &str = "guest_";

/// Proof that a request speaks for a guest of one gathering: made only by the store, from the token's hash.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Guest {
    gathering: GatheringId,
    attendee: AttendeeId,
}

impl Guest {
    /// For the store, which has just read the row.
    pub(in crate::gatherings) fn found(gathering: GatheringId, attendee: AttendeeId) -> Self {
        Self { gathering, attendee }
    }
    pub fn gathering(self) -> GatheringId {
        self.gathering
    }
    pub fn attendee(self) -> AttendeeId {
        self.attendee
    }
}

/// Proof of who asks: an account, or a guest.
#[derive(Clone, Debug)]
pub enum Caller {
    Account(SignedIn),
    Guest(Guest),
}

impl Caller {
    /// None: a guest.
    pub fn account(&self) -> Option<AccountId> {
        match self {
            Self::Account(who) => Some(who.account()),
            Self::Guest(_) => None,
        }
    }
}

/// A gathering, as those see it who have its link.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = GatheringPreview)]
pub struct PreviewView {
    pub title: String,
    pub host: Person,
    /// Markdown. May be empty.
    pub description: String,
    pub place: String,
    #[schema(format = Date)]
    pub first_day: String,
    #[schema(format = Date)]
    pub last_day: String,
    pub zone: String,
    pub minutes: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub deadline: Option<Time>,
    pub state: State,
    pub attendees_count: i64,
}

impl From<GatheringView> for PreviewView {
    fn from(view: GatheringView) -> Self {
        Self {
            title: view.title,
            host: view.host,
            description: view.description,
            place: view.place,
            first_day: view.first_day,
            last_day: view.last_day,
            zone: view.zone,
            minutes: view.minutes,
            deadline: view.deadline,
            state: view.state,
            attendees_count: view.attendees_count,
        }
    }
}

/// Where a code leads to.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = GatheringBehindCode)]
pub struct BehindCode {
    pub gathering: PreviewView,
}

/// What a guest gets.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = NewGuest)]
pub struct AdmittedView {
    /// For the routes of this gathering, in place of an access token. It isn't shown again.
    pub token: String,
    pub gathering: GatheringView,
}
