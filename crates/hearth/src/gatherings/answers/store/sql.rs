//! Answers in SQL.

use std::sync::Arc;

use async_trait::async_trait;
use uuid::Uuid;

use super::{AnswerStore, Own, OwnAnswers, Put};
use crate::accounts::AccountId;
use crate::gatherings::answers::model::{Answer, Answered, Budget, Location, Mood, Private};
use crate::gatherings::attendees::{Attendee, AttendeeId};
use crate::gatherings::days::{Windows, Zone};
use crate::gatherings::model::{Gathering, GatheringId, Partaker, State};
use crate::gatherings::statistics::store::note;
use crate::gatherings::store::{
    attendee_columns, attendee_of, broken, columns, gathering_of, hold_for, partake, save, unknown,
};
use crate::gatherings::talk::Talk;
use crate::platform::clock::Time;
use crate::platform::database::{Db, Row, Stored};

/// The columns that [`private_of`] reads.
macro_rules! private_columns {
    () => {
        "a.mood, a.budget_said, a.budget, a.travel_km, a.latitude, a.longitude"
    };
}
pub(in crate::gatherings) use private_columns;

/// The columns that [`answer_of`] reads, beside those of an attendee.
macro_rules! answer_columns {
    () => {
        concat!("a.windows, ", private_columns!())
    };
}

