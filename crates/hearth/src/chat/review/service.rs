//! The acts of moderation on messages.

use std::sync::Arc;

use super::model::{Reviewed, Said};
use crate::accounts::{AccountId, SignedIn};
use crate::chat::error::ChatError;
use crate::chat::events::ChatEvent;
use crate::chat::messages::{Message, MessageView};
use crate::chat::model::ChatId;
use crate::chat::sending::NewMessage;
use crate::chat::service::Chats;
use crate::platform::clock::Time;
use crate::platform::database::Stored;

/// Messages that are seen on each side.
const AROUND: i64 = 5;

impl Chats {
    /// A message as a member sees it, with what stands around it; or as they saw it until they blocked its author, so that who
    /// blocks first can still report. None: they don't.
    pub async fn seen_message(&self, who: &SignedIn, chat: ChatId, number: i64) -> Stored<Option<Reviewed>> {
        let until = match self.0.store.membership(chat, who.account()).await? {
            Some(_) => None,
            None => match self.0.review.withheld_since(chat, who.account()).await? {
                Some(since) => Some(since),
                None => return Ok(None),
            },
        };
        let seen = self.reviewed(chat, number).await?;
        Ok(seen.filter(|message| !message.hidden && until.is_none_or(|until| message.at <= until)))
    }

    /// A message as it is, hidden or not. For moderation, which has a report on it. None: it is gone.
    pub async fn reviewed(&self, chat: ChatId, number: i64) -> Stored<Option<Reviewed>> {
        let (space, messages) = self.0.review.around(chat, number, AROUND).await?;
        let Some(message) = messages.iter().find(|one| one.number == number && !one.deleted).cloned() else {
            return Ok(None);
        };
        let around = messages.into_iter().filter(|one| one.number != number && !one.deleted && !one.hidden);
        let around = around.map(|one| Said {
            sender: one.sender,
            text: one.text.unwrap_or_default(),
            content_warning: one.content_warning,
            at: one.created_at,
            before: one.number < number,
        });
        Ok(Some(Reviewed {
            sender: message.sender,
            space,
            text: message.text.unwrap_or_default(),
            content_warning: message.content_warning,
            pictures: message.attachments.len(),
            at: message.created_at,
            hidden: message.hidden,
            around: around.collect(),
        }))
    }

    /// Takes a message out of everybody's sight, or brings it back, as moderation decided.
    pub async fn hide_message(&self, chat: ChatId, number: i64, hidden: bool) -> Stored<()> {
        let at: Option<Time> = hidden.then(|| self.0.clock.now());
        let changed = self.0.review.hide(chat, number, at).await?;
        let event = if hidden { ChatEvent::MessageHidden } else { ChatEvent::MessageRestored };
        self.tell(changed, event).await
    }

    /// Leaves a tombstone in the message's place, as moderation decided.
    pub async fn remove_message(&self, chat: ChatId, number: i64) -> Stored<()> {
        let removed = self.0.review.remove(chat, number, self.0.media.erasing()).await?;
        self.0.media.ring();
        self.tell(removed, ChatEvent::MessageDeleted).await
    }

    /// Sends a message that waited, in the name of its author. What can't be sent any more is refused as ever.
    pub async fn publish(&self, author: AccountId, chat: ChatId, new: NewMessage) -> Result<(), ChatError> {
        self.messages().send_as(author, chat, new, true).await.map(|_| ())
    }

    async fn tell(&self, message: Option<Message>, event: fn(Arc<MessageView>) -> ChatEvent) -> Stored<()> {
        let messages: Vec<Message> = message.into_iter().collect();
        for view in self.messages().views(messages).await? {
            self.0.events.announce(event(Arc::new(view))).await;
        }
        Ok(())
    }
}
