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
    PROPOSED_SINCE = sqlite "SELECT g.space, g.id, g.title, g.host_account, g.host_face, g.created_at,
                (SELECT count(*) FROM (SELECT 1 FROM gatherings o WHERE o.space = g.space AND o.id >= unhex(e.value ->> 'a')
                AND o.host_account <> $1 AND o.gone = FALSE LIMIT $3)) AS count
            FROM json_each($2) e JOIN gatherings g ON g.id = (SELECT n.id FROM gatherings n
                WHERE n.space = unhex(e.value ->> 's') AND n.id >= unhex(e.value ->> 'a') AND n.host_account <> $1
                AND n.gone = FALSE ORDER BY n.id DESC LIMIT 1)",
        postgres "SELECT g.space, g.id, g.title, g.host_account, g.host_face, g.created_at,
                (SELECT count(*) FROM (SELECT 1 FROM gatherings o WHERE o.space = g.space AND o.id >= (e.value ->> 'a')::uuid
                AND o.host_account <> $1 AND o.gone = FALSE LIMIT $3) counted) AS count
            FROM json_array_elements($2::json) AS e (value) JOIN gatherings g ON g.id = (SELECT n.id FROM gatherings n
                WHERE n.space = (e.value ->> 's')::uuid AND n.id >= (e.value ->> 'a')::uuid AND n.host_account <> $1
                AND n.gone = FALSE ORDER BY n.id DESC LIMIT 1)";
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
    async fn proposed_since(&self, account: AccountId, since: &[(SpaceId, Time)]) -> Stored<Vec<Proposals>> {
        let asked = since.iter().map(|(space, at)| {
            let after = Time::from_millis(at.millis() + 1);
            json!({ "s": space.0.simple(), "a": first_at(after).simple() })
        });
        let asked = self.0.read(&PROPOSED_SINCE).bind(account.0).bind(Value::from_iter(asked).to_string());
        asked.bind(Proposals::COUNTED).all().await?.iter().map(proposals_of).collect()
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
