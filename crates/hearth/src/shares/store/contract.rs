//! What every database must do for shares: posted by members alone, all their pictures or none, gone with all of it.

use std::collections::BTreeSet;

use futures_util::future::join_all;

use super::*;
use crate::accounts::PersonId;
use crate::databases;
use crate::media::testing::{World as Pictures, number};
use crate::media::{Caption, MediaId};
use crate::platform::database::Db;
use crate::shares::comments::store::SqlComments;
use crate::shares::gallery::store::SqlGallery;
use crate::shares::news::store::SqlNews;
use crate::spaces::testing::Ground;
use crate::spaces::{Face, SpaceContents, Tenant};

/// In November 2023.
pub(in crate::shares) const NOW: Time = Time::from_millis(1_700_000_000_000);
/// What one of these pictures takes, and more than any of these tests shows.
pub(in crate::shares) const BYTES: i64 = 21;
pub(in crate::shares) const ROOM: i64 = 1_000_000;

pub(in crate::shares) const ANA: AccountId = account(1);
pub(in crate::shares) const BO: AccountId = account(2);
pub(in crate::shares) const CLEO: AccountId = account(3);

pub(in crate::shares) const fn account(id: u128) -> AccountId {
    AccountId(Uuid::from_u128(id))
}

pub(in crate::shares) const fn id(id: u128) -> ShareId {
    ShareId(Uuid::from_u128(1_000_000 + id))
}

pub(in crate::shares) fn at(millis: i64) -> Time {
    Time::from_millis(NOW.millis() + millis)
}

pub(in crate::shares) fn wanted(pictures: &[MediaId]) -> Vec<(MediaId, Caption)> {
    let caption = |picture: &MediaId| Caption::parse(&format!("This is {picture}")).unwrap();
    pictures.iter().map(|picture| (*picture, caption(picture))).collect()
}

/// The stores of one database; shared by the contracts of this feature.
pub(in crate::shares) struct World {
    pub(in crate::shares) shares: SqlShares,
    pub(in crate::shares) comments: SqlComments,
    pub(in crate::shares) gallery: SqlGallery,
    pub(in crate::shares) news: SqlNews,
    pub(in crate::shares) ground: Ground,
    pub(in crate::shares) pictures: Pictures,
}

impl World {
    pub(in crate::shares) fn on(db: Db) -> Self {
        Self {
            shares: SqlShares(db.clone()),
            comments: SqlComments(db.clone()),
            gallery: SqlGallery(db.clone()),
            news: SqlNews(db.clone()),
            ground: Ground::on(db.clone(), vec![tenant(db.clone())]),
            pictures: Pictures::on(db),
        }
    }

    pub(in crate::shares) async fn proof(&self, space: SpaceId, account: AccountId) -> SpaceMember {
        self.ground.proof(space, account).await
    }

    /// Pictures of this account that are ready.
    pub(in crate::shares) async fn ready<const N: usize>(&self, ids: [u128; N], owner: AccountId) -> [MediaId; N] {
        for id in ids {
            self.pictures.has_ready(id, owner.0).await;
        }
        ids.map(number)
    }

    pub(in crate::shares) async fn posts(
        &self,
        number: u128,
        space: SpaceId,
        author: AccountId,
        pictures: &[MediaId],
    ) -> Share {
        match self.tries(&self.proof(space, author).await, number, pictures, ROOM).await {
            Written::Now(share) => *share,
            other => panic!("{other:?}"),
        }
    }

    async fn tries(&self, proof: &SpaceMember, number: u128, pictures: &[MediaId], quota: i64) -> Written {
        let new = NewShare { id: id(number), text: format!("Share {number}"), pictures: wanted(pictures), at: NOW };
        self.shares.post(proof, new, quota).await.unwrap()
    }

    pub(in crate::shares) async fn revises(
        &self,
        share: &Share,
        by: AccountId,
        text: Option<&str>,
        pictures: Option<&[MediaId]>,
    ) -> Written {
        let (text, pictures) = (text.map(str::to_owned), pictures.map(wanted));
        let (revision, proof) = (Revision { text, pictures, at: at(9) }, self.proof(share.space, by).await);
        self.shares.revise(&proof, share.id, revision, ROOM, leaving().erasing).await.unwrap()
    }

