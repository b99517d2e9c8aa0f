//! Attendees.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

pub use crate::accounts::Person;
use crate::accounts::{AccountId, PersonId};
use crate::gatherings::days::Zone;
use crate::gatherings::model::{GatheringId, stored_as_text};
use crate::gatherings::polls::Cast;
use crate::platform::clock::Time;
use crate::spaces::Face;

crate::id! {
    /// Somebody's part in a gathering, whoever they are.
    AttendeeId
}

/// Who an attendee is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Who {
    Account(Face),
    /// Came by the link, with no more than a name.
    Guest(String),
}

/// Whether somebody comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Rsvp {
    Yes,
    Maybe,
    No,
    /// They would, but there is no room yet.
    Waiting,
}
stored_as_text!(Rsvp { Yes = "yes", Maybe = "maybe", No = "no", Waiting = "waiting" });

/// Somebody who takes part in a gathering, as the store keeps them. What they answered is apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attendee {
    pub gathering: GatheringId,
    pub id: AttendeeId,
    pub who: Who,
    /// Whether the others need them to be able to come.
    pub required: bool,
    pub joined_at: Time,
    pub answered_at: Option<Time>,
    /// In which they answered.
    pub zone: Option<Zone>,
    pub rsvp: Option<Rsvp>,
    pub votes: Vec<Cast>,
}

impl Attendee {
    pub fn account(&self) -> Option<AccountId> {
        self.face().map(|face| face.account)
    }
    pub fn face(&self) -> Option<Face> {
        match &self.who {
            Who::Account(face) => Some(*face),
            Who::Guest(_) => None,
        }
    }
    /// Of a guest, who has an id here alone.
    pub fn guest(&self) -> Option<Person> {
        match &self.who {
            Who::Account(_) => None,
            Who::Guest(name) => Some(Person::pseudonym(PersonId(self.id.0), name.clone())),
        }
    }
}

/// An attendee, as the others see them.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Attendee)]
pub struct AttendeeView {
    pub id: AttendeeId,
    pub person: Person,
    /// Whether they came by the link, without an account.
    pub guest: bool,
    pub host: bool,
    /// Whether the others need them to be able to come.
    pub required: bool,
    pub answered: bool,
    /// In which they answered.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub zone: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub rsvp: Option<Rsvp>,
    pub joined_at: Time,
}

/// What the asker is to a gathering.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = MyPartInGathering)]
pub struct MyPart {
    /// Absent for members of its space who take no part yet.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub attendee_id: Option<AttendeeId>,
    pub host: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub required: Option<bool>,
    pub answered: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub rsvp: Option<Rsvp>,
    /// What one voted in its poll; absent for who didn't.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub votes: Option<Vec<Cast>>,
    /// Whether one may change it: as its host, or as an admin of its space.
    pub may_manage: bool,
}
