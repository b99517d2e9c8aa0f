//! What every database must do for admins' views of spaces.

use super::*;
use crate::databases;
use crate::platform::database::Db;
use crate::spaces::quota::store::count_pictures;
use crate::spaces::store::contract::{ANA, BO, NOW, World, job, space};

/// The stores of spaces, and a way to count pictures in them.
struct Kept {
    world: World,
    db: Db,
}

impl Kept {
    fn on(db: Db) -> Self {
        Self { world: World::on(db.clone()), db }
    }

    async fn takes(&self, space: SpaceId, bytes: i64) {
        let mut tx = self.db.begin().await.unwrap();
        assert!(count_pictures(&mut tx, space, bytes, 0).await.unwrap());
        tx.commit().await.unwrap();
    }
}

fn ids(found: &[Held]) -> Vec<SpaceId> {
    found.iter().map(|held| held.id).collect()
}

async fn spaces_are_listed_with_what_they_hold(kept: &Kept) {
    let upkeep = &kept.world.upkeep;
    let (first, second) = (kept.world.private(1, &[BO]).await, kept.world.community(2, &[]).await);
    let third = kept.world.community(3, &[]).await;
    kept.takes(first, 500).await;
    kept.takes(third, 700).await;
    let newest = upkeep.newest(None, 9).await.unwrap();
    let told: Vec<_> = newest.iter().map(|held| (held.id, held.name.as_str(), held.members, held.bytes)).collect();
    assert_eq!(told, [(third, "Space 3", 1, 700), (second, "Space 2", 1, 0), (first, "Space 1", 2, 500)]);
    assert_eq!(ids(&upkeep.newest(Some(third), 1).await.unwrap()), [second]);
    assert_eq!(ids(&upkeep.largest(9).await.unwrap()), [third, first]);
    assert_eq!(ids(&upkeep.largest(1).await.unwrap()), [third]);
    kept.takes(third, -700).await;
    assert_eq!(ids(&upkeep.largest(9).await.unwrap()), [first]);
}

async fn a_space_is_closed_whoever_owns_it(kept: &Kept) {
    let (world, upkeep) = (&kept.world, &kept.world.upkeep);
    let (gone, other) = (world.community(1, &[BO]).await, world.community(2, &[BO]).await);
    let (closed, _) = upkeep.close(gone, NOW, vec![job(1)]).await.unwrap().unwrap();
    assert_eq!((closed.id, closed.members), (gone, 2));
    assert!(upkeep.close(gone, NOW, vec![]).await.unwrap().is_none());
    assert!(upkeep.close(space(9), NOW, vec![]).await.unwrap().is_none());
    assert!(world.part(gone, ANA).await.is_none() && world.part(other, BO).await.is_some());
    assert_eq!(ids(&upkeep.newest(None, 9).await.unwrap()), [other]);
}

databases!(Kept::on, spaces_are_listed_with_what_they_hold, a_space_is_closed_whoever_owns_it);
