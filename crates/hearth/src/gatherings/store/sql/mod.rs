//! Gatherings in SQL, and what their sub-concerns share of it.

mod held;
mod rows;
mod spaces;

use std::sync::Arc;

use async_trait::async_trait;
use uuid::Uuid;

use super::{Changed, Following, GatheringStore, Leaving, Proposed};
use held::faces;
pub(in crate::gatherings) use held::{
    Entering, Held, enter, hold, hold_for, partake, remove, save, take_out, write_plan,
};
use rows::both_of;
pub(in crate::gatherings) use rows::{attendee_of, broken, gathering_of, unknown};
pub use spaces::tenant;

use crate::accounts::{AccountId, blocks_among};
use crate::gatherings::attendees::{Attendee, Who};
use crate::gatherings::blocks::store::withhold;
use crate::gatherings::model::{Gathering, GatheringId, Host, NewGathering, Partaker, Plan, Rsvps, State};
use crate::gatherings::rsvps::store::move_up;
use crate::gatherings::talk::Talk;
use crate::platform::clock::Time;
use crate::platform::database::{Db, Stored};
use crate::platform::jobs::{Jobs, NewJob};
use crate::spaces::{Face, SpaceId, SpaceMember};

/// The columns that [`gathering_of`] reads.
macro_rules! columns {
    () => {
        "g.id, g.space, g.host, g.host_account, g.host_face, g.title, g.description, g.place, g.first_day, g.last_day, \
         g.zone, g.minutes, g.sittings, g.daily_from, g.daily_until, g.deadline, g.capacity, g.currency, g.state, \
         g.settled, g.sequence, g.revision, g.attendees, g.guests, g.answered, g.coming, g.maybe, g.declined, \
         g.waiting, g.poll, g.statistics, g.created_at"
    };
}
pub(in crate::gatherings) use columns;

/// The columns that [`attendee_of`] reads.
macro_rules! attendee_columns {
    () => {
        "a.gathering, a.id AS attendee, a.account, a.face, a.name, a.required, a.joined_at, a.answered_at, \
         a.zone AS attendee_zone, a.rsvp, a.votes"
    };
}
pub(in crate::gatherings) use attendee_columns;

