//! Shares in SQL.

use std::collections::HashMap;
use std::sync::Arc;

use async_trait::async_trait;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{Changed, Leaving, Reacted, ShareStore, Written};
use crate::accounts::{AccountId, PersonId, Reaction};
use crate::media::{Attached, Caption, Captioned, Erasing, MediaId, Owner, Picture, Unfit, attach, release};
use crate::platform::clock::Time;
use crate::platform::database::{Db, Row, Statement, StoreError, Stored, Tx};
use crate::platform::jobs::{Jobs, NewJob};
use crate::shares::jobs::{ERASE, ERASE_SPACE};
use crate::shares::model::{Month, NewShare, Revision, Share, ShareId};
use crate::spaces::{Face, Parted, SpaceContents, SpaceId, SpaceMember, Tenant, count_pictures, hold_member};

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT s.space, s.id, s.author, s.face, s.text, s.comments, s.reactions, s.created_at, s.edited_at, s.hidden_at FROM shares s ",
            $rest
        )
    };
}

crate::statements! {
    ONE = select!("WHERE s.space = $1 AND s.id = $2");
    // Whoever writes to a share, or to what hangs on it, holds its row first; then pictures, then what is counted.
    HOLD = sqlite select!("WHERE s.space = $1 AND s.id = $2"), postgres select!("WHERE s.space = $1 AND s.id = $2 FOR UPDATE");
    NEWEST = select!("WHERE s.space = $1 AND s.id < $2 ORDER BY s.id DESC LIMIT $3");
    PICTURES = sqlite "SELECT p.share, p.picture FROM json_each($1) e
            JOIN share_pictures p ON p.space = unhex(e.value ->> 's') AND p.share = unhex(e.value ->> 'i')
            ORDER BY p.share, p.place",
        postgres "SELECT p.share, p.picture FROM json_array_elements($1::json) AS e (value)
            JOIN share_pictures p ON p.space = (e.value ->> 's')::uuid AND p.share = (e.value ->> 'i')::uuid
            ORDER BY p.share, p.place";
    POST = "INSERT INTO shares (space, id, author, face, text, comments, reactions, created_at)
        VALUES ($1, $2, $3, $4, $5, 0, '[]', $6)";
    SHOW = "INSERT INTO share_pictures (space, share, place, picture, month)
        VALUES ($1, $2, $3, $4, $5)";
    HIDE = "DELETE FROM share_pictures WHERE space = $1 AND share = $2";
    COUNT_SHARE = "INSERT INTO share_spaces (space, shares, closed) VALUES ($1, 1, FALSE)
        ON CONFLICT (space) DO UPDATE SET shares = share_spaces.shares + 1";
    UNCOUNT_SHARE = "UPDATE share_spaces SET shares = shares - 1 WHERE space = $1";
    COUNT_MONTH = "INSERT INTO share_months (space, month, pictures) VALUES ($1, $2, $3)
        ON CONFLICT (space, month) DO UPDATE SET pictures = share_months.pictures + $3";
    REVISE = "UPDATE shares SET text = $3, edited_at = $4 WHERE space = $1 AND id = $2";
    DELETE = "DELETE FROM shares WHERE space = $1 AND id = $2";
    REACT = "INSERT INTO share_reactions (account, space, share, emoji, face, created_at) VALUES ($1, $2, $3, $4, $5, $6)
        ON CONFLICT (account, space, share, emoji) DO NOTHING";
    UNREACT = "DELETE FROM share_reactions WHERE account = $1 AND space = $2 AND share = $3 AND emoji = $4";
    SUM_UP = "UPDATE shares SET reactions = $3 WHERE space = $1 AND id = $2";
    POSTED_BY = select!("WHERE s.author = $1 AND s.id > $2
        AND EXISTS (SELECT 1 FROM share_spaces c WHERE c.space = s.space AND c.closed = FALSE) ORDER BY s.id LIMIT $3");
    POSTED_BY_ANY = "SELECT space, id FROM shares WHERE author = $1 ORDER BY id LIMIT 1";
    REACTED_BY_ANY = "SELECT space, share, emoji, face FROM share_reactions WHERE account = $1 ORDER BY space, share LIMIT $2";
    ONE_CLOSED = "SELECT s.id FROM shares s WHERE s.space = $1
        AND EXISTS (SELECT 1 FROM share_spaces c WHERE c.space = $1 AND c.closed = TRUE) ORDER BY s.id LIMIT 1";
    ERASE_COMMENTS = "DELETE FROM share_comments WHERE space = $1 AND share = $2 AND id IN
        (SELECT c.id FROM share_comments c WHERE c.space = $1 AND c.share = $2
            AND NOT EXISTS (SELECT 1 FROM shares s WHERE s.space = $1 AND s.id = $2) LIMIT $3)";
    ERASE_REACTIONS = "DELETE FROM share_reactions WHERE space = $1 AND share = $2 AND account IN
        (SELECT r.account FROM share_reactions r WHERE r.space = $1 AND r.share = $2
            AND NOT EXISTS (SELECT 1 FROM shares s WHERE s.space = $1 AND s.id = $2) LIMIT $3)";
    FORGET_MONTHS = "DELETE FROM share_months WHERE space = $1
        AND EXISTS (SELECT 1 FROM share_spaces c WHERE c.space = $1 AND c.closed = TRUE)";
    FORGET = "DELETE FROM share_spaces WHERE space = $1 AND closed = TRUE";
    COUNT = "SELECT shares FROM share_spaces WHERE space = $1 AND closed = FALSE";
    CLOSE = "UPDATE share_spaces SET closed = TRUE WHERE space = $1";
}

#[derive(Clone)]
pub struct SqlShares(pub Db);

/// What spaces are told of shares, and what they take along.
pub fn tenant(db: Db) -> Arc<dyn Tenant> {
    Arc::new(SqlShares(db))
}

#[async_trait]
impl ShareStore for SqlShares {
    async fn post(&self, proof: &SpaceMember, new: NewShare, quota: i64) -> Stored<Written> {
        let space = proof.space_id();
        let mut tx = self.0.begin().await?;
        let Some(author) = hold_member(&mut tx, space, proof.account()).await? else {
            return Ok(Written::NotAMember);
        };
        let ids: Vec<MediaId> = new.pictures.iter().map(|(id, _)| *id).collect();
        let pictures = match attach(&mut tx, Owner(author.account.0), &ids).await? {
            Attached::Now(pictures) => pictures,
            Attached::Not(unfit) => return Ok(Written::Unfit(unfit)),
        };
        let captions = new.pictures.into_iter().map(|(_, caption)| caption);
        let pictures = captions.zip(pictures).map(|(caption, picture)| Captioned { caption, picture }).collect();
        let share = Share {
            id: new.id,
            space,
            author,
            text: new.text,
            pictures,
            comments: 0,
            reactions: Vec::new(),
            created_at: new.at,
            edited_at: None,
            hidden: false,
        };
        let post = tx.run(&POST).bind(space.0).bind(share.id.0).bind(author.account.0);
        let post = post.bind(author.hidden().map(|shown| shown.0)).bind(share.text.clone());
        post.bind(new.at.millis()).done().await?;
        show(&mut tx, &share).await?;
        if !count_pictures(&mut tx, space, bytes(&share.pictures), quota).await? {
            return Ok(Written::QuotaReached);
        }
        tx.run(&COUNT_SHARE).bind(space.0).done().await?;
        count_month(&mut tx, &share, share.pictures.len(), 0).await?;
        tx.commit().await?;
        Ok(Written::Now(Box::new(share)))
    }

    async fn share(&self, proof: &SpaceMember, share: ShareId) -> Stored<Option<Share>> {
        let rows = self.0.read(&ONE).bind(proof.space_id().0).bind(share.0).all().await?;
        Ok(self.with_pictures(rows).await?.pop())
    }

    async fn shares(&self, proof: &SpaceMember, before: Option<ShareId>, limit: i64) -> Stored<Vec<Share>> {
        let before = before.map_or(Uuid::max(), |share| share.0);
        let rows = self.0.read(&NEWEST).bind(proof.space_id().0).bind(before).bind(limit).all().await?;
        self.with_pictures(rows).await
    }

    async fn revise(
        &self,
        proof: &SpaceMember,
        share: ShareId,
        revision: Revision,
        quota: i64,
        erasing: Erasing,
    ) -> Stored<Written> {
        let space = proof.space_id();
        let mut tx = self.0.begin().await?;
        if hold_member(&mut tx, space, proof.account()).await?.is_none() {
            return Ok(Written::NotAMember);
        }
        let Some(before) = hold_share(&mut tx, space, share).await? else { return Ok(Written::NotThere) };
        if before.hidden {
            return Ok(Written::NotThere);
        }
        if before.author.account != proof.account() {
            return Ok(Written::NotYours);
        }
        let (text, at) = (revision.text.unwrap_or(before.text.clone()), revision.at);
        let mut now = Share { text, edited_at: Some(at), ..before.clone() };
        if let Some(wanted) = revision.pictures {
            let (pictures, dropped) = match exchange(&mut tx, &before, wanted).await? {
                Ok(exchanged) => exchanged,
                Err(unfit) => return Ok(Written::Unfit(unfit)),
            };
            now.pictures = pictures;
            tx.run(&HIDE).bind(space.0).bind(share.0).done().await?;
            show(&mut tx, &now).await?;
            release(&mut tx, &dropped, erasing).await?;
            let more = bytes(&now.pictures) - bytes(&before.pictures);
            if !count_pictures(&mut tx, space, more, quota).await? {
                return Ok(Written::QuotaReached);
            }
            count_month(&mut tx, &now, now.pictures.len(), before.pictures.len()).await?;
        }
        if now.text.is_empty() && now.pictures.is_empty() {
            return Ok(Written::Empty);
        }
        tx.run(&REVISE).bind(space.0).bind(share.0).bind(now.text.clone()).bind(at.millis()).done().await?;
        tx.commit().await?;
        Ok(Written::Now(Box::new(now)))
    }

    async fn delete(
        &self,
        proof: &SpaceMember,
        share: ShareId,
        anybodys: bool,
        leaving: Leaving,
    ) -> Stored<Changed<()>> {
        let mut tx = self.0.begin().await?;
        if hold_member(&mut tx, proof.space_id(), proof.account()).await?.is_none() {
            return Ok(Changed::NotAMember);
        }
        let Some(share) = hold_share(&mut tx, proof.space_id(), share).await? else { return Ok(Changed::NotThere) };
        if share.author.account != proof.account() && !anybodys {
            return Ok(Changed::NotYours);
        }
        remove(&mut tx, &share, leaving).await?;
        tx.commit().await?;
        Ok(Changed::Now(()))
    }

    async fn react(&self, proof: &SpaceMember, share: ShareId, emoji: &str, on: bool, at: Time) -> Stored<Reacted> {
        let space = proof.space_id();
        let mut tx = self.0.begin().await?;
        let Some(face) = hold_member(&mut tx, space, proof.account()).await? else {
            return Ok(Reacted::NotAMember);
        };
        let Some(share) = hold_share(&mut tx, space, share).await? else { return Ok(Reacted::NotThere) };
        if share.hidden {
            return Ok(Reacted::NotThere);
        }
        if on && !Reaction::is_room(&share.reactions, emoji) {
            return Ok(Reacted::TooMany);
        }
        let statement = tx.run(if on { &REACT } else { &UNREACT }).bind(face.account.0).bind(space.0);
        let statement = statement.bind(share.id.0).bind(emoji.to_owned());
        let changed = if on {
            let statement = statement.bind(face.hidden().map(|shown| shown.0));
            statement.bind(at.millis()).done().await?
        } else {
            statement.done().await?
        };
        if changed == 0 {
            return Ok(Reacted::Already(Box::new(share)));
        }
        let share = sum_up(&mut tx, share, emoji, face.shown, on).await?;
        tx.commit().await?;
        Ok(Reacted::Now(Box::new(share)))
    }

    async fn posted_by(&self, account: AccountId, after: Option<ShareId>, limit: i64) -> Stored<Vec<Share>> {
        let after = after.map_or(Uuid::nil(), |share| share.0);
        let rows = self.0.read(&POSTED_BY).bind(account.0).bind(after).bind(limit).all().await?;
        self.with_pictures(rows).await
    }

    async fn erase_posted_by(&self, account: AccountId, leaving: Leaving) -> Stored<Option<(SpaceId, ShareId)>> {
        let mut tx = self.0.begin().await?;
        let Some(row) = tx.run(&POSTED_BY_ANY).bind(account.0).maybe().await? else { return Ok(None) };
        let (space, id) = (SpaceId(row.get("space")?), ShareId(row.get("id")?));
        // Whoever deleted it meanwhile has done what is to be done.
        if let Some(share) = hold_share(&mut tx, space, id).await? {
            remove(&mut tx, &share, leaving).await?;
        }
        tx.commit().await?;
        Ok(Some((space, id)))
    }

    async fn erase_reactions_by(&self, account: AccountId, limit: i64) -> Stored<Option<Vec<Share>>> {
        let mut tx = self.0.begin().await?;
        let rows = tx.run(&REACTED_BY_ANY).bind(account.0).bind(limit).all().await?;
        if rows.is_empty() {
            return Ok(None);
        }
        let mut changed = Vec::with_capacity(rows.len());
        for row in rows {
            let (space, share) = (SpaceId(row.get("space")?), ShareId(row.get("share")?));
            let emoji: String = row.get("emoji")?;
            let held = hold_share(&mut tx, space, share).await?;
            let taken = tx.run(&UNREACT).bind(account.0).bind(space.0).bind(share.0).bind(emoji.clone()).done().await?;
            // Another may have done it already, and counted it.
            if let Some(share) = held.filter(|_| taken > 0) {
                changed.push(sum_up(&mut tx, share, &emoji, face_of(account, &row)?.shown, false).await?);
            }
        }
        tx.commit().await?;
        Ok(Some(changed))
    }

    async fn erase_in(&self, space: SpaceId, leaving: Leaving) -> Stored<Option<ShareId>> {
        let mut tx = self.0.begin().await?;
        let Some(row) = tx.run(&ONE_CLOSED).bind(space.0).maybe().await? else { return Ok(None) };
        let id = ShareId(row.get("id")?);
        if let Some(share) = hold_share(&mut tx, space, id).await? {
            remove(&mut tx, &share, leaving).await?;
        }
        tx.commit().await?;
        Ok(Some(id))
    }

    async fn erase_left(&self, space: SpaceId, share: ShareId, limit: i64) -> Stored<u64> {
        let mut tx = self.0.begin().await?;
        let mut erased = 0;
        for statement in [&ERASE_COMMENTS, &ERASE_REACTIONS] {
            erased += tx.run(statement).bind(space.0).bind(share.0).bind(limit).done().await?;
        }
        tx.commit().await?;
        Ok(erased)
    }

    async fn forget(&self, space: SpaceId) -> Stored<()> {
        let mut tx = self.0.begin().await?;
        for statement in [&FORGET_MONTHS, &FORGET] {
            tx.run(statement).bind(space.0).done().await?;
        }
        tx.commit().await
    }
}

impl SqlShares {
    /// Shares with their pictures: one statement for all of them.
    async fn with_pictures(&self, rows: Vec<Row>) -> Stored<Vec<Share>> {
        let mut shares: Vec<Share> = rows.iter().map(share_of).collect::<Stored<_>>()?;
        if !shares.is_empty() {
            fill(&mut shares, self.0.read(&PICTURES)).await?;
        }
        Ok(shares)
    }
}

#[async_trait]
impl Tenant for SqlShares {
    fn erasing(&self) -> &'static str {
        ERASE_SPACE
    }

    async fn count(&self, space: SpaceId, contents: &mut SpaceContents) -> Stored<()> {
        let row = self.0.read(&COUNT).bind(space.0).maybe().await?;
        contents.shares = row.map_or(Ok(0), |row| row.get("shares"))?;
        Ok(())
    }

    /// What somebody posted stays in the space when they leave.
    async fn part(&self, _: &mut Tx, _: SpaceId, _: AccountId) -> Stored<Parted> {
        Ok(Parted::default())
    }

    async fn close(&self, tx: &mut Tx, space: SpaceId) -> Stored<Vec<Uuid>> {
        tx.run(&CLOSE).bind(space.0).done().await?;
        Ok(Vec::new())
    }
}

