//! Rows of gatherings and attendees.

use uuid::Uuid;

use crate::accounts::{AccountId, PersonId};
use crate::gatherings::attendees::{Attendee, AttendeeId, Rsvp, Who};
use crate::gatherings::days::{Daily, Days, Duration, TimeOfDay, Zone};
use crate::gatherings::model::{Currency, Gathering, GatheringId, Host, Plan, Rsvps, State, Title, Venue};
use crate::platform::clock::Time;
use crate::platform::database::{Row, StoreError, Stored};
use crate::spaces::{Face, SpaceId};

pub(super) fn both_of(row: &Row) -> Stored<(Gathering, Option<Attendee>)> {
    let attends = row.get::<Option<Uuid>>("attendee")?.is_some();
    Ok((gathering_of(row)?, attends.then(|| attendee_of(row)).transpose()?))
}

pub(in crate::gatherings) fn gathering_of(row: &Row) -> Stored<Gathering> {
    let (account, state): (Uuid, String) = (row.get("host_account")?, row.get("state")?);
    let face = face_of(AccountId(account), row.get("host_face")?);
    let poll = row.get::<Option<String>>("poll")?;
    Ok(Gathering {
        id: GatheringId(row.get("id")?),
        space: row.get::<Option<Uuid>>("space")?.map(SpaceId),
        host: Host { attendee: AttendeeId(row.get("host")?), face },
        plan: plan_of(row)?,
        state: State::from_text(&state).ok_or_else(|| unknown("state"))?,
        settled: serde_json::from_str(&row.get::<String>("settled")?).map_err(broken)?,
        sequence: row.get("sequence")?,
        revision: row.get("revision")?,
        attendees: row.get("attendees")?,
        guests: row.get("guests")?,
        answered: row.get("answered")?,
        rsvps: Rsvps {
            coming: row.get("coming")?,
            maybe: row.get("maybe")?,
            declined: row.get("declined")?,
            waiting: row.get("waiting")?,
        },
        poll: poll.map(|poll| serde_json::from_str(&poll)).transpose().map_err(broken)?,
        statistics: row.get("statistics")?,
        created_at: Time::from_millis(row.get("created_at")?),
    })
}

fn plan_of(row: &Row) -> Stored<Plan> {
    let (first, last): (String, String) = (row.get("first_day")?, row.get("last_day")?);
    let time = |column: &str| -> Stored<Option<TimeOfDay>> {
        Ok(row.get::<Option<String>>(column)?.and_then(|text| TimeOfDay::parse(&text).ok()))
    };
    let daily = time("daily_from")?.zip(time("daily_until")?).map(|(from, until)| Daily { from, until });
    Ok(Plan {
        title: Title::kept(row.get("title")?),
        description: row.get("description")?,
        place: Venue::kept(row.get("place")?),
        days: Days::kept(&first, &last).ok_or_else(|| unknown("day"))?,
        zone: Zone::kept(&row.get::<String>("zone")?),
        lasts: Duration::kept(row.get("minutes")?),
        sittings: row.get("sittings")?,
        daily,
        deadline: row.get::<Option<i64>>("deadline")?.map(Time::from_millis),
        capacity: row.get("capacity")?,
        currency: row.get::<Option<String>>("currency")?.map(Currency::kept),
    })
}

pub(in crate::gatherings) fn attendee_of(row: &Row) -> Stored<Attendee> {
    let who = match row.get::<Option<Uuid>>("account")? {
        Some(account) => Who::Account(face_of(AccountId(account), row.get("face")?)),
        None => Who::Guest(row.get::<Option<String>>("name")?.unwrap_or_default()),
    };
    let rsvp = row.get::<Option<String>>("rsvp")?;
    let votes = row.get::<Option<String>>("votes")?;
    Ok(Attendee {
        gathering: GatheringId(row.get("gathering")?),
        id: AttendeeId(row.get("attendee")?),
        who,
        required: row.get("required")?,
        joined_at: Time::from_millis(row.get("joined_at")?),
        answered_at: row.get::<Option<i64>>("answered_at")?.map(Time::from_millis),
        zone: row.get::<Option<String>>("attendee_zone")?.map(|zone| Zone::kept(&zone)),
        rsvp: rsvp.map(|text| Rsvp::from_text(&text).ok_or_else(|| unknown("answer"))).transpose()?,
        votes: votes.map(|votes| serde_json::from_str(&votes)).transpose().map_err(broken)?.unwrap_or_default(),
    })
}

/// As whom the account is there, by what a row says.
fn face_of(account: AccountId, face: Option<Uuid>) -> Face {
    Face { account, shown: face.map_or(account.into(), PersonId) }
}

pub(in crate::gatherings) fn broken(error: serde_json::Error) -> StoreError {
    StoreError::Failed(error.to_string())
}

pub(in crate::gatherings) fn unknown(what: &str) -> StoreError {
    StoreError::Failed(format!("the database holds a {what} that this program doesn't know"))
}
