//! Settled plans in SQL.

use async_trait::async_trait;
use uuid::Uuid;

use super::PlanStore;
use crate::accounts::AccountId;
use crate::gatherings::attendees::{AttendeeId, Rsvp};
use crate::gatherings::days::Window;
use crate::gatherings::model::{Gathering, GatheringId, Partaker, State};
use crate::gatherings::plans::model::{Recipient, Told};
use crate::gatherings::plans::rules::told_with;
use crate::gatherings::rsvps::store::ask_again;
use crate::gatherings::store::{
    Changed, Following, attendee_columns, attendee_of, broken, columns, gathering_of, hold_for, save, write_plan,
};
use crate::platform::clock::Time;
use crate::platform::database::{Db, Row, Stored, Tx};
use crate::platform::jobs::Jobs;

crate::statements! {
    TOLD = concat!("SELECT g.told, ", columns!(), " FROM gatherings g WHERE g.id = $1 AND g.gone = FALSE");
    TOLD_OF = concat!("SELECT g.told, ", columns!(), " FROM gathering_attendees a JOIN gatherings g ON g.id = a.gathering
        WHERE a.account = $1 AND a.withheld IS NULL AND g.told <> '[]' AND g.over_at > $2 AND g.gone = FALSE
            AND (a.rsvp IS NULL OR a.rsvp <> 'no') ORDER BY a.gathering DESC LIMIT $3");
    TELL = "UPDATE gatherings SET told = $2 WHERE id = $1";
    HOST_COMES = "UPDATE gathering_attendees SET rsvp = 'yes', rsvp_at = $3 WHERE gathering = $1 AND id = $2";
    RECIPIENTS = concat!("SELECT ", attendee_columns!(), " FROM gathering_attendees a
        WHERE a.gathering = $1 AND a.id > $2 AND a.account IS NOT NULL AND a.withheld IS NULL ORDER BY a.id LIMIT $3");
    RECIPIENT = concat!("SELECT ", attendee_columns!(), " FROM gathering_attendees a
        WHERE a.gathering = $1 AND a.id = $2 AND a.account IS NOT NULL AND a.withheld IS NULL");
}

#[derive(Clone)]
pub struct SqlPlans(pub Db);

#[async_trait]
impl PlanStore for SqlPlans {
    async fn settle(
        &self,
        proof: &Partaker,
        sittings: &[Window],
        at: Time,
        following: Following<'_>,
    ) -> Stored<Changed<Box<Gathering>>> {
        let mut tx = self.0.begin().await?;
        let Some(held) = hold_for(&mut tx, proof).await? else { return Ok(Changed::NotThere) };
        let mut gathering = held.gathering;
        if gathering.state == State::Cancelled {
            return Ok(Changed::Refused(State::Cancelled));
        }
        if gathering.state == State::Settled && gathering.settled == sittings {
            return Ok(Changed::Not(Box::new(gathering)));
        }
        let told = tx.run(&TOLD).bind(gathering.id.0).one().await?;
        let told = serde_json::to_string(&told_with(told_in(&told)?, sittings)).map_err(broken)?;
        tx.run(&TELL).bind(gathering.id.0).bind(told).done().await?;
        gathering.state = State::Settled;
        gathering.settled = sittings.to_vec();
        gathering.sequence += 1;
        ask_again(&mut tx, &mut gathering).await?;
        let (id, host) = (gathering.id.0, gathering.host.attendee.0);
        tx.run(&HOST_COMES).bind(id).bind(host).bind(at.millis()).done().await?;
        gathering.rsvps.coming = 1;
        changed(tx, gathering, following).await
    }

    async fn reopen(&self, proof: &Partaker, now: Time, following: Following<'_>) -> Stored<Changed<Box<Gathering>>> {
        let mut tx = self.0.begin().await?;
        let Some(held) = hold_for(&mut tx, proof).await? else { return Ok(Changed::NotThere) };
        let mut gathering = held.gathering;
        if gathering.state_at(now) == State::Open {
            return Ok(Changed::Not(Box::new(gathering)));
        }
        gathering.sequence += i64::from(gathering.state == State::Settled);
        gathering.state = State::Open;
        gathering.settled.clear();
        ask_again(&mut tx, &mut gathering).await?;
        gathering.plan.deadline = gathering.plan.deadline.filter(|deadline| *deadline > now);
        write_plan(&mut tx, &gathering).await?;
        changed(tx, gathering, following).await
    }

    async fn cancel(&self, proof: &Partaker, following: Following<'_>) -> Stored<Changed<Box<Gathering>>> {
        let mut tx = self.0.begin().await?;
        let Some(held) = hold_for(&mut tx, proof).await? else { return Ok(Changed::NotThere) };
        let mut gathering = held.gathering;
        if gathering.state == State::Cancelled {
            return Ok(Changed::Not(Box::new(gathering)));
        }
        gathering.sequence += i64::from(gathering.state == State::Settled);
        gathering.state = State::Cancelled;
        changed(tx, gathering, following).await
    }

    async fn told(&self, id: GatheringId) -> Stored<Option<Told>> {
        self.0.read(&TOLD).bind(id.0).maybe().await?.as_ref().map(told_of).transpose()
    }

    async fn told_of(&self, account: AccountId, since: Time, limit: i64) -> Stored<Vec<Told>> {
        let statement = self.0.read(&TOLD_OF).bind(account.0).bind(since.millis()).bind(limit);
        statement.all().await?.iter().map(told_of).collect()
    }

    async fn recipients(&self, id: GatheringId, after: Option<AttendeeId>, limit: i64) -> Stored<Vec<Recipient>> {
        let after = after.map_or(Uuid::nil(), |attendee| attendee.0);
        let rows = self.0.read(&RECIPIENTS).bind(id.0).bind(after).bind(limit).all().await?;
        Ok(rows.iter().map(recipient_of).collect::<Stored<Vec<_>>>()?.into_iter().flatten().collect())
    }

    async fn recipient(&self, id: GatheringId, attendee: AttendeeId) -> Stored<Option<Recipient>> {
        let row = self.0.read(&RECIPIENT).bind(id.0).bind(attendee.0).maybe().await?;
        Ok(row.as_ref().map(recipient_of).transpose()?.flatten())
    }
}

async fn changed(mut tx: Tx, mut gathering: Gathering, following: Following<'_>) -> Stored<Changed<Box<Gathering>>> {
    save(&mut tx, &mut gathering).await?;
    for job in following(&gathering) {
        Jobs::put(&mut tx, job).await?;
    }
    tx.commit().await?;
    Ok(Changed::Now(Box::new(gathering)))
}

fn told_in(row: &Row) -> Stored<Vec<Window>> {
    serde_json::from_str(&row.get::<String>("told")?).map_err(broken)
}

fn told_of(row: &Row) -> Stored<Told> {
    Ok(Told { gathering: gathering_of(row)?, told: told_in(row)? })
}

fn recipient_of(row: &Row) -> Stored<Option<Recipient>> {
    let attendee = attendee_of(row)?;
    let (id, zone, rsvp): (AttendeeId, _, Option<Rsvp>) = (attendee.id, attendee.zone.clone(), attendee.rsvp);
    Ok(attendee.face().map(|face| Recipient { attendee: id, face, zone, rsvp }))
}