// --- within a transaction -----------------------------------------------------------------------------------------

/// Holds a share, with its pictures, until the end of the transaction.
pub(in crate::shares) async fn hold_share(tx: &mut Tx, space: SpaceId, share: ShareId) -> Stored<Option<Share>> {
    let Some(row) = tx.run(&HOLD).bind(space.0).bind(share.0).maybe().await? else { return Ok(None) };
    let mut shares = [share_of(&row)?];
    fill(&mut shares, tx.run(&PICTURES)).await?;
    let [share] = shares;
    Ok(Some(share))
}

async fn fill(shares: &mut [Share], pictures: Statement<'_>) -> Stored<()> {
    let named = shares.iter().map(|share| json!({ "s": share.space.0.simple(), "i": share.id.0.simple() }));
    let mut shown: HashMap<ShareId, Vec<Captioned>> = HashMap::new();
    for row in pictures.bind(Value::from_iter(named).to_string()).all().await? {
        let one = serde_json::from_str(&row.get::<String>("picture")?).map_err(broken)?;
        shown.entry(ShareId(row.get("share")?)).or_default().push(one);
    }
    for share in shares {
        share.pictures = shown.remove(&share.id).unwrap_or_default();
    }
    Ok(())
}

async fn show(tx: &mut Tx, share: &Share) -> Stored<()> {
    let month = Month::of(share.created_at);
    for (place, shown) in (0_i64..).zip(&share.pictures) {
        let json = serde_json::to_string(shown).map_err(broken)?;
        let statement = tx.run(&SHOW).bind(share.space.0).bind(share.id.0).bind(place);
        statement.bind(json).bind(month.as_str().to_owned()).done().await?;
    }
    Ok(())
}

