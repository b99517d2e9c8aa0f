//! Comments in SQL.

use async_trait::async_trait;
use uuid::Uuid;

use super::CommentStore;
use crate::accounts::AccountId;
use crate::platform::clock::Time;
use crate::platform::database::{Db, Row, Stored, Tx};
use crate::shares::comments::model::{Comment, CommentId};
use crate::shares::model::ShareId;
use crate::shares::store::{Changed, face_of};
use crate::spaces::{SpaceId, SpaceMember, hold_member};

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT c.space, c.share, c.id, c.author, c.face, c.text, c.created_at, c.edited_at, c.hidden_at FROM share_comments c ",
            $rest
        )
    };
}

crate::statements! {
    // Holds the share, so that what is counted in its row holds.
    COUNT = "UPDATE shares SET comments = comments + $3 WHERE space = $1 AND id = $2 RETURNING comments, hidden_at";
    ADD = "INSERT INTO share_comments (space, share, id, author, face, text, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7)";
    IS_THERE = "SELECT id FROM shares WHERE space = $1 AND id = $2 AND hidden_at IS NULL";
    OLDEST = select!("WHERE c.space = $1 AND c.share = $2 AND c.id > $3 ORDER BY c.id LIMIT $4");
    ONE = select!("WHERE c.space = $1 AND c.share = $2 AND c.id = $3");
    REVISE = "UPDATE share_comments SET text = $4, edited_at = $5 WHERE space = $1 AND share = $2 AND id = $3";
    DELETE = "DELETE FROM share_comments WHERE space = $1 AND share = $2 AND id = $3";
    SAID_BY = select!("WHERE c.author = $1 AND c.id > $2
        AND EXISTS (SELECT 1 FROM shares s JOIN share_spaces h ON h.space = s.space
            WHERE s.space = c.space AND s.id = c.share AND h.closed = FALSE) ORDER BY c.id LIMIT $3");
    SAID_BY_ANY = select!("WHERE c.author = $1 ORDER BY c.id LIMIT $2");
}

#[derive(Clone)]
pub struct SqlComments(pub Db);

#[async_trait]
impl CommentStore for SqlComments {
    async fn add(&self, proof: &SpaceMember, comment: Comment) -> Stored<Changed<(Comment, i64)>> {
        let (space, share) = (proof.space_id(), comment.share);
        let mut tx = self.0.begin().await?;
        let Some(author) = hold_member(&mut tx, space, proof.account()).await? else {
            return Ok(Changed::NotAMember);
        };
        let Some(comments) = count(&mut tx, space, share, 1).await? else { return Ok(Changed::NotThere) };
        let add = tx.run(&ADD).bind(space.0).bind(share.0).bind(comment.id.0).bind(author.account.0);
        let add = add.bind(author.hidden().map(|shown| shown.0)).bind(comment.text.clone());
        add.bind(comment.created_at.millis()).done().await?;
        tx.commit().await?;
        Ok(Changed::Now((Comment { space, author, ..comment }, comments)))
    }

    async fn comments(
        &self,
        proof: &SpaceMember,
        share: ShareId,
        after: Option<CommentId>,
        limit: i64,
    ) -> Stored<Option<Vec<Comment>>> {
        let space = proof.space_id();
        // Comments of a deleted share wait for a job, those of a hidden one until it comes back; nobody sees them.
        if self.0.read(&IS_THERE).bind(space.0).bind(share.0).maybe().await?.is_none() {
            return Ok(None);
        }
        let after = after.map_or(Uuid::nil(), |comment| comment.0);
        let rows = self.0.read(&OLDEST).bind(space.0).bind(share.0).bind(after).bind(limit).all().await?;
        rows.iter().map(comment_of).collect::<Stored<_>>().map(Some)
    }

    async fn revise(
        &self,
        proof: &SpaceMember,
        share: ShareId,
        comment: CommentId,
        text: String,
        at: Time,
    ) -> Stored<Changed<Comment>> {
        let mut tx = self.0.begin().await?;
        let before = match hold(&mut tx, proof, share, comment, 0).await? {
            Held::Now { comment, .. } => comment,
            Held::NotThere => return Ok(Changed::NotThere),
            Held::NotAMember => return Ok(Changed::NotAMember),
        };
        if before.hidden {
            return Ok(Changed::NotThere);
        }
        if before.author.account != proof.account() {
            return Ok(Changed::NotYours);
        }
        let statement = tx.run(&REVISE).bind(proof.space_id().0).bind(share.0).bind(comment.0).bind(text.clone());
        statement.bind(at.millis()).done().await?;
        tx.commit().await?;
        Ok(Changed::Now(Comment { text, edited_at: Some(at), ..before }))
    }

    async fn delete(
        &self,
        proof: &SpaceMember,
        share: ShareId,
        comment: CommentId,
        anybodys: bool,
    ) -> Stored<Changed<i64>> {
        let mut tx = self.0.begin().await?;
        let (found, left) = match hold(&mut tx, proof, share, comment, -1).await? {
            Held::Now { comment, comments } => (comment, comments),
            Held::NotThere => return Ok(Changed::NotThere),
            Held::NotAMember => return Ok(Changed::NotAMember),
        };
        if found.author.account != proof.account() && !anybodys {
            return Ok(Changed::NotYours);
        }
        tx.run(&DELETE).bind(proof.space_id().0).bind(share.0).bind(comment.0).done().await?;
        tx.commit().await?;
        Ok(Changed::Now(left))
    }

    async fn said_by(&self, account: AccountId, after: Option<CommentId>, limit: i64) -> Stored<Vec<Comment>> {
        let after = after.map_or(Uuid::nil(), |comment| comment.0);
        let rows = self.0.read(&SAID_BY).bind(account.0).bind(after).bind(limit).all().await?;
        rows.iter().map(comment_of).collect()
    }

    async fn erase_said_by(&self, account: AccountId, limit: i64) -> Stored<Option<Vec<(Comment, Option<i64>)>>> {
        let mut tx = self.0.begin().await?;
        let rows = tx.run(&SAID_BY_ANY).bind(account.0).bind(limit).all().await?;
        if rows.is_empty() {
            return Ok(None);
        }
        let mut found: Vec<Comment> = rows.iter().map(comment_of).collect::<Stored<_>>()?;
        // One order for all who hold several shares.
        found.sort_unstable_by_key(|comment| (comment.space, comment.share, comment.id));
        let mut erased = Vec::with_capacity(found.len());
        for comment in found {
            let left = count(&mut tx, comment.space, comment.share, -1).await?;
            let delete = tx.run(&DELETE).bind(comment.space.0).bind(comment.share.0).bind(comment.id.0);
            if delete.done().await? == 0 {
                // Somebody else did it meanwhile.
                count(&mut tx, comment.space, comment.share, 1).await?;
                continue;
            }
            erased.push((comment, left));
        }
        tx.commit().await?;
        Ok(Some(erased))
    }
}

enum Held {
    Now { comment: Comment, comments: i64 },
    NotThere,
    NotAMember,
}

/// A comment whose share is held until the end of the transaction, and has so many more comments.
async fn hold(tx: &mut Tx, proof: &SpaceMember, share: ShareId, comment: CommentId, more: i64) -> Stored<Held> {
    let space = proof.space_id();
    if hold_member(tx, space, proof.account()).await?.is_none() {
        return Ok(Held::NotAMember);
    }
    let Some(comments) = count(tx, space, share, more).await? else { return Ok(Held::NotThere) };
    let Some(row) = tx.run(&ONE).bind(space.0).bind(share.0).bind(comment.0).maybe().await? else {
        return Ok(Held::NotThere);
    };
    Ok(Held::Now { comment: comment_of(&row)?, comments })
}

/// Counts comments of a share; how many there are now. None: there is no such share, or it is hidden, and no more can be
/// said there.
pub(in crate::shares) async fn count(tx: &mut Tx, space: SpaceId, share: ShareId, more: i64) -> Stored<Option<i64>> {
    let row = tx.run(&COUNT).bind(space.0).bind(share.0).bind(more).maybe().await?;
    let Some(row) = row else { return Ok(None) };
    let hidden = more >= 0 && row.get::<Option<i64>>("hidden_at")?.is_some();
    if hidden { Ok(None) } else { row.get("comments").map(Some) }
}

pub(in crate::shares) fn comment_of(row: &Row) -> Stored<Comment> {
    Ok(Comment {
        id: CommentId(row.get("id")?),
        space: SpaceId(row.get("space")?),
        share: ShareId(row.get("share")?),
        author: face_of(AccountId(row.get("author")?), row)?,
        text: row.get("text")?,
        created_at: Time::from_millis(row.get("created_at")?),
        edited_at: row.get::<Option<i64>>("edited_at")?.map(Time::from_millis),
        hidden: row.get::<Option<i64>>("hidden_at")?.is_some(),
    })
}
