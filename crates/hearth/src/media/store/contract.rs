//! What every database must do for pictures.

use futures_util::future::join_all;

use super::*;
use crate::databases;
use crate::media::model::{Attached, Reason, State, Unfit};
use crate::media::testing::{NOW, ROOM, World, job, number, picture, upload};
use crate::platform::jobs::Lane;

const ANA: Owner = Owner(Uuid::from_u128(1_000_001));
const BO: Owner = Owner(Uuid::from_u128(1_000_002));

fn erasing(id: u128) -> Erasing {
    Erasing { job: Uuid::from_u128(2000 + id), at: NOW }
}

async fn attaches(world: &World, owner: Owner, ids: &[MediaId]) -> Attached {
    let mut tx = world.db.begin().await.unwrap();
    let attached = attach(&mut tx, owner, ids).await.unwrap();
    tx.commit().await.unwrap();
    attached
}

async fn an_upload_comes_back_as_it_was_put(world: &World) {
    let id = world.has(1, ANA.0).await;
    assert_eq!(world.store.find(id).await.unwrap(), Some(upload(1, ANA)));
    assert_eq!(world.store.find(number(9)).await.unwrap(), None);
    let jobs = world.jobs.lease_in(Lane::Slow, NOW, NOW, 9).await.unwrap();
    assert_eq!(jobs.iter().map(|job| job.kind.as_str()).collect::<Vec<_>>(), ["media.process"]);
    let Settled::Now(ready) = world.store.settle(id, Outcome::Ready(picture(id)), 21, ROOM).await.unwrap() else {
        panic!("it is ready")
    };
    let wanted = Upload { state: State::Ready, picture: Some(picture(id)), bytes: 21, ..upload(1, ANA) };
    assert_eq!(ready, wanted);
    assert_eq!(world.store.find(id).await.unwrap(), Some(wanted));
}

async fn an_upload_is_settled_once_unless_it_was_given_up(world: &World) {
    let id = world.has(1, ANA.0).await;
    let settle = async |outcome| world.store.settle(id, outcome, 100, ROOM).await.unwrap();
    let reason = |settled| match settled {
        Settled::Now(upload) | Settled::Already(upload) => upload.reason,
        Settled::Gone => panic!("it is there"),
    };
    assert_eq!(reason(settle(Outcome::Failed(Reason::GaveUp)).await), Some(Reason::GaveUp));
    assert!(matches!(settle(Outcome::Failed(Reason::Damaged)).await, Settled::Now(_)), "it was tried again");
    let late = settle(Outcome::Ready(picture(id))).await;
    assert!(matches!(late, Settled::Already(_)));
    assert_eq!(reason(late), Some(Reason::Damaged));
    let nobody = world.store.settle(number(9), Outcome::Failed(Reason::Damaged), 0, ROOM).await.unwrap();
    assert_eq!(nobody, Settled::Gone);
}

async fn what_is_made_of_an_upload_must_find_room(world: &World) {
    let (first, second) = (world.has(1, ANA.0).await, world.has(2, ANA.0).await);
    let settle = async |id, bytes| world.store.settle(id, Outcome::Ready(picture(id)), bytes, 200).await.unwrap();
    let Settled::Now(failed) = settle(first, 101).await else { panic!("it is settled") };
    assert_eq!((failed.state, failed.reason, failed.bytes), (State::Failed, Some(Reason::QuotaReached), 0));
    assert_eq!(world.store.usage(ANA).await.unwrap(), 100);
    let Settled::Now(ready) = settle(second, 200).await else { panic!("it is settled") };
    assert_eq!((ready.state, world.store.usage(ANA).await.unwrap()), (State::Ready, 200));
    // What takes less than it did is no worse than before, even where there is less room than there was.
    let third = world.has(3, ANA.0).await;
    let Settled::Now(ready) = settle(third, 90).await else { panic!("it is settled") };
    assert_eq!((ready.state, world.store.usage(ANA).await.unwrap()), (State::Ready, 290));
}

async fn few_of_an_owner_wait_to_be_looked_at(world: &World) {
    let many = join_all((1..25).map(|id| world.store.add(upload(id, ANA), 10_000, job(id)))).await;
    let added = |wanted| many.iter().filter(|added| *added.as_ref().unwrap() == wanted).count();
    assert_eq!((added(Added::Now), added(Added::TooMany)), (20, 4));
    assert_eq!(world.store.usage(ANA).await.unwrap(), 2000);
    world.has(30, BO.0).await;
    let done = world.store.of(ANA, None, 1).await.unwrap()[0].id;
    world.store.settle(done, Outcome::Failed(Reason::Damaged), 0, ROOM).await.unwrap();
    world.has(31, ANA.0).await;
}