/// The pictures that a share is to show from now on, and those that it shows no longer.
async fn exchange(
    tx: &mut Tx,
    before: &Share,
    wanted: Vec<(MediaId, Caption)>,
) -> Stored<Result<(Vec<Captioned>, Vec<MediaId>), Unfit>> {
    let mut shown: HashMap<MediaId, Picture> =
        before.pictures.iter().map(|shown| (shown.picture.id, shown.picture.clone())).collect();
    let kept: Vec<Option<Picture>> = wanted.iter().map(|(id, _)| shown.remove(id)).collect();
    let places: Vec<usize> = (0..wanted.len()).filter(|place| kept[*place].is_none()).collect();
    let ids: Vec<MediaId> = places.iter().map(|place| wanted[*place].0).collect();
    let new = match attach(tx, Owner(before.author.account.0), &ids).await? {
        Attached::Now(new) => new,
        Attached::Not(Unfit::NoSuchMedia(one)) => return Ok(Err(Unfit::NoSuchMedia(places[one]))),
        Attached::Not(Unfit::NotReady(one)) => return Ok(Err(Unfit::NotReady(places[one]))),
        Attached::Not(unfit) => return Ok(Err(unfit)),
    };
    let mut new = new.into_iter();
    let pictures = kept.into_iter().zip(wanted).filter_map(|(kept, (_, caption))| {
        let picture = kept.or_else(|| new.next())?;
        Some(Captioned { caption, picture })
    });
    Ok(Ok((pictures.collect(), shown.into_keys().collect())))
}

