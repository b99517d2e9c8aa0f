//! The acts on what waits.

use serde_json::json;

use super::model::{HeldView, Waiting};
use crate::accounts::SignedIn;
use crate::moderation::error::ModerationError;
use crate::moderation::model::{HeldId, Kind};
use crate::moderation::service::{Moderation, person};
use crate::platform::page::Page;

impl Moderation {
    /// What waits, the oldest first.
    pub async fn held(
        &self,
        who: &SignedIn,
        after: Option<HeldId>,
        limit: i64,
    ) -> Result<Page<HeldView>, ModerationError> {
        self.moderator(who)?;
        let page = Page::cut(self.0.held.waiting(after, limit + 1).await?, limit, |waiting| waiting.id);
        let people = self.people(page.items.iter().map(|waiting| waiting.author).collect()).await?;
        let view = |waiting: Waiting| HeldView {
            id: waiting.id,
            author: person(&people, waiting.author),
            kind: waiting.kind,
            chat_id: (waiting.kind == Kind::Message).then_some(waiting.place),
            space_id: (waiting.kind != Kind::Message).then_some(waiting.place),
            text: waiting.text,
            created_at: waiting.created_at,
        };
        Ok(page.map(view))
    }

    /// Says it as its author meant to, or lets it go. Not one's own.
    pub async fn settle_held(&self, who: &SignedIn, id: HeldId, publish: bool) -> Result<(), ModerationError> {
        let moderator = self.moderator(who)?;
        let held = self.0.held.one(id).await?.ok_or(ModerationError::NothingHeld)?;
        if held.author == moderator.account() {
            return Err(ModerationError::NotAllowed);
        }
        // First it is said, then it waits no longer: cut short in between, it is said again rather than lost, and a message
        // has a name by which it is said once.
        let published = publish && self.0.subjects.publish(&held).await?;
        if !self.0.held.take(id).await? {
            return Err(ModerationError::NothingHeld);
        }
        let detail = json!({ "account_id": held.author, "kind": held.kind, "published": published });
        self.0.audit.note(self.entry(moderator.account(), "moderation.held_settled", id.0, detail)).await?;
        if publish && !published {
            return Err(ModerationError::Lapsed);
        }
        Ok(())
    }
}
