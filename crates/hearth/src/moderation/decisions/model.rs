//! The nouns of a decision.

use serde::Serialize;
use utoipa::ToSchema;

use crate::accounts::{AccountId, Person};
use crate::moderation::model::{Act, Appeal, CaseId, DecisionId, Reason, Subject, SubjectBody};
use crate::platform::clock::Time;

/// A decision, as the store keeps it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    pub id: DecisionId,
    pub case: CaseId,
    pub subject: Subject,
    /// Whom it is about. None: nobody, as when nothing is done.
    pub account: Option<AccountId>,
    pub act: Act,
    pub reason: Reason,
    /// To the one it is about.
    pub message: String,
    pub until: Option<Time>,
    pub decided_by: AccountId,
    pub created_at: Time,
    pub appeal: Appeal,
    pub appeal_text: String,
    pub appealed_at: Option<Time>,
    pub answer: String,
    pub answered_by: Option<AccountId>,
    pub answered_at: Option<Time>,
    /// Whether what it says was done, and whether that was taken back.
    pub carried_out: bool,
    pub taken_back: bool,
    /// The beginning of what it was about; empty once erased.
    pub excerpt: String,
    /// What stands before that in a word.
    pub content_warning: Option<String>,
}

/// The answer to an appeal.
#[derive(Clone, Debug)]
pub struct Answer {
    pub by: AccountId,
    /// Whether the decision is taken back.
    pub overturned: bool,
    pub text: String,
    pub at: Time,
}

/// A decision, as the one it is about sees it. Who decided isn't told.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Decision)]
pub struct DecisionView {
    pub id: DecisionId,
    pub act: Act,
    pub reason: Reason,
    /// What the moderators say to it. May be empty.
    pub message: String,
    /// Absent: for good, or done once.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub until: Option<Time>,
    pub subject: SubjectBody,
    /// The beginning of what it is about.
    pub excerpt: String,
    /// What stands before that in a word.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub content_warning: Option<String>,
    pub created_at: Time,
    pub appeal: AppealView,
}

/// An appeal, and what became of it.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Appeal)]
pub struct AppealView {
    pub state: Appeal,
    /// What the one says whom the decision is about.
    pub text: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub appealed_at: Option<Time>,
    /// What the moderators answer.
    pub answer: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub answered_at: Option<Time>,
}

/// A decision, as moderators see it.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = ModerationDecision)]
pub struct JudgedView {
    pub decision: DecisionView,
    pub case_id: CaseId,
    pub decided_by: Person,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub answered_by: Option<Person>,
}

impl From<Decision> for DecisionView {
    fn from(decision: Decision) -> Self {
        Self {
            id: decision.id,
            act: decision.act,
            reason: decision.reason,
            message: decision.message,
            until: decision.until,
            subject: decision.subject.into(),
            excerpt: decision.excerpt,
            content_warning: decision.content_warning,
            created_at: decision.created_at,
            appeal: AppealView {
                state: decision.appeal,
                text: decision.appeal_text,
                appealed_at: decision.appealed_at,
                answer: decision.answer,
                answered_at: decision.answered_at,
            },
        }
    }
}
