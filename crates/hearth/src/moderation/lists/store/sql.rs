//! Lists in SQL.

use async_trait::async_trait;

use super::{List, ListStore};
use crate::platform::audit::{Audit, NewEntry};
use crate::platform::database::{Db, Stored};

crate::statements! {
    LIST = "SELECT body FROM moderation_lists WHERE name = $1";
    SET = "INSERT INTO moderation_lists (name, body) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET body = $2";
}

#[derive(Clone)]
pub struct SqlLists {
    pub db: Db,
    pub audit: Audit,
}

fn name(list: List) -> String {
    match list {
        List::Words => "words".to_owned(),
        List::Crisis => "crisis".to_owned(),
    }
}

#[async_trait]
impl ListStore for SqlLists {
    async fn list(&self, list: List) -> Stored<Option<String>> {
        let row = self.db.read(&LIST).bind(name(list)).maybe().await?;
        row.map(|row| row.get("body")).transpose()
    }

    async fn set(&self, list: List, body: String, entry: NewEntry) -> Stored<()> {
        let mut tx = self.db.begin().await?;
        tx.run(&SET).bind(name(list)).bind(body).done().await?;
        self.audit.put(&mut tx, entry).await?;
        tx.commit().await
    }
}
