//! What an account's export holds of moderation: what it reported, what was decided about it, and what waits.

use std::sync::Arc;

use async_trait::async_trait;
use serde_json::{Value, json};

use crate::accounts::{AccountId, ExportSection};
use crate::moderation::decisions::DecisionView;
use crate::moderation::decisions::store::{DecisionStore, SqlDecisions};
use crate::moderation::held::store::{HeldStore, SqlHeld};
use crate::moderation::model::{DecisionId, ReportId};
use crate::moderation::reports::ReportView;
use crate::moderation::store::{CaseStore, SqlCases};
use crate::platform::audit::Audit;
use crate::platform::database::{Db, Stored};
use crate::platform::page::{Page, decode};

const PART: i64 = 200;

struct ReportsExport(Arc<dyn CaseStore>);

#[async_trait]
impl ExportSection for ReportsExport {
    fn name(&self) -> &'static str {
        "reports"
    }

    async fn page(&self, account: AccountId, after: Option<String>) -> Stored<Page<Value>> {
        let after: Option<ReportId> = decode(after.as_deref()).ok().flatten();
        let reports = self.0.reports_by(account, after, PART + 1).await?;
        Ok(Page::cut(reports, PART, |report| report.id).map(|report| json!(ReportView::from(report))))
    }
}

/// Without who decided.
struct DecisionsExport(Arc<dyn DecisionStore>);

#[async_trait]
impl ExportSection for DecisionsExport {
    fn name(&self) -> &'static str {
        "decisions"
    }

    async fn page(&self, account: AccountId, after: Option<String>) -> Stored<Page<Value>> {
        let after: Option<DecisionId> = decode(after.as_deref()).ok().flatten();
        let decisions = self.0.about(account, after, PART + 1).await?;
        Ok(Page::cut(decisions, PART, |decision| decision.id).map(|decision| json!(DecisionView::from(decision))))
    }
}

struct HeldExport(Arc<dyn HeldStore>);

#[async_trait]
impl ExportSection for HeldExport {
    fn name(&self) -> &'static str {
        "held"
    }

    async fn page(&self, account: AccountId, after: Option<String>) -> Stored<Page<Value>> {
        let after = decode(after.as_deref()).ok().flatten();
        let held = self.0.by(account, after, PART + 1).await?;
        Ok(Page::cut(held, PART, |one| one.id).map(|one| {
            json!({ "id": one.id, "kind": one.kind, "text": one.text, "content_warning": one.content_warning,
                "captions": one.captions, "pictures": one.pictures, "created_at": one.created_at })
        }))
    }
}

/// The feature's parts of an account's export.
pub fn export(db: Db, audit: Audit) -> Vec<Arc<dyn ExportSection>> {
    vec![
        Arc::new(ReportsExport(Arc::new(SqlCases { db: db.clone(), audit: audit.clone() }))),
        Arc::new(DecisionsExport(Arc::new(SqlDecisions { db: db.clone(), audit: audit.clone() }))),
        Arc::new(HeldExport(Arc::new(SqlHeld { db, audit }))),
    ]
}