crate::statements! {
    ONE = concat!("SELECT ", columns!(), " FROM gatherings g WHERE g.id = $1 AND g.gone = FALSE");
    // Whoever changes a gathering, its attendees or its answers holds its space first, where it is in one, then its row,
    // then its group.
    HOLD = sqlite concat!("SELECT ", columns!(), " FROM gatherings g WHERE g.id = $1 AND g.gone = FALSE"),
        postgres concat!("SELECT ", columns!(), " FROM gatherings g WHERE g.id = $1 AND g.gone = FALSE FOR UPDATE");
    FOUND = concat!("SELECT ", columns!(), ", ", attendee_columns!(), " FROM gatherings g
        LEFT JOIN gathering_attendees a ON a.account = $2 AND a.gathering = g.id AND a.withheld IS NULL WHERE g.id = $1 AND g.gone = FALSE");
    IN_SPACE = concat!("SELECT ", columns!(), ", ", attendee_columns!(), " FROM gatherings g
        LEFT JOIN gathering_attendees a ON a.account = $2 AND a.gathering = g.id AND a.withheld IS NULL
        WHERE g.space = $1 AND g.id < $3 AND g.over_at > $4 AND g.over_at <= $5 AND g.gone = FALSE
        ORDER BY g.id DESC LIMIT $6");
    ATTENDED_BY = concat!("SELECT ", columns!(), ", ", attendee_columns!(), " FROM gathering_attendees a
        JOIN gatherings g ON g.id = a.gathering
        WHERE a.account = $1 AND a.gathering < $2 AND a.withheld IS NULL AND g.over_at > $3 AND g.over_at <= $4 AND g.gone = FALSE
        ORDER BY a.gathering DESC LIMIT $5");
    PROPOSE = "INSERT INTO gatherings (id, space, host, host_account, host_face, link_hash, created_at, title, description,
            place, first_day, last_day, zone, minutes, sittings, state, settled, over_at, sequence, revision, attendees,
            guests, answered, coming, maybe, declined, waiting, statistics, gone)
        VALUES ($1, $2, $3, $4, $5, $6, $7, '', '', '', '', '', '', 0, 0, '', '', 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, '{}', FALSE)";
    WRITE_PLAN = "UPDATE gatherings SET title = $2, description = $3, place = $4, first_day = $5, last_day = $6, zone = $7,
        minutes = $8, sittings = $9, daily_from = $10, daily_until = $11, deadline = $12, capacity = $13, currency = $14
        WHERE id = $1";
    SAVE = "UPDATE gatherings SET state = $2, settled = $3, starts_at = $4, over_at = $5, sequence = $6, revision = $7,
        attendees = $8, guests = $9, answered = $10, coming = $11, maybe = $12, declined = $13, waiting = $14, host = $15,
        host_account = $16, host_face = $17, poll = $18, statistics = $19 WHERE id = $1";
    REMOVE = "UPDATE gatherings SET gone = TRUE, title = '', description = '', place = '', poll = NULL, link_hash = NULL,
        statistics = '{}' WHERE id = $1";
    ATTENDEE = concat!("SELECT ", attendee_columns!(), " FROM gathering_attendees a WHERE a.gathering = $1 AND a.id = $2");
    ATTENDS = concat!("SELECT ", attendee_columns!(), " FROM gathering_attendees a
        WHERE a.account = $1 AND a.gathering = $2 AND a.withheld IS NULL");
    ENTER = "INSERT INTO gathering_attendees (gathering, id, account, face, name, token_hash, required, joined_at, budget_said)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, FALSE)";
    TAKE_OUT = "DELETE FROM gathering_attendees WHERE gathering = $1 AND id = $2";
    HEIR = concat!("SELECT ", attendee_columns!(), " FROM gathering_attendees a
        WHERE a.gathering = $1 AND a.account IS NOT NULL AND a.withheld IS NULL ORDER BY a.joined_at, a.id LIMIT 1");
    ERASE_ATTENDEES = "DELETE FROM gathering_attendees WHERE gathering = $1 AND id IN
        (SELECT a.id FROM gathering_attendees a JOIN gatherings g ON g.id = a.gathering
            WHERE a.gathering = $1 AND g.gone = TRUE LIMIT $2)";
    FORGET = "DELETE FROM gatherings WHERE id = $1 AND gone = TRUE
        AND NOT EXISTS (SELECT 1 FROM gathering_attendees a WHERE a.gathering = $1)";
    GONE_IN = "SELECT id FROM gatherings WHERE space = $1 AND gone = TRUE ORDER BY id LIMIT 1";
    COUNT = "SELECT count(*) AS count FROM gatherings WHERE space = $1 AND gone = FALSE";
    ATTENDED_IN = "SELECT a.gathering, a.id FROM gathering_attendees a JOIN gatherings g ON g.id = a.gathering
        WHERE a.account = $1 AND g.space = $2 AND g.gone = FALSE ORDER BY a.gathering";
    CLOSE_ALL = "UPDATE gatherings SET gone = TRUE, title = '', description = '', place = '', poll = NULL,
        statistics = '{}' WHERE space = $1 AND gone = FALSE";
}

#[derive(Clone)]
pub struct SqlGatherings {
    pub db: Db,
    pub talk: Arc<dyn Talk>,
}

#[async_trait]
impl GatheringStore for SqlGatherings {
    async fn propose(
        &self,
        host: AccountId,
        space: Option<SpaceId>,
        new: NewGathering,
        jobs: Vec<NewJob>,
    ) -> Stored<Proposed> {
        let NewGathering { id, host: attendee, plan, invited, link_hash, at } = new;
        let mut tx = self.db.begin().await?;
        let all = invited.iter().map(|one| one.account).chain([host]).collect();
        let Some(faces) = faces(&mut tx, space, &all).await? else { return Ok(Proposed::NotAMember) };
        let face = |account| faces.iter().copied().find(|face| face.account == account).unwrap_or(Face::own(account));
        let mut gathering = Gathering {
            id,
            space,
            host: Host { attendee, face: face(host) },
            plan,
            state: State::Open,
            settled: Vec::new(),
            sequence: 0,
            revision: 0,
            attendees: 0,
            guests: 0,
            answered: 0,
            rsvps: Rsvps::default(),
            poll: None,
            statistics: "{}".to_owned(),
            created_at: at,
        };
        let propose = tx.run(&PROPOSE).bind(id.0).bind(space.map(|space| space.0)).bind(attendee.0).bind(host.0);
        let propose = propose.bind(face(host).hidden().map(|shown| shown.0)).bind(link_hash).bind(at.millis());
        propose.done().await?;
        write_plan(&mut tx, &gathering).await?;
        self.talk.open(&mut tx, id, space, gathering.plan.title.as_str(), face(host), at).await?;
        let own = enter(&mut tx, &mut gathering, attendee, Who::Account(face(host)), (true, None), at).await?;
        let accounts: Vec<AccountId> = invited.iter().map(|one| one.account).collect();
        let blocking = blocks_among(&mut tx, face(host).shown, &accounts).await?;
        for one in invited {
            let who = face(one.account);
            enter(&mut tx, &mut gathering, one.id, Who::Account(who), (one.required, None), at).await?;
            if blocking.contains(&one.account) {
                withhold(&mut tx, self.talk.as_ref(), (id, who), face(host).shown, at).await?;
            } else {
                self.talk.enter(&mut tx, id, who, at).await?;
            }
        }
        save(&mut tx, &mut gathering).await?;
        for job in jobs {
            Jobs::put(&mut tx, job).await?;
        }
        tx.commit().await?;
        Ok(Proposed::Now(Box::new((gathering, own))))
    }

    async fn gathering(&self, id: GatheringId) -> Stored<Option<Gathering>> {
        self.db.read(&ONE).bind(id.0).maybe().await?.as_ref().map(gathering_of).transpose()
    }

    async fn found(&self, id: GatheringId, account: AccountId) -> Stored<Option<(Gathering, Option<Attendee>)>> {
        self.db.read(&FOUND).bind(id.0).bind(account.0).maybe().await?.as_ref().map(both_of).transpose()
    }

    async fn in_space(
        &self,
        proof: &SpaceMember,
        past: bool,
        now: Time,
        before: Option<GatheringId>,
        limit: i64,
    ) -> Stored<Vec<(Gathering, Option<Attendee>)>> {
        let (before, (from, until)) = (before.map_or(Uuid::max(), |id| id.0), over(past, now));
        let statement = self.db.read(&IN_SPACE).bind(proof.space_id().0).bind(proof.account().0).bind(before);
        statement.bind(from).bind(until).bind(limit).all().await?.iter().map(both_of).collect()
    }

    async fn attended_by(
        &self,
        account: AccountId,
        past: bool,
        now: Time,
        before: Option<GatheringId>,
        limit: i64,
    ) -> Stored<Vec<(Gathering, Option<Attendee>)>> {
        let (before, (from, until)) = (before.map_or(Uuid::max(), |id| id.0), over(past, now));
        let statement = self.db.read(&ATTENDED_BY).bind(account.0).bind(before).bind(from).bind(until);
        statement.bind(limit).all().await?.iter().map(both_of).collect()
    }

    async fn revise(
        &self,
        proof: &Partaker,
        before: &Plan,
        plan: Plan,
        following: Following<'_>,
    ) -> Stored<Changed<Box<Gathering>>> {
        let mut tx = self.db.begin().await?;
        let Some(held) = hold_for(&mut tx, proof).await? else { return Ok(Changed::NotThere) };
        let mut gathering = held.gathering;
        if gathering.plan != *before {
            return Ok(Changed::Not(Box::new(gathering)));
        }
        if plan.title != before.title {
            self.talk.rename(&mut tx, gathering.id, plan.title.as_str()).await?;
        }
        let shown = |plan: &Plan| (plan.title.clone(), plan.description.clone(), plan.place.clone());
        let is_told = gathering.state == State::Settled && shown(&plan) != shown(before);
        gathering.sequence += i64::from(is_told);
        gathering.plan = plan;
        write_plan(&mut tx, &gathering).await?;
        move_up(&mut tx, &mut gathering).await?;
        save(&mut tx, &mut gathering).await?;
        for job in following(&gathering) {
            Jobs::put(&mut tx, job).await?;
        }
        tx.commit().await?;
        Ok(Changed::Now(Box::new(gathering)))
    }

    async fn close(&self, proof: &Partaker) -> Stored<Changed<Box<Gathering>>> {
        let mut tx = self.db.begin().await?;
        let Some(held) = hold_for(&mut tx, proof).await? else { return Ok(Changed::NotThere) };
        let mut gathering = held.gathering;
        match gathering.state {
            State::Open => gathering.state = State::Closed,
            State::Closed => return Ok(Changed::Not(Box::new(gathering))),
            state @ (State::Settled | State::Cancelled) => return Ok(Changed::Refused(state)),
        }
        save(&mut tx, &mut gathering).await?;
        tx.commit().await?;
        Ok(Changed::Now(Box::new(gathering)))
    }

    async fn close_at(&self, id: GatheringId, deadline: Time) -> Stored<Option<Gathering>> {
        let mut tx = self.db.begin().await?;
        let Some(mut gathering) = hold(&mut tx, id).await? else { return Ok(None) };
        if gathering.state != State::Open || gathering.plan.deadline != Some(deadline) {
            return Ok(None);
        }
        gathering.state = State::Closed;
        save(&mut tx, &mut gathering).await?;
        tx.commit().await?;
        Ok(Some(gathering))
    }

    async fn delete(&self, proof: &Partaker, leaving: Leaving) -> Stored<Changed<()>> {
        let mut tx = self.db.begin().await?;
        let Some(held) = hold_for(&mut tx, proof).await? else { return Ok(Changed::NotThere) };
        let id = held.gathering.id;
        remove(&mut tx, id).await?;
        self.talk.close(&mut tx, id, leaving.talk, leaving.erasing.created_at).await?;
        Jobs::put(&mut tx, leaving.erasing).await?;
        tx.commit().await?;
        Ok(Changed::Now(()))
    }

    async fn erase(&self, id: GatheringId, limit: i64) -> Stored<u64> {
        let mut tx = self.db.begin().await?;
        let erased = tx.run(&ERASE_ATTENDEES).bind(id.0).bind(limit).done().await?;
        tx.run(&FORGET).bind(id.0).done().await?;
        tx.commit().await?;
        Ok(erased)
    }

    async fn gone_in(&self, space: SpaceId) -> Stored<Option<GatheringId>> {
        let row = self.db.read(&GONE_IN).bind(space.0).maybe().await?;
        row.map(|row| Ok(GatheringId(row.get("id")?))).transpose()
    }
}

/// Between which times what is past at this time was over, or what isn't will be.
fn over(past: bool, now: Time) -> (i64, i64) {
    if past { (i64::MIN, now.millis()) } else { (now.millis(), i64::MAX) }
}
