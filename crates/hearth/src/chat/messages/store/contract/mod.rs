//! What every database must do for messages.

mod append;
mod attachments;
mod changes;
mod erasing;
mod reactions;
mod reading;
mod search;

use super::*;
use crate::accounts::Reaction;
use crate::chat::messages::rules;
use crate::chat::model::Role;
use crate::chat::store::contract::{
    ANA, BO, CLEO, DAN, Dice, EVE, NOW, STRANGERS, World, account, appended, at, chat, draft, erasing, letting_go,
};
use crate::chat::store::{Added, Removed};
use crate::spaces::Face;

fn revision(text: &str) -> Revision {
    Revision { text: text.to_owned(), content_warning: None, mentions: vec![], at: at(50) }
}

fn numbers(messages: &[Message]) -> Vec<i64> {
    messages.iter().map(|message| message.number).collect()
}

impl World {
    /// What everybody in the chat sees of one message.
    async fn message(&self, chat: ChatId, number: i64) -> Message {
        self.messages.message(&self.proof(chat, ANA).await, number).await.unwrap().expect("the message is there")
    }

    async fn position(&self, chat: ChatId) -> i64 {
        self.proof(chat, ANA).await.chat().position
    }

    async fn reacts(&self, chat: ChatId, number: i64, who: AccountId, emoji: &str, on: bool) -> Reacted {
        self.messages.react(&self.proof(chat, who).await, number, emoji, on, NOW).await.unwrap()
    }

    async fn deletes(&self, chat: ChatId, number: i64, who: AccountId) -> Message {
        let deleted = self.messages.delete(&self.proof(chat, who).await, number, false, letting_go(60)).await.unwrap();
        deleted.expect("it was there, and their own")
    }
}
