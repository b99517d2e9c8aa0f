//! What the sockets hear of the groups of gatherings, after the commit.

use crate::accounts::AccountId;
use crate::chat::error::ChatError;
use crate::chat::events::ChatEvent;
use crate::chat::model::{ChatId, Joining, Membership};
use crate::chat::service::Chats;

impl Chats {
    /// The attendee is a member now: their sockets hear the group from now on.
    pub async fn entered(&self, chat: ChatId, account: AccountId) {
        match self.seen_by(account, chat).await {
            Ok(view) => {
                self.announce_joined(account, view).await;
                self.announce_changed(account, chat).await;
            }
            // Out again already, or it is withheld from them; to the others they are a member like any.
            Err(ChatError::NoSuchChat) => self.renamed(chat).await,
            Err(error) => tracing::debug!(%error, %chat, "who came into a gathering's group wasn't told"),
        }
    }

    /// The account is no attendee any more: its sockets hear nothing more of the group.
    pub async fn left(&self, chat: ChatId, account: AccountId) {
        self.0.events.announce(ChatEvent::Left { account, chat }).await;
        match self.0.store.someone_in(chat).await {
            Ok(Some(someone)) => self.announce_changed(someone, chat).await,
            Ok(None) => {}
            Err(error) => tracing::debug!(%error, %chat, "who left a gathering's group wasn't told to the others"),
        }
    }

    /// The gathering has another title.
    pub async fn renamed(&self, chat: ChatId) {
        match self.0.store.someone_in(chat).await {
            Ok(Some(someone)) => self.announce_changed(someone, chat).await,
            Ok(None) => {}
            Err(error) => tracing::debug!(%error, %chat, "the new title of a gathering's group wasn't told"),
        }
    }

    /// The group is gone, with all that was said in it.
    pub async fn closed(&self, chat: ChatId) {
        self.0.jobs.ring();
        self.0.events.announce(ChatEvent::Closed { chat }).await;
    }
}

/// What the gathering decides alone isn't done by way of its group.
pub(in crate::chat) fn of_its_own(member: &Membership) -> Result<(), ChatError> {
    match member.chat().joining {
        Joining::Gathering => Err(ChatError::OfAGathering),
        Joining::Open | Joining::Invitation => Ok(()),
    }
}
