//! The directory in SQL.

use async_trait::async_trait;
use serde_json::json;
use uuid::Uuid;

use super::{DirectoryCursor, DirectoryStore, DroppedTopic, Listed, PutTopic};
use crate::platform::database::{Db, Stored};
use crate::spaces::directory::model::{Facet, Topic, TopicKey};
use crate::spaces::model::SpaceName;
use crate::spaces::store::{columns, space_of};

/// Along the words that begin with $1, each community at the first of them that it has. 'g' follows all hexadecimal.
macro_rules! found {
    ($words:literal) => {
        concat!(
            "SELECT ",
            columns!(),
            ", w.word, w.rank FROM space_words w JOIN spaces s ON s.id = w.space
            WHERE w.word >= $1 AND w.word < $1 || 'g' AND (w.word, w.rank, w.space) > ($2, $3, $4)
            AND EXISTS (SELECT 1 FROM space_listings l WHERE l.facet = $5 AND l.rank = w.rank AND l.space = w.space)
            AND NOT EXISTS (SELECT 1 FROM space_words e WHERE e.space = w.space AND e.word >= $1 AND e.word < w.word)
            AND NOT EXISTS (SELECT 1 FROM ",
            $words,
            " WHERE NOT EXISTS (SELECT 1 FROM space_words o
                WHERE o.space = w.space AND o.word >= q.value AND o.word < q.value || 'g'))
            ORDER BY w.word, w.rank, w.space LIMIT $7"
        )
    };
}

crate::statements! {
    TOPICS = "SELECT key, name FROM space_topics WHERE key > $1 ORDER BY key LIMIT $2";
    BEGIN_WITH = sqlite "INSERT INTO space_topics (key, name) SELECT value ->> 0, value ->> 1 FROM json_each($1)
            WHERE NOT EXISTS (SELECT 1 FROM space_topics WHERE key > '')",
        postgres "INSERT INTO space_topics (key, name) SELECT value ->> 0, value ->> 1 FROM json_array_elements($1::json)
            WHERE NOT EXISTS (SELECT 1 FROM space_topics WHERE key > '') ON CONFLICT (key) DO NOTHING";
    RENAME_TOPIC = "UPDATE space_topics SET name = $2 WHERE key = $1";
    COUNT_TOPICS = "SELECT count(*) AS count FROM space_topics WHERE key > ''";
    ADD_TOPIC = "INSERT INTO space_topics (key, name) VALUES ($1, $2) ON CONFLICT (key) DO UPDATE SET name = $2";
    // A statement of its own, so that the one after it sees the community that somebody was about to make.
    HOLD_TOPIC = sqlite "SELECT key FROM space_topics WHERE key = $1",
        postgres "SELECT key FROM space_topics WHERE key = $1 FOR UPDATE";
    DROP_TOPIC = "DELETE FROM space_topics WHERE key = $1 AND NOT EXISTS (SELECT 1 FROM spaces WHERE topic = $1)";
    LISTED = concat!("SELECT ", columns!(), ", l.rank FROM space_listings l JOIN spaces s ON s.id = l.space
        WHERE l.facet = $1 AND (l.rank, l.space) > ($2, $3) ORDER BY l.rank, l.space LIMIT $4");
    FOUND = sqlite found!("json_each($6) q"), postgres found!("json_array_elements_text($6::json) q(value)");
}

#[derive(Clone)]
pub struct SqlDirectory(pub Db);

#[async_trait]
impl DirectoryStore for SqlDirectory {
    async fn topics(&self, after: Option<String>, limit: i64) -> Stored<Vec<Topic>> {
        let rows = self.0.read(&TOPICS).bind(after.unwrap_or_default()).bind(limit).all().await?;
        rows.iter().map(|row| Ok(Topic { key: row.get("key")?, name: row.get("name")? })).collect()
    }

    async fn begin_with(&self, topics: &[(&str, &str)]) -> Stored<()> {
        let mut tx = self.0.begin().await?;
        tx.run(&BEGIN_WITH).bind(json!(topics).to_string()).done().await?;
        tx.commit().await
    }

    async fn put_topic(&self, key: &TopicKey, name: &SpaceName, most: i64) -> Stored<PutTopic> {
        let (key, name) = (key.as_str().to_owned(), name.as_str().to_owned());
        let mut tx = self.0.begin().await?;
        if tx.run(&RENAME_TOPIC).bind(key.clone()).bind(name.clone()).done().await? > 0 {
            tx.commit().await?;
            return Ok(PutTopic::Renamed);
        }
        if tx.run(&COUNT_TOPICS).one().await?.get::<i64>("count")? >= most {
            return Ok(PutTopic::TooMany);
        }
        tx.run(&ADD_TOPIC).bind(key).bind(name).done().await?;
        tx.commit().await?;
        Ok(PutTopic::Added)
    }

    async fn drop_topic(&self, key: &TopicKey) -> Stored<DroppedTopic> {
        let mut tx = self.0.begin().await?;
        if tx.run(&HOLD_TOPIC).bind(key.as_str().to_owned()).maybe().await?.is_none() {
            return Ok(DroppedTopic::NotThere);
        }
        let dropped = tx.run(&DROP_TOPIC).bind(key.as_str().to_owned()).done().await? > 0;
        tx.commit().await?;
        Ok(if dropped { DroppedTopic::Now } else { DroppedTopic::InUse })
    }

    async fn listed(&self, facet: Facet, after: Option<DirectoryCursor>, limit: i64) -> Stored<Vec<Listed>> {
        let (_, rank, space) = after.unwrap_or((String::new(), i64::MIN, Uuid::nil()));
        let rows = self.0.read(&LISTED).bind(facet.0).bind(rank).bind(space).bind(limit).all().await?;
        let listed = |row| Ok(Listed { space: space_of(row)?, word: String::new(), rank: row.get("rank")? });
        rows.iter().map(listed).collect()
    }

    async fn found(
        &self,
        facet: Facet,
        words: &[String],
        after: Option<DirectoryCursor>,
        limit: i64,
    ) -> Stored<Vec<Listed>> {
        let Some((first, others)) = words.split_first() else { return Ok(Vec::new()) };
        let (word, rank, space) = after.unwrap_or((String::new(), i64::MIN, Uuid::nil()));
        let rows = self
            .0
            .read(&FOUND)
            .bind(first.clone())
            .bind(word)
            .bind(rank)
            .bind(space)
            .bind(facet.0)
            .bind(json!(others).to_string())
            .bind(limit)
            .all()
            .await?;
        rows.iter()
            .map(|row| Ok(Listed { space: space_of(row)?, word: row.get("word")?, rank: row.get("rank")? }))
            .collect()
    }
}
