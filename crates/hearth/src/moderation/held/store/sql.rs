//! What waits, in SQL.

use async_trait::async_trait;
use uuid::Uuid;

use super::HeldStore;
use crate::accounts::{AccountId, PersonId};
use crate::moderation::held::model::Waiting;
use crate::moderation::model::{HeldId, Kind};
use crate::moderation::store::{broken, word};
use crate::platform::clock::Time;
use crate::platform::database::{Db, Row, Stored};
use crate::platform::screening::Held;
use crate::spaces::Face;

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT id, author, face, kind, place, text, content_warning, captions, draft, created_at FROM moderation_held ",
            $rest
        )
    };
}

crate::statements! {
    HOLD = "INSERT INTO moderation_held (id, author, face, kind, place, text, content_warning, captions, draft, again,
        created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT (author, again) DO NOTHING";
    WAITING = select!("WHERE id > $1 ORDER BY id LIMIT $2");
    ONE = select!("WHERE id = $1");
    CLAIM = "UPDATE moderation_held SET settling_at = $2 WHERE id = $1 AND (settling_at IS NULL OR settling_at <= $3)
        RETURNING id, author, face, kind, place, text, content_warning, captions, draft, created_at";
    GIVE_BACK = "UPDATE moderation_held SET settling_at = NULL WHERE id = $1";
    TAKE = "DELETE FROM moderation_held WHERE id = $1";
    FORGET = "DELETE FROM moderation_held WHERE id IN (SELECT h.id FROM moderation_held h WHERE h.author = $1 LIMIT $2)";
    BY = select!("WHERE author = $1 AND id > $2 ORDER BY id LIMIT $3");
}

#[derive(Clone)]
pub struct SqlHeld(pub Db);

#[async_trait]
impl HeldStore for SqlHeld {
    async fn hold(&self, id: HeldId, held: Held, at: Time) -> Stored<()> {
        let mut tx = self.0.begin().await?;
        // Another author's name for it, or another place, is another thing.
        let again = held.again.map_or_else(|| id.to_string(), |again| format!("{} {again}", held.place));
        let hold = tx.run(&HOLD).bind(id.0).bind(held.author).bind(held.face).bind(held.kind.to_owned());
        let hold = hold.bind(held.place).bind(held.text).bind(held.content_warning);
        let hold = hold.bind(serde_json::json!(held.captions).to_string()).bind(held.draft.to_string()).bind(again);
        hold.bind(at.millis()).done().await?;
        tx.commit().await
    }

    async fn waiting(&self, after: Option<HeldId>, limit: i64) -> Stored<Vec<Waiting>> {
        let after = after.map_or(Uuid::nil(), |held| held.0);
        self.0.read(&WAITING).bind(after).bind(limit).all().await?.iter().map(waiting_of).collect()
    }

    async fn one(&self, id: HeldId) -> Stored<Option<Waiting>> {
        self.0.read(&ONE).bind(id.0).maybe().await?.as_ref().map(waiting_of).transpose()
    }

    async fn claim(&self, id: HeldId, at: Time, before: Time) -> Stored<Option<Waiting>> {
        let mut tx = self.0.begin().await?;
        let row = tx.run(&CLAIM).bind(id.0).bind(at.millis()).bind(before.millis()).maybe().await?;
        tx.commit().await?;
        row.as_ref().map(waiting_of).transpose()
    }

    async fn give_back(&self, id: HeldId) -> Stored<()> {
        let mut tx = self.0.begin().await?;
        tx.run(&GIVE_BACK).bind(id.0).done().await?;
        tx.commit().await
    }

    async fn take(&self, id: HeldId) -> Stored<bool> {
        let mut tx = self.0.begin().await?;
        let taken = tx.run(&TAKE).bind(id.0).done().await? > 0;
        tx.commit().await?;
        Ok(taken)
    }

    async fn forget(&self, account: AccountId, limit: i64) -> Stored<u64> {
        let mut tx = self.0.begin().await?;
        let forgotten = tx.run(&FORGET).bind(account.0).bind(limit).done().await?;
        tx.commit().await?;
        Ok(forgotten)
    }

    async fn by(&self, author: AccountId, after: Option<HeldId>, limit: i64) -> Stored<Vec<Waiting>> {
        self.0
            .read(&BY)
            .bind(author.0)
            .bind(after.map_or(Uuid::nil(), |held| held.0))
            .bind(limit)
            .all()
            .await?
            .iter()
            .map(waiting_of)
            .collect()
    }
}

fn waiting_of(row: &Row) -> Stored<Waiting> {
    Ok(Waiting {
        id: HeldId(row.get("id")?),
        author: Face { account: AccountId(row.get("author")?), shown: PersonId(row.get("face")?) },
        kind: word(row, "kind", Kind::from_text)?,
        place: row.get("place")?,
        text: row.get("text")?,
        content_warning: row.get("content_warning")?,
        captions: serde_json::from_str(&row.get::<String>("captions")?).map_err(broken)?,
        draft: serde_json::from_str(&row.get::<String>("draft")?).map_err(broken)?,
        created_at: Time::from_millis(row.get("created_at")?),
    })
}
