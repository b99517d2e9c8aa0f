//! What chats do in the background: erasing what was closed, and forgetting who is gone. Each step is bounded and may
//! be done again.

use std::sync::Arc;

use async_trait::async_trait;
use serde::Deserialize;

use super::events::ChatEvent;
use super::messages::{MessageStore, SqlMessages};
use super::model::ChatId;
use super::service::Chats;
use super::spaces::store::{SpaceChatStore, SqlSpaceChats};
use crate::accounts::{AccountId, Person};
use crate::media::Media;
use crate::platform::bus::Bus;
use crate::platform::database::Db;
use crate::platform::jobs::Handler;
use crate::spaces::SpaceId;

/// Erases a closed chat: `{"chat_id"}`.
pub const ERASE: &str = "chat.erase";
/// Erases the chats that were closed in a space: `{"space_id"}`.
pub const ERASE_SPACE: &str = "chat.erase_space";
/// Takes a deleted account out of everything: `{"account_id", "erase_messages"}`.
pub const FAREWELL: &str = "chat.farewell";

/// Messages at a time, so that nobody's sending waits long.
const PART: i64 = 200;

pub fn handlers(chats: &Chats, db: Db, media: Media, events: Bus<ChatEvent>) -> Vec<Arc<dyn Handler>> {
    let store: Arc<dyn MessageStore> = Arc::new(SqlMessages(db.clone()));
    let erasing = Erasing { store: store.clone(), in_spaces: Arc::new(SqlSpaceChats(db)), media: media.clone() };
    vec![
        Arc::new(erasing.clone()),
        Arc::new(ErasingSpace(erasing)),
        Arc::new(Farewell { chats: chats.clone(), store, media, events }),
    ]
}

#[derive(Clone)]
struct Erasing {
    store: Arc<dyn MessageStore>,
    in_spaces: Arc<dyn SpaceChatStore>,
    media: Media,
}

impl Erasing {
    async fn erase_messages(&self, chat: ChatId) -> Result<(), String> {
        while self.store.erase_chat(chat, PART, self.media.erasing()).await.map_err(|e| e.to_string())? > 0 {
            self.media.ring();
        }
        Ok(())
    }
}

#[derive(Deserialize)]
struct Erase {
    chat_id: ChatId,
}

#[async_trait]
impl Handler for Erasing {
    fn kind(&self) -> &'static str {
        ERASE
    }

    async fn handle(&self, payload: serde_json::Value) -> Result<(), String> {
        let job: Erase = serde_json::from_value(payload).map_err(|e| e.to_string())?;
        self.erase_messages(job.chat_id).await?;
        self.in_spaces.forget(job.chat_id).await.map_err(|e| e.to_string())
    }
}

struct ErasingSpace(Erasing);

#[derive(Deserialize)]
struct EraseSpace {
    space_id: SpaceId,
}

#[async_trait]
impl Handler for ErasingSpace {
    fn kind(&self) -> &'static str {
        ERASE_SPACE
    }

    async fn handle(&self, payload: serde_json::Value) -> Result<(), String> {
        let job: EraseSpace = serde_json::from_value(payload).map_err(|e| e.to_string())?;
        let in_spaces = &self.0.in_spaces;
        let mut after = None;
        loop {
            let closed = in_spaces.closed_in(job.space_id, after, PART).await.map_err(|e| e.to_string())?;
            for chat in &closed {
                while in_spaces.erase_members(*chat, PART).await.map_err(|e| e.to_string())? > 0 {}
                self.0.erase_messages(*chat).await?;
                in_spaces.forget(*chat).await.map_err(|e| e.to_string())?;
            }
            after = closed.last().copied();
            if after.is_none() {
                return Ok(());
            }
        }
    }
}

struct Farewell {
    chats: Chats,
    store: Arc<dyn MessageStore>,
    media: Media,
    events: Bus<ChatEvent>,
}

#[derive(Deserialize)]
struct Gone {
    account_id: AccountId,
    #[serde(default)]
    erase_messages: bool,
}

#[async_trait]
impl Handler for Farewell {
    fn kind(&self) -> &'static str {
        FAREWELL
    }

    async fn handle(&self, payload: serde_json::Value) -> Result<(), String> {
        let job: Gone = serde_json::from_value(payload).map_err(|e| e.to_string())?;
        let account = job.account_id;
        self.chats.forget(account).await.map_err(|e| e.to_string())?;
        loop {
            let changed = self.store.erase_reactions_by(account, PART).await.map_err(|e| e.to_string())?;
            if changed.is_empty() {
                break;
            }
            for view in self.chats.messages().views(changed).await.map_err(|e| e.to_string())? {
                self.events.announce(ChatEvent::MessageReacted(Arc::new(view))).await;
            }
        }
        if job.erase_messages {
            self.erase_messages_of(account).await?;
        }
        Ok(())
    }
}

impl Farewell {
    async fn erase_messages_of(&self, account: AccountId) -> Result<(), String> {
        loop {
            let erasing = self.media.erasing();
            let erased = self.store.erase_sent_by(account, PART, erasing).await.map_err(|e| e.to_string())?;
            self.media.ring();
            if erased.is_empty() {
                return Ok(());
            }
            for message in erased {
                let shown = Person::deleted(message.sender.shown);
                let view = self.chats.messages().shown(message, shown);
                self.events.announce(ChatEvent::MessageDeleted(Arc::new(view))).await;
            }
        }
    }
}