/// Takes a share that is held away from all who might see it.
pub(in crate::shares) async fn remove(tx: &mut Tx, share: &Share, leaving: Leaving) -> Stored<()> {
    for statement in [&HIDE, &DELETE] {
        tx.run(statement).bind(share.space.0).bind(share.id.0).done().await?;
    }
    let media: Vec<MediaId> = share.pictures.iter().map(|shown| shown.picture.id).collect();
    release(tx, &media, leaving.erasing).await?;
    count_pictures(tx, share.space, -bytes(&share.pictures), 0).await?;
    tx.run(&UNCOUNT_SHARE).bind(share.space.0).done().await?;
    if !share.hidden {
        count_month(tx, share, 0, share.pictures.len()).await?;
    }
    let (payload, at) = (json!({ "space_id": share.space, "share_id": share.id }), leaving.erasing.at);
    Jobs::put(tx, NewJob { id: leaving.job, kind: ERASE, payload, due_at: at, created_at: at }).await
}

pub(in crate::shares) async fn count_month(tx: &mut Tx, share: &Share, now: usize, before: usize) -> Stored<()> {
    let count = |pictures| i64::try_from(pictures).unwrap_or(i64::MAX);
    let more = count(now) - count(before);
    if more != 0 {
        let month = Month::of(share.created_at).as_str().to_owned();
        tx.run(&COUNT_MONTH).bind(share.space.0).bind(month).bind(more).done().await?;
    }
    Ok(())
}

