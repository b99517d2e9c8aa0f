//! What every database must do for blocks and mutes.

use std::sync::Arc;

use async_trait::async_trait;

use super::*;
use crate::accounts::blocks::Withholding;
use crate::accounts::store::contract::{ERASING, World};
use crate::databases;
use crate::platform::database::{Db, Tx};

/// Withholds one thing, named as the person is.
struct One;

#[async_trait]
impl Withholding for One {
    async fn withhold(&self, _: &mut Tx, _: AccountId, person: PersonId) -> Stored<Vec<Uuid>> {
        Ok(vec![person.0])
    }
    async fn restore(&self, _: &mut Tx, _: AccountId, person: PersonId) -> Stored<Vec<Uuid>> {
        Ok(vec![person.0])
    }
}

struct Blocking {
    world: World,
    blocks: SqlBlocks,
    db: Db,
}

impl Blocking {
    fn on(db: Db) -> Self {
        let blocks = SqlBlocks { db: db.clone(), withholding: Arc::new([Arc::new(One) as Arc<dyn Withholding>]) };
        Self { world: World::on(db.clone()), blocks, db }
    }

    async fn people(&self) -> [AccountId; 3] {
        [self.world.has(1, "ana").await, self.world.has(2, "bo").await, self.world.has(3, "cleo").await]
    }

    async fn put(&self, who: AccountId, silence: Silence, person: u128, at: i64) -> Put {
        self.blocks.put(who, silence, silenced(person, at), 3).await.unwrap()
    }

    async fn list(&self, who: AccountId, silence: Silence) -> Vec<Silenced> {
        self.blocks.list(who, silence, None, 10).await.unwrap()
    }
}

fn silenced(person: u128, at: i64) -> Silenced {
    let space = (person > 50).then(|| Uuid::from_u128(500));
    Silenced { person: PersonId(Uuid::from_u128(person)), space, created_at: Time::from_millis(at) }
}

fn now(withheld: &[u128]) -> Put {
    Put::Now { withheld: withheld.iter().map(|id| Uuid::from_u128(*id)).collect() }
}

async fn what_was_put_comes_back_and_is_ones_own(world: &Blocking) {
    let [ana, bo, _] = world.people().await;
    assert_eq!(world.put(ana, Silence::Block, 2, 10).await, now(&[2]));
    assert_eq!(world.put(ana, Silence::Mute, 77, 11).await, now(&[]), "nothing is withheld by a mute");
    assert_eq!(world.put(ana, Silence::Block, 2, 12).await, Put::Already(silenced(2, 10)), "it is as it was");
    assert_eq!(world.list(ana, Silence::Block).await, [silenced(2, 10)]);
    assert_eq!(world.list(ana, Silence::Mute).await, [silenced(77, 11)]);
    assert!(world.list(bo, Silence::Block).await.is_empty());
    let mut all = world.blocks.all(ana, 3).await.unwrap();
    all.sort_by_key(|(person, _)| *person);
    let person = |id| PersonId(Uuid::from_u128(id));
    assert_eq!(all, [(person(2), Silence::Block), (person(77), Silence::Mute)]);
    assert!(world.blocks.all(bo, 3).await.unwrap().is_empty());
}

async fn what_is_lifted_is_gone_and_nothing_else(world: &Blocking) {
    let [ana, bo, _] = world.people().await;
    for (who, silence, person) in [(ana, Silence::Block, 3), (ana, Silence::Mute, 3), (ana, Silence::Block, 77)] {
        world.put(who, silence, person, 10).await;
    }
    world.put(bo, Silence::Block, 3, 10).await;
    let person = PersonId(Uuid::from_u128(3));
    let lifted = Lifted::Now { silenced: silenced(3, 10), restored: vec![person.0] };
    assert_eq!(world.blocks.lift(ana, Silence::Block, person).await.unwrap(), lifted);
    assert_eq!(world.blocks.lift(ana, Silence::Block, person).await.unwrap(), Lifted::NotThere);
    assert_eq!(world.list(ana, Silence::Block).await, [silenced(77, 10)]);
    assert_eq!(world.list(bo, Silence::Block).await, [silenced(3, 10)]);
    let unmuted = Lifted::Now { silenced: silenced(3, 10), restored: vec![] };
    assert_eq!(world.blocks.lift(ana, Silence::Mute, person).await.unwrap(), unmuted);
}