    pub(in crate::shares) async fn deletes(&self, share: &Share, by: AccountId, anybodys: bool) -> Changed<()> {
        let proof = self.proof(share.space, by).await;
        self.shares.delete(&proof, share.id, anybodys, leaving()).await.unwrap()
    }

    async fn reacts(&self, share: &Share, by: AccountId, emoji: &str, on: bool) -> Reacted {
        self.shares.react(&self.proof(share.space, by).await, share.id, emoji, on, NOW).await.unwrap()
    }

    pub(in crate::shares) async fn seen(&self, share: &Share, by: AccountId) -> Option<Share> {
        self.shares.share(&self.proof(share.space, by).await, share.id).await.unwrap()
    }

    async fn counts(&self, space: SpaceId) -> i64 {
        let mut contents = SpaceContents::default();
        self.shares.count(space, &mut contents).await.unwrap();
        contents.shares
    }

    async fn attached(&self, picture: MediaId) -> bool {
        self.pictures.is_attached(picture).await
    }
}

/// Jobs with ids that were never used.
pub(in crate::shares) fn leaving() -> Leaving {
    let fresh = || Uuid::from_bytes(crate::platform::ids::random());
    Leaving { erasing: Erasing { job: fresh(), at: NOW }, job: fresh() }
}

async fn a_share_survives_its_store(world: &World) {
    let (home, other) = (world.ground.space(1, ANA, &[BO]).await, world.ground.space(12, ANA, &[BO]).await);
    let pictures: [MediaId; 10] = world.ready([9, 1, 8, 2, 7, 3, 6, 4, 5, 10], BO).await;
    let new = NewShare { id: id(1), text: "Ana: 界 ß\n\"".to_owned(), pictures: wanted(&pictures), at: NOW };
    let proof = world.proof(home, BO).await;
    let Written::Now(share) = world.shares.post(&proof, new, ROOM).await.unwrap() else { panic!("it is posted") };
    assert_eq!((share.space, share.author, share.created_at, share.edited_at), (home, Face::own(BO), NOW, None));
    let shown: Vec<MediaId> = share.pictures.iter().map(|one| one.picture.id).collect();
    assert_eq!(shown, pictures, "in the author's order");
    assert_eq!(share.pictures[0].caption.as_str(), format!("This is {}", pictures[0]));
    assert_eq!(world.seen(&share, ANA).await, Some(*share.clone()));
    assert_eq!((world.counts(home).await, world.counts(other).await), (1, 0));
    let elsewhere = Share { space: other, ..*share };
    assert_eq!(world.seen(&elsewhere, ANA).await, None, "a share is in its space alone");
    assert_eq!(world.reacts(&elsewhere, BO, "👍", true).await, Reacted::NotThere);
    assert_eq!(world.revises(&elsewhere, BO, Some("x"), None).await, Written::NotThere);
    assert_eq!(world.deletes(&elsewhere, ANA, true).await, Changed::NotThere);
}

async fn pictures_are_shown_all_or_none(world: &World) {
    let home = world.ground.space(1, ANA, &[BO]).await;
    let [first, second] = world.ready([1, 2], BO).await;
    let [anas] = world.ready([3], ANA).await;
    let unready = world.pictures.has(4, BO.0).await;
    let proof = world.proof(home, BO).await;
    for (one, unfit) in [(anas, Unfit::NoSuchMedia(1)), (unready, Unfit::NotReady(1)), (first, Unfit::NoSuchMedia(1))] {
        assert_eq!(world.tries(&proof, 1, &[first, one], ROOM).await, Written::Unfit(unfit));
        assert!(!world.attached(first).await);
    }
    assert_eq!((world.counts(home).await, world.seen_in(home).await), (0, vec![]));
    let share = world.posts(1, home, BO, &[first]).await;
    assert!(world.attached(first).await);
    let again = world.tries(&proof, 2, &[first], ROOM).await;
    assert_eq!(again, Written::Unfit(Unfit::NoSuchMedia(0)), "each is shown in one place");
    assert_eq!(world.revises(&share, BO, None, Some(&[second, first, anas])).await, {
        Written::Unfit(Unfit::NoSuchMedia(2))
    });
    assert!(!world.attached(second).await);
    assert_eq!(world.seen(&share, BO).await, Some(share));
}

