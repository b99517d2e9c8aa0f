//! What boards are made of, in SQL.

use async_trait::async_trait;
use uuid::Uuid;

use super::BoardStore;
use crate::gatherings::answers::store::windows_of;
use crate::gatherings::attendees::{Attendee, AttendeeId};
use crate::gatherings::days::Windows;
use crate::gatherings::model::GatheringId;
use crate::gatherings::store::{attendee_columns, attendee_of};
use crate::platform::database::{Db, Row, Stored};

crate::statements! {
    PEOPLE = concat!("SELECT ", attendee_columns!(), ", a.windows FROM gathering_attendees a
        WHERE a.gathering = $1 AND a.id > $2 ORDER BY a.id LIMIT $3");
}

#[derive(Clone)]
pub struct SqlBoard(pub Db);

#[async_trait]
impl BoardStore for SqlBoard {
    async fn people(
        &self,
        gathering: GatheringId,
        after: Option<AttendeeId>,
        limit: i64,
    ) -> Stored<Vec<(Attendee, Option<Windows>)>> {
        let after = after.map_or(Uuid::nil(), |id| id.0);
        let rows = self.0.read(&PEOPLE).bind(gathering.0).bind(after).bind(limit).all().await?;
        let both = |row: &Row| {
            let attendee = attendee_of(row)?;
            let windows = attendee.answered_at.map(|_| windows_of(row)).transpose()?;
            Ok((attendee, windows))
        };
        rows.iter().map(both).collect()
    }
}
