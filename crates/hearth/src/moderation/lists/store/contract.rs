//! What every database must do for lists.

use serde_json::json;

use super::*;
use crate::databases;
use crate::platform::audit::{Audit, Wanted};
use crate::platform::clock::Time;
use crate::platform::database::Db;

struct World {
    lists: SqlLists,
}

impl World {
    fn on(db: Db) -> Self {
        Self { lists: SqlLists { audit: Audit::new(db.clone(), &[7; 32]), db } }
    }

    async fn sets(&self, list: List, body: &str) {
        let at = Time::from_millis(1);
        let entry = NewEntry { actor: None, act: "moderation.list", subject: None, detail: json!({}), at };
        self.lists.set(list, body.to_owned(), entry).await.unwrap();
    }
}

async fn a_list_is_what_was_set_last_and_each_is_its_own(world: &World) {
    assert_eq!(world.lists.list(List::Words).await.unwrap(), None);
    world.sets(List::Words, "{\"words\":[\"größe\"]}").await;
    world.sets(List::Crisis, "{}").await;
    world.sets(List::Words, "[1]").await;
    assert_eq!(world.lists.list(List::Words).await.unwrap().unwrap(), "[1]");
    assert_eq!(world.lists.list(List::Crisis).await.unwrap().unwrap(), "{}");
    let entries = world.lists.audit.entries(&Wanted::default(), None, 9).await.unwrap();
    assert_eq!(entries.len(), 3, "each change is written down");
}

databases!(World::on, a_list_is_what_was_set_last_and_each_is_its_own);