async fn the_newest_come_first_page_by_page(world: &World) {
    let (home, other) = (world.ground.space(1, ANA, &[BO]).await, world.ground.space(2, ANA, &[]).await);
    for number in [3, 1, 5, 2, 4] {
        let picture = world.ready([number], ANA).await;
        world.posts(number, home, ANA, &picture).await;
    }
    world.posts(9, other, ANA, &[]).await;
    let proof = world.proof(home, BO).await;
    let mut seen: Vec<Share> = Vec::new();
    loop {
        let page = world.shares.shares(&proof, seen.last().map(|share| share.id), 2).await.unwrap();
        if page.is_empty() {
            break;
        }
        seen.extend(page);
    }
    assert_eq!(seen.iter().map(|share| share.id).collect::<Vec<_>>(), [5, 4, 3, 2, 1].map(id));
    for share in &seen {
        assert_eq!(Some(share), world.seen(share, BO).await.as_ref(), "each with its own pictures");
        assert_eq!(share.pictures.len(), 1);
    }
}

async fn a_thousand_shares_come_with_their_pictures(world: &World) {
    let home = world.ground.space(1, ANA, &[BO]).await;
    for number in 1..=1000 {
        let picture = world.ready([number], ANA).await;
        world.posts(number, home, ANA, &picture).await;
    }
    let proof = world.proof(home, BO).await;
    let first = world.shares.shares(&proof, None, 500).await.unwrap();
    let second = world.shares.shares(&proof, Some(first[499].id), 501).await.unwrap();
    let seen: Vec<&Share> = first.iter().chain(&second).collect();
    assert_eq!(seen.len(), 1000);
    for (share, one) in seen.into_iter().rev().zip(1..) {
        assert_eq!((share.id, share.pictures.len(), share.pictures[0].picture.id), (id(one), 1, number(one)));
    }
}

async fn an_edit_keeps_takes_and_drops_pictures(world: &World) {
    let home = world.ground.space(1, ANA, &[BO]).await;
    let [first, second, third] = world.ready([1, 2, 3], BO).await;
    let share = world.posts(1, home, BO, &[first, second]).await;
    assert_eq!(world.revises(&share, ANA, Some("x"), None).await, Written::NotYours);
    let Written::Now(now) = world.revises(&share, BO, Some("new"), None).await else { panic!("it is changed") };
    assert_eq!((now.text.as_str(), now.edited_at, &now.pictures), ("new", Some(at(9)), &share.pictures));
    assert_eq!(world.pictures.erased().await, []);
    let Written::Now(now) = world.revises(&share, BO, None, Some(&[third, first])).await else { panic!("changed") };
    assert_eq!(now.pictures.iter().map(|one| one.picture.id).collect::<Vec<_>>(), [third, first]);
    assert_eq!(now.text, "new");
    assert_eq!(world.seen(&share, ANA).await, Some(*now));
    assert_eq!(world.pictures.erased().await, [second], "what was left out is gone");
    assert!(!world.pictures.is_there(second).await && world.pictures.is_there(third).await);
    let gone = world.revises(&share, BO, None, Some(&[second])).await;
    assert_eq!(gone, Written::Unfit(Unfit::NoSuchMedia(0)), "and doesn't come back");
    assert_eq!(world.revises(&share, BO, Some(""), Some(&[])).await, Written::Empty);
    assert!(matches!(world.revises(&share, BO, Some(""), None).await, Written::Now(_)));
    assert_eq!(world.revises(&share, BO, None, Some(&[])).await, Written::Empty);
    assert_eq!(world.seen(&share, BO).await.unwrap().pictures.len(), 2);
    // Of two who each take half of what there is, one leaves something.
    assert!(matches!(world.revises(&share, BO, Some("text"), None).await, Written::Now(_)));
    let both = tokio::join!(world.revises(&share, BO, Some(""), None), world.revises(&share, BO, None, Some(&[])));
    assert!((both.0 == Written::Empty) != (both.1 == Written::Empty), "{both:?}");
}

