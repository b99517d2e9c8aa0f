//! What every database must do for gatherings: there for those alone who may see them, changed by one at a time, and gone
//! with all of it.

use std::sync::{Arc, Mutex};

use futures_util::future::join_all;

use super::*;
use crate::accounts::PersonId;
use crate::databases;
use crate::gatherings::answers::store::SqlAnswers;
use crate::gatherings::attendees::AttendeeId;
use crate::gatherings::attendees::store::{AttendeeStore, SqlAttendees};
use crate::gatherings::guests::store::SqlGuests;
use crate::gatherings::model::{Invited, PlanChange, Title};
use crate::gatherings::plans::store::{PlanStore, SqlPlans};
use crate::gatherings::rules;
use crate::gatherings::talk::Talk;
use crate::platform::database::{Db, Tx};
use crate::spaces::testing::Ground;
use crate::spaces::{Face, SpaceContents, Tenant};

/// 2026-11-21, three days before the gatherings here.
pub(in crate::gatherings) const NOW: Time = Time::from_millis(1_795_219_200_000);
pub(in crate::gatherings) const DAY: i64 = 24 * 3_600_000;

pub(in crate::gatherings) const ANA: AccountId = account(1);
pub(in crate::gatherings) const BO: AccountId = account(2);
pub(in crate::gatherings) const CLEO: AccountId = account(3);
pub(in crate::gatherings) const DAN: AccountId = account(4);

pub(in crate::gatherings) const fn account(id: u128) -> AccountId {
    AccountId(Uuid::from_u128(id))
}

pub(in crate::gatherings) const fn id(id: u128) -> GatheringId {
    GatheringId(Uuid::from_u128(1_000_000 + id))
}

pub(in crate::gatherings) fn at(millis: i64) -> Time {
    Time::from_millis(NOW.millis() + millis)
}

pub(in crate::gatherings) fn fresh() -> Uuid {
    Uuid::from_bytes(crate::platform::ids::random())
}

pub(in crate::gatherings) fn seat() -> AttendeeId {
    AttendeeId(fresh())
}

pub(in crate::gatherings) fn leaving() -> Leaving {
    let erasing = NewJob { id: fresh(), kind: "none", payload: serde_json::json!({}), due_at: NOW, created_at: NOW };
    Leaving { talk: fresh(), erasing }
}