crate::statements! {
    ANSWERS = concat!("SELECT ", attendee_columns!(), ", a.windows FROM gathering_attendees a
        WHERE a.gathering = $1 AND a.id > $2 AND a.answered_at IS NOT NULL ORDER BY a.id LIMIT $3");
    ANSWER = concat!("SELECT ", attendee_columns!(), ", ", answer_columns!(), " FROM gathering_attendees a
        WHERE a.gathering = $1 AND a.id = $2 AND a.answered_at IS NOT NULL");
    PUT = "UPDATE gathering_attendees SET answered_at = $3, zone = $4, windows = $5, mood = $6, budget_said = $7, budget = $8,
        travel_km = $9, latitude = $10, longitude = $11 WHERE gathering = $1 AND id = $2";
    WITHDRAW = "UPDATE gathering_attendees SET answered_at = NULL, zone = NULL, windows = NULL, mood = NULL,
        budget_said = FALSE, budget = NULL, travel_km = NULL, latitude = NULL, longitude = NULL
        WHERE gathering = $1 AND id = $2 AND answered_at IS NOT NULL";
    ANSWERED_BY = concat!("SELECT ", columns!(), ", ", attendee_columns!(), ", ", answer_columns!(), " FROM gathering_attendees a
        JOIN gatherings g ON g.id = a.gathering
        WHERE a.account = $1 AND a.gathering > $2 AND g.gone = FALSE ORDER BY a.gathering LIMIT $3");
}

#[derive(Clone)]
pub struct SqlAnswers {
    pub db: Db,
    pub talk: Arc<dyn Talk>,
}

#[async_trait]
impl AnswerStore for SqlAnswers {
    async fn answers(&self, gathering: GatheringId, after: Option<AttendeeId>, limit: i64) -> Stored<Vec<Answered>> {
        let after = after.map_or(Uuid::nil(), |id| id.0);
        let rows = self.db.read(&ANSWERS).bind(gathering.0).bind(after).bind(limit).all().await?;
        rows.iter().map(|row| Ok(Answered { attendee: attendee_of(row)?, windows: windows_of(row)? })).collect()
    }

    async fn answer(&self, proof: &Partaker) -> Stored<Option<Answer>> {
        let Some(attendee) = proof.attendee() else { return Ok(None) };
        let row = self.db.read(&ANSWER).bind(proof.id().0).bind(attendee.id.0).maybe().await?;
        Ok(row.as_ref().map(answer_of).transpose()?.flatten())
    }

    async fn put(&self, proof: &Partaker, answer: Answer, id: AttendeeId, most: i64) -> Stored<Put> {
        let at = answer.at;
        let mut tx = self.db.begin().await?;
        let Some(mut held) = hold_for(&mut tx, proof).await? else { return Ok(Put::NotThere) };
        match held.gathering.state_at(at) {
            State::Open => {}
            state => return Ok(Put::Refused(state)),
        }
        let entered = held.attendee.is_none();
        let Some(attendee) = partake(&mut tx, self.talk.as_ref(), &mut held, (id, most), at).await? else {
            return Ok(Put::Full);
        };
        let mut gathering = held.gathering;
        let Answer { zone, windows, private, .. } = answer;
        note(&mut tx, &mut gathering, attendee.id, &private).await?;
        tx.run(&PUT)
            .bind(gathering.id.0)
            .bind(attendee.id.0)
            .bind(at.millis())
            .bind(zone.as_str().to_owned())
            .bind(serde_json::to_string(&windows).map_err(broken)?)
            .bind(private.mood.map(|mood| mood.as_str().to_owned()))
            .bind(private.budget.is_some())
            .bind(private.budget.and_then(|budget| budget.most))
            .bind(private.travel_km)
            .bind(private.location.map(|location| location.latitude))
            .bind(private.location.map(|location| location.longitude))
            .done()
            .await?;
        gathering.answered += i64::from(attendee.answered_at.is_none());
        save(&mut tx, &mut gathering).await?;
        tx.commit().await?;
        let attendee = Attendee { answered_at: Some(at), zone: Some(zone), ..attendee };
        let answered = Box::new(Answered { attendee, windows });
        Ok(Put::Now { gathering: Box::new(gathering), answered, entered })
    }

    async fn withdraw(&self, proof: &Partaker) -> Stored<Option<Gathering>> {
        let mut tx = self.db.begin().await?;
        let Some(held) = hold_for(&mut tx, proof).await? else { return Ok(None) };
        let (mut gathering, Some(attendee)) = (held.gathering, held.attendee) else { return Ok(None) };
        note(&mut tx, &mut gathering, attendee.id, &Private::default()).await?;
        if tx.run(&WITHDRAW).bind(gathering.id.0).bind(attendee.id.0).done().await? == 0 {
            return Ok(None);
        }
        gathering.answered -= 1;
        save(&mut tx, &mut gathering).await?;
        tx.commit().await?;
        Ok(Some(gathering))
    }
}

pub struct SqlOwnAnswers(pub Db);

#[async_trait]
impl OwnAnswers for SqlOwnAnswers {
    async fn answered_by(&self, account: AccountId, after: Option<GatheringId>, limit: i64) -> Stored<Vec<Own>> {
        let after = after.map_or(Uuid::nil(), |id| id.0);
        let rows = self.0.read(&ANSWERED_BY).bind(account.0).bind(after).bind(limit).all().await?;
        let own =
            |row: &Row| Ok(Own { gathering: gathering_of(row)?, attendee: attendee_of(row)?, answer: answer_of(row)? });
        rows.iter().map(own).collect()
    }
}

pub(in crate::gatherings) fn windows_of(row: &Row) -> Stored<Windows> {
    let windows = row.get::<Option<String>>("windows")?;
    Ok(windows.map(|windows| serde_json::from_str(&windows)).transpose().map_err(broken)?.unwrap_or_default())
}

/// None: there is no answer in the row.
fn answer_of(row: &Row) -> Stored<Option<Answer>> {
    let (at, zone) = (row.get::<Option<i64>>("answered_at")?, row.get::<Option<String>>("attendee_zone")?);
    let Some((at, zone)) = at.zip(zone) else { return Ok(None) };
    Ok(Some(Answer {
        zone: Zone::kept(&zone),
        windows: windows_of(row)?,
        private: private_of(row)?,
        at: Time::from_millis(at),
    }))
}

pub(in crate::gatherings) fn private_of(row: &Row) -> Stored<Private> {
    let mood = row.get::<Option<String>>("mood")?;
    let budget = Budget { most: row.get("budget")? };
    let (latitude, longitude) = (row.get::<Option<i64>>("latitude")?, row.get::<Option<i64>>("longitude")?);
    Ok(Private {
        mood: mood.map(|mood| Mood::from_text(&mood).ok_or_else(|| unknown("mood"))).transpose()?,
        budget: row.get::<bool>("budget_said")?.then_some(budget),
        travel_km: row.get("travel_km")?,
        location: latitude.zip(longitude).map(|(latitude, longitude)| Location { latitude, longitude }),
    })
}