async fn a_deleted_share_leaves_nothing(world: &World) {
    let home = world.ground.space(1, ANA, &[BO, CLEO]).await;
    let (mine, kept) = (world.ready([1, 2], BO).await, world.ready([3], BO).await);
    let (share, other) = (world.posts(1, home, BO, &mine).await, world.posts(2, home, BO, &kept).await);
    for share in [&share, &other] {
        world.says(share, CLEO, "well").await;
        assert!(matches!(world.reacts(share, CLEO, "👍", true).await, Reacted::Now(_)));
    }
    assert_eq!(world.shares.erase_left(home, share.id, 9).await.unwrap(), 0, "never what lives");
    assert_eq!(world.deletes(&share, CLEO, false).await, Changed::NotYours);
    assert_eq!(world.deletes(&share, ANA, true).await, Changed::Now(()), "an admin removes it");
    assert_eq!(world.deletes(&share, BO, false).await, Changed::NotThere);
    assert_eq!(world.seen(&share, BO).await, None);
    assert_eq!(world.pictures.erased().await, mine);
    assert_eq!(world.counts(home).await, 1);
    assert_eq!(world.reacts(&share, CLEO, "👍", false).await, Reacted::NotThere);
    assert_eq!(world.shares.erase_reactions_by(ANA, 9).await.unwrap(), None);
    assert_eq!(world.shares.erase_left(home, share.id, 9).await.unwrap(), 2, "a comment and a reaction");
    assert_eq!(world.shares.erase_left(home, share.id, 9).await.unwrap(), 0);
    assert_eq!(world.shares.erase_reactions_by(BO, 9).await.unwrap(), None);
    let left = world.seen(&other, BO).await.unwrap();
    assert_eq!((left.comments, left.reactions.len(), left.pictures.len()), (1, 1, 1), "what it must not remove");
    assert_eq!(world.deletes(&other, BO, false).await, Changed::Now(()), "one's own");
}

async fn the_quota_of_a_space_holds(world: &World) {
    let (home, other) = (world.ground.space(1, ANA, &[BO]).await, world.ground.space(2, ANA, &[]).await);
    let pictures: [MediaId; 12] = world.ready(std::array::from_fn(|id| 1 + id as u128), ANA).await;
    let proof = world.proof(home, ANA).await;
    let room = 3 * BYTES;
    let posted = join_all((0..10).map(|one| world.tries(&proof, 1 + one as u128, &pictures[one..=one], room))).await;
    let now = posted.iter().filter(|one| matches!(one, Written::Now(_))).count();
    assert_eq!((now, posted.iter().filter(|one| **one == Written::QuotaReached).count()), (3, 7));
    let showing: usize =
        join_all(pictures.iter().map(|one| world.attached(*one))).await.into_iter().filter(|on| *on).count();
    assert_eq!(showing, 3, "what found no room isn't taken");
    let share = world.seen_in(home).await.remove(0);
    let more = [share.pictures[0].picture.id, pictures[10]];
    let revision = Revision { text: None, pictures: Some(wanted(&more)), at: NOW };
    let revised = world.shares.revise(&proof, share.id, revision, room, leaving().erasing).await.unwrap();
    assert_eq!(revised, Written::QuotaReached);
    let revision = Revision { text: None, pictures: Some(wanted(&more[1..])), at: NOW };
    let revised = world.shares.revise(&proof, share.id, revision, room, leaving().erasing).await.unwrap();
    assert!(matches!(revised, Written::Now(_)), "one for another: {revised:?}");
    assert!(matches!(world.tries(&proof, 20, &[], room).await, Written::Now(_)), "text takes nothing");
    world.deletes(&share, ANA, false).await;
    assert!(matches!(world.tries(&proof, 21, &pictures[11..], room).await, Written::Now(_)));
    let elsewhere = world.proof(other, ANA).await;
    let [one, two] = world.ready([50, 51], ANA).await;
    assert_eq!(world.tries(&elsewhere, 22, &[one, two], BYTES).await, Written::QuotaReached);
    assert!(matches!(world.tries(&elsewhere, 22, &[one, two], 0).await, Written::Now(_)), "0 is no quota");
}

