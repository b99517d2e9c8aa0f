//! Attendees in SQL.

use std::sync::Arc;

use async_trait::async_trait;
use uuid::Uuid;

use super::{AttendeeStore, Entered, Out, Removed};
use crate::accounts::{AccountId, blocks};
use crate::gatherings::attendees::model::{Attendee, AttendeeId, Who};
use crate::gatherings::blocks::store::{reveal, withhold};
use crate::gatherings::model::{Gathering, GatheringId, Invited, Partaker};
use crate::gatherings::store::{Leaving, attendee_columns, attendee_of, enter, hold, hold_for, save, take_out};
use crate::gatherings::talk::Talk;
use crate::platform::clock::Time;
use crate::platform::database::{Db, Stored, Tx};
use crate::platform::jobs::Jobs;
use crate::spaces::{Face, hold_member};

crate::statements! {
    LIST = concat!("SELECT ", attendee_columns!(), " FROM gathering_attendees a
        WHERE a.gathering = $1 AND (a.joined_at, a.id) > ($2, $3) ORDER BY a.joined_at, a.id LIMIT $4");
    ONE = concat!("SELECT ", attendee_columns!(), " FROM gathering_attendees a WHERE a.gathering = $1 AND a.id = $2");
    OF_ACCOUNT = concat!("SELECT ", attendee_columns!(), " FROM gathering_attendees a
        WHERE a.account = $1 AND a.gathering = $2");
    ATTENDED = "SELECT gathering FROM gathering_attendees WHERE account = $1 ORDER BY gathering LIMIT 1";
    REQUIRE = "UPDATE gathering_attendees SET required = $3 WHERE gathering = $1 AND id = $2";
    FORGET = "DELETE FROM gathering_attendees WHERE account = $1 AND gathering = $2";
}

#[derive(Clone)]
pub struct SqlAttendees {
    pub db: Db,
    pub talk: Arc<dyn Talk>,
}

#[async_trait]
impl AttendeeStore for SqlAttendees {
    async fn attendees(
        &self,
        proof: &Partaker,
        after: Option<(Time, AttendeeId)>,
        limit: i64,
    ) -> Stored<Vec<Attendee>> {
        let (at, id) = after.map_or((i64::MIN, Uuid::nil()), |(at, id)| (at.millis(), id.0));
        let statement = self.db.read(&LIST).bind(proof.id().0).bind(at).bind(id);
        statement.bind(limit).all().await?.iter().map(attendee_of).collect()
    }

    async fn attendee(&self, gathering: GatheringId, id: AttendeeId) -> Stored<Option<Attendee>> {
        self.db.read(&ONE).bind(gathering.0).bind(id.0).maybe().await?.as_ref().map(attendee_of).transpose()
    }

    async fn invite(&self, proof: &Partaker, invited: Invited, most: i64, at: Time) -> Stored<Entered> {
        let mut tx = self.db.begin().await?;
        let mut face = Face::own(invited.account);
        if let Some(member) = proof.member() {
            match hold_member(&mut tx, member.space_id(), invited.account).await? {
                Some(there) => face = there,
                None => return Ok(Entered::NotAMember),
            }
        }
        let Some(held) = hold_for(&mut tx, proof).await? else { return Ok(Entered::NotThere) };
        let mut gathering = held.gathering;
        let mut blocked = None;
        if let Some(by) = held.face
            && blocks(&mut tx, invited.account, by.shown).await?
        {
            blocked = Some(by.shown);
        }
        if let Some(row) = tx.run(&OF_ACCOUNT).bind(invited.account.0).bind(gathering.id.0).maybe().await? {
            if blocked.is_none()
                && let Some(attendee) = reveal(&mut tx, self.talk.as_ref(), gathering.id, invited.account, at).await?
            {
                tx.commit().await?;
                return Ok(Entered::Revealed(Box::new((gathering, attendee))));
            }
            return Ok(Entered::Already(Box::new((gathering, attendee_of(&row)?))));
        }
        if gathering.attendees >= most {
            return Ok(Entered::Full);
        }
        let (who, how) = (Who::Account(face), (invited.required, None));
        let attendee = enter(&mut tx, &mut gathering, invited.id, who, how, at).await?;
        save(&mut tx, &mut gathering).await?;
        match blocked {
            Some(by) => withhold(&mut tx, self.talk.as_ref(), (gathering.id, face), by, at).await?,
            None => self.talk.enter(&mut tx, gathering.id, face, at).await?,
        }
        tx.commit().await?;
        Ok(Entered::Now(Box::new((gathering, attendee))))
    }

    async fn require(&self, proof: &Partaker, id: AttendeeId, required: bool) -> Stored<Option<(Gathering, Attendee)>> {
        let mut tx = self.db.begin().await?;
        let Some(held) = hold_for(&mut tx, proof).await? else { return Ok(None) };
        let mut gathering = held.gathering;
        let Some(attendee) = one(&mut tx, gathering.id, id).await? else { return Ok(None) };
        if attendee.required == required {
            return Ok(Some((gathering, attendee)));
        }
        tx.run(&REQUIRE).bind(gathering.id.0).bind(id.0).bind(required).done().await?;
        save(&mut tx, &mut gathering).await?;
        tx.commit().await?;
        Ok(Some((gathering, Attendee { required, ..attendee })))
    }

    async fn remove(&self, proof: &Partaker, id: AttendeeId, leaving: Leaving) -> Stored<Removed> {
        let mut tx = self.db.begin().await?;
        let Some(held) = hold_for(&mut tx, proof).await? else { return Ok(Removed::NotThere) };
        let Some(attendee) = one(&mut tx, held.gathering.id, id).await? else { return Ok(Removed::NoSuchAttendee) };
        let out = self.put_out(&mut tx, held.gathering, attendee, leaving).await?;
        tx.commit().await?;
        Ok(Removed::Now(Box::new(out)))
    }

    async fn attended(&self, account: AccountId) -> Stored<Option<GatheringId>> {
        let row = self.db.read(&ATTENDED).bind(account.0).maybe().await?;
        row.map(|row| Ok(GatheringId(row.get("gathering")?))).transpose()
    }

    async fn forget(&self, gathering: GatheringId, account: AccountId, leaving: Leaving) -> Stored<Option<Out>> {
        let mut tx = self.db.begin().await?;
        let held = hold(&mut tx, gathering).await?;
        let row = tx.run(&OF_ACCOUNT).bind(account.0).bind(gathering.0).maybe().await?;
        let out = match (held, row) {
            (Some(held), Some(row)) => Some(self.put_out(&mut tx, held, attendee_of(&row)?, leaving).await?),
            // Of what is gone, a job erases the rest.
            _ => {
                tx.run(&FORGET).bind(account.0).bind(gathering.0).done().await?;
                None
            }
        };
        tx.commit().await?;
        Ok(out)
    }
}

impl SqlAttendees {
    /// Takes an attendee out of a gathering that is held, and of its group.
    async fn put_out(
        &self,
        tx: &mut Tx,
        mut gathering: Gathering,
        attendee: Attendee,
        leaving: Leaving,
    ) -> Stored<Out> {
        let gone = take_out(tx, &mut gathering, &attendee).await?;
        let (id, at) = (gathering.id, leaving.erasing.created_at);
        if let Some(account) = attendee.account() {
            self.talk.leave(tx, id, account, leaving.talk, at).await?;
        }
        if gone {
            self.talk.close(tx, id, leaving.talk, at).await?;
            Jobs::put(tx, leaving.erasing).await?;
        }
        Ok(Out { gathering, attendee, gone })
    }
}

async fn one(tx: &mut Tx, gathering: GatheringId, id: AttendeeId) -> Stored<Option<Attendee>> {
    tx.run(&ONE).bind(gathering.0).bind(id.0).maybe().await?.as_ref().map(attendee_of).transpose()
}