async fn what_an_owner_takes_is_counted_and_bounded(world: &World) {
    let used = async |owner| world.store.usage(owner).await.unwrap();
    assert_eq!((used(ANA).await, world.store.total().await.unwrap()), (0, 0));
    let (first, second) = (world.has(1, ANA.0).await, world.has(2, ANA.0).await);
    world.has(3, BO.0).await;
    assert_eq!((used(ANA).await, used(BO).await), (200, 100));
    assert_eq!(world.store.total().await.unwrap(), 300);
    assert_eq!(world.store.largest(9).await.unwrap(), [(ANA, 200), (BO, 100)]);
    assert_eq!(world.store.largest(1).await.unwrap(), [(ANA, 200)]);
    assert_eq!(world.store.add(upload(4, ANA), 299, job(4)).await.unwrap(), Added::QuotaReached);
    assert!(!world.is_there(number(4)).await);
    assert_eq!(used(ANA).await, 200);
    assert_eq!(world.store.add(upload(4, ANA), 300, job(4)).await.unwrap(), Added::Now);
    world.store.settle(first, Outcome::Ready(picture(first)), 150, ROOM).await.unwrap();
    world.store.settle(second, Outcome::Failed(Reason::Damaged), 0, ROOM).await.unwrap();
    assert_eq!(used(ANA).await, 250);
    world.store.remove(ANA, first, erasing(1)).await.unwrap();
    assert_eq!((used(ANA).await, used(BO).await), (100, 100));
    // A dozen at once, and room for three more.
    let many = join_all((10..22).map(|id| world.store.add(upload(id, ANA), 400, job(id)))).await;
    let added = many.into_iter().filter(|added| *added.as_ref().unwrap() == Added::Now).count();
    assert_eq!((added, used(ANA).await), (3, 400));
}

async fn only_ones_own_and_ready_pictures_are_attached_and_once(world: &World) {
    let (first, second) = (world.has_ready(1, ANA.0).await, world.has_ready(2, ANA.0).await);
    let unready = world.has(3, ANA.0).await;
    let failed = world.has(4, ANA.0).await;
    world.store.settle(failed, Outcome::Failed(Reason::Damaged), 0, ROOM).await.unwrap();
    let bos = world.has_ready(5, BO.0).await;
    for (id, wanted) in [
        (unready, Unfit::NotReady(2)),
        (failed, Unfit::NotReady(2)),
        (bos, Unfit::NoSuchMedia(2)),
        (number(9), Unfit::NoSuchMedia(2)),
        (first, Unfit::NoSuchMedia(2)),
    ] {
        assert_eq!(attaches(world, ANA, &[first, second, id]).await, Attached::Not(wanted));
        for id in [first, second] {
            assert!(!world.store.find(id).await.unwrap().unwrap().attached, "all of them, or none");
        }
    }
    assert_eq!(attaches(world, ANA, &[bos, unready]).await, Attached::Not(Unfit::NoSuchMedia(0)), "the first of them");
    assert_eq!(attaches(world, ANA, &[]).await, Attached::Now(vec![]));
    let both = [second, first];
    assert_eq!(attaches(world, ANA, &both).await, Attached::Now(both.map(picture).to_vec()));
    assert_eq!(attaches(world, ANA, &[second]).await, Attached::Not(Unfit::NoSuchMedia(0)));
    let mut rivals = Vec::new();
    for _ in 0..4 {
        rivals.push(attaches(world, BO, std::slice::from_ref(&bos)));
    }
    let won = join_all(rivals).await.into_iter().filter(|won| matches!(won, Attached::Now(_))).count();
    assert_eq!(won, 1);
}

