//! What the store of answers must be able to do. `contract` says what each backend must hold.

#[cfg(test)]
mod contract;
mod sql;

use async_trait::async_trait;

pub use sql::{STATEMENTS, SqlAnswers, SqlOwnAnswers};
pub(in crate::gatherings) use sql::{private_columns, private_of, windows_of};

use super::model::{Answer, Answered};
use crate::accounts::AccountId;
use crate::gatherings::attendees::{Attendee, AttendeeId};
use crate::gatherings::model::{Gathering, GatheringId, Partaker, State};
use crate::platform::database::Stored;

/// What became of an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Put {
    /// `entered`: it made somebody an attendee.
    Now {
        gathering: Box<Gathering>,
        answered: Box<Answered>,
        entered: bool,
    },
    /// No answers are taken.
    Refused(State),
    Full,
    /// The gathering isn't there any more for who answers.
    NotThere,
}

#[async_trait]
pub trait AnswerStore: Send + Sync {
    /// By key (gathering, attendee): when those can who answered. For who has a proof, and for what all are shown.
    async fn answers(&self, gathering: GatheringId, after: Option<AttendeeId>, limit: i64) -> Stored<Vec<Answered>>;
    /// By key: one's own, whole.
    async fn answer(&self, proof: &Partaker) -> Stored<Option<Answer>>;
    /// Answers, or changes the answer; who takes no part yet does by it, as the attendee `id`, if there are fewer than `most`.
    async fn put(&self, proof: &Partaker, answer: Answer, id: AttendeeId, most: i64) -> Stored<Put>;
    /// Takes one's own answer back. None: there is none.
    async fn withdraw(&self, proof: &Partaker) -> Stored<Option<Gathering>>;
}

/// What an account has of a gathering.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Own {
    pub gathering: Gathering,
    pub attendee: Attendee,
    pub answer: Option<Answer>,
}

/// What an account's export asks.
#[async_trait]
pub trait OwnAnswers: Send + Sync {
    /// By index (account, gathering): where the account takes part, and what it answered.
    async fn answered_by(&self, account: AccountId, after: Option<GatheringId>, limit: i64) -> Stored<Vec<Own>>;
}
