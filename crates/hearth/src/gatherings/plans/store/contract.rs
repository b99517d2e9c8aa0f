//! What every database must do for settled plans.

use serde_json::json;

use super::*;
use crate::databases;
use crate::gatherings::attendees::Rsvp;
use crate::gatherings::days::Duration;
use crate::gatherings::model::State;
use crate::gatherings::plans::rules::told_with;
use crate::gatherings::store::GatheringStore;
use crate::gatherings::store::contract::{ANA, BO, CLEO, DAY, World, at, fresh};
use crate::platform::jobs::NewJob;

fn sitting(start: i64) -> Window {
    Window::lasting(at(start), Duration::of_plan(120).unwrap())
}

async fn settles(world: &World, gathering: GatheringId, starts: &[i64]) -> Gathering {
    let host = world.own(gathering, ANA).await;
    let sittings: Vec<Window> = starts.iter().copied().map(sitting).collect();
    match world.plans.settle(&host, &sittings, at(1), &|_| vec![]).await.unwrap() {
        Changed::Now(gathering) => *gathering,
        other => panic!("{other:?}"),
    }
}

async fn a_plan_is_settled_changed_and_given_up(world: &World) {
    let gathering = world.proposes(1, ANA, None, &[BO]).await;
    let (id, first) = (gathering.id, settles(world, gathering.id, &[3 * DAY, 4 * DAY]).await);
    assert_eq!((first.state, first.sequence, first.settled.len()), (State::Settled, 1, 2));
    assert!(first.revision > gathering.revision && world.now(id).await.unwrap() == first);
    let host = world.own(id, ANA).await;
    let same = world.plans.settle(&host, &first.settled, at(2), &|_| vec![]).await.unwrap();
    assert_eq!(same, Changed::Not(Box::new(first.clone())), "calendars aren't told of what they know");
    let second = settles(world, id, &[5 * DAY]).await;
    assert_eq!((second.sequence, second.settled.as_slice()), (2, [sitting(5 * DAY)].as_slice()));
    let told = world.plans.told(id).await.unwrap().unwrap();
    assert_eq!(told.told, told_with(first.settled, &second.settled), "the second sitting is told to be off");
    let reopened = world.plans.reopen(&host, at(3), &|_| vec![]).await.unwrap();
    let Changed::Now(reopened) = reopened else { panic!("{reopened:?}") };
    assert_eq!((reopened.state, reopened.sequence, reopened.settled.len()), (State::Open, 3, 0));
    assert!(matches!(world.plans.reopen(&host, at(3), &|_| vec![]).await.unwrap(), Changed::Not(_)));
    assert_eq!(world.plans.told(id).await.unwrap().unwrap().told.len(), 2);
}

async fn what_is_cancelled_is_not_settled_unless_it_is_reopened(world: &World) {
    let id = world.proposes(1, ANA, None, &[BO]).await.id;
    let host = world.own(id, ANA).await;
    settles(world, id, &[3 * DAY]).await;
    let cancelled = world.plans.cancel(&host, &|_| vec![]).await.unwrap();
    let Changed::Now(cancelled) = cancelled else { panic!("{cancelled:?}") };
    assert_eq!((cancelled.state, cancelled.sequence), (State::Cancelled, 2));
    assert!(matches!(world.plans.cancel(&host, &|_| vec![]).await.unwrap(), Changed::Not(_)));
    let refused = world.plans.settle(&host, &[sitting(DAY)], at(2), &|_| vec![]).await.unwrap();
    assert_eq!(refused, Changed::Refused(State::Cancelled));
    assert!(matches!(world.plans.reopen(&host, at(3), &|_| vec![]).await.unwrap(), Changed::Now(_)));
    // Who isn't the host any more changes nothing.
    let bo = world.own(id, BO).await;
    use crate::gatherings::attendees::store::AttendeeStore;
    use crate::gatherings::store::contract::leaving;
    world.attendees.remove(&host, host.attendee().unwrap().id, leaving()).await.unwrap();
    let gone = world.plans.settle(&host, &[sitting(DAY)], at(4), &|_| vec![]).await.unwrap();
    assert_eq!(gone, Changed::NotThere);
    assert_eq!(world.now(id).await.unwrap().host.attendee, bo.attendee().unwrap().id);
}

