//! What sockets hear when a chat is withheld from its member, or is there again. What is committed is followed here.

use tokio::sync::mpsc;
use uuid::Uuid;

use crate::accounts::{AccountEvent, AccountId, Silence};
use crate::chat::error::ChatError;
use crate::chat::events::ChatEvent;
use crate::chat::model::ChatId;
use crate::chat::service::Chats;

impl Chats {
    async fn withheld(&self, account: AccountId, chats: Vec<Uuid>) {
        for chat in chats.into_iter().map(ChatId) {
            self.0.events.announce(ChatEvent::Left { account, chat }).await;
        }
    }

    async fn restored(&self, account: AccountId, chats: Vec<Uuid>) {
        for chat in chats.into_iter().map(ChatId) {
            match self.seen_by(account, chat).await {
                Ok(view) => self.announce_joined(account, view).await,
                // The account had put it away by itself, or it was closed meanwhile.
                Err(ChatError::NoSuchChat) => {}
                Err(error) => tracing::debug!(%error, %chat, "that a chat is there again wasn't told"),
            }
        }
    }
}

/// Takes withheld chats from the account's sockets and gives them back, until the announcers are gone. Nobody else is told.
pub async fn follow(chats: Chats, mut events: mpsc::Receiver<AccountEvent>) {
    while let Some(event) = events.recv().await {
        match event {
            AccountEvent::Silenced { account, silence: Silence::Block, on: true, chats: withheld, .. } => {
                chats.withheld(account, withheld).await;
            }
            AccountEvent::Silenced { account, silence: Silence::Block, on: false, chats: restored, .. } => {
                chats.restored(account, restored).await;
            }
            _ => {}
        }
    }
}
