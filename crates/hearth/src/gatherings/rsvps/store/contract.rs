//! What every database must do for RSVPs: nobody comes for whom there is no room, and who has waited longest is next.

use std::sync::Arc;

use futures_util::future::join_all;

use super::*;
use crate::accounts::AccountId;
use crate::databases;
use crate::gatherings::attendees::AttendeeId;
use crate::gatherings::attendees::store::AttendeeStore;
use crate::gatherings::calendar::{MAIL, Mail};
use crate::gatherings::days::{Duration, Window};
use crate::gatherings::model::{GatheringId, PlanChange, Rsvps};
use crate::gatherings::plans::store::PlanStore;
use crate::gatherings::store::contract::{ANA, BO, CLEO, DAN, DAY, account, at, id, leaving, seat};
use crate::gatherings::store::{Changed, GatheringStore, Proposed, contract};
use crate::platform::database::Db;
use crate::platform::jobs::Jobs;

struct World {
    world: contract::World,
    rsvps: SqlRsvps,
    jobs: Jobs,
}

impl World {
    fn on(db: Db) -> Self {
        let world = contract::World::on(db.clone());
        let talk = world.asked.clone();
        Self { world, rsvps: SqlRsvps { db: db.clone(), talk: Arc::clone(&talk) as _ }, jobs: Jobs::new(db) }
    }

    /// A settled gathering of Ana's, with room for so many.
    async fn settled(&self, number: u128, others: &[AccountId], capacity: Option<i64>) -> GatheringId {
        let plan = self.world.plan(PlanChange { capacity: Some(capacity), ..PlanChange::default() });
        let Proposed::Now(_) = self.world.tries(number, ANA, None, others, plan).await else { panic!("proposed") };
        self.settles(id(number), 3 * DAY).await;
        id(number)
    }

    async fn settles(&self, gathering: GatheringId, start: i64) {
        let host = self.world.own(gathering, ANA).await;
        let sitting = Window::lasting(at(start), Duration::of_plan(120).unwrap());
        let settled = self.world.plans.settle(&host, &[sitting], at(1), &|_| vec![]).await.unwrap();
        assert!(matches!(settled, Changed::Now(_)));
    }

    async fn says(&self, gathering: GatheringId, who: AccountId, rsvp: Rsvp, millis: i64) -> Option<Rsvp> {
        let part = self.world.own(gathering, who).await;
        match self.rsvps.respond(&part, (seat(), 100), rsvp, at(millis)).await.unwrap() {
            Responded::Now { attendee, .. } => attendee.rsvp,
            other => panic!("{other:?}"),
        }
    }

    async fn said(&self, gathering: GatheringId, who: AccountId) -> Option<Rsvp> {
        self.world.own(gathering, who).await.attendee().unwrap().rsvp
    }

    async fn counts(&self, gathering: GatheringId) -> (i64, i64, i64, i64) {
        let Rsvps { coming, maybe, declined, waiting } = self.world.now(gathering).await.unwrap().rsvps;
        (coming, maybe, declined, waiting)
    }

    /// Whom mails wait for, that there is room.
    async fn told(&self) -> Vec<AttendeeId> {
        let jobs = self.jobs.lease(at(DAY), at(DAY + 1), 50).await.unwrap();
        let mails = jobs.into_iter().filter(|job| job.kind == MAIL);
        mails.map(|job| serde_json::from_value::<Mail>(job.payload).unwrap().attendee_id).collect()
    }
}

async fn who_comes_too_late_waits_and_moves_up(world: &World) {
    let gathering = world.settled(1, &[BO, CLEO, DAN], Some(2)).await;
    assert_eq!(world.counts(gathering).await, (1, 0, 0, 0), "the host comes");
    assert_eq!(world.says(gathering, BO, Rsvp::Yes, 2).await, Some(Rsvp::Yes));
    assert_eq!(world.says(gathering, DAN, Rsvp::Yes, 3).await, Some(Rsvp::Waiting));
    assert_eq!(world.says(gathering, CLEO, Rsvp::Yes, 4).await, Some(Rsvp::Waiting));
    assert_eq!(world.says(gathering, DAN, Rsvp::Yes, 5).await, Some(Rsvp::Waiting), "asking again changes nothing");
    assert_eq!(world.counts(gathering).await, (2, 0, 0, 2));
    assert!(world.told().await.is_empty());
    assert_eq!(world.says(gathering, BO, Rsvp::Maybe, 6).await, Some(Rsvp::Maybe));
    assert_eq!(world.said(gathering, DAN).await, Some(Rsvp::Yes), "who has waited longest");
    assert_eq!(world.counts(gathering).await, (2, 1, 0, 1));
    let dan = world.world.own(gathering, DAN).await.attendee().unwrap().id;
    assert_eq!(world.told().await, [dan]);
    // Whoever leaves makes room, too.
    let (host, removed) = (world.world.own(gathering, ANA).await, leaving());
    world.world.attendees.remove(&host, dan, removed).await.unwrap();
    assert_eq!(world.said(gathering, CLEO).await, Some(Rsvp::Yes));
    assert_eq!(world.counts(gathering).await, (2, 1, 0, 0));
}

