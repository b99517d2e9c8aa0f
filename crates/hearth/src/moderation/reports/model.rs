//! The nouns of a report.

use serde::Serialize;
use utoipa::ToSchema;

use crate::accounts::AccountId;
use crate::moderation::model::{CaseId, Reason, ReportId, State, Subject, SubjectBody};
use crate::moderation::subjects::Seen;
use crate::platform::clock::Time;

/// A report to be made. Its fields were checked.
#[derive(Clone, Debug)]
pub struct NewReport {
    pub id: ReportId,
    /// What a new case gets.
    pub case: CaseId,
    pub subject: Subject,
    pub reporter: AccountId,
    pub reason: Reason,
    pub text: String,
    /// The subject as the reporter sees it.
    pub seen: Seen,
    pub at: Time,
}

/// One's own report, as the store keeps it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    pub id: ReportId,
    pub subject: Subject,
    pub reason: Reason,
    pub text: String,
    pub created_at: Time,
    /// Of its case.
    pub state: State,
}

/// One's own report. What came of it for others, and who decided, isn't told.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Report)]
pub struct ReportView {
    pub id: ReportId,
    pub subject: SubjectBody,
    pub reason: Reason,
    pub text: String,
    pub created_at: Time,
    /// `decided`: it was looked at.
    pub state: State,
}

impl From<Report> for ReportView {
    fn from(report: Report) -> Self {
        let Report { id, subject, reason, text, created_at, state } = report;
        Self { id, subject: subject.into(), reason, text, created_at, state }
    }
}
