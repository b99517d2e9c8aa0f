//! Reading the audit log.

use crate::accounts::{AccountId, Person, SignedIn};
use crate::moderation::error::ModerationError;
use crate::moderation::service::{Moderation, person};
use crate::platform::audit::{Entry, VerifiedPiece, Wanted};
use crate::platform::page::Page;

/// Entries that are verified at a time.
const PIECE: i64 = 1000;

impl Moderation {
    /// Looks through a piece of the log for what somebody may have meddled with.
    pub async fn verify_audit(&self, who: &SignedIn, after: Option<i64>) -> Result<VerifiedPiece, ModerationError> {
        self.moderator(who)?;
        Ok(self.0.audit.verify_piece(after, PIECE).await?)
    }

    /// The entries, the newest first, each with who did it; none where it was the operator, or the server itself.
    pub async fn audit(
        &self,
        who: &SignedIn,
        wanted: &Wanted,
        before: Option<i64>,
        limit: i64,
    ) -> Result<Page<(Entry, Option<Person>)>, ModerationError> {
        self.moderator(who)?;
        let page = Page::cut(self.0.audit.entries(wanted, before, limit + 1).await?, limit, |entry| entry.number);
        let people = self.people(page.items.iter().filter_map(|entry| entry.actor).map(AccountId).collect()).await?;
        Ok(page.map(|entry| {
            let actor = entry.actor.map(|actor| person(&people, AccountId(actor)));
            (entry, actor)
        }))
    }
}
