//! The seam to the other features: implemented at the roof, over their services.

use async_trait::async_trait;

use super::model::{Published, Seen};
use crate::accounts::SignedIn;
use crate::moderation::held::Waiting;
use crate::moderation::model::Subject;
use crate::platform::database::Stored;

/// What moderation asks of those whose content it decides on. Each act may come again, and then changes nothing.
#[async_trait]
pub trait Subjects: Send + Sync {
    /// The subject as this account sees it, with what stands around it. None: it doesn't.
    async fn look(&self, who: &SignedIn, subject: Subject) -> Stored<Option<Seen>>;
    /// The subject as it is now, hidden or not. None: it is gone.
    async fn now(&self, subject: Subject) -> Stored<Option<Seen>>;
    /// Takes it out of everybody's sight but its author's export, so that it can come back.
    async fn hide(&self, subject: Subject) -> Stored<()>;
    /// Brings back what was hidden, if it is still there.
    async fn restore(&self, subject: Subject) -> Stored<()>;
    /// Deletes it, as an admin of its place would.
    async fn delete(&self, subject: Subject) -> Stored<()>;
    /// Says what waited, as its author meant to: once, however often it is asked.
    async fn publish(&self, held: &Waiting) -> Stored<Published>;
}