async fn who_is_out_neither_posts_nor_reacts_and_what_they_posted_stays(world: &World) {
    let home = world.ground.space(1, ANA, &[BO, CLEO]).await;
    let pictures = world.ready([1, 2], BO).await;
    let share = world.posts(1, home, BO, &pictures[..1]).await;
    let old = world.proof(home, BO).await;
    world.ground.leaves(home, BO, vec![]).await;
    assert_eq!(world.tries(&old, 2, &pictures[1..], ROOM).await, Written::NotAMember);
    assert_eq!(world.shares.react(&old, share.id, "👍", true, NOW).await.unwrap(), Reacted::NotAMember);
    assert_eq!(world.shares.delete(&old, share.id, false, leaving()).await.unwrap(), Changed::NotAMember);
    let revision = Revision { text: Some("late".to_owned()), pictures: None, at: NOW };
    let revised = world.shares.revise(&old, share.id, revision, ROOM, leaving().erasing).await.unwrap();
    assert_eq!(revised, Written::NotAMember);
    assert_eq!(world.seen(&share, ANA).await, Some(share));
    assert!(!world.attached(pictures[1]).await);
    for round in 0..6 {
        let home = world.ground.space(10 + round, ANA, &[BO]).await;
        let proof = world.proof(home, BO).await;
        let posting = world.tries(&proof, 10 + round, &[], ROOM);
        let (posted, _) = tokio::join!(posting, world.ground.leaves(home, BO, vec![]));
        let there = world.seen_in(home).await.len();
        assert_eq!(there, usize::from(matches!(posted, Written::Now(_))), "{posted:?}");
    }
}

async fn reactions_are_summed_up_one_by_one(world: &World) {
    let people: Vec<AccountId> = (10..30).map(account).collect();
    let home = world.ground.space(1, ANA, &people).await;
    let share = world.posts(1, home, ANA, &[]).await;
    let many = join_all(people.iter().map(|one| world.reacts(&share, *one, "👍", true))).await;
    assert!(many.iter().all(|one| matches!(one, Reacted::Now(_))));
    let seen = world.seen(&share, ANA).await.unwrap();
    let named: BTreeSet<PersonId> = seen.reactions[0].account_ids.iter().copied().collect();
    assert_eq!((seen.reactions[0].count, named), (20, people.iter().map(|one| PersonId::from(*one)).collect()));
    assert_eq!(world.reacts(&share, people[0], "👍", true).await, Reacted::Already(Box::new(seen.clone())));
    assert!(matches!(world.reacts(&share, ANA, "👍", false).await, Reacted::Already(_)));
    for emoji in [
        "😀", "🎉", "🚀", "👀", "🔥", "😢", "😮", "🙏", "💯", "✅", "👎", "🌱", "🌊", "🌙", "⭐", "🍎", "🍞", "☕",
        "🎈",
    ] {
        assert!(matches!(world.reacts(&share, ANA, emoji, true).await, Reacted::Now(_)), "{emoji}");
    }
    assert_eq!(world.reacts(&share, ANA, "🌍", true).await, Reacted::TooMany);
    let erased = world.shares.erase_reactions_by(people[0], 9).await.unwrap().unwrap();
    assert_eq!((erased.len(), erased[0].reactions[0].count), (1, 19));
    assert_eq!(world.shares.erase_reactions_by(people[0], 9).await.unwrap(), None);
    assert_eq!(world.shares.erase_reactions_by(ANA, 5).await.unwrap().unwrap().len(), 5);
}

async fn what_somebody_posted_is_exported_and_erased(world: &World) {
    let (home, other) = (world.ground.space(1, ANA, &[BO]).await, world.ground.space(2, ANA, &[BO]).await);
    let picture = world.ready([1], BO).await;
    let first = world.posts(1, home, BO, &picture).await;
    let second = world.posts(2, other, BO, &[]).await;
    let anas = world.posts(3, home, ANA, &[]).await;
    assert_eq!(world.shares.posted_by(BO, None, 9).await.unwrap(), [first.clone(), second.clone()]);
    assert_eq!(world.shares.posted_by(BO, Some(first.id), 1).await.unwrap(), [second]);
    let mut erased = Vec::new();
    while let Some(one) = world.shares.erase_posted_by(BO, leaving()).await.unwrap() {
        erased.push(one);
    }
    assert_eq!(erased, [(home, id(1)), (other, id(2))]);
    assert_eq!(world.pictures.erased().await, picture);
    assert_eq!((world.counts(home).await, world.seen(&anas, BO).await), (1, Some(anas)));
}

