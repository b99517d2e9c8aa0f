//! The acts on what waits.

use std::time::Duration;

use serde_json::json;

use super::model::{HeldView, Waiting};
use crate::accounts::{Permission, Person, SignedIn};
use crate::media::{CaptionedView, MediaId};
use crate::moderation::error::ModerationError;
use crate::moderation::model::{HeldId, Kind};
use crate::moderation::service::Moderation;
use crate::moderation::subjects::Published;
use crate::platform::database::Stored;
use crate::platform::page::Page;
use crate::spaces::Face;

/// Who began to settle it and hasn't by then was cut short.
const SETTLED_WITHIN: Duration = Duration::from_secs(60);

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
        let people = self.0.spaces.shown(page.items.iter().map(|waiting| waiting.author)).await?;
        let person = |face: Face| people.get(&face.shown).cloned().unwrap_or_else(|| Person::deleted(face.shown));
        let shown: Vec<MediaId> = page.items.iter().flat_map(|waiting| &waiting.pictures).copied().collect();
        let pictures = self.0.media.reviewed(&shown).await?;
        let captioned = |(media_id, caption): (&MediaId, &String)| {
            let picture = pictures.get(media_id)?.clone();
            Some(CaptionedView { media_id: *media_id, caption: caption.clone(), picture })
        };
        let view = |waiting: Waiting| HeldView {
            id: waiting.id,
            author: person(waiting.author),
            kind: waiting.kind,
            chat_id: (waiting.kind == Kind::Message).then_some(waiting.place),
            space_id: (waiting.kind != Kind::Message).then_some(waiting.place),
            text: waiting.text,
            content_warning: waiting.content_warning,
            pictures: waiting.pictures.iter().zip(&waiting.captions).filter_map(captioned).collect(),
            captions: waiting.captions,
            created_at: waiting.created_at,
        };
        Ok(page.map(view))
    }

    /// Says it as its author meant to, or lets it go. Not one's own.
    pub async fn settle_held(&self, who: &SignedIn, id: HeldId, publish: bool) -> Result<(), ModerationError> {
        let moderator = self.moderator(who)?;
        let held = self.0.held.one(id).await?.ok_or(ModerationError::NothingHeld)?;
        if held.author.account == moderator.account() {
            return Err(ModerationError::NotAllowed);
        }
        let now = self.0.clock.now();
        let held = self.0.held.claim(id, now, now.minus(SETTLED_WITHIN)).await?.ok_or(ModerationError::Claimed)?;
        let published = if publish { self.say(&held).await } else { Ok(Published::Never) };
        let published = match published {
            Ok(Published::Later) | Err(_) => {
                self.0.held.give_back(id).await?;
                published.map(|_| ())?;
                return Err(ModerationError::NotNow);
            }
            Ok(published) => published == Published::Now,
        };
        // First it is said, then it waits no longer: cut short in between, it is said again under the same name, and so once.
        let detail = json!({ "person_id": held.author.shown, "kind": held.kind, "published": published });
        let entry = self.entry(moderator.account(), "moderation.held_settled", id.0, detail);
        if !self.0.held.take(id, entry).await? {
            return Err(ModerationError::NothingHeld);
        }
        if publish && !published { Err(ModerationError::Lapsed) } else { Ok(()) }
    }

    /// Not what somebody says who may say nothing now.
    async fn say(&self, held: &Waiting) -> Stored<Published> {
        if !self.0.accounts.may_now(held.author.account, Permission::SendMessages).await? {
            return Ok(Published::Later);
        }
        self.0.subjects.publish(held).await
    }
}
