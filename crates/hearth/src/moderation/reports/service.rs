//! The acts on one's own reports.

use super::model::{NewReport, ReportView};
use crate::accounts::SignedIn;
use crate::moderation::error::ModerationError;
use crate::moderation::model::{CaseId, Reason, ReportId, SubjectBody};
use crate::moderation::service::{Moderation, wording};
use crate::platform::page::Page;

/// Characters of what somebody writes with a report.
pub(in crate::moderation) const MOST_TEXT: usize = 2000;

impl Moderation {
    /// Reports what one sees. The same again, while it waits, is one report.
    pub async fn report(
        &self,
        who: &SignedIn,
        subject: &SubjectBody,
        reason: Reason,
        text: &str,
    ) -> Result<ReportView, ModerationError> {
        let missing = |field| {
            ModerationError::invalid(format!("subject.{field}"), "missing", "must be given for a subject of this kind")
        };
        let subject = subject.subject().map_err(missing)?;
        let text = wording("text", text, MOST_TEXT)?;
        self.count_report(who)?;
        let unseen = || ModerationError::invalid("subject", "unknown", "must be something that one sees");
        let seen = self.0.subjects.look(who, subject).await?.ok_or_else(unseen)?;
        if seen.author.is_some_and(|author| author.account == who.account()) {
            return Err(ModerationError::invalid("subject", "your_own", "must be somebody else's"));
        }
        let (id, case) = (ReportId(self.0.ids.uuid()), CaseId(self.0.ids.uuid()));
        let (reporter, at) = (who.account(), self.0.clock.now());
        let new = NewReport { id, case, subject, reporter, reason, text, seen, at };
        Ok(self.0.cases.report(new).await?.into())
    }

    /// One's own reports, the newest first.
    pub async fn reports(
        &self,
        who: &SignedIn,
        before: Option<ReportId>,
        limit: i64,
    ) -> Result<Page<ReportView>, ModerationError> {
        let reports = self.0.cases.reports_by(who.account(), before, limit + 1).await?;
        Ok(Page::cut(reports, limit, |report| report.id).map(ReportView::from))
    }
}