async fn what_follows_is_put_with_the_change_or_not_at_all(world: &World) {
    let id = world.proposes(1, ANA, None, &[]).await.id;
    let host = world.own(id, ANA).await;
    let job = fresh();
    let following = |settled: &Gathering| {
        let payload = json!({ "sequence": settled.sequence });
        vec![NewJob { id: job, kind: "none", payload, due_at: at(1), created_at: at(1) }]
    };
    assert!(matches!(world.plans.settle(&host, &[sitting(DAY)], at(1), &following).await.unwrap(), Changed::Now(_)));
    // The same job can't be put twice: neither is the change.
    assert!(world.plans.settle(&host, &[sitting(2 * DAY)], at(1), &following).await.is_err());
    let now = world.now(id).await.unwrap();
    assert_eq!((now.sequence, now.settled.as_slice()), (1, [sitting(DAY)].as_slice()));
    let jobs = crate::platform::jobs::Jobs::new(world.plans.0.clone()).lease(at(2), at(3), 9).await.unwrap();
    assert_eq!(jobs.iter().map(|job| job.payload.clone()).collect::<Vec<_>>(), [json!({ "sequence": 1 })]);
}

async fn a_calendar_holds_what_its_account_may_come_to(world: &World) {
    let mut all = Vec::new();
    for number in 1..=4 {
        all.push(world.proposes(number, ANA, None, &[BO, CLEO]).await.id);
    }
    for id in &all[..3] {
        settles(world, *id, &[3 * DAY]).await;
    }
    let of = async |who, since| {
        let told = world.plans.told_of(who, since, 10).await.unwrap();
        told.into_iter().map(|one| one.gathering.id).collect::<Vec<_>>()
    };
    assert_eq!(of(BO, at(0)).await, [all[2], all[1], all[0]], "the newest first, and none without a time");
    use crate::gatherings::rsvps::store::{RsvpStore, SqlRsvps};
    use crate::gatherings::store::contract::seat;
    let rsvps = SqlRsvps { db: world.plans.0.clone(), talk: world.asked.clone() };
    rsvps.respond(&world.own(all[1], BO).await, (seat(), 9), Rsvp::No, at(2)).await.unwrap();
    assert_eq!(of(BO, at(0)).await, [all[2], all[0]], "not what they don't come to");
    assert_eq!(of(CLEO, at(0)).await.len(), 3, "that is their own affair");
    assert!(of(BO, at(4 * DAY)).await.is_empty(), "what is long over");
    assert_eq!(world.plans.told_of(BO, at(0), 1).await.unwrap().len(), 1);
    world
        .gatherings
        .delete(&world.own(all[0], ANA).await, crate::gatherings::store::contract::leaving())
        .await
        .unwrap();
    assert_eq!(of(BO, at(0)).await, [all[2]]);
    assert!(world.plans.told(all[0]).await.unwrap().is_none());
}

async fn recipients_are_the_accounts_among_the_attendees(world: &World) {
    let (id, other) = (world.proposes(1, ANA, None, &[BO, CLEO]).await.id, world.proposes(2, ANA, None, &[]).await.id);
    let mut found = Vec::new();
    while let Some(one) =
        world.plans.recipients(id, found.last().map(|one: &Recipient| one.attendee), 1).await.unwrap().pop()
    {
        found.push(one);
    }
    let mut accounts: Vec<AccountId> = found.iter().map(|one| one.face.account).collect();
    accounts.sort_unstable();
    assert_eq!(accounts, [ANA, BO, CLEO]);
    let one = world.plans.recipient(id, found[0].attendee).await.unwrap().unwrap();
    assert_eq!(one.face, found[0].face);
    assert!(world.plans.recipient(other, found[0].attendee).await.unwrap().is_none(), "of no other gathering");
}

databases!(
    World::on,
    a_plan_is_settled_changed_and_given_up,
    what_is_cancelled_is_not_settled_unless_it_is_reopened,
    what_follows_is_put_with_the_change_or_not_at_all,
    a_calendar_holds_what_its_account_may_come_to,
    recipients_are_the_accounts_among_the_attendees,
);
