//! What every database must do for galleries.

use super::*;
use crate::databases;
use crate::media::MediaId;
use crate::platform::clock::Time;
use crate::shares::model::{NewShare, Share};
use crate::shares::store::contract::{ANA, BO, ROOM, World, id, wanted};
use crate::shares::store::{ShareStore, Written};
use crate::spaces::{Face, SpaceId};

/// In October, November and December 2023.
const MONTHS: [(&str, i64); 3] =
    [("2023-10", 1_698_796_799_999), ("2023-11", 1_698_796_800_000), ("2023-12", 1_701_388_800_000)];

impl World {
    async fn posts_in(&self, number: u128, space: SpaceId, (_, at): (&str, i64), pictures: &[MediaId]) -> Share {
        let at = Time::from_millis(at);
        let new = NewShare { id: id(number), text: String::new(), pictures: wanted(pictures), at };
        match self.shares.post(&self.proof(space, ANA).await, new, ROOM).await.unwrap() {
            Written::Now(share) => *share,
            other => panic!("{other:?}"),
        }
    }

    async fn looks(&self, space: SpaceId, month: Option<&str>) -> Vec<MediaId> {
        let proof = self.proof(space, BO).await;
        let month = month.map(|month| Month::parse(month).unwrap());
        let mut seen: Vec<Hung> = Vec::new();
        loop {
            let after = seen.last().map(|one| (one.share, one.place));
            let page = self.gallery.pictures(&proof, month.clone(), after, 2).await.unwrap();
            if page.is_empty() {
                return seen.into_iter().map(|one| one.shown.picture.id).collect();
            }
            seen.extend(page);
        }
    }

    async fn months(&self, space: SpaceId) -> Vec<(String, i64)> {
        let months = self.gallery.months(&self.proof(space, BO).await, 100).await.unwrap();
        months.into_iter().map(|one| (one.month.as_str().to_owned(), one.pictures)).collect()
    }
}

async fn pictures_hang_in_order_and_by_month(world: &World) {
    let (home, twelve) = (world.ground.space(1, ANA, &[BO]).await, world.ground.space(12, ANA, &[BO]).await);
    let pictures: [MediaId; 8] = world.ready([1, 2, 3, 4, 5, 6, 7, 8], ANA).await;
    world.posts_in(1, home, MONTHS[0], &pictures[0..1]).await;
    world.posts_in(2, home, MONTHS[1], &pictures[1..4]).await;
    world.posts_in(3, home, MONTHS[1], &pictures[4..6]).await;
    world.posts_in(4, home, MONTHS[2], &pictures[6..7]).await;
    world.posts_in(5, twelve, MONTHS[1], &pictures[7..8]).await;
    let order = [6, 4, 5, 1, 2, 3, 0].map(|place: usize| pictures[place]);
    assert_eq!(world.looks(home, None).await, order, "the newest share first, each in its own order");
    assert_eq!(world.looks(home, Some("2023-11")).await, order[1..6]);
    assert_eq!(world.looks(home, Some("2023-10")).await, order[6..]);
    assert_eq!(world.looks(home, Some("2023-09")).await, []);
    let month = |month: &str, pictures| (month.to_owned(), pictures);
    assert_eq!(world.months(home).await, [month("2023-12", 1), month("2023-11", 5), month("2023-10", 1)]);
    assert_eq!((world.looks(twelve, None).await, world.months(twelve).await), {
        (vec![pictures[7]], vec![month("2023-11", 1)])
    });
    let one = world.gallery.pictures(&world.proof(home, BO).await, None, None, 1).await.unwrap().remove(0);
    assert_eq!((one.share, one.place, one.author, one.created_at.millis()), (id(4), 0, Face::own(ANA), MONTHS[2].1));
    assert_eq!(one.shown.caption.as_str(), format!("This is {}", pictures[6]));
}

async fn what_is_shown_no_longer_hangs_nowhere(world: &World) {
    let home = world.ground.space(1, ANA, &[BO]).await;
    let pictures: [MediaId; 4] = world.ready([1, 2, 3, 4], ANA).await;
    let share = world.posts_in(1, home, MONTHS[0], &pictures[..2]).await;
    let other = world.posts_in(2, home, MONTHS[1], &pictures[2..3]).await;
    let month = |month: &str, pictures| (month.to_owned(), pictures);
    let revised = world.revises(&share, ANA, None, Some(&pictures[1..2])).await;
    assert!(matches!(revised, Written::Now(_)));
    assert_eq!(world.looks(home, None).await, [pictures[2], pictures[1]]);
    assert_eq!(world.months(home).await, [month("2023-11", 1), month("2023-10", 1)]);
    let revised = world.revises(&share, ANA, None, Some(&[pictures[3], pictures[1]])).await;
    assert!(matches!(revised, Written::Now(_)));
    assert_eq!(world.months(home).await, [month("2023-11", 1), month("2023-10", 2)], "that of the share");
    world.deletes(&other, ANA, false).await;
    assert_eq!(world.looks(home, None).await, [pictures[3], pictures[1]]);
    assert_eq!(world.months(home).await, [month("2023-10", 2)]);
    world.deletes(&share, ANA, false).await;
    assert_eq!((world.looks(home, None).await, world.months(home).await), (vec![], vec![]));
}

databases!(World::on, pictures_hang_in_order_and_by_month, what_is_shown_no_longer_hangs_nowhere);
