//! Candidates and votes.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::gatherings::days::Window;
use crate::platform::clock::Time;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Vote {
    Yes,
    IfNeeded,
    No,
}

/// What somebody voted for one of the candidates.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = CastVote)]
pub struct Cast {
    /// Its place in the list, from 0.
    #[schema(minimum = 0, maximum = 19)]
    pub candidate: u8,
    pub vote: Vote,
}

/// A time that can be voted for, and what was voted, as the store keeps it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Candidate {
    pub window: Window,
    pub yes: i64,
    pub if_needed: i64,
    pub no: i64,
}

/// Up to 20 candidates, in order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Poll(pub Vec<Candidate>);

/// As it is shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = Poll)]
pub struct PollView {
    pub candidates: Vec<CandidateView>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = PollCandidate)]
pub struct CandidateView {
    pub start: Time,
    pub end: Time,
    /// How many can.
    pub yes: i64,
    pub if_needed: i64,
    pub no: i64,
}

impl Poll {
    /// Whether it is about the same times, whatever was voted.
    pub fn is_among_the_same(&self, other: &Self) -> bool {
        self.0.iter().map(|one| one.window).eq(other.0.iter().map(|one| one.window))
    }
    pub fn view(&self) -> PollView {
        let view = |one: &Candidate| CandidateView {
            start: one.window.start(),
            end: one.window.end(),
            yes: one.yes,
            if_needed: one.if_needed,
            no: one.no,
        };
        PollView { candidates: self.0.iter().map(view).collect() }
    }
}