/// Sums up the reactions of a share that is held, after one more or less.
async fn sum_up(tx: &mut Tx, share: Share, emoji: &str, shown: PersonId, on: bool) -> Stored<Share> {
    let reactions = Reaction::summed_up(share.reactions, emoji, shown, on);
    let json = serde_json::to_string(&reactions).map_err(broken)?;
    tx.run(&SUM_UP).bind(share.space.0).bind(share.id.0).bind(json).done().await?;
    Ok(Share { reactions, ..share })
}

/// What pictures take, in bytes.
fn bytes(pictures: &[Captioned]) -> i64 {
    let all = pictures.iter().flat_map(|shown| &shown.picture.variants).map(|variant| variant.bytes).sum::<u64>();
    i64::try_from(all).unwrap_or(i64::MAX)
}

// --- rows ---------------------------------------------------------------------------------------------------------

/// A share without its pictures.
fn share_of(row: &Row) -> Stored<Share> {
    Ok(Share {
        id: ShareId(row.get("id")?),
        space: SpaceId(row.get("space")?),
        author: face_of(AccountId(row.get("author")?), row)?,
        text: row.get("text")?,
        pictures: Vec::new(),
        comments: row.get("comments")?,
        reactions: serde_json::from_str(&row.get::<String>("reactions")?).map_err(broken)?,
        created_at: Time::from_millis(row.get("created_at")?),
        edited_at: row.get::<Option<i64>>("edited_at")?.map(Time::from_millis),
        hidden: row.get::<Option<i64>>("hidden_at")?.is_some(),
    })
}

/// As whom the account did what a row says.
pub(in crate::shares) fn face_of(account: AccountId, row: &Row) -> Stored<Face> {
    Ok(Face { account, shown: row.get::<Option<Uuid>>("face")?.map_or(account.into(), PersonId) })
}

pub(in crate::shares) fn broken(error: serde_json::Error) -> StoreError {
    StoreError::Failed(error.to_string())
}
