//! Whom one doesn't want to hear of.

use std::collections::HashSet;

use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::accounts::model::{Person, PersonId};
use crate::platform::clock::Time;

/// How little one wants to hear of somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Silence {
    /// Nothing, and they are to hear nothing of oneself.
    Block,
    /// What they say is folded, and isn't told of.
    Mute,
}

impl Silence {
    /// The word for it in the store.
    pub fn word(self) -> &'static str {
        match self {
            Self::Block => "block",
            Self::Mute => "mute",
        }
    }
}

/// Somebody whom an account blocks or mutes, as the store keeps it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Silenced {
    pub person: PersonId,
    /// Where the person is a pseudonym.
    pub space: Option<Uuid>,
    pub created_at: Time,
}

/// All whom an account blocks or mutes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Silences {
    blocked: HashSet<PersonId>,
    muted: HashSet<PersonId>,
}

impl Silences {
    pub(super) fn of(all: Vec<(PersonId, Silence)>) -> Self {
        let (blocked, muted): (Vec<_>, Vec<_>) = all.into_iter().partition(|(_, silence)| *silence == Silence::Block);
        let ids = |list: Vec<(PersonId, Silence)>| list.into_iter().map(|(person, _)| person).collect();
        Self { blocked: ids(blocked), muted: ids(muted) }
    }

    pub fn is_blocked(&self, person: PersonId) -> bool {
        self.blocked.contains(&person)
    }

    /// Whether nothing that they say is to be told of: blocked or muted.
    pub fn is_silenced(&self, person: PersonId) -> bool {
        self.is_blocked(person) || self.muted.contains(&person)
    }

    /// All of whom nothing is to be told.
    pub fn silenced(&self) -> impl Iterator<Item = PersonId> {
        self.blocked.union(&self.muted).copied()
    }

    pub fn blocked(&self) -> impl Iterator<Item = PersonId> {
        self.blocked.iter().copied()
    }
}

/// Somebody whom one blocks or mutes.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = SilencedPerson)]
pub struct SilencedView {
    /// As an account, or as the pseudonym that one blocks or mutes.
    pub person: Person,
    /// The space in which the pseudonym is used; absent for an account.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub space_id: Option<Uuid>,
    pub created_at: Time,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_is_blocked_is_silenced_and_not_the_other_way_round() {
        let [one, two, three] = [1, 2, 3].map(|id| PersonId(Uuid::from_u128(id)));
        let silences = Silences::of(vec![(one, Silence::Block), (two, Silence::Mute)]);
        assert_eq!([one, two, three].map(|person| silences.is_blocked(person)), [true, false, false]);
        assert_eq!([one, two, three].map(|person| silences.is_silenced(person)), [true, true, false]);
        assert_eq!(silences.silenced().collect::<HashSet<_>>(), HashSet::from([one, two]));
    }
}
