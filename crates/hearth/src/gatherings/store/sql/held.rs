//! What the store does within a transaction that holds a gathering.

use std::collections::BTreeSet;

use super::{ATTENDEE, ATTENDS, ENTER, HEIR, HOLD, REMOVE, SAVE, TAKE_OUT, WRITE_PLAN};
use super::{attendee_of, broken, gathering_of};
use crate::accounts::AccountId;
use crate::gatherings::answers::Private;
use crate::gatherings::attendees::{Attendee, AttendeeId, Rsvp, Who};
use crate::gatherings::blocks::store::reveal;
use crate::gatherings::model::{Gathering, GatheringId, Host, Partaker};
use crate::gatherings::polls::store::without;
use crate::gatherings::rsvps::store::move_up;
use crate::gatherings::statistics::store::note;
use crate::gatherings::talk::Talk;
use crate::platform::clock::Time;
use crate::platform::database::{Stored, Tx};
use crate::spaces::{Face, SpaceId, hold_member, hold_members};

/// As whom these are there. None: one of them isn't a member of the space.
pub(super) async fn faces(
    tx: &mut Tx,
    space: Option<SpaceId>,
    accounts: &BTreeSet<AccountId>,
) -> Stored<Option<Vec<Face>>> {
    match (space, accounts.first()) {
        (None, _) | (_, None) => Ok(Some(Vec::new())),
        // Others may write in the space meanwhile.
        (Some(space), Some(only)) if accounts.len() == 1 => {
            Ok(hold_member(tx, space, *only).await?.map(|face| vec![face]))
        }
        (Some(space), Some(_)) => hold_members(tx, space, accounts).await,
    }
}

/// Holds a gathering until the end of the transaction.
pub(in crate::gatherings) async fn hold(tx: &mut Tx, id: GatheringId) -> Stored<Option<Gathering>> {
    tx.run(&HOLD).bind(id.0).maybe().await?.as_ref().map(gathering_of).transpose()
}

/// A gathering that is held, and who holds it.
pub(in crate::gatherings) struct Held {
    pub gathering: Gathering,
    /// Their part in it, as it is by now.
    pub attendee: Option<Attendee>,
    /// As whom an account is there.
    pub face: Option<Face>,
}

/// Holds a gathering for who has a proof, and its space before. None: it isn't there for them any more, or the proof was
/// the host's, and they aren't that any more.
pub(in crate::gatherings) async fn hold_for(tx: &mut Tx, proof: &Partaker) -> Stored<Option<Held>> {
    let mut face = None;
    if let Some(member) = proof.member() {
        face = hold_member(tx, member.space_id(), member.account()).await?;
        if face.is_none() {
            return Ok(None);
        }
    }
    let Some(gathering) = hold(tx, proof.id()).await? else { return Ok(None) };
    let attendee = match (proof.attendee(), proof.account()) {
        (Some(own), _) => tx.run(&ATTENDEE).bind(gathering.id.0).bind(own.id.0).maybe().await?,
        (None, Some(account)) => tx.run(&ATTENDS).bind(account.0).bind(gathering.id.0).maybe().await?,
        (None, None) => None,
    };
    let attendee = attendee.as_ref().map(attendee_of).transpose()?;
    let is_there = gathering.space.is_some() || attendee.is_some();
    let was_host = proof.is_host() && proof.attendee().map(|own| own.id) != Some(gathering.host.attendee);
    let face = face.or(attendee.as_ref().and_then(Attendee::face));
    Ok((is_there && !was_host).then_some(Held { gathering, attendee, face }))
}

/// Writes what changed of a gathering that is held, but for its plan. Its revision grows by one.
pub(in crate::gatherings) async fn save(tx: &mut Tx, gathering: &mut Gathering) -> Stored<()> {
    gathering.revision += 1;
    let poll = gathering.poll.as_ref().map(serde_json::to_string).transpose().map_err(broken)?;
    tx.run(&SAVE)
        .bind(gathering.id.0)
        .bind(gathering.state.as_str().to_owned())
        .bind(serde_json::to_string(&gathering.settled).map_err(broken)?)
        .bind(gathering.settled.first().map(|sitting| sitting.start().millis()))
        .bind(gathering.over_at().millis())
        .bind(gathering.sequence)
        .bind(gathering.revision)
        .bind(gathering.attendees)
        .bind(gathering.guests)
        .bind(gathering.answered)
        .bind(gathering.rsvps.coming)
        .bind(gathering.rsvps.maybe)
        .bind(gathering.rsvps.declined)
        .bind(gathering.rsvps.waiting)
        .bind(gathering.host.attendee.0)
        .bind(gathering.host.face.account.0)
        .bind(gathering.host.face.hidden().map(|shown| shown.0))
        .bind(poll)
        .bind(gathering.statistics.clone())
        .done()
        .await?;
    Ok(())
}

