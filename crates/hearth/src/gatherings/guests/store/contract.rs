//! What every database must do for links and guests: one link at a time, so many guests, each with a token of their own.

use futures_util::future::join_all;

use super::*;
use crate::databases;
use crate::gatherings::attendees::store::AttendeeStore;
use crate::gatherings::store::GatheringStore;
use crate::gatherings::store::contract::{ANA, BO, CLEO, NOW, World, at, id, leaving, seat};

const ROOM: Room = Room { attendees: 5, guests: 2 };

fn guest(name: &str) -> NewGuest {
    NewGuest { id: seat(), name: name.to_owned(), token_hash: format!("token of {name}"), at: at(1) }
}

async fn admits(world: &World, name: &str) -> Entered {
    world.guests.admit("link 1", guest(name), ROOM).await.unwrap()
}

async fn comes(world: &World, account: AccountId) -> Entered {
    world.guests.come("link 1", account, seat(), ROOM, at(1)).await.unwrap()
}

async fn a_guest_takes_part_by_a_token(world: &World) {
    world.proposes(1, ANA, None, &[]).await;
    world.proposes(2, ANA, None, &[]).await;
    world.asked.of(id(1));
    let Entered::Now(entered) = admits(world, "Gus").await else { panic!("there is room") };
    let (gathering, attendee) = *entered;
    assert_eq!((gathering.attendees, gathering.guests, attendee.account()), (2, 1, None));
    let found = world.guests.guest("token of Gus").await.unwrap().unwrap();
    assert_eq!((found.gathering(), found.attendee()), (id(1), attendee.id));
    assert_eq!(world.guests.guest("token of Eve").await.unwrap(), None);
    assert!(world.asked.of(id(1)).is_empty(), "the group is for accounts");
    world.attendees.remove(&world.own(id(1), ANA).await, attendee.id, leaving()).await.unwrap();
    assert_eq!(world.guests.guest("token of Gus").await.unwrap(), None, "it goes with the guest");
    let now = world.now(id(1)).await.unwrap();
    assert_eq!((now.attendees, now.guests), (1, 0));
}

async fn there_is_room_for_so_many(world: &World) {
    world.proposes(1, ANA, None, &[]).await;
    let entered = join_all(["Gus", "Eve", "Flo", "Hal"].map(|name| admits(world, name))).await;
    assert_eq!(entered.iter().filter(|one| matches!(one, Entered::Now(_))).count(), 2, "{entered:?}");
    assert_eq!(entered.iter().filter(|one| **one == Entered::Full).count(), 2);
    let accounts = join_all([BO, CLEO, crate::gatherings::store::contract::DAN].map(|who| comes(world, who))).await;
    assert_eq!(accounts.iter().filter(|one| matches!(one, Entered::Now(_))).count(), 2);
    assert_eq!(accounts.iter().filter(|one| **one == Entered::Full).count(), 1);
    assert_eq!(world.now(id(1)).await.unwrap().attendees, 5);
}

async fn one_link_leads_there_at_a_time(world: &World) {
    world.proposes(1, ANA, None, &[BO]).await;
    world.proposes(2, ANA, None, &[]).await;
    assert_eq!(world.guests.behind("link 1").await.unwrap().map(|found| found.id), Some(id(1)));
    let proof = world.own(id(1), ANA).await;
    assert!(world.guests.link(&proof, Some("another".to_owned())).await.unwrap());
    assert_eq!(world.guests.behind("link 1").await.unwrap(), None);
    assert_eq!((admits(world, "Gus").await, comes(world, CLEO).await), (Entered::NotThere, Entered::NotThere));
    assert_eq!(world.guests.behind("another").await.unwrap().map(|found| found.id), Some(id(1)));
    assert!(world.guests.link(&proof, None).await.unwrap());
    assert_eq!(world.guests.behind("another").await.unwrap(), None);
    assert!(world.guests.behind("link 2").await.unwrap().is_some(), "what it must not void");
    world.gatherings.delete(&world.own(id(2), ANA).await, leaving()).await.unwrap();
    assert_eq!(world.guests.behind("link 2").await.unwrap(), None);
}

async fn an_account_comes_once(world: &World) {
    world.proposes(1, ANA, None, &[]).await;
    world.asked.of(id(1));
    let came = join_all([comes(world, BO), comes(world, BO), comes(world, ANA)]).await;
    assert_eq!(came.iter().filter(|one| matches!(one, Entered::Now(_))).count(), 1, "{came:?}");
    assert_eq!(came.iter().filter(|one| matches!(one, Entered::Already(_))).count(), 2);
    assert_eq!(world.asked.of(id(1)), [("enter", Some(BO))]);
    assert_eq!(world.now(id(1)).await.unwrap().created_at, NOW);
}

databases!(
    World::on,
    a_guest_takes_part_by_a_token,
    there_is_room_for_so_many,
    one_link_leads_there_at_a_time,
    an_account_comes_once,
);
