//! Reviewing shares and comments in SQL.

use async_trait::async_trait;

use super::ReviewStore;
use crate::media::{MediaId, conceal};
use crate::platform::clock::Time;
use crate::platform::database::{Db, Stored};
use crate::shares::comments::store::{comment_of, count};
use crate::shares::comments::{Comment, CommentId};
use crate::shares::model::{Share, ShareId};
use crate::shares::store::{Leaving, count_month, hold_share, remove};
use crate::spaces::SpaceId;

macro_rules! comments {
    ($rest:literal) => {
        concat!(
            "SELECT c.space, c.share, c.id, c.author, c.face, c.text, c.created_at, c.edited_at, c.hidden_at
            FROM share_comments c WHERE c.space = $1 AND c.share = $2 AND ",
            $rest
        )
    };
}

crate::statements! {
    UP_TO = comments!("c.id <= $3 ORDER BY c.id DESC LIMIT $4");
    AFTER = comments!("c.id > $3 ORDER BY c.id LIMIT $4");
    HIDE = "UPDATE shares SET hidden_at = $3 WHERE space = $1 AND id = $2";
    HIDE_COMMENT = "UPDATE share_comments SET hidden_at = $4 WHERE space = $1 AND share = $2 AND id = $3
        AND (hidden_at IS NULL) = ($5) RETURNING space, share, id, author, face, text, created_at, edited_at, hidden_at";
    REMOVE_COMMENT = "DELETE FROM share_comments WHERE space = $1 AND share = $2 AND id = $3";
}

#[derive(Clone)]
pub struct SqlReview(pub Db);

#[async_trait]
impl ReviewStore for SqlReview {
    async fn share(&self, space: SpaceId, share: ShareId) -> Stored<Option<Share>> {
        let mut tx = self.0.begin().await?;
        hold_share(&mut tx, space, share).await
    }

    async fn around(&self, space: SpaceId, share: ShareId, comment: CommentId, each: i64) -> Stored<Vec<Comment>> {
        let find = async |statement, limit: i64| {
            let rows = self.0.read(statement).bind(space.0).bind(share.0).bind(comment.0).bind(limit).all().await?;
            rows.iter().map(comment_of).collect::<Stored<Vec<Comment>>>()
        };
        let mut around = find(&UP_TO, each + 1).await?;
        around.reverse();
        around.extend(find(&AFTER, each).await?);
        Ok(around)
    }

    async fn hide(&self, space: SpaceId, share: ShareId, at: Option<Time>) -> Stored<Option<Share>> {
        let mut tx = self.0.begin().await?;
        let hidden = at.is_some();
        let held = hold_share(&mut tx, space, share).await?;
        let Some(share) = held.filter(|share| share.hidden != hidden) else { return Ok(None) };
        let pictures: Vec<MediaId> = share.pictures.iter().map(|shown| shown.picture.id).collect();
        conceal(&mut tx, &pictures, hidden).await?;
        tx.run(&HIDE).bind(space.0).bind(share.id.0).bind(at.map(Time::millis)).done().await?;
        let (now, before) = if hidden { (0, pictures.len()) } else { (pictures.len(), 0) };
        count_month(&mut tx, &share, now, before).await?;
        tx.commit().await?;
        Ok(Some(Share { hidden, ..share }))
    }

    async fn hide_comment(
        &self,
        space: SpaceId,
        share: ShareId,
        comment: CommentId,
        at: Option<Time>,
    ) -> Stored<Option<Comment>> {
        let mut tx = self.0.begin().await?;
        let hide = tx.run(&HIDE_COMMENT).bind(space.0).bind(share.0).bind(comment.0);
        let hidden = hide.bind(at.map(Time::millis)).bind(at.is_some()).maybe().await?;
        tx.commit().await?;
        hidden.as_ref().map(comment_of).transpose()
    }

    async fn remove(&self, space: SpaceId, share: ShareId, leaving: Leaving) -> Stored<bool> {
        let mut tx = self.0.begin().await?;
        let Some(share) = hold_share(&mut tx, space, share).await? else { return Ok(false) };
        remove(&mut tx, &share, leaving).await?;
        tx.commit().await?;
        Ok(true)
    }

    async fn remove_comment(&self, space: SpaceId, share: ShareId, comment: CommentId) -> Stored<Option<i64>> {
        let mut tx = self.0.begin().await?;
        let Some(left) = count(&mut tx, space, share, -1).await? else { return Ok(None) };
        if tx.run(&REMOVE_COMMENT).bind(space.0).bind(share.0).bind(comment.0).done().await? == 0 {
            return Ok(None);
        }
        tx.commit().await?;
        Ok(Some(left))
    }
}
