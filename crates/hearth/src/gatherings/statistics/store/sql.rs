//! Statistics in SQL.

use async_trait::async_trait;
use uuid::Uuid;

use super::StatisticsStore;
use crate::gatherings::answers::Private;
use crate::gatherings::answers::store::{private_columns, private_of};
use crate::gatherings::attendees::AttendeeId;
use crate::gatherings::model::{Gathering, GatheringId};
use crate::gatherings::statistics::model::{Statistics, Voice};
use crate::gatherings::statistics::rules::noted;
use crate::gatherings::store::broken;
use crate::platform::database::{Db, Row, Stored, Tx};

crate::statements! {
    PRIVATE = concat!("SELECT a.id, ", private_columns!(), " FROM gathering_attendees a
        WHERE a.gathering = $1 AND a.id > $2 AND a.answered_at IS NOT NULL ORDER BY a.id LIMIT $3");
    PRIVATE_OF = concat!("SELECT a.account IS NULL AS guest, ", private_columns!(), " FROM gathering_attendees a
        WHERE a.gathering = $1 AND a.id = $2");
    PUBLISH = "UPDATE gatherings SET statistics = $3 WHERE id = $1 AND revision = $2 AND gone = FALSE";
}

/// Notes, in a gathering that is held, what somebody is about to answer instead of what their row says. Nothing: they take
/// it back, or leave.
pub(in crate::gatherings) async fn note(
    tx: &mut Tx,
    gathering: &mut Gathering,
    attendee: AttendeeId,
    after: &Private,
) -> Stored<()> {
    let row = tx.run(&PRIVATE_OF).bind(gathering.id.0).bind(attendee.0).maybe().await?;
    let before = row.as_ref().map(private_of).transpose()?.unwrap_or_default();
    let mut statistics = parsed(gathering)?;
    let is_guest = row.as_ref().map_or(Ok(true), |row| row.get("guest"))?;
    noted(&mut statistics, Voice { attendee, is_guest }, &before, after);
    gathering.statistics = serde_json::to_string(&statistics).map_err(broken)?;
    Ok(())
}

fn parsed(gathering: &Gathering) -> Stored<Statistics> {
    serde_json::from_str(&gathering.statistics).map_err(broken)
}

#[derive(Clone)]
pub struct SqlStatistics(pub Db);

#[async_trait]
impl StatisticsStore for SqlStatistics {
    fn of(&self, gathering: &Gathering) -> Stored<Statistics> {
        parsed(gathering)
    }

    async fn answers(
        &self,
        gathering: GatheringId,
        after: Option<AttendeeId>,
        limit: i64,
    ) -> Stored<Vec<(AttendeeId, Private)>> {
        let after = after.map_or(Uuid::nil(), |id| id.0);
        let rows = self.0.read(&PRIVATE).bind(gathering.0).bind(after).bind(limit).all().await?;
        rows.iter().map(|row: &Row| Ok((AttendeeId(row.get("id")?), private_of(row)?))).collect()
    }

    async fn publish(&self, gathering: &Gathering, statistics: &Statistics) -> Stored<bool> {
        let statistics = serde_json::to_string(statistics).map_err(broken)?;
        let mut tx = self.0.begin().await?;
        let publish = tx.run(&PUBLISH).bind(gathering.id.0).bind(gathering.revision).bind(statistics);
        let published = publish.done().await? > 0;
        tx.commit().await?;
        Ok(published)
    }
}
