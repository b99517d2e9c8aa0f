//! What every database must do for messages that moderation decides on.

use super::*;
use crate::accounts::AccountId;
use crate::chat::messages::rules::search_words;
use crate::chat::store::contract::{ANA, BO, NOW, World as Chats, at, draft, letting_go};
use crate::databases;
use crate::media::Caption;
use crate::platform::database::Db;

struct World {
    chats: Chats,
    review: SqlReview,
}

impl World {
    fn on(db: Db) -> Self {
        Self { chats: Chats::on(db.clone()), review: SqlReview(db) }
    }

    async fn hides(&self, chat: ChatId, number: i64) -> Option<Message> {
        self.review.hide(chat, number, Some(NOW)).await.unwrap()
    }

    async fn restores(&self, chat: ChatId, number: i64) -> Option<Message> {
        self.review.hide(chat, number, None).await.unwrap()
    }

    async fn seen(&self, chat: ChatId, number: i64) -> Message {
        self.chats.messages.message(&self.chats.proof(chat, ANA).await, number).await.unwrap().unwrap()
    }

    async fn finds(&self, who: AccountId, query: &str) -> usize {
        self.chats.messages.search(who, &search_words(query), None, None, 9).await.unwrap().len()
    }
}

async fn what_is_hidden_is_out_of_sight_and_search_and_comes_back_whole(world: &World) {
    let group = world.chats.group(1, &[BO]).await;
    let picture = world.chats.media.has_ready(1, BO.0).await;
    let shown = vec![(picture, Caption::parse("a sea").unwrap())];
    let said = crate::chat::messages::model::Draft {
        attachments: shown,
        content_warning: Some("water".to_owned()),
        ..draft(group, BO, "a secret harbour")
    };
    world.chats.appends(&[said]).await;
    world.chats.says(group, ANA, "another harbour").await;
    world.chats.messages.pin(&world.chats.proof(group, ANA).await, 1, Some(NOW)).await.unwrap();
    let before = world.seen(group, 1).await;
    assert_eq!(world.chats.unread(group, ANA).await, 0);
    world.chats.says(group, BO, "more").await;
    world.hides(group, 3).await.unwrap();
    assert_eq!(world.chats.unread(group, ANA).await, 0, "what is hidden is unread to nobody");
    world.restores(group, 3).await.unwrap();
    assert_eq!(world.chats.unread(group, ANA).await, 1);
    let hidden = world.hides(group, 1).await.unwrap();
    assert_eq!(hidden, world.seen(group, 1).await);
    assert!(hidden.hidden && !hidden.deleted && !hidden.pinned && hidden.text.is_none());
    assert!(hidden.attachments.is_empty() && hidden.content_warning.is_none());
    assert!(hidden.position > before.position, "who was away is told");
    assert_eq!((world.finds(ANA, "secret").await, world.finds(ANA, "harbour").await), (0, 1));
    assert!(world.chats.media.is_hidden(picture).await);
    let pinned = world.chats.messages.pinned(&world.chats.proof(group, ANA).await, None, 9).await.unwrap();
    assert!(pinned.is_empty());
    let own = world.chats.messages.sent_by(BO, None, 9).await.unwrap();
    assert_eq!(own[0].text.as_deref(), Some("a secret harbour"), "one's own export has it");
    assert_eq!(world.hides(group, 1).await, None, "it is so already");

    let restored = world.restores(group, 1).await.unwrap();
    assert_eq!((restored.text, restored.attachments), (before.text, before.attachments));
    assert_eq!(restored.content_warning, before.content_warning);
    assert_eq!(world.finds(BO, "secret").await, 1);
    assert!(!world.chats.media.is_hidden(picture).await);
    assert_eq!(world.restores(group, 1).await, None);
    assert_eq!(world.hides(group, 9).await, None);
}

async fn what_is_hidden_is_not_changed_but_can_be_deleted(world: &World) {
    let group = world.chats.group(1, &[BO]).await;
    for text in ["one", "two"] {
        world.chats.says(group, BO, text).await;
        world.hides(group, world.chats.said(group).await.len().try_into().unwrap()).await.unwrap();
    }
    let proof = world.chats.proof(group, BO).await;
    let revision = crate::chat::messages::store::Revision {
        text: "better".to_owned(),
        content_warning: None,
        mentions: vec![],
        at: at(1),
    };
    assert_eq!(world.chats.messages.revise(&proof, 1, revision).await.unwrap(), None);
    assert_eq!(world.chats.messages.pin(&proof, 1, Some(NOW)).await.unwrap(), None);
    let reacted = world.chats.messages.react(&proof, 1, "👍", true, NOW).await.unwrap();
    assert_eq!(reacted, crate::chat::messages::store::Reacted::NoSuchMessage);
    let deleted = world.chats.messages.delete(&proof, 1, false, letting_go(1)).await.unwrap().unwrap();
    assert!(deleted.deleted && !deleted.hidden);
    assert_eq!(world.restores(group, 1).await, None, "what is gone doesn't come back");
    let removed = world.review.remove(group, 2, letting_go(2)).await.unwrap().unwrap();
    assert!(removed.deleted && removed.text.is_none());
    assert_eq!(world.review.remove(group, 2, letting_go(3)).await.unwrap(), None);
}

async fn a_message_is_seen_with_its_neighbours(world: &World) {
    let group = world.chats.group(1, &[BO]).await;
    for number in 1..=9 {
        world.chats.says(group, BO, &format!("{number}")).await;
    }
    world.hides(group, 5).await;
    let around = async |number| {
        let (space, messages) = world.review.around(group, number, 2).await.unwrap();
        assert_eq!(space, None);
        messages.into_iter().map(|message| message.text.unwrap()).collect::<Vec<_>>()
    };
    assert_eq!(around(5).await, ["3", "4", "5", "6", "7"], "hidden or not");
    assert_eq!(around(1).await, ["1", "2", "3"]);
    let (_, nothing) = world.review.around(ChatId(uuid::Uuid::nil()), 1, 2).await.unwrap();
    assert!(nothing.is_empty());
}

databases!(
    World::on,
    what_is_hidden_is_out_of_sight_and_search_and_comes_back_whole,
    what_is_hidden_is_not_changed_but_can_be_deleted,
    a_message_is_seen_with_its_neighbours,
);
