//! What waits, in SQL.

use async_trait::async_trait;
use serde_json::json;
use uuid::Uuid;

use super::HeldStore;
use crate::accounts::{AccountId, PersonId};
use crate::media::{self, MediaId, Owner};
use crate::moderation::held::model::Waiting;
use crate::moderation::model::{HeldId, Kind};
use crate::moderation::store::{broken, word};
use crate::platform::audit::{Audit, NewEntry};
use crate::platform::clock::Time;
use crate::platform::database::{Db, Row, StoreError, Stored, Tx};
use crate::platform::screening::Held;
use crate::spaces::Face;

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT id, author, face, kind, place, text, content_warning, captions, pictures, draft,
            created_at FROM moderation_held ",
            $rest
        )
    };
}

crate::statements! {
    HOLD = "INSERT INTO moderation_held (id, author, face, kind, place, text, content_warning, captions, pictures, draft,
        again, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) ON CONFLICT (author, again) DO NOTHING";
    WAITING = select!("WHERE id > $1 ORDER BY id LIMIT $2");
    ONE = select!("WHERE id = $1");
    CLAIM = "UPDATE moderation_held SET settling_at = $2 WHERE id = $1 AND (settling_at IS NULL OR settling_at <= $3)
        RETURNING id, author, face, kind, place, text, content_warning, captions, pictures, draft, created_at";
    WAIT = "SELECT id FROM moderation_held WHERE author = $1 LIMIT $2";
    GIVE_BACK = "UPDATE moderation_held SET settling_at = NULL WHERE id = $1";
    TAKE = "DELETE FROM moderation_held WHERE id = $1 RETURNING author, pictures";
    LAPSE = "DELETE FROM moderation_held WHERE id IN (SELECT h.id FROM moderation_held h WHERE h.created_at < $1
        ORDER BY h.created_at LIMIT $2) RETURNING author, pictures";
    FORGET = "DELETE FROM moderation_held WHERE id IN (SELECT h.id FROM moderation_held h WHERE h.author = $1 LIMIT $2)";
    BY = select!("WHERE author = $1 AND id > $2 ORDER BY id LIMIT $3");
}

#[derive(Clone)]
pub struct SqlHeld {
    pub db: Db,
    pub audit: Audit,
}

#[async_trait]
impl HeldStore for SqlHeld {
    async fn hold(&self, id: HeldId, held: Held, most: i64, at: Time) -> Stored<bool> {
        let mut tx = self.db.begin().await?;
        // Another author's name for it, or another place, is another thing.
        let again = held.again.map_or_else(|| id.to_string(), |again| format!("{} {again}", held.place));
        let hold = tx.run(&HOLD).bind(id.0).bind(held.author).bind(held.face).bind(held.kind.to_owned());
        let hold = hold.bind(held.place).bind(held.text).bind(held.content_warning);
        let hold = hold.bind(json!(held.captions).to_string()).bind(json!(held.pictures).to_string());
        let hold = hold.bind(held.draft.to_string()).bind(again).bind(at.millis());
        if hold.done().await? > 0 {
            let waiting = tx.run(&WAIT).bind(held.author).bind(most + 1).all().await?;
            if i64::try_from(waiting.len()).is_ok_and(|waiting| waiting > most) {
                tx.rollback().await?;
                return Ok(false);
            }
            let pictures: Vec<MediaId> = held.pictures.into_iter().map(MediaId).collect();
            media::keep(&mut tx, Owner(held.author), &pictures, true).await?;
        }
        tx.commit().await?;
        Ok(true)
    }

    async fn waiting(&self, after: Option<HeldId>, limit: i64) -> Stored<Vec<Waiting>> {
        let after = after.map_or(Uuid::nil(), |held| held.0);
        self.db.read(&WAITING).bind(after).bind(limit).all().await?.iter().map(waiting_of).collect()
    }

    async fn one(&self, id: HeldId) -> Stored<Option<Waiting>> {
        self.db.read(&ONE).bind(id.0).maybe().await?.as_ref().map(waiting_of).transpose()
    }

    async fn claim(&self, id: HeldId, at: Time, before: Time) -> Stored<Option<Waiting>> {
        let mut tx = self.db.begin().await?;
        let row = tx.run(&CLAIM).bind(id.0).bind(at.millis()).bind(before.millis()).maybe().await?;
        tx.commit().await?;
        row.as_ref().map(waiting_of).transpose()
    }

    async fn give_back(&self, id: HeldId) -> Stored<()> {
        let mut tx = self.db.begin().await?;
        tx.run(&GIVE_BACK).bind(id.0).done().await?;
        tx.commit().await
    }

    async fn take(&self, id: HeldId, entry: NewEntry) -> Stored<bool> {
        let mut tx = self.db.begin().await?;
        let Some(row) = tx.run(&TAKE).bind(id.0).maybe().await? else { return Ok(false) };
        let_go(&mut tx, &[row]).await?;
        self.audit.put(&mut tx, entry).await?;
        tx.commit().await?;
        Ok(true)
    }

    async fn forget(&self, account: AccountId, limit: i64) -> Stored<u64> {
        let mut tx = self.db.begin().await?;
        let forgotten = tx.run(&FORGET).bind(account.0).bind(limit).done().await?;
        tx.commit().await?;
        Ok(forgotten)
    }

    async fn lapse(&self, before: Time, limit: i64) -> Stored<u64> {
        let mut tx = self.db.begin().await?;
        let rows = tx.run(&LAPSE).bind(before.millis()).bind(limit).all().await?;
        let_go(&mut tx, &rows).await?;
        tx.commit().await?;
        Ok(rows.len() as u64)
    }

    async fn by(&self, author: AccountId, after: Option<HeldId>, limit: i64) -> Stored<Vec<Waiting>> {
        self.db
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

/// Their pictures wait no longer.
async fn let_go(tx: &mut Tx, rows: &[Row]) -> Stored<()> {
    let kept = |row: &Row| Ok::<_, StoreError>((Owner(row.get("author")?), pictures_of(row)?));
    let kept = rows.iter().map(kept).collect::<Stored<Vec<(Owner, Vec<MediaId>)>>>()?;
    let all: Vec<MediaId> = kept.iter().flat_map(|(_, pictures)| pictures).copied().collect();
    media::hold(tx, &all).await?;
    for (owner, pictures) in kept {
        media::keep(tx, owner, &pictures, false).await?;
    }
    Ok(())
}

fn pictures_of(row: &Row) -> Stored<Vec<MediaId>> {
    serde_json::from_str(&row.get::<String>("pictures")?).map_err(broken)
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
        pictures: pictures_of(row)?,
        draft: serde_json::from_str(&row.get::<String>("draft")?).map_err(broken)?,
        created_at: Time::from_millis(row.get("created_at")?),
    })
}
