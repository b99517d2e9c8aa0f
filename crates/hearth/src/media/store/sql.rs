//! Pictures in SQL.

use std::collections::{HashMap, HashSet};

use async_trait::async_trait;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::json;
use uuid::Uuid;

use super::{Added, Erasing, MediaStore, Removed, Settled};
use crate::media::jobs::ERASE;
use crate::media::model::{Attached, MediaId, Outcome, Owner, Reason, State, Unfit, Upload};
use crate::media::rules::MOST_WAITING;
use crate::platform::clock::Time;
use crate::platform::database::{Db, Row, StoreError, Stored, Tx, id_list};
use crate::platform::jobs::{Jobs, Lane, NewJob};

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT id, owner, state, reason, bytes, parts, picture, attached, hidden, created_at FROM media ",
            $rest
        )
    };
}

crate::statements! {
    // The first statement on an owner, so that rivals wait here for one another.
    COUNT = "INSERT INTO media_usage (owner, bytes) VALUES ($1, $2)
        ON CONFLICT (owner) DO UPDATE SET bytes = media_usage.bytes + $2 RETURNING bytes";
    ADD = "INSERT INTO media (id, owner, state, bytes, parts, attached, created_at)
        VALUES ($1, $2, 'processing', $3, $4, FALSE, $5)";
    WAITING = "SELECT COUNT(*) AS waiting FROM media WHERE owner = $1 AND state = 'processing'";
    FIND = select!("WHERE id = $1");
    HOLD = sqlite select!("WHERE id = $1"), postgres select!("WHERE id = $1 FOR UPDATE");
    HOLD_ALL = sqlite "SELECT id FROM media WHERE id IN (SELECT unhex(value) FROM json_each($1))",
        postgres "SELECT id FROM media WHERE id IN (SELECT value::uuid FROM json_array_elements_text($1::json))
            ORDER BY id FOR UPDATE";
    USAGE = "SELECT bytes FROM media_usage WHERE owner = $1";
    // Cast, as the engines make different types of a sum.
    TOTAL = "SELECT CAST(COALESCE(SUM(bytes), 0) AS BIGINT) AS bytes FROM media_usage";
    LARGEST = "SELECT owner, bytes FROM media_usage WHERE bytes > 0 ORDER BY bytes DESC, owner DESC LIMIT $1";
    SETTLE = "UPDATE media SET state = $2, reason = $3, picture = $4, bytes = $5 WHERE id = $1";
    // In the order of ids, so that two who want the same ones don't wait in a circle.
    HOLD_LOOSE = sqlite "SELECT id, state, picture FROM media WHERE owner = $2 AND attached = FALSE
            AND id IN (SELECT unhex(value) FROM json_each($1))",
        postgres "SELECT id, state, picture FROM media WHERE owner = $2 AND attached = FALSE
            AND id = ANY (ARRAY(SELECT value::uuid FROM json_array_elements_text($1::json))) ORDER BY id FOR UPDATE";
    ATTACH = sqlite "UPDATE media SET attached = TRUE WHERE id IN (SELECT unhex(value) FROM json_each($1))",
        postgres "UPDATE media SET attached = TRUE
            WHERE id = ANY (ARRAY(SELECT value::uuid FROM json_array_elements_text($1::json)))";
    KEEP = sqlite "UPDATE media SET waits = waits + $3 WHERE id IN (SELECT unhex(value) FROM json_each($1))
            AND owner = $2 AND waits + $3 >= 0",
        postgres "UPDATE media SET waits = waits + $3
            WHERE id = ANY (ARRAY(SELECT value::uuid FROM json_array_elements_text($1::json)))
            AND owner = $2 AND waits + $3 >= 0";
    CONCEAL = sqlite "UPDATE media SET hidden = $2 WHERE id IN (SELECT unhex(value) FROM json_each($1))",
        postgres "UPDATE media SET hidden = $2
            WHERE id = ANY (ARRAY(SELECT value::uuid FROM json_array_elements_text($1::json)))";
    DROP = "DELETE FROM media WHERE id = $1 RETURNING owner, bytes, parts";
    OF = select!("WHERE owner = $1 AND id > $2 ORDER BY id LIMIT $3");
    LOOSE_OF = "SELECT id FROM media WHERE owner = $1 AND attached = FALSE ORDER BY id LIMIT $2";
    LOOSE = "SELECT owner, id FROM media WHERE attached = FALSE AND waits = 0 AND state <> 'processing'
        AND created_at < $1
        ORDER BY created_at, id LIMIT $2";
    SOME = sqlite select!("WHERE id IN (SELECT unhex(value) FROM json_each($1))"),
        postgres select!("WHERE id = ANY (ARRAY(SELECT value::uuid FROM json_array_elements_text($1::json)))");
    KNOWN = sqlite "SELECT id FROM media WHERE id IN (SELECT unhex(value) FROM json_each($1))",
        postgres "SELECT id FROM media WHERE id IN (SELECT value::uuid FROM json_array_elements_text($1::json))";
}

/// The pictures of a database.
pub struct SqlMedia(pub Db);

