//! What every database must do for attendees: each once, the longest-standing account the host, and all counted.

use futures_util::future::join_all;

use super::*;
use crate::databases;
use crate::gatherings::attendees::Who;
use crate::gatherings::guests::store::{GuestStore, NewGuest, Room};
use crate::gatherings::store::contract::{ANA, BO, CLEO, DAN, NOW, World, account, at, fresh, id, leaving, seat};
use crate::spaces::Face;

const ROOM: Room = Room { attendees: 100, guests: 100 };

async fn invites(world: &World, number: u128, whom: AccountId, most: i64, at: Time) -> Entered {
    let invited = Invited { id: seat(), account: whom, required: false };
    world.attendees.invite(&world.own(id(number), ANA).await, invited, most, at).await.unwrap()
}

async fn comes_as_guest(world: &World, number: u128, name: &str, at: Time) -> AttendeeId {
    let token_hash = fresh().to_string();
    let new = NewGuest { id: seat(), name: name.to_owned(), token_hash, at };
    match world.guests.admit(&format!("link {number}"), new, ROOM).await.unwrap() {
        Entered::Now(entered) => entered.1.id,
        other => panic!("{other:?}"),
    }
}

async fn removes(world: &World, number: u128, by: AccountId, whom: AttendeeId) -> Removed {
    world.attendees.remove(&world.own(id(number), by).await, whom, leaving()).await.unwrap()
}

async fn seat_of(world: &World, number: u128, account: AccountId) -> AttendeeId {
    world.own(id(number), account).await.attendee().unwrap().id
}

async fn who_is_invited_takes_part_once(world: &World) {
    world.proposes(1, ANA, None, &[]).await;
    world.asked.of(id(1));
    let rivals = [1, 2, 3].map(|millis| invites(world, 1, BO, 10, at(millis)));
    let entered = join_all(rivals).await;
    assert_eq!(entered.iter().filter(|one| matches!(one, Entered::Now(_))).count(), 1, "{entered:?}");
    assert_eq!(entered.iter().filter(|one| matches!(one, Entered::Already(_))).count(), 2);
    assert_eq!(world.asked.of(id(1)), [("enter", Some(BO))]);
    let gathering = world.now(id(1)).await.unwrap();
    assert_eq!((gathering.attendees, gathering.revision), (2, 2));
    let bo = world.own(id(1), BO).await.attendee().unwrap().clone();
    assert_eq!((bo.who.clone(), bo.required, bo.answered_at), (Who::Account(Face::own(BO)), false, None));
    assert_eq!(world.attendees.attendee(id(1), bo.id).await.unwrap(), Some(bo.clone()));
    assert_eq!(world.attendees.attendee(id(2), bo.id).await.unwrap(), None, "each is in one gathering");
    assert_eq!(invites(world, 1, CLEO, 2, NOW).await, Entered::Full);
    assert!(matches!(invites(world, 1, BO, 2, NOW).await, Entered::Already(_)));
}

async fn in_a_space_members_are_invited_as_who_they_are_there(world: &World) {
    let home = world.ground.space(1, ANA, &[BO]).await;
    let fox = world.ground.hides(home, CLEO, 77, "Fox").await;
    world.proposes(1, ANA, Some(home), &[]).await;
    assert_eq!(invites(world, 1, DAN, 10, NOW).await, Entered::NotAMember);
    let Entered::Now(entered) = invites(world, 1, CLEO, 10, NOW).await else { panic!("she is in the space") };
    assert_eq!(entered.1.face(), Some(fox));
}

async fn the_oldest_come_first_page_by_page(world: &World) {
    world.proposes(1, ANA, None, &[BO, CLEO]).await;
    let guest = comes_as_guest(world, 1, "Gus", at(5)).await;
    invites(world, 1, DAN, 10, at(4)).await;
    world.proposes(2, ANA, None, &[BO]).await;
    let proof = world.own(id(1), BO).await;
    let (mut seen, mut after) = (Vec::<Attendee>::new(), None);
    loop {
        let page = world.attendees.attendees(&proof, after, 2).await.unwrap();
        let Some(last) = page.last() else { break };
        after = Some((last.joined_at, last.id));
        seen.extend(page);
    }
    assert_eq!(seen.len(), 5);
    assert!(seen.is_sorted_by_key(|one| (one.joined_at, one.id)), "ties are broken");
    assert_eq!((seen[3].account(), seen[4].id), (Some(DAN), guest));
    assert_eq!(seen[4].guest().unwrap().name, "Gus");
}