async fn a_larger_place_has_room_for_who_waits(world: &World) {
    let gathering = world.settled(1, &[BO, CLEO, DAN], Some(1)).await;
    for (who, millis) in [(BO, 2), (CLEO, 3), (DAN, 4)] {
        assert_eq!(world.says(gathering, who, Rsvp::Yes, millis).await, Some(Rsvp::Waiting));
    }
    let host = world.world.own(gathering, ANA).await;
    let before = host.gathering().plan.clone();
    let after = crate::gatherings::model::Plan { capacity: Some(3), ..before.clone() };
    let revised = world.world.gatherings.revise(&host, &before, after, &|_| vec![]).await.unwrap();
    assert!(matches!(revised, Changed::Now(_)));
    assert_eq!(world.counts(gathering).await, (3, 0, 0, 1));
    assert_eq!(world.said(gathering, DAN).await, Some(Rsvp::Waiting));
    assert_eq!(world.told().await.len(), 2);
}

async fn nobody_comes_to_what_has_no_time(world: &World) {
    let gathering = world.world.proposes(1, ANA, None, &[BO]).await.id;
    let bo = world.world.own(gathering, BO).await;
    let refused = world.rsvps.respond(&bo, (seat(), 100), Rsvp::Yes, at(2)).await.unwrap();
    assert_eq!(refused, Responded::Refused(State::Open));
    world.settles(gathering, 3 * DAY).await;
    assert_eq!(world.says(gathering, BO, Rsvp::No, 3).await, Some(Rsvp::No));
    world.settles(gathering, 4 * DAY).await;
    assert_eq!(world.said(gathering, BO).await, None, "another time is another question");
    assert_eq!(world.counts(gathering).await, (1, 0, 0, 0));
}

async fn a_member_of_the_space_takes_part_by_it(world: &World) {
    let home = world.world.ground.space(1, ANA, &[BO, CLEO]).await;
    let gathering = world.world.proposes(1, ANA, Some(home), &[]).await.id;
    world.settles(gathering, 3 * DAY).await;
    let bo = world.world.own(gathering, BO).await;
    assert!(bo.attendee().is_none());
    let full = world.rsvps.respond(&bo, (seat(), 1), Rsvp::Yes, at(2)).await.unwrap();
    assert_eq!(full, Responded::Full);
    let came = world.rsvps.respond(&bo, (seat(), 100), Rsvp::Yes, at(2)).await.unwrap();
    assert!(matches!(came, Responded::Now { entered: true, .. }));
    assert!(world.world.asked.of(gathering).contains(&("enter", Some(BO))));
    assert_eq!(world.world.now(gathering).await.unwrap().attendees, 2);
    let cleo = world.world.own(gathering, CLEO).await;
    world.world.ground.leaves(home, CLEO, vec![]).await;
    let gone = world.rsvps.respond(&cleo, (seat(), 100), Rsvp::Yes, at(3)).await.unwrap();
    assert_eq!(gone, Responded::NotThere);
}

async fn the_last_place_is_taken_once(world: &World) {
    let many: Vec<AccountId> = (10..18).map(account).collect();
    let gathering = world.settled(1, &many, Some(3)).await;
    join_all(many.iter().map(|who| world.says(gathering, *who, Rsvp::Yes, 2))).await;
    assert_eq!(world.counts(gathering).await, (3, 0, 0, 6));
}

databases!(
    World::on,
    who_comes_too_late_waits_and_moves_up,
    a_larger_place_has_room_for_who_waits,
    nobody_comes_to_what_has_no_time,
    a_member_of_the_space_takes_part_by_it,
    the_last_place_is_taken_once,
);
