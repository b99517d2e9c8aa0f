//! The act of changing a group.

use crate::accounts::{Permission, SignedIn};
use crate::chat::error::ChatError;
use crate::chat::gatherings::of_its_own;
use crate::chat::model::{Change, ChatId, ChatView, Kind};
use crate::chat::rules;
use crate::chat::service::{Chats, title_of};

/// What somebody wants to change of a group; what isn't given stays.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    pub title: Option<String>,
    pub capacity: Option<Option<i64>>,
    pub slow_seconds: Option<i64>,
}

/// A day: who may write less often than that may as well be taken out.
const SLOWEST_SECONDS: i64 = 86_400;

impl Chats {
    pub async fn change(&self, who: &SignedIn, chat: ChatId, wanted: Wanted) -> Result<ChatView, ChatError> {
        let proof = self.proof(who.account(), chat).await?;
        if proof.chat().kind == Kind::Direct {
            return Err(ChatError::NotAGroup);
        }
        if !rules::may_manage(&proof) {
            return Err(ChatError::NotAllowed);
        }
        of_its_own(&proof)?;
        let title = wanted.title.as_deref().map(title_of).transpose()?;
        if let Some(title) = &title {
            who.must(Permission::SendMessages)?;
            self.0.accounts.screen().passes(who.account().0, &[("title", title.as_str())]).await?;
        }
        if let Some(capacity) = wanted.capacity {
            self.capacity_of(capacity)?;
        }
        if wanted.slow_seconds.is_some_and(|seconds| !(0..=SLOWEST_SECONDS).contains(&seconds)) {
            let message = format!("must be from 0 to {SLOWEST_SECONDS}");
            return Err(ChatError::Invalid { field: "slow_seconds", message });
        }
        let change = Change { title, capacity: wanted.capacity, slow_seconds: wanted.slow_seconds };
        self.0.store.change(&proof, change).await?;
        self.announce_changed(who.account(), chat).await;
        self.seen_by(who.account(), chat).await
    }
}
