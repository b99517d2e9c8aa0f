//! What is new, in SQL.

use async_trait::async_trait;
use serde_json::{Value, json};
use uuid::Uuid;

use super::NewsStore;
use crate::accounts::{AccountId, PersonId};
use crate::platform::clock::Time;
use crate::platform::database::{Db, Row, Stored, id_list};
use crate::platform::ids::first_at;
use crate::shares::comments::CommentId;
use crate::shares::model::ShareId;
use crate::shares::news::model::{Posted, Said};
use crate::shares::store::face_of;
use crate::spaces::{Face, SpaceId};

crate::statements! {
    // Ids sort by time, so those after a time are those after the first id of it.
    // Of the newest of each space, who posted them is asked beside the index: a bounded number.
    POSTED_SINCE = sqlite "SELECT space, id, author, face, created_at, min(counted, $3) AS count FROM
            (SELECT n.space, n.id, n.author, n.face, n.created_at, count(*) OVER (PARTITION BY n.space) AS counted,
                row_number() OVER (PARTITION BY n.space ORDER BY n.id DESC) AS place
            FROM json_each($2) e JOIN shares n ON n.space = unhex(e.value ->> 's') AND n.id IN (SELECT o.id FROM shares o
                WHERE o.space = unhex(e.value ->> 's') AND o.id >= unhex(e.value ->> 'a') ORDER BY o.id DESC LIMIT $5)
            WHERE n.author <> $1 AND n.hidden_at IS NULL
                AND coalesce(n.face, n.author) NOT IN (SELECT unhex(value) FROM json_each($4))) fresh
            WHERE place = 1 ORDER BY space",
        postgres "SELECT space, id, author, face, created_at, least(counted, $3) AS count FROM
            (SELECT n.space, n.id, n.author, n.face, n.created_at, count(*) OVER (PARTITION BY n.space) AS counted,
                row_number() OVER (PARTITION BY n.space ORDER BY n.id DESC) AS place
            FROM json_array_elements($2::json) AS e (value) CROSS JOIN LATERAL (SELECT o.space, o.id, o.author, o.face, o.created_at, o.hidden_at FROM shares o
                WHERE o.space = (e.value ->> 's')::uuid AND o.id >= (e.value ->> 'a')::uuid ORDER BY o.id DESC LIMIT $5) n
            WHERE n.author <> $1 AND n.hidden_at IS NULL
                AND coalesce(n.face, n.author) <> ALL (ARRAY(SELECT value::uuid FROM json_array_elements_text($4::json)))) fresh
            WHERE place = 1 ORDER BY space";
    SHARES_SAID = sqlite "SELECT s.space, s.id AS share, NULL AS comment, s.text FROM json_each($1) e
            JOIN shares s ON s.space = unhex(e.value ->> 's') AND s.id = unhex(e.value ->> 'i') AND s.hidden_at IS NULL",
        postgres "SELECT s.space, s.id AS share, NULL::uuid AS comment, s.text FROM json_array_elements($1::json) AS e (value)
            JOIN shares s ON s.space = (e.value ->> 's')::uuid AND s.id = (e.value ->> 'i')::uuid AND s.hidden_at IS NULL";
    // Comments outlive their share for a while.
    COMMENTS_SAID = sqlite "SELECT c.space, c.share, c.id AS comment, c.text FROM json_each($1) e
            JOIN shares s ON s.space = unhex(e.value ->> 's') AND s.id = unhex(e.value ->> 'i')
            JOIN share_comments c ON c.space = s.space AND c.share = s.id AND c.id = unhex(e.value ->> 'c') AND c.hidden_at IS NULL",
        postgres "SELECT c.space, c.share, c.id AS comment, c.text FROM json_array_elements($1::json) AS e (value)
            JOIN shares s ON s.space = (e.value ->> 's')::uuid AND s.id = (e.value ->> 'i')::uuid
            JOIN share_comments c ON c.space = s.space AND c.share = s.id AND c.id = (e.value ->> 'c')::uuid AND c.hidden_at IS NULL";
    AUTHOR = "SELECT author, face FROM shares WHERE space = $1 AND id = $2";
}

#[derive(Clone)]
pub struct SqlNews(pub Db);

#[async_trait]
impl NewsStore for SqlNews {
    async fn posted_since(
        &self,
        account: AccountId,
        but: &[PersonId],
        since: &[(SpaceId, Time)],
    ) -> Stored<Vec<Posted>> {
        let asked = since.iter().map(|(space, at)| {
            let after = Time::from_millis(at.millis() + 1);
            json!({ "s": space.0.simple(), "a": first_at(after).simple() })
        });
        let asked = self.0.read(&POSTED_SINCE).bind(account.0).bind(Value::from_iter(asked).to_string());
        let asked =
            asked.bind(Posted::COUNTED).bind(id_list(but.iter().map(|person| person.0))).bind(Posted::LOOKED_AT);
        asked.all().await?.iter().map(posted_of).collect()
    }

    async fn said(&self, asked: &[(SpaceId, ShareId, Option<CommentId>)]) -> Stored<Vec<Said>> {
        let (comments, shares): (Vec<_>, Vec<_>) = asked.iter().partition(|(_, _, comment)| comment.is_some());
        let list = |asked: Vec<&(SpaceId, ShareId, Option<CommentId>)>| {
            let each = asked.into_iter().map(|(space, share, comment)| {
                let comment = comment.map(|comment| comment.0.simple().to_string());
                json!({ "s": space.0.simple(), "i": share.0.simple(), "c": comment })
            });
            Value::from_iter(each).to_string()
        };
        let mut rows = Vec::new();
        if !shares.is_empty() {
            rows.extend(self.0.read(&SHARES_SAID).bind(list(shares)).all().await?);
        }
        if !comments.is_empty() {
            rows.extend(self.0.read(&COMMENTS_SAID).bind(list(comments)).all().await?);
        }
        rows.iter().map(said_of).collect()
    }

    async fn author(&self, space: SpaceId, share: ShareId) -> Stored<Option<Face>> {
        let row = self.0.read(&AUTHOR).bind(space.0).bind(share.0).maybe().await?;
        row.map(|row| face_of(AccountId(row.get("author")?), &row)).transpose()
    }
}

fn posted_of(row: &Row) -> Stored<Posted> {
    Ok(Posted {
        space: SpaceId(row.get("space")?),
        count: row.get("count")?,
        newest: ShareId(row.get("id")?),
        author: face_of(AccountId(row.get("author")?), row)?,
        at: Time::from_millis(row.get("created_at")?),
    })
}

fn said_of(row: &Row) -> Stored<Said> {
    Ok(Said {
        space: SpaceId(row.get("space")?),
        share: ShareId(row.get("share")?),
        comment: row.get::<Option<Uuid>>("comment")?.map(CommentId),
        text: row.get("text")?,
    })
}
