//! What is new, in SQL.

use async_trait::async_trait;
use serde_json::{Value, json};
use uuid::Uuid;

use super::NewsStore;
use crate::accounts::{AccountId, PersonId};
use crate::gatherings::attendees::AttendeeId;
use crate::gatherings::model::GatheringId;
use crate::gatherings::news::model::{Answering, Named, Proposals};
use crate::platform::clock::Time;
use crate::platform::database::{Db, Row, Stored, id_list};
use crate::platform::ids::first_at;
use crate::spaces::{Face, SpaceId};

crate::statements! {
    // Ids sort by time, so those after a time are those after the first id of it.
    // Of the newest of each space, who proposed them is asked beside the index: a bounded number.
    PROPOSED_SINCE = sqlite "SELECT space, id, title, host_account, host_face, created_at, min(counted, $3) AS count FROM
            (SELECT n.space, n.id, n.title, n.host_account, n.host_face, n.created_at, count(*) OVER (PARTITION BY n.space) AS counted,
                row_number() OVER (PARTITION BY n.space ORDER BY n.id DESC) AS place
            FROM json_each($2) e JOIN gatherings n ON n.space = unhex(e.value ->> 's') AND n.id IN (SELECT o.id FROM gatherings o
                WHERE o.space = unhex(e.value ->> 's') AND o.id >= unhex(e.value ->> 'a') ORDER BY o.id DESC LIMIT $5)
            WHERE n.host_account <> $1 AND n.gone = FALSE
                AND coalesce(n.host_face, n.host_account) NOT IN (SELECT unhex(value) FROM json_each($4))) fresh
            WHERE place = 1 ORDER BY space",
        postgres "SELECT space, id, title, host_account, host_face, created_at, least(counted, $3) AS count FROM
            (SELECT n.space, n.id, n.title, n.host_account, n.host_face, n.created_at, count(*) OVER (PARTITION BY n.space) AS counted,
                row_number() OVER (PARTITION BY n.space ORDER BY n.id DESC) AS place
            FROM json_array_elements($2::json) AS e (value) CROSS JOIN LATERAL (SELECT * FROM gatherings o
                WHERE o.space = (e.value ->> 's')::uuid AND o.id >= (e.value ->> 'a')::uuid ORDER BY o.id DESC LIMIT $5) n
            WHERE n.host_account <> $1 AND n.gone = FALSE
                AND coalesce(n.host_face, n.host_account) <> ALL
                    (ARRAY(SELECT value::uuid FROM json_array_elements_text($4::json)))) fresh
            WHERE place = 1 ORDER BY space";
    NAMED = sqlite "SELECT g.id, g.space, g.title, a.id IS NOT NULL AS attends FROM gatherings g
            LEFT JOIN gathering_attendees a ON a.account = $1 AND a.gathering = g.id
            WHERE g.gone = FALSE AND g.id IN (SELECT unhex(value) FROM json_each($2))",
        postgres "SELECT g.id, g.space, g.title, a.id IS NOT NULL AS attends FROM gatherings g
            LEFT JOIN gathering_attendees a ON a.account = $1 AND a.gathering = g.id
            WHERE g.gone = FALSE AND g.id = ANY (ARRAY(SELECT value::uuid FROM json_array_elements_text($2::json)))";
    ANSWERING = "SELECT g.host_account, g.host_face, g.space, a.account, a.face FROM gatherings g
        JOIN gathering_attendees a ON a.gathering = g.id AND a.id = $2 WHERE g.id = $1 AND g.gone = FALSE";
}

#[derive(Clone)]
pub struct SqlNews(pub Db);

#[async_trait]
impl NewsStore for SqlNews {
    async fn proposed_since(
        &self,
        account: AccountId,
        but: &[PersonId],
        since: &[(SpaceId, Time)],
    ) -> Stored<Vec<Proposals>> {
        let asked = since.iter().map(|(space, at)| {
            let after = Time::from_millis(at.millis() + 1);
            json!({ "s": space.0.simple(), "a": first_at(after).simple() })
        });
        let asked = self.0.read(&PROPOSED_SINCE).bind(account.0).bind(Value::from_iter(asked).to_string());
        let but = id_list(but.iter().map(|person| person.0));
        asked
            .bind(Proposals::COUNTED)
            .bind(but)
            .bind(Proposals::LOOKED_AT)
            .all()
            .await?
            .iter()
            .map(proposals_of)
            .collect()
    }

    async fn named(&self, account: AccountId, ids: &[GatheringId]) -> Stored<Vec<Named>> {
        let ids = id_list(ids.iter().map(|id| id.0));
        self.0.read(&NAMED).bind(account.0).bind(ids).all().await?.iter().map(named_of).collect()
    }

    async fn answering(&self, id: GatheringId, attendee: AttendeeId) -> Stored<Option<Answering>> {
        let row = self.0.read(&ANSWERING).bind(id.0).bind(attendee.0).maybe().await?;
        row.map(|row| {
            let by = row.get::<Option<Uuid>>("account")?.map(|account| face_of(&row, account, "face"));
            Ok(Answering {
                host: face_of(&row, row.get("host_account")?, "host_face")?,
                space: row.get::<Option<Uuid>>("space")?.map(SpaceId),
                by: by.transpose()?,
                attendee: PersonId(attendee.0),
            })
        })
        .transpose()
    }
}

fn face_of(row: &Row, account: Uuid, face: &str) -> Stored<Face> {
    Ok(Face { account: AccountId(account), shown: PersonId(row.get::<Option<Uuid>>(face)?.unwrap_or(account)) })
}

fn proposals_of(row: &Row) -> Stored<Proposals> {
    Ok(Proposals {
        space: SpaceId(row.get("space")?),
        count: row.get("count")?,
        newest: GatheringId(row.get("id")?),
        title: row.get("title")?,
        host: face_of(row, row.get("host_account")?, "host_face")?,
        at: Time::from_millis(row.get("created_at")?),
    })
}

fn named_of(row: &Row) -> Stored<Named> {
    Ok(Named {
        id: GatheringId(row.get("id")?),
        space: row.get::<Option<Uuid>>("space")?.map(SpaceId),
        title: row.get("title")?,
        attends: row.get("attends")?,
    })
}
