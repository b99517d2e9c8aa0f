//! The nouns of a case.

use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::accounts::{AccountId, Person};
use crate::moderation::decisions::JudgedView;
use crate::moderation::model::{CaseId, Kind, Reason, ReportId, State, Subject, SubjectBody};
use crate::moderation::rules::still_claimed;
use crate::moderation::subjects::Seen;
use crate::platform::clock::Time;
use crate::spaces::{Face, SpaceId};

/// A case, as the store keeps it.
#[derive(Clone, Debug, PartialEq)]
pub struct Case {
    pub id: CaseId,
    pub subject: Subject,
    pub space: Option<SpaceId>,
    pub author: Option<Face>,
    pub state: State,
    pub reports: i64,
    /// As the first who reported it saw it. None once erased.
    pub seen: Option<Seen>,
    pub opened_at: Time,
    pub claimed_by: Option<AccountId>,
    pub claimed_at: Option<Time>,
    pub wants_opinion: Option<AccountId>,
    pub decided_at: Option<Time>,
}

impl Case {
    /// Who looks at it now, or did when it was decided.
    pub fn claimed(&self, now: Time) -> Option<AccountId> {
        self.claimed_by.filter(|_| self.state == State::Decided || still_claimed(self.claimed_at, now))
    }
}

/// A report, as those see it who decide: without who made it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reported {
    pub number: i64,
    pub reason: Reason,
    pub text: String,
    pub created_at: Time,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    pub id: Uuid,
    pub author: AccountId,
    pub text: String,
    pub created_at: Time,
}

/// What of the queue is asked for.
#[derive(Clone, Copy, Debug, Default)]
pub struct Found {
    pub decided: bool,
    pub kind: Option<Kind>,
    pub reason: Option<Reason>,
    pub space: Option<SpaceId>,
    /// Those that the asker has claimed.
    pub mine: bool,
    /// Only of what was said: messages, shares, comments.
    pub said: bool,
}

/// A case in the queue.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = ModerationCase)]
pub struct CaseView {
    pub id: CaseId,
    pub subject: SubjectBody,
    /// The space that it is in.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub space_id: Option<SpaceId>,
    /// Who answers for it, as they are shown there.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub author: Option<Person>,
    pub state: State,
    pub reports_count: i64,
    /// The beginning of what it says, as the first who reported it saw it.
    pub excerpt: String,
    /// What stands before it in a word, for who looks.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub content_warning: Option<String>,
    pub opened_at: Time,
    /// Who is looking at it: for a day, unless they say so again.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub claimed_by: Option<Person>,
    /// Who asked for somebody else's opinion, until it is given.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub opinion_wanted_by: Option<Person>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub decided_at: Option<Time>,
}

/// What was reported, with what stood around it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct SeenView {
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub title: Option<String>,
    pub text: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub content_warning: Option<String>,
    /// How many pictures it shows.
    pub pictures_count: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub at: Option<Time>,
    pub hidden: bool,
    /// What was said before and after, in its order.
    pub around: Vec<AroundView>,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct AroundView {
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub by: Option<Person>,
    pub text: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub content_warning: Option<String>,
    pub at: Time,
    /// Whether it came before the subject.
    pub before: bool,
}

/// A report. Who made it isn't told: the reporters of a case are counted.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ReportedView {
    /// Reporter 1, 2, 3 … of the case.
    pub reporter: i64,
    pub reason: Reason,
    pub text: String,
    pub created_at: Time,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = ModerationNote)]
pub struct NoteView {
    pub by: Person,
    pub text: String,
    pub created_at: Time,
}

/// A case, with all that is known of it.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = ModerationCaseDetails)]
pub struct DetailsView {
    pub case: CaseView,
    /// As the first who reported it saw it; absent once erased.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub then: Option<SeenView>,
    /// As it is; absent when it is gone.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub now: Option<SeenView>,
    /// The first hundred.
    pub reports: Vec<ReportedView>,
    pub notes: Vec<NoteView>,
    pub decisions: Vec<JudgedView>,
}

/// Who made a report.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct RevealedView {
    /// Reporter 1, 2, 3 … of the case.
    pub reporter: i64,
    pub report_id: ReportId,
    /// Absent once the account is deleted.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub person: Option<Person>,
}

/// All whose reports are kept of a case, up to a hundred.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Revealed {
    pub reporters: Vec<RevealedView>,
}
