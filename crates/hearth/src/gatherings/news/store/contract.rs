//! What every database must say of what is new.

use super::*;
use crate::databases;
use crate::gatherings::store::GatheringStore;
use crate::gatherings::store::contract::{ANA, BO, CLEO, NOW, World, leaving};
use crate::platform::ids::first_at;
use crate::spaces::Face;

fn since(millis: i64) -> Time {
    Time::from_millis(millis)
}

async fn others_proposals_after_a_time_are_new(world: &World) {
    let (home, other) = (world.ground.space(1, ANA, &[BO]).await, world.ground.space(12, ANA, &[BO]).await);
    let numbered = |millis: i64| first_at(since(millis)).as_u128() - 1_000_000;
    for millis in [1, 5, 6] {
        world.proposes(numbered(millis), BO, Some(home), &[]).await;
    }
    world.proposes(numbered(7), ANA, Some(home), &[]).await;
    let but = async |but: &[PersonId], millis| {
        world.news.proposed_since(ANA, but, &[(home, since(millis)), (other, NOW)]).await.unwrap()
    };
    let asked = async |millis| but(&[], millis).await;
    let [proposals] = &asked(1).await[..] else { panic!("one space has news") };
    assert_eq!((proposals.space, proposals.count, proposals.at), (home, 2, NOW), "without one's own");
    assert_eq!((proposals.newest.0, proposals.host), (first_at(since(6)), Face::own(BO)));
    world.gatherings.delete(&world.own(proposals.newest, BO).await, leaving()).await.unwrap();
    assert_eq!(asked(1).await[0].newest.0, first_at(since(5)));
    assert!(asked(5).await.is_empty());
    assert!(but(&[BO.into()], 1).await.is_empty(), "without whom they don't hear of");
    for number in 1..=Proposals::LOOKED_AT {
        world.proposes(numbered(8) + u128::try_from(number).unwrap(), ANA, Some(home), &[]).await;
    }
    assert!(asked(1).await.is_empty(), "only the newest are looked at");
}

async fn a_gathering_has_its_name_until_it_is_gone(world: &World) {
    let home = world.ground.space(1, ANA, &[BO]).await;
    let (spaced, free) = (world.proposes(1, BO, Some(home), &[]).await, world.proposes(2, BO, None, &[CLEO]).await);
    let ids = [spaced.id, free.id];
    let named = async |account| {
        let mut named = world.news.named(account, &ids).await.unwrap();
        named.sort_by_key(|one| one.id);
        named.into_iter().map(|one| (one.id, one.space, one.attends)).collect::<Vec<_>>()
    };
    assert_eq!(named(ANA).await, [(spaced.id, Some(home), false), (free.id, None, false)]);
    assert_eq!(named(CLEO).await, [(spaced.id, Some(home), false), (free.id, None, true)]);
    world.gatherings.delete(&world.own(free.id, BO).await, leaving()).await.unwrap();
    assert_eq!(named(BO).await, [(spaced.id, Some(home), true)]);
}

async fn an_answer_leads_to_the_host(world: &World) {
    let free = world.proposes(2, BO, None, &[CLEO]).await;
    let cleo = world.own(free.id, CLEO).await.attendee().unwrap().id;
    let answering = world.news.answering(free.id, cleo).await.unwrap().unwrap();
    assert_eq!((answering.host, answering.by, answering.space), (Face::own(BO), Some(Face::own(CLEO)), None));
    assert_eq!(world.news.answering(free.id, AttendeeId(free.id.0)).await.unwrap(), None);
}

databases!(
    World::on,
    others_proposals_after_a_time_are_new,
    a_gathering_has_its_name_until_it_is_gone,
    an_answer_leads_to_the_host,
);
