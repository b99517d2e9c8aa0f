//! RSVPs in SQL.

use std::sync::Arc;

use async_trait::async_trait;
use serde_json::json;
use uuid::Uuid;

use super::{Responded, RsvpStore};
use crate::gatherings::attendees::{Attendee, AttendeeId, Rsvp};
use crate::gatherings::calendar::{MAIL, Mail};
use crate::gatherings::model::{Gathering, Partaker, Rsvps, State};
use crate::gatherings::plans::What;
use crate::gatherings::rsvps::rules;
use crate::gatherings::store::{Entering, Held, hold_for, partake, save};
use crate::gatherings::talk::Talk;
use crate::platform::clock::Time;
use crate::platform::database::{Db, Stored, Tx};
use crate::platform::ids::derived;
use crate::platform::jobs::{Jobs, NewJob};

crate::statements! {
    RESPOND = "UPDATE gathering_attendees SET rsvp = $3, rsvp_at = $4 WHERE gathering = $1 AND id = $2";
    MOVE_UP = "UPDATE gathering_attendees SET rsvp = 'yes' WHERE gathering = $1 AND id IN
        (SELECT id FROM gathering_attendees WHERE gathering = $1 AND rsvp = 'waiting' ORDER BY rsvp_at, id LIMIT $2)
        RETURNING id, rsvp_at";
    ASK_AGAIN = "UPDATE gathering_attendees SET rsvp = NULL, rsvp_at = NULL
        WHERE gathering = $1 AND rsvp IN ('yes', 'maybe', 'no', 'waiting')";
}

#[derive(Clone)]
pub struct SqlRsvps {
    pub db: Db,
    pub talk: Arc<dyn Talk>,
}

#[async_trait]
impl RsvpStore for SqlRsvps {
    async fn respond(&self, proof: &Partaker, entering: Entering, rsvp: Rsvp, at: Time) -> Stored<Responded> {
        let mut tx = self.db.begin().await?;
        let Some(mut held) = hold_for(&mut tx, proof).await? else { return Ok(Responded::NotThere) };
        if held.gathering.state != State::Settled {
            return Ok(Responded::Refused(held.gathering.state));
        }
        let entered = held.attendee.is_none();
        let Some(mut attendee) = partake(&mut tx, self.talk.as_ref(), &mut held, entering, at).await? else {
            return Ok(Responded::Full);
        };
        let Held { gathering, .. } = &mut held;
        note(&mut tx, gathering, &mut attendee, rsvp, at).await?;
        save(&mut tx, gathering).await?;
        tx.commit().await?;
        let Held { gathering, .. } = held;
        Ok(Responded::Now { gathering: Box::new(gathering), attendee: Box::new(attendee), entered })
    }
}

async fn note(tx: &mut Tx, gathering: &mut Gathering, who: &mut Attendee, rsvp: Rsvp, at: Time) -> Stored<()> {
    count(&mut gathering.rsvps, who.rsvp, -1);
    let noted = rules::noted(rsvp, gathering.rsvps.coming, gathering.plan.capacity);
    count(&mut gathering.rsvps, Some(noted), 1);
    // Who says again that they would come keeps their place among those who wait.
    if who.rsvp != Some(noted) {
        let statement = tx.run(&RESPOND).bind(gathering.id.0).bind(who.id.0).bind(noted.as_str().to_owned());
        statement.bind(at.millis()).done().await?;
        who.rsvp = Some(noted);
    }
    move_up(tx, gathering).await
}

fn count(rsvps: &mut Rsvps, rsvp: Option<Rsvp>, change: i64) {
    match rsvp {
        Some(Rsvp::Yes) => rsvps.coming += change,
        Some(Rsvp::Maybe) => rsvps.maybe += change,
        Some(Rsvp::No) => rsvps.declined += change,
        Some(Rsvp::Waiting) => rsvps.waiting += change,
        None => {}
    }
}

/// Lets those come for whom there is room in a gathering that is held, and puts the jobs that tell them. Whoever calls
/// saves it.
pub(in crate::gatherings) async fn move_up(tx: &mut Tx, gathering: &mut Gathering) -> Stored<()> {
    let Rsvps { coming, waiting, .. } = gathering.rsvps;
    let room = rules::room(coming, waiting, gathering.plan.capacity);
    if room == 0 || gathering.state != State::Settled {
        return Ok(());
    }
    for row in tx.run(&MOVE_UP).bind(gathering.id.0).bind(room).all().await? {
        gathering.rsvps.waiting -= 1;
        gathering.rsvps.coming += 1;
        let (id, since): (Uuid, i64) = (row.get("id")?, row.get("rsvp_at")?);
        let mail = Mail {
            gathering_id: gathering.id,
            sequence: gathering.sequence,
            what: What::Room,
            attendee_id: AttendeeId(id),
        };
        let since = Time::from_millis(since);
        // The same each time that this one moves up from the same place among those who wait.
        let place = Uuid::from_u64_pair(gathering.sequence.unsigned_abs(), since.millis().unsigned_abs());
        Jobs::put_once(
            tx,
            NewJob { id: derived(id, place), kind: MAIL, payload: json!(mail), due_at: since, created_at: since },
        )
        .await?;
    }
    Ok(())
}

/// Forgets who said that they come to a gathering that is held. Whoever calls saves it.
pub(in crate::gatherings) async fn ask_again(tx: &mut Tx, gathering: &mut Gathering) -> Stored<()> {
    gathering.rsvps = Rsvps::default();
    tx.run(&ASK_AGAIN).bind(gathering.id.0).done().await.map(drop)
}