async fn removing_takes_just_that_and_has_it_erased(world: &World) {
    let (first, second) = (world.has_ready(1, ANA.0).await, world.has_ready(2, ANA.0).await);
    assert_eq!(world.store.remove(BO, first, erasing(1)).await.unwrap(), Removed::Gone, "it is another's");
    attaches(world, ANA, &[second]).await;
    assert_eq!(world.store.remove(ANA, second, erasing(2)).await.unwrap(), Removed::InUse);
    assert_eq!(world.erased().await, []);
    assert_eq!(world.store.remove(ANA, first, erasing(3)).await.unwrap(), Removed::Now);
    assert_eq!(world.store.remove(ANA, first, erasing(4)).await.unwrap(), Removed::Gone);
    assert_eq!(world.erased().await, [first]);
    assert!(world.is_there(second).await);
    for id in [5, 6] {
        let mut tx = world.db.begin().await.unwrap();
        release(&mut tx, &[second, number(9)], erasing(id)).await.unwrap();
        tx.commit().await.unwrap();
    }
    assert_eq!(world.erased().await, [second], "once");
    assert_eq!(world.store.usage(ANA).await.unwrap(), 0);
}

async fn what_nothing_shows_is_found(world: &World) {
    for id in 1..=5 {
        world.has_ready(id, ANA.0).await;
    }
    world.has_ready(6, BO.0).await;
    world.has(7, BO.0).await;
    attaches(world, ANA, &[number(2)]).await;
    let later = NOW.plus(std::time::Duration::from_millis(1));
    assert_eq!(world.store.loose(NOW, 9).await.unwrap(), [], "none is older");
    let loose = world.store.loose(later, 9).await.unwrap();
    assert_eq!(loose, [(ANA, 1), (ANA, 3), (ANA, 4), (ANA, 5), (BO, 6)].map(|(owner, id)| (owner, number(id))));
    assert_eq!(world.store.loose(later, 2).await.unwrap(), loose[..2]);
    assert_eq!(world.store.loose_of(ANA, 2).await.unwrap(), [number(1), number(3)]);
    assert_eq!(world.store.loose_of(BO, 9).await.unwrap(), [number(6), number(7)]);
    let waits = async |owner, ids: &[MediaId], waits| {
        let mut tx = world.db.begin().await.unwrap();
        keep(&mut tx, owner, ids, waits).await.unwrap();
        tx.commit().await.unwrap();
        world.store.loose(later, 9).await.unwrap().into_iter().map(|(_, id)| id).collect::<Vec<_>>()
    };
    assert_eq!(waits(ANA, &[1, 3, 6, 9].map(number), true).await, [4, 5, 6].map(number), "not another's");
    assert_eq!(waits(ANA, &[number(3)], true).await, [4, 5, 6].map(number));
    assert_eq!(waits(ANA, &[1, 3].map(number), false).await, [1, 4, 5, 6].map(number), "something else waits with it");
    assert_eq!(waits(ANA, &[1, 3].map(number), false).await, [1, 3, 4, 5, 6].map(number));
    assert_eq!(world.store.loose_of(ANA, 9).await.unwrap().len(), 4, "who goes takes all along");
    let mut some = world.store.some(&[1, 2, 8].map(number)).await.unwrap();
    some.sort_unstable_by_key(|upload| upload.id);
    assert_eq!(
        some.iter().map(|upload| (upload.id, upload.attached)).collect::<Vec<_>>(),
        [(number(1), false), (number(2), true)]
    );
    let ids = [1, 2, 8].map(number);
    assert_eq!(world.store.known(&ids).await.unwrap(), HashSet::from([number(1), number(2)]));
    assert!(world.store.known(&[]).await.unwrap().is_empty());
}

async fn an_owner_sees_their_own_page_by_page(world: &World) {
    for id in 1..=5 {
        world.has(id, ANA.0).await;
    }
    world.has(6, BO.0).await;
    let ids = async |after, limit| {
        let page = world.store.of(ANA, after, limit).await.unwrap();
        page.into_iter().map(|upload| upload.id).collect::<Vec<_>>()
    };
    assert_eq!(ids(None, 3).await, [1, 2, 3].map(number));
    assert_eq!(ids(Some(number(3)), 3).await, [4, 5].map(number));
    assert_eq!(world.store.add(upload(7, ANA), ROOM, job(7)).await.unwrap(), Added::Now);
    assert_eq!(ids(Some(number(5)), 3).await, [number(7)]);
}

databases!(
    World::on,
    an_upload_comes_back_as_it_was_put,
    an_upload_is_settled_once_unless_it_was_given_up,
    what_is_made_of_an_upload_must_find_room,
    few_of_an_owner_wait_to_be_looked_at,
    what_an_owner_takes_is_counted_and_bounded,
    only_ones_own_and_ready_pictures_are_attached_and_once,
    removing_takes_just_that_and_has_it_erased,
    what_nothing_shows_is_found,
    an_owner_sees_their_own_page_by_page,
);