#[async_trait]
impl MediaStore for SqlMedia {
    async fn add(&self, upload: Upload, quota: i64, job: NewJob) -> Stored<Added> {
        let mut tx = self.0.begin().await?;
        let used: i64 = tx.run(&COUNT).bind(upload.owner.0).bind(upload.bytes).one().await?.get("bytes")?;
        if used > quota {
            tx.rollback().await?;
            return Ok(Added::QuotaReached);
        }
        let waiting: i64 = tx.run(&WAITING).bind(upload.owner.0).one().await?.get("waiting")?;
        if waiting >= MOST_WAITING {
            tx.rollback().await?;
            return Ok(Added::TooMany);
        }
        let add = tx.run(&ADD).bind(upload.id.0).bind(upload.owner.0).bind(upload.bytes).bind(upload.parts);
        add.bind(upload.created_at.millis()).done().await?;
        Jobs::put_in(&mut tx, Lane::Slow, job).await?;
        tx.commit().await?;
        Ok(Added::Now)
    }

    async fn find(&self, id: MediaId) -> Stored<Option<Upload>> {
        self.0.read(&FIND).bind(id.0).maybe().await?.as_ref().map(upload).transpose()
    }

    async fn some(&self, ids: &[MediaId]) -> Stored<Vec<Upload>> {
        let rows = self.0.read(&SOME).bind(id_list(ids.iter().map(|id| id.0))).all().await?;
        rows.iter().map(upload).collect()
    }

    async fn usage(&self, owner: Owner) -> Stored<i64> {
        let row = self.0.read(&USAGE).bind(owner.0).maybe().await?;
        row.map_or(Ok(0), |row| row.get("bytes"))
    }

    async fn total(&self) -> Stored<i64> {
        self.0.read(&TOTAL).one().await?.get("bytes")
    }

    async fn largest(&self, limit: i64) -> Stored<Vec<(Owner, i64)>> {
        let rows = self.0.read(&LARGEST).bind(limit).all().await?;
        rows.iter().map(|row| Ok((Owner(row.get("owner")?), row.get("bytes")?))).collect()
    }

    async fn settle(&self, id: MediaId, outcome: Outcome, bytes: i64, quota: i64) -> Stored<Settled> {
        let mut tx = self.0.begin().await?;
        let Some(row) = tx.run(&HOLD).bind(id.0).maybe().await? else { return Ok(Settled::Gone) };
        let before = upload(&row)?;
        if before.is_settled() {
            return Ok(Settled::Already(before));
        }
        let more = bytes - before.bytes;
        let used: i64 = tx.run(&COUNT).bind(before.owner.0).bind(more).one().await?.get("bytes")?;
        let (outcome, bytes) = if more > 0 && used > quota {
            tx.run(&COUNT).bind(before.owner.0).bind(-bytes).done().await?;
            (Outcome::Failed(Reason::QuotaReached), 0)
        } else {
            (outcome, bytes)
        };
        let (state, reason, picture) = match outcome {
            Outcome::Ready(picture) => (State::Ready, None, Some(picture)),
            Outcome::Failed(reason) => (State::Failed, Some(reason), None),
        };
        let settle = tx.run(&SETTLE).bind(id.0).bind(word(&state)).bind(reason.as_ref().map(word));
        let json = picture.as_ref().and_then(|picture| serde_json::to_string(picture).ok());
        settle.bind(json).bind(bytes).done().await?;
        tx.commit().await?;
        Ok(Settled::Now(Upload { state, reason, picture, bytes, ..before }))
    }

    async fn remove(&self, owner: Owner, id: MediaId, erasing: Erasing) -> Stored<Removed> {
        let mut tx = self.0.begin().await?;
        let Some(row) = tx.run(&HOLD).bind(id.0).maybe().await? else { return Ok(Removed::Gone) };
        let found = upload(&row)?;
        if found.owner != owner {
            return Ok(Removed::Gone);
        }
        if found.attached {
            return Ok(Removed::InUse);
        }
        release(&mut tx, &[id], erasing).await?;
        tx.commit().await?;
        Ok(Removed::Now)
    }

    async fn of(&self, owner: Owner, after: Option<MediaId>, limit: i64) -> Stored<Vec<Upload>> {
        let after = after.map_or(Uuid::nil(), |after| after.0);
        let rows = self.0.read(&OF).bind(owner.0).bind(after).bind(limit).all().await?;
        rows.iter().map(upload).collect()
    }

    async fn loose_of(&self, owner: Owner, limit: i64) -> Stored<Vec<MediaId>> {
        let rows = self.0.read(&LOOSE_OF).bind(owner.0).bind(limit).all().await?;
        rows.iter().map(|row| row.get("id").map(MediaId)).collect()
    }

    async fn loose(&self, before: Time, limit: i64) -> Stored<Vec<(Owner, MediaId)>> {
        let rows = self.0.read(&LOOSE).bind(before.millis()).bind(limit).all().await?;
        rows.iter().map(|row| Ok((Owner(row.get("owner")?), MediaId(row.get("id")?)))).collect()
    }