async fn the_newest_comes_first_page_by_page(world: &Blocking) {
    let [ana, ..] = world.people().await;
    // Two at the same time: by the id then.
    for (person, at) in [(2, 20), (3, 10), (4, 20)] {
        world.put(ana, Silence::Mute, person, at).await;
    }
    let mut seen = Vec::new();
    let mut after = None;
    loop {
        let part = world.blocks.list(ana, Silence::Mute, after, 1).await.unwrap();
        let Some(last) = part.last() else { break };
        after = Some((last.created_at, last.person));
        seen.extend(part);
    }
    assert_eq!(seen, [silenced(4, 20), silenced(2, 20), silenced(3, 10)]);
}

async fn there_are_so_many_of_a_kind(world: &Blocking) {
    let [ana, ..] = world.people().await;
    let rivals = (10..16).map(|person| world.put(ana, Silence::Block, person, 10));
    let outcomes = futures_util::future::join_all(rivals).await;
    assert_eq!(outcomes.iter().filter(|one| matches!(one, Put::Now { .. })).count(), 3, "{outcomes:?}");
    assert_eq!(outcomes.iter().filter(|one| **one == Put::TooMany).count(), 3, "{outcomes:?}");
    assert_eq!(world.put(ana, Silence::Mute, 10, 10).await, now(&[]), "each kind is counted by itself");
}

async fn who_blocks_somebody_is_found(world: &Blocking) {
    let [ana, bo, cleo] = world.people().await;
    for (who, silence, person) in
        [(ana, Silence::Block, 9), (bo, Silence::Block, 9), (cleo, Silence::Mute, 9), (cleo, Silence::Block, 8)]
    {
        world.put(who, silence, person, 10).await;
    }
    let person = PersonId(Uuid::from_u128(9));
    assert_eq!(world.blocks.blocking(person, &[bo, cleo]).await.unwrap(), [bo], "a mute is none");
    assert_eq!(world.blocks.blockers(person, None, 10).await.unwrap(), [ana, bo]);
    assert_eq!(world.blocks.blockers(person, Some(ana), 10).await.unwrap(), [bo]);
    assert_eq!(world.blocks.blockers(person, None, 1).await.unwrap(), [ana]);
    let mut tx = world.db.begin().await.unwrap();
    hold_pair(&mut tx, bo, ana).await.unwrap();
    assert!(blocks(&mut tx, ana, person).await.unwrap());
    assert!(!blocks(&mut tx, cleo, person).await.unwrap());
    assert_eq!(blocks_among(&mut tx, person, &[ana, cleo]).await.unwrap(), [ana].into());
}

async fn who_is_gone_blocks_nobody_and_stays_blocked(world: &Blocking) {
    let [ana, bo, _] = world.people().await;
    world.put(ana, Silence::Block, 2, 10).await;
    world.put(bo, Silence::Block, 1, 10).await;
    world.world.accounts.delete(ana, Time::from_millis(20), vec![], ERASING).await.unwrap();
    assert!(world.list(ana, Silence::Block).await.is_empty());
    assert_eq!(world.put(ana, Silence::Block, 3, 30).await, Put::Gone);
    assert_eq!(world.list(bo, Silence::Block).await, [silenced(1, 10)], "what they said is still there");
}

databases!(
    Blocking::on,
    what_was_put_comes_back_and_is_ones_own,
    what_is_lifted_is_gone_and_nothing_else,
    the_newest_comes_first_page_by_page,
    there_are_so_many_of_a_kind,
    who_blocks_somebody_is_found,
    who_is_gone_blocks_nobody_and_stays_blocked,
);