async fn a_deleted_space_takes_its_shares_along(world: &World) {
    let (home, other) = (world.ground.space(1, ANA, &[BO]).await, world.ground.space(12, ANA, &[BO]).await);
    let [first, second, third] = world.ready([1, 2, 3], BO).await;
    let share = world.posts(1, home, BO, &[first]).await;
    world.posts(2, home, BO, &[second]).await;
    let kept = world.posts(3, other, BO, &[third]).await;
    world.says(&share, BO, "well").await;
    let proof = world.proof(home, BO).await;
    assert_eq!(world.shares.erase_in(home, leaving()).await.unwrap(), None, "never what lives");
    world.shares.forget(home).await.unwrap();
    assert_eq!(world.counts(home).await, 2, "nor is that forgotten");
    world.ground.deletes(home, ANA).await;
    assert_eq!(world.counts(home).await, 0);
    assert_eq!(world.tries(&proof, 4, &[], ROOM).await, Written::NotAMember);
    assert_eq!(world.shares.posted_by(BO, None, 9).await.unwrap(), std::slice::from_ref(&kept), "nor is it exported");
    let mut erased = BTreeSet::new();
    while let Some(share) = world.shares.erase_in(home, leaving()).await.unwrap() {
        assert_eq!(world.shares.erase_left(home, share, 9).await.unwrap(), u64::from(share == id(1)));
        erased.insert(share);
    }
    assert_eq!(erased, BTreeSet::from([id(1), id(2)]));
    world.shares.forget(home).await.unwrap();
    assert_eq!(world.pictures.erased().await, [first, second]);
    assert_eq!(world.seen(&kept, ANA).await, Some(kept));
}

async fn who_hides_is_shown_as_whom_they_are_there(world: &World) {
    let home = world.ground.space(1, ANA, &[]).await;
    let fox = world.ground.hides(home, BO, 77, "Quiet Fox").await;
    let (picture, other) = (world.ready([1], BO).await, world.ground.space(2, ANA, &[BO]).await);
    let share = world.posts(1, home, BO, &picture).await;
    assert_eq!((share.author, world.seen(&share, ANA).await.unwrap().author), (fox, fox));
    assert_eq!(world.posts(2, other, BO, &[]).await.author, Face::own(BO));
    let Reacted::Now(now) = world.reacts(&share, BO, "👍", true).await else { panic!("it is new") };
    assert_eq!(now.reactions[0].account_ids, [fox.shown]);
    assert!(matches!(world.reacts(&share, ANA, "👍", true).await, Reacted::Now(_)));
    assert!(matches!(world.revises(&share, BO, Some("new"), None).await, Written::Now(_)), "it is theirs");
    world.ground.leaves(home, BO, vec![]).await;
    assert_eq!(world.seen(&share, ANA).await.unwrap().author, fox, "who left is who they were");
    assert_eq!(world.shares.posted_by(BO, None, 9).await.unwrap()[0].id, share.id, "their own export has it");
    let erased = world.shares.erase_reactions_by(BO, 9).await.unwrap().unwrap();
    assert_eq!(erased[0].reactions[0].account_ids, [PersonId::from(ANA)]);
}

impl World {
    async fn seen_in(&self, space: SpaceId) -> Vec<Share> {
        self.shares.shares(&self.proof(space, ANA).await, None, 100).await.unwrap()
    }
}

databases!(
    World::on,
    a_share_survives_its_store,
    pictures_are_shown_all_or_none,
    the_newest_come_first_page_by_page,
    a_thousand_shares_come_with_their_pictures,
    an_edit_keeps_takes_and_drops_pictures,
    a_deleted_share_leaves_nothing,
    the_quota_of_a_space_holds,
    who_is_out_neither_posts_nor_reacts_and_what_they_posted_stays,
    reactions_are_summed_up_one_by_one,
    what_somebody_posted_is_exported_and_erased,
    a_deleted_space_takes_its_shares_along,
    who_hides_is_shown_as_whom_they_are_there,
);