    async fn known(&self, ids: &[MediaId]) -> Stored<HashSet<MediaId>> {
        let rows = self.0.read(&KNOWN).bind(id_list(ids.iter().map(|id| id.0))).all().await?;
        rows.iter().map(|row| row.get("id").map(MediaId)).collect()
    }
}

/// For a transaction that attaches several lists: holds all of them in one order first, so that it and another never wait
/// for one another.
pub async fn hold(tx: &mut Tx, ids: &[MediaId]) -> Stored<()> {
    if !ids.is_empty() && matches!(tx, Tx::Postgres(_)) {
        tx.run(&HOLD_ALL).bind(id_list(ids.iter().map(|id| id.0))).done().await?;
    }
    Ok(())
}

/// For the transaction that shows pictures: they are its from now on. All of them, or none.
pub async fn attach(tx: &mut Tx, owner: Owner, ids: &[MediaId]) -> Stored<Attached> {
    if ids.is_empty() {
        return Ok(Attached::Now(Vec::new()));
    }
    let named = id_list(ids.iter().map(|id| id.0));
    let mut loose = HashMap::new();
    for row in tx.run(&HOLD_LOOSE).bind(named.clone()).bind(owner.0).all().await? {
        let picture: Option<String> = row.get("picture")?;
        let ready = of_word::<State>(row.get("state")?)? == State::Ready;
        loose.insert(MediaId(row.get("id")?), picture.filter(|_| ready));
    }
    let mut pictures = Vec::with_capacity(ids.len());
    for (place, id) in ids.iter().enumerate() {
        match loose.remove(id) {
            Some(Some(picture)) => pictures.push(json_of(&picture)?),
            Some(None) => return Ok(Attached::Not(Unfit::NotReady(place))),
            None => return Ok(Attached::Not(Unfit::NoSuchMedia(place))),
        }
    }
    tx.run(&ATTACH).bind(named).done().await?;
    Ok(Attached::Now(pictures))
}

/// For the transaction of what waits to show pictures of an owner (`waits`), or waits no longer: meanwhile they stay, though
/// nothing shows them.
pub async fn keep(tx: &mut Tx, owner: Owner, ids: &[MediaId], waits: bool) -> Stored<()> {
    if !ids.is_empty() {
        hold(tx, ids).await?;
        let keep = tx.run(&KEEP).bind(id_list(ids.iter().map(|id| id.0))).bind(owner.0);
        keep.bind(if waits { 1_i64 } else { -1 }).done().await?;
    }
    Ok(())
}

/// For the transaction that takes what shows pictures out of sight for a while, or brings it back.
pub async fn conceal(tx: &mut Tx, ids: &[MediaId], hidden: bool) -> Stored<()> {
    if !ids.is_empty() {
        tx.run(&CONCEAL).bind(id_list(ids.iter().map(|id| id.0))).bind(hidden).done().await?;
    }
    Ok(())
}

/// For the transaction that shows pictures no longer: they are gone, and a job erases them. To be rung for after it.
pub async fn release(tx: &mut Tx, ids: &[MediaId], erasing: Erasing) -> Stored<()> {
    let mut gone = Vec::with_capacity(ids.len());
    for id in ids {
        let Some(row) = tx.run(&DROP).bind(id.0).maybe().await? else { continue };
        let (owner, bytes, parts): (Uuid, i64, i64) = (row.get("owner")?, row.get("bytes")?, row.get("parts")?);
        tx.run(&COUNT).bind(owner).bind(-bytes).done().await?;
        gone.push(json!({ "owner": owner, "media_id": id, "parts": parts }));
    }
    if gone.is_empty() {
        return Ok(());
    }
    let Erasing { job, at } = erasing;
    let job = NewJob { id: job, kind: ERASE, payload: json!({ "media": gone }), due_at: at, created_at: at };
    Jobs::put_in(tx, Lane::Slow, job).await
}

fn upload(row: &Row) -> Stored<Upload> {
    let picture: Option<String> = row.get("picture")?;
    let reason: Option<String> = row.get("reason")?;
    Ok(Upload {
        id: MediaId(row.get("id")?),
        owner: Owner(row.get("owner")?),
        state: of_word(row.get("state")?)?,
        reason: reason.map(of_word).transpose()?,
        bytes: row.get("bytes")?,
        parts: row.get("parts")?,
        picture: picture.as_deref().map(json_of).transpose()?,
        attached: row.get("attached")?,
        hidden: row.get("hidden")?,
        created_at: Time::from_millis(row.get("created_at")?),
    })
}

/// The word for it on the wire is the one in the store.
fn word(value: &impl Serialize) -> String {
    serde_json::to_value(value).ok().and_then(|word| word.as_str().map(str::to_owned)).unwrap_or_default()
}

fn of_word<T: DeserializeOwned>(word: String) -> Stored<T> {
    serde_json::from_value(word.into()).map_err(|error| StoreError::Failed(error.to_string()))
}

fn json_of<T: DeserializeOwned>(text: &str) -> Stored<T> {
    serde_json::from_str(text).map_err(|error| StoreError::Failed(error.to_string()))
}
