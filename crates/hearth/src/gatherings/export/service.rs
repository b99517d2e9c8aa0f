//! The feature's parts of an account's export.

use std::sync::Arc;

use async_trait::async_trait;
use serde_json::{Value, json};

use crate::accounts::{AccountId, ExportSection};
use crate::gatherings::answers::store::{Own, OwnAnswers, SqlOwnAnswers};
use crate::gatherings::availability::store::{AvailabilityStore, SqlAvailability};
use crate::gatherings::model::GatheringId;
use crate::platform::database::{Db, Stored};
use crate::platform::page::{Page, decode};

/// Where it takes part, and what it answered there.
struct GatheringsExport(Arc<dyn OwnAnswers>);

#[async_trait]
impl ExportSection for GatheringsExport {
    fn name(&self) -> &'static str {
        "gatherings"
    }

    async fn page(&self, account: AccountId, after: Option<String>) -> Stored<Page<Value>> {
        const PART: i64 = 200;
        let after: Option<GatheringId> = decode(after.as_deref()).ok().flatten();
        let found = self.0.answered_by(account, after, PART + 1).await?;
        Ok(Page::cut(found, PART, |own| own.gathering.id).map(|Own { gathering, attendee, answer }| {
            let plan = &gathering.plan;
            let is_host = attendee.id == gathering.host.attendee;
            let mut own = json!({
                "id": gathering.id,
                "space_id": gathering.space,
                "title": plan.title.as_str(),
                "host": is_host,
                "joined_at": attendee.joined_at,
                "answer": answer.map(|answer| answer.view()),
                "rsvp": attendee.rsvp,
                "votes": attendee.votes,
            });
            // What the host wrote, or had from the host before.
            if is_host {
                own["description"] = json!(plan.description);
                own["place"] = json!(plan.place.as_str());
                own["first_day"] = json!(plan.days.first().to_string());
                own["last_day"] = json!(plan.days.last().to_string());
            }
            own
        }))
    }
}

/// What it has saved.
struct AvailabilityExport(Arc<dyn AvailabilityStore>);

#[async_trait]
impl ExportSection for AvailabilityExport {
    fn name(&self) -> &'static str {
        "availability"
    }

    async fn page(&self, account: AccountId, _: Option<String>) -> Stored<Page<Value>> {
        let saved = self.0.availability(account).await?;
        Ok(Page { items: saved.iter().map(|saved| json!(saved.view())).collect(), next: None })
    }
}

pub fn export(db: Db) -> Vec<Arc<dyn ExportSection>> {
    vec![
        Arc::new(GatheringsExport(Arc::new(SqlOwnAnswers(db.clone())))),
        Arc::new(AvailabilityExport(Arc::new(SqlAvailability(db)))),
    ]
}
