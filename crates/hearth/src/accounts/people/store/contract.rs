//! What every database must do for the admins' list of people.

use uuid::Uuid;

use super::*;
use crate::accounts::store::contract::{ERASING, World, entry};
use crate::databases;

const NOW: Time = Time::from_millis(1_700_000_000_000);

async fn the_living_are_listed_newest_first(world: &World) {
    let (ana, bo, cleo) = (world.has(1, "ana").await, world.has(2, "bo").await, world.has(3, "cleo").await);
    let people = &world.people;
    assert_eq!(people.newest(None, None, 9).await.unwrap(), [cleo, bo, ana]);
    assert_eq!(people.newest(None, None, 2).await.unwrap(), [cleo, bo]);
    assert_eq!(people.newest(None, Some(bo), 9).await.unwrap(), [ana]);
    world.accounts.set_role(bo, Role::Admin, entry(NOW)).await.unwrap();
    assert_eq!(people.newest(Some(Role::Admin), None, 9).await.unwrap(), [bo]);
    assert_eq!(people.newest(Some(Role::Member), None, 9).await.unwrap(), [cleo, ana]);
    assert_eq!(people.newest(Some(Role::Member), Some(cleo), 9).await.unwrap(), [ana]);
    world.accounts.delete(cleo, NOW, vec![], ERASING).await.unwrap();
    assert_eq!(people.newest(None, None, 9).await.unwrap(), [bo, ana]);
}

async fn what_is_known_of_each(world: &World) {
    let (ana, bo) = (world.has(1, "ana").await, world.has(2, "bo").await);
    world.opens(ana, 11).await;
    world.opens(ana, 12).await;
    world.second_factors.begin(bo, "sealed".to_owned()).await.unwrap();
    let nobody = AccountId(Uuid::from_u128(9));
    let mut ways = world.people.ways(&[ana, bo, nobody], NOW).await.unwrap();
    ways.sort_by_key(|ways| ways.account);
    let none = |account| Ways { account, sessions: 0, second_factor: false };
    assert_eq!(ways, [Ways { sessions: 2, ..none(ana) }, none(bo)]);
    let all_over = Time::from_millis(i64::MAX);
    assert_eq!(world.people.ways(&[ana], all_over).await.unwrap(), [none(ana)]);
}

databases!(World::on, the_living_are_listed_newest_first, what_is_known_of_each);