async fn who_has_been_there_longest_is_the_next_host(world: &World) {
    world.proposes(1, ANA, None, &[]).await;
    let guest = comes_as_guest(world, 1, "Gus", at(1)).await;
    invites(world, 1, BO, 10, at(2)).await;
    invites(world, 1, CLEO, 10, at(3)).await;
    let anas = world.own(id(1), ANA).await;
    world.asked.of(id(1));
    let own = seat_of(world, 1, ANA).await;
    let Removed::Now(out) = removes(world, 1, ANA, own).await else { panic!("she leaves") };
    assert_eq!((out.gone, out.gathering.host.face.account, out.gathering.attendees), (false, BO, 3));
    assert!(world.part(id(1), ANA).await.is_none() && world.own(id(1), BO).await.is_host());
    assert_eq!(world.attendees.remove(&anas, guest, leaving()).await.unwrap(), Removed::NotThere, "an old proof");
    assert_eq!(world.asked.of(id(1)), [("leave", Some(ANA))]);
    let (bo, cleo) = (seat_of(world, 1, BO).await, seat_of(world, 1, CLEO).await);
    assert!(matches!(removes(world, 1, BO, cleo).await, Removed::Now(_)));
    assert_eq!(removes(world, 1, BO, cleo).await, Removed::NoSuchAttendee);
    let Removed::Now(out) = removes(world, 1, BO, bo).await else { panic!("he leaves") };
    assert!(out.gone, "a guest alone is no host");
    assert_eq!(world.now(id(1)).await, None);
    let asked = world.asked.of(id(1));
    assert_eq!(asked, [("leave", Some(CLEO)), ("leave", Some(BO)), ("close", None)]);
}

async fn whether_somebody_is_needed_can_change(world: &World) {
    world.proposes(1, ANA, None, &[BO]).await;
    world.proposes(2, ANA, None, &[BO]).await;
    let (proof, bo) = (world.own(id(1), ANA).await, seat_of(world, 1, BO).await);
    let require = async |required| world.attendees.require(&proof, bo, required).await.unwrap().unwrap();
    let (gathering, attendee) = require(false).await;
    assert_eq!((gathering.revision, attendee.required), (2, false));
    assert_eq!(require(false).await.0.revision, 2, "nothing changed");
    assert!(!world.own(id(1), BO).await.attendee().unwrap().required);
    assert!(world.own(id(2), BO).await.attendee().unwrap().required, "elsewhere he is");
    let other = seat_of(world, 2, BO).await;
    assert_eq!(world.attendees.require(&proof, other, false).await.unwrap(), None);
}

async fn a_deleted_account_is_out_of_everything(world: &World) {
    world.proposes(1, ANA, None, &[BO]).await;
    world.proposes(2, BO, None, &[]).await;
    world.proposes(3, BO, None, &[ANA]).await;
    world.proposes(4, ANA, None, &[]).await;
    let mut gone = Vec::new();
    while let Some(gathering) = world.attendees.attended(BO).await.unwrap() {
        let out = world.attendees.forget(gathering, BO, leaving()).await.unwrap().unwrap();
        gone.push((gathering, out.gone));
        assert_eq!(world.attendees.forget(gathering, BO, leaving()).await.unwrap(), None, "twice is harmless");
    }
    assert_eq!(gone, [(id(1), false), (id(2), true), (id(3), false)]);
    assert_eq!(world.now(id(3)).await.unwrap().host.face.account, ANA);
    assert!(world.now(id(4)).await.is_some() && world.now(id(2)).await.is_none());
    assert_eq!(world.attendees.attended(account(99)).await.unwrap(), None);
}

databases!(
    World::on,
    who_is_invited_takes_part_once,
    in_a_space_members_are_invited_as_who_they_are_there,
    the_oldest_come_first_page_by_page,
    who_has_been_there_longest_is_the_next_host,
    whether_somebody_is_needed_can_change,
    a_deleted_account_is_out_of_everything,
);