pub(in crate::gatherings) async fn write_plan(tx: &mut Tx, gathering: &Gathering) -> Stored<()> {
    let plan = &gathering.plan;
    tx.run(&WRITE_PLAN)
        .bind(gathering.id.0)
        .bind(plan.title.as_str().to_owned())
        .bind(plan.description.clone())
        .bind(plan.place.as_str().to_owned())
        .bind(plan.days.first().to_string())
        .bind(plan.days.last().to_string())
        .bind(plan.zone.as_str().to_owned())
        .bind(plan.lasts.minutes())
        .bind(plan.sittings)
        .bind(plan.daily.map(|daily| daily.from.to_string()))
        .bind(plan.daily.map(|daily| daily.until.to_string()))
        .bind(plan.deadline.map(Time::millis))
        .bind(plan.capacity)
        .bind(plan.currency.as_ref().map(|currency| currency.as_str().to_owned()))
        .done()
        .await?;
    Ok(())
}

/// Makes somebody an attendee of a gathering that is held; whoever calls saves it, and has the group follow. `how`: whether
/// the others need them, and the hash of a guest's token.
pub(in crate::gatherings) async fn enter(
    tx: &mut Tx,
    gathering: &mut Gathering,
    id: AttendeeId,
    who: Who,
    how: (bool, Option<String>),
    at: Time,
) -> Stored<Attendee> {
    let (required, token_hash) = how;
    let (face, name) = match &who {
        Who::Account(face) => (Some(*face), None),
        Who::Guest(name) => (None, Some(name.clone())),
    };
    tx.run(&ENTER)
        .bind(gathering.id.0)
        .bind(id.0)
        .bind(face.map(|face| face.account.0))
        .bind(face.and_then(Face::hidden).map(|shown| shown.0))
        .bind(name)
        .bind(token_hash)
        .bind(required)
        .bind(at.millis())
        .done()
        .await?;
    gathering.attendees += 1;
    gathering.guests += i64::from(face.is_none());
    Ok(Attendee {
        gathering: gathering.id,
        id,
        who,
        required,
        joined_at: at,
        answered_at: None,
        zone: None,
        rsvp: None,
        votes: Vec::new(),
    })
}

/// The id of somebody who takes part by an act, and how many attendees there may be.
pub(in crate::gatherings) type Entering = (AttendeeId, i64);

/// Who holds a gathering as an attendee: as they are one, or, for a member of its space, as they become one under the id.
/// Whoever calls saves it. None: there are as many attendees as there can be.
pub(in crate::gatherings) async fn partake(
    tx: &mut Tx,
    talk: &dyn Talk,
    held: &mut Held,
    (id, most): Entering,
    at: Time,
) -> Stored<Option<Attendee>> {
    if held.attendee.is_some() {
        return Ok(held.attendee.clone());
    }
    // Asked by somebody whom they block; now they come by themselves.
    if let Some(account) = held.face.map(|face| face.account)
        && let Some(attendee) = reveal(tx, talk, held.gathering.id, account, at).await?
    {
        held.attendee = Some(attendee);
        return Ok(held.attendee.clone());
    }
    let Some(face) = held.face.filter(|_| held.gathering.attendees < most) else { return Ok(None) };
    let attendee = enter(tx, &mut held.gathering, id, Who::Account(face), (true, None), at).await?;
    talk.enter(tx, held.gathering.id, face, at).await?;
    held.attendee = Some(attendee.clone());
    Ok(Some(attendee))
}

/// Takes an attendee out of a gathering that is held, and saves it. Who has been there longest becomes the host, if need be;
/// when no account is left, the gathering is gone, which is what is answered. The group follows by whoever calls.
pub(in crate::gatherings) async fn take_out(
    tx: &mut Tx,
    gathering: &mut Gathering,
    attendee: &Attendee,
) -> Stored<bool> {
    note(tx, gathering, attendee.id, &Private::default()).await?;
    tx.run(&TAKE_OUT).bind(gathering.id.0).bind(attendee.id.0).done().await?;
    gathering.attendees -= 1;
    gathering.guests -= i64::from(attendee.face().is_none());
    gathering.answered -= i64::from(attendee.answered_at.is_some());
    let rsvps = &mut gathering.rsvps;
    match attendee.rsvp {
        Some(Rsvp::Yes) => rsvps.coming -= 1,
        Some(Rsvp::Maybe) => rsvps.maybe -= 1,
        Some(Rsvp::No) => rsvps.declined -= 1,
        Some(Rsvp::Waiting) => rsvps.waiting -= 1,
        None => {}
    }
    without(gathering, &attendee.votes);
    move_up(tx, gathering).await?;
    if attendee.id == gathering.host.attendee {
        let Some(row) = tx.run(&HEIR).bind(gathering.id.0).maybe().await? else {
            remove(tx, gathering.id).await?;
            return Ok(true);
        };
        let heir = attendee_of(&row)?;
        if let Who::Account(face) = heir.who {
            gathering.host = Host { attendee: heir.id, face };
        }
    }
    save(tx, gathering).await?;
    Ok(false)
}

/// Takes a gathering that is held away from everybody.
pub(in crate::gatherings) async fn remove(tx: &mut Tx, id: GatheringId) -> Stored<()> {
    tx.run(&REMOVE).bind(id.0).done().await.map(drop)
}