/// What a gathering asks of its group, in order.
#[derive(Default)]
pub(in crate::gatherings) struct Asked(Mutex<Vec<(&'static str, GatheringId, Option<AccountId>)>>);

impl Asked {
    fn notes(&self, what: &'static str, gathering: GatheringId, who: Option<AccountId>) -> Stored<()> {
        self.0.lock().unwrap().push((what, gathering, who));
        Ok(())
    }

    /// Of one gathering, since this was asked last.
    pub(in crate::gatherings) fn of(&self, gathering: GatheringId) -> Vec<(&'static str, Option<AccountId>)> {
        let mut all = self.0.lock().unwrap();
        let (own, others) = all.drain(..).partition(|(_, of, _)| *of == gathering);
        *all = others;
        own.into_iter().map(|(what, _, who)| (what, who)).collect()
    }
}

#[async_trait]
impl Talk for Asked {
    async fn open(
        &self,
        _: &mut Tx,
        gathering: GatheringId,
        _: Option<SpaceId>,
        _: &str,
        host: Face,
        _: Time,
    ) -> Stored<()> {
        self.notes("open", gathering, Some(host.account))
    }
    async fn enter(&self, _: &mut Tx, gathering: GatheringId, who: Face, _: Time) -> Stored<()> {
        self.notes("enter", gathering, Some(who.account))
    }
    async fn enter_withheld(&self, _: &mut Tx, gathering: GatheringId, who: Face, _: PersonId, _: Time) -> Stored<()> {
        self.notes("withhold", gathering, Some(who.account))
    }
    async fn leave(&self, _: &mut Tx, gathering: GatheringId, who: AccountId, _: Uuid, _: Time) -> Stored<()> {
        self.notes("leave", gathering, Some(who))
    }
    async fn rename(&self, _: &mut Tx, gathering: GatheringId, _: &str) -> Stored<()> {
        self.notes("rename", gathering, None)
    }
    async fn close(&self, _: &mut Tx, gathering: GatheringId, _: Uuid, _: Time) -> Stored<()> {
        self.notes("close", gathering, None)
    }
    async fn entered(&self, _: GatheringId, _: AccountId) {}
    async fn left(&self, _: GatheringId, _: AccountId) {}
    async fn renamed(&self, _: GatheringId) {}
    async fn closed(&self, _: GatheringId) {}
}

/// The stores of one database; shared by the contracts of this feature.
pub(in crate::gatherings) struct World {
    pub(in crate::gatherings) gatherings: SqlGatherings,
    pub(in crate::gatherings) attendees: SqlAttendees,
    pub(in crate::gatherings) answers: SqlAnswers,
    pub(in crate::gatherings) guests: SqlGuests,
    pub(in crate::gatherings) plans: SqlPlans,
    pub(in crate::gatherings) ground: Ground,
    pub(in crate::gatherings) asked: Arc<Asked>,
    tenant: Arc<dyn Tenant>,
}

impl World {
    pub(in crate::gatherings) fn on(db: Db) -> Self {
        let asked = Arc::new(Asked::default());
        let talk: Arc<dyn Talk> = asked.clone();
        Self {
            gatherings: SqlGatherings { db: db.clone(), talk: talk.clone() },
            attendees: SqlAttendees { db: db.clone(), talk: talk.clone() },
            answers: SqlAnswers { db: db.clone(), talk: talk.clone() },
            guests: SqlGuests { db: db.clone(), talk },
            plans: SqlPlans(db.clone()),
            ground: Ground::on(db.clone(), vec![tenant(db.clone())]),
            asked,
            tenant: tenant(db),
        }
    }

    pub(in crate::gatherings) fn plan(&self, change: PlanChange) -> Plan {
        let text = |text: &str| Some(text.to_owned());
        let wanted = PlanChange {
            title: change.title.or(text("Picnic: 界 ß\"")),
            first_day: text("2026-11-24"),
            last_day: text("2026-11-26"),
            zone: text("Europe/Berlin"),
            minutes: Some(120),
            ..change
        };
        rules::plan(wanted, NOW, 10_000).unwrap()
    }

    pub(in crate::gatherings) async fn tries(
        &self,
        number: u128,
        host: AccountId,
        space: Option<SpaceId>,
        others: &[AccountId],
        plan: Plan,
    ) -> Proposed {
        let invited = others.iter().map(|one| Invited { id: seat(), account: *one, required: true }).collect();
        let link_hash = space.is_none().then(|| format!("link {number}"));
        let new = NewGathering { id: id(number), host: seat(), plan, invited, link_hash, at: NOW };
        self.gatherings.propose(host, space, new, vec![]).await.unwrap()
    }

    /// A gathering with its host and others, in a space or in none.
    pub(in crate::gatherings) async fn proposes(
        &self,
        number: u128,
        host: AccountId,
        space: Option<SpaceId>,
        others: &[AccountId],
    ) -> Gathering {
        match self.tries(number, host, space, others, self.plan(PlanChange::default())).await {
            Proposed::Now(proposed) => proposed.0,
            other => panic!("{other:?}"),
        }
    }

    /// The proof of who may see it.
    pub(in crate::gatherings) async fn part(&self, gathering: GatheringId, account: AccountId) -> Option<Partaker> {
        let (gathering, attendee) = self.gatherings.found(gathering, account).await.unwrap()?;
        let member = match gathering.space {
            Some(space) => self.ground.proves(space, account).await,
            None => None,
        };
        Partaker::of(gathering, attendee, member)
    }

    pub(in crate::gatherings) async fn own(&self, gathering: GatheringId, account: AccountId) -> Partaker {
        self.part(gathering, account).await.expect("they may see it")
    }

    /// As it is now.
    pub(in crate::gatherings) async fn now(&self, gathering: GatheringId) -> Option<Gathering> {
        self.gatherings.gathering(gathering).await.unwrap()
    }

    async fn listed(&self, space: SpaceId, account: AccountId, past: bool, at: Time) -> Vec<(GatheringId, bool)> {
        let proof = self.ground.proof(space, account).await;
        let found = self.gatherings.in_space(&proof, past, at, None, 10).await.unwrap();
        found.into_iter().map(|(gathering, own)| (gathering.id, own.is_some())).collect()
    }

    async fn erases(&self, gathering: GatheringId) -> u64 {
        self.gatherings.erase(gathering, 2).await.unwrap()
    }
}

async fn a_gathering_survives_its_store(world: &World) {
    let text = |text: &str| Some(text.to_owned());
    let all = PlanChange {
        description: text("With *bread*\nand tea"),
        place: text("At the sea"),
        sittings: Some(3),
        daily_from: Some(text("17:00")),
        daily_until: Some(text("01:30")),
        deadline: Some(Some(at(DAY))),
        capacity: Some(Some(12)),
        currency: Some(text("EUR")),
        ..PlanChange::default()
    };
    let Proposed::Now(proposed) = world.tries(1, ANA, None, &[BO, CLEO], world.plan(all)).await else {
        panic!("it is proposed")
    };
    let (gathering, host) = *proposed;
    assert_eq!((gathering.attendees, gathering.answered, gathering.revision), (3, 0, 1));
    assert_eq!((gathering.host.attendee, gathering.host.face), (host.id, Face::own(ANA)));
    assert_eq!(world.now(id(1)).await, Some(gathering.clone()));
    let (found, own) = world.gatherings.found(id(1), ANA).await.unwrap().unwrap();
    assert_eq!((found, own), (gathering, Some(host)));
    assert!(world.part(id(1), BO).await.is_some_and(|bo| !bo.is_host()));
    assert!(world.part(id(1), DAN).await.is_none(), "it is for its attendees alone");
    assert_eq!(world.asked.of(id(1)), [("open", Some(ANA)), ("enter", Some(BO)), ("enter", Some(CLEO))]);
    assert_eq!(world.gatherings.found(id(2), ANA).await.unwrap(), None);
}

async fn a_gathering_in_a_space_is_for_its_members(world: &World) {
    let (home, other) = (world.ground.space(1, ANA, &[BO, CLEO]).await, world.ground.space(2, DAN, &[]).await);
    let plan = || world.plan(PlanChange::default());
    assert_eq!(world.tries(9, DAN, Some(home), &[], plan()).await, Proposed::NotAMember);
    assert_eq!(world.tries(9, ANA, Some(home), &[BO, DAN], plan()).await, Proposed::NotAMember);
    assert_eq!(world.now(id(9)).await, None, "nothing is left of it");
    let fox = world.ground.hides(home, account(7), 77, "Fox").await;
    let gathering = world.proposes(1, fox.account, Some(home), &[BO]).await;
    assert_eq!(gathering.host.face, fox, "as who they are there");
    for (account, sees, attends) in [(BO, true, true), (CLEO, true, false), (DAN, false, false)] {
        let part = world.part(id(1), account).await;
        assert_eq!(part.is_some(), sees);
        assert_eq!(part.is_some_and(|part| part.attendee().is_some()), attends);
    }
    let proof = world.ground.proof(other, DAN).await;
    let (found, _) = world.gatherings.found(id(1), DAN).await.unwrap().unwrap();
    assert!(Partaker::of(found, None, Some(proof)).is_none(), "the proof of another space is none");
    let mut contents = SpaceContents::default();
    world.tenant.count(home, &mut contents).await.unwrap();
    assert_eq!(contents.gatherings, 1);
}

async fn lists_are_in_order_and_know_what_is_past(world: &World) {
    let (home, other) = (world.ground.space(1, ANA, &[BO]).await, world.ground.space(2, ANA, &[BO]).await);
    for number in [3, 1, 2] {
        world.proposes(number, ANA, Some(home), if number == 2 { &[BO] } else { &[] }).await;
    }
    world.proposes(4, BO, Some(other), &[]).await;
    world.proposes(5, BO, None, &[]).await;
    let later = at(10 * DAY);
    assert_eq!(world.listed(home, BO, false, NOW).await, [(id(3), false), (id(2), true), (id(1), false)]);
    assert!(
        world.listed(home, BO, true, NOW).await.is_empty() && world.listed(home, BO, false, later).await.is_empty()
    );
    assert_eq!(world.listed(home, BO, true, later).await.len(), 3, "their days are over");
    let attended = async |past, at, before, limit| {
        let found = world.gatherings.attended_by(BO, past, at, before, limit).await.unwrap();
        found.into_iter().map(|(gathering, _)| gathering.id).collect::<Vec<_>>()
    };
    assert_eq!(attended(false, NOW, None, 2).await, [id(5), id(4)]);
    assert_eq!(attended(false, NOW, Some(id(4)), 2).await, [id(2)]);
    assert_eq!(attended(true, later, None, 9).await, [id(5), id(4), id(2)]);
    let proof = world.ground.proof(home, BO).await;
    let next = world.gatherings.in_space(&proof, false, NOW, Some(id(2)), 9).await.unwrap();
    assert_eq!(next.iter().map(|(gathering, _)| gathering.id).collect::<Vec<_>>(), [id(1)]);
}

async fn of_rivals_who_change_a_plan_one_is_told_to_look_again(world: &World) {
    let before = world.proposes(1, ANA, None, &[BO]).await;
    world.asked.of(id(1));
    let proof = world.own(id(1), ANA).await;
    let plans =
        ["Tea", "Walk", "Swim"].map(|title| Plan { title: Title::parse(title).unwrap(), ..before.plan.clone() });
    let rivals = plans.map(|plan| world.gatherings.revise(&proof, &before.plan, plan, &|_| vec![]));
    let revised = join_all(rivals).await.into_iter().map(Result::unwrap).collect::<Vec<_>>();
    let now: Vec<_> =
        revised.iter().filter_map(|one| if let Changed::Now(now) = one { Some(now) } else { None }).collect();
    assert_eq!((now.len(), revised.iter().filter(|one| matches!(one, Changed::Not(_))).count()), (1, 2));
    assert_eq!(world.now(id(1)).await.as_ref(), Some(now[0].as_ref()));
    assert_eq!((now[0].revision, now[0].sequence), (before.revision + 1, 0));
    assert_eq!(world.asked.of(id(1)), [("rename", None)]);
}

async fn it_is_closed_and_opened_again(world: &World) {
    let deadline = PlanChange { deadline: Some(Some(at(DAY))), ..PlanChange::default() };
    world.tries(1, ANA, None, &[], world.plan(deadline)).await;
    let proof = world.own(id(1), ANA).await;
    assert_eq!(world.gatherings.close_at(id(1), at(DAY + 1)).await.unwrap(), None, "a job of another deadline");
    assert!(matches!(world.plans.reopen(&proof, NOW, &|_| vec![]).await.unwrap(), Changed::Not(_)));
    let closed = world.gatherings.close_at(id(1), at(DAY)).await.unwrap().unwrap();
    assert_eq!((closed.state, closed.revision), (State::Closed, 2));
    assert_eq!(world.gatherings.close_at(id(1), at(DAY)).await.unwrap(), None, "twice is harmless");
    let opened = world.plans.reopen(&proof, at(DAY), &|_| vec![]).await.unwrap();
    let Changed::Now(opened) = opened else { panic!("it opens: {opened:?}") };
    assert_eq!((opened.state_at(at(DAY)), opened.plan.deadline), (State::Open, None));
    assert_eq!(world.now(id(1)).await, Some(*opened));
    assert_eq!(world.gatherings.close_at(id(1), at(DAY)).await.unwrap(), None);
    assert!(matches!(world.gatherings.close(&proof).await.unwrap(), Changed::Now(_)));
    assert!(matches!(world.gatherings.close(&proof).await.unwrap(), Changed::Not(_)));
}

async fn what_is_deleted_is_gone_for_everybody(world: &World) {
    for number in [1, 2] {
        world.proposes(number, ANA, None, &[BO, CLEO]).await;
    }
    let (proof, bos) = (world.own(id(1), ANA).await, world.own(id(1), BO).await);
    assert_eq!(world.erases(id(1)).await, 0, "never what lives");
    assert_eq!(world.gatherings.delete(&proof, leaving()).await.unwrap(), Changed::Now(()));
    assert_eq!(world.gatherings.delete(&proof, leaving()).await.unwrap(), Changed::NotThere);
    assert!(world.asked.of(id(1)).contains(&("close", None)));
    assert!(world.now(id(1)).await.is_none() && world.part(id(1), BO).await.is_none());
    assert!(matches!(world.gatherings.close(&bos).await.unwrap(), Changed::NotThere));
    assert_eq!(world.gatherings.attended_by(BO, false, NOW, None, 9).await.unwrap().len(), 1);
    assert_eq!([world.erases(id(1)).await, world.erases(id(1)).await, world.erases(id(1)).await], [2, 1, 0]);
    assert_eq!(world.now(id(2)).await.unwrap().attendees, 3, "what it must not remove");
}

async fn who_is_out_of_the_space_is_out_of_its_gatherings(world: &World) {
    let (home, other) = (world.ground.space(1, ANA, &[BO, CLEO]).await, world.ground.space(2, ANA, &[BO]).await);
    world.proposes(1, BO, Some(home), &[CLEO, ANA]).await;
    world.proposes(2, BO, Some(home), &[]).await;
    world.proposes(3, CLEO, Some(home), &[BO]).await;
    world.proposes(4, BO, Some(other), &[]).await;
    world.proposes(5, BO, None, &[]).await;
    let proof = world.own(id(3), BO).await;
    let parted = world.ground.leaves(home, BO, vec![]).await;
    let attended: Vec<Uuid> = parted.attended.iter().map(|(gathering, _)| *gathering).collect();
    assert_eq!(attended, [1, 2, 3].map(|number| id(number).0));
    assert_eq!(parted.closed, [id(2).0], "nobody is left in it");
    let first = world.now(id(1)).await.unwrap();
    assert!([ANA, CLEO].contains(&first.host.face.account) && first.attendees == 2, "another is the host");
    assert_eq!(world.now(id(2)).await, None);
    assert_eq!(world.gatherings.gone_in(home).await.unwrap(), Some(id(2)));
    assert!(world.part(id(3), BO).await.is_none());
    assert!(matches!(world.gatherings.close(&proof).await.unwrap(), Changed::NotThere), "an old proof");
    for number in [4, 5] {
        assert!(world.part(id(number), BO).await.is_some(), "what it must not remove");
    }
}

async fn a_deleted_space_takes_its_gatherings_along(world: &World) {
    let (home, other) = (world.ground.space(1, ANA, &[BO]).await, world.ground.space(2, ANA, &[]).await);
    world.proposes(1, ANA, Some(home), &[BO]).await;
    world.proposes(2, BO, Some(home), &[]).await;
    world.proposes(3, ANA, Some(other), &[]).await;
    world.ground.deletes(home, ANA).await;
    assert!(world.now(id(1)).await.is_none() && world.now(id(2)).await.is_none());
    assert!(world.gatherings.attended_by(BO, false, NOW, None, 9).await.unwrap().is_empty());
    while let Some(gone) = world.gatherings.gone_in(home).await.unwrap() {
        while world.erases(gone).await > 0 {}
    }
    assert_eq!(world.attendees.attended(BO).await.unwrap(), None);
    assert!(world.now(id(3)).await.is_some(), "what it must not remove");
}

databases!(
    World::on,
    a_gathering_survives_its_store,
    a_gathering_in_a_space_is_for_its_members,
    lists_are_in_order_and_know_what_is_past,
    of_rivals_who_change_a_plan_one_is_told_to_look_again,
    it_is_closed_and_opened_again,
    what_is_deleted_is_gone_for_everybody,
    who_is_out_of_the_space_is_out_of_its_gatherings,
    a_deleted_space_takes_its_gatherings_along,
);
