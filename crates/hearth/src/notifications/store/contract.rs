//! What every database must do for notifications: one account's alone, growing while unread, gone with what they tell of.

use std::collections::BTreeSet;

use super::*;
use crate::accounts::PersonId;
use crate::chat::ChatId;
use crate::databases;
use crate::gatherings::GatheringId;
use crate::notifications::model::{Kind, Subject};
use crate::platform::database::Db;
use crate::shares::{CommentId, ShareId};
use crate::spaces::{Face, SpaceId};

const ANA: AccountId = AccountId(Uuid::from_u128(1));
const BO: AccountId = AccountId(Uuid::from_u128(2));
const CLEO: AccountId = AccountId(Uuid::from_u128(3));
const NEVER: Time = Time::from_millis(0);

fn at(millis: i64) -> Time {
    Time::from_millis(1_700_000_000_000 + millis)
}

fn uuid(id: u128) -> Uuid {
    Uuid::from_u128(id)
}

fn message(chat: u128, number: i64) -> Subject {
    Subject::Message { chat: ChatId(uuid(chat)), number }
}

fn share(space: u128, share: u128) -> Subject {
    Subject::Share { space: SpaceId(uuid(space)), share: ShareId(uuid(share)), comment: None }
}

fn gathering(id: u128, space: Option<u128>) -> Subject {
    Subject::Gathering { gathering: GatheringId(uuid(id)), space: space.map(|space| SpaceId(uuid(space))) }
}

struct World(SqlNotices);

impl World {
    fn on(db: Db) -> Self {
        Self(SqlNotices(db))
    }

    fn notice(account: AccountId, kind: Kind, subject: Subject, cause: &str, millis: i64) -> NewNotice {
        let id = NotificationId(Uuid::from_bytes(crate::platform::ids::random()));
        let (cause, actor) = (cause.to_owned(), Some(Face::own(CLEO)));
        NewNotice { id, account, kind, subject, cause, actor, at: at(millis), looked_at: false }
    }

    async fn notes(
        &self,
        account: AccountId,
        kind: Kind,
        subject: Subject,
        cause: &str,
        millis: i64,
    ) -> NotificationId {
        self.0.note(&Self::notice(account, kind, subject, cause, millis)).await.unwrap().expect("it is news")
    }

    async fn all(&self, account: AccountId, unread: bool) -> Vec<Notice> {
        let mut all: Vec<Notice> = Vec::new();
        loop {
            let after = all.last().map(|notice| (notice.at.millis(), notice.id.0));
            let page = self.0.list(account, Which { unread, messages: true }, after, 2).await.unwrap();
            if page.is_empty() {
                return all;
            }
            all.extend(page);
        }
    }

    async fn counts(&self, account: AccountId) -> (i64, i64) {
        let counts = self.0.counts(account, at(5), true).await.unwrap();
        (counts.unread, counts.unseen)
    }
}

async fn a_notification_survives_its_store(world: &World) {
    let comment = Some(CommentId(uuid(9)));
    let subjects = [
        (Kind::Mention, message(1, 7)),
        (Kind::Comment, Subject::Share { space: SpaceId(uuid(2)), share: ShareId(uuid(3)), comment }),
        (Kind::Invitation, Subject::Space(SpaceId(uuid(2)))),
        (Kind::GatheringSettled, gathering(4, None)),
        (Kind::GatheringProposed, gathering(4, Some(2))),
        (Kind::Moderation, Subject::Report(uuid(5))),
        (Kind::Moderation, Subject::Decision(uuid(6))),
    ];
    for (millis, (kind, subject)) in subjects.into_iter().enumerate() {
        world.notes(ANA, kind, subject, "1", millis as i64).await;
    }
    let all = world.all(ANA, false).await;
    let kept: Vec<(Kind, Subject)> = all.iter().rev().map(|notice| (notice.kind, notice.subject)).collect();
    assert_eq!(kept, subjects);
    let newest = &all[0];
    assert_eq!((newest.at, newest.read_at, newest.count), (at(6), None, 1));
    assert_eq!((&newest.actors[..], newest.actors_count), (&[Face::own(CLEO)][..], 1));
    assert_eq!(world.0.one(ANA, newest.id).await.unwrap().as_ref(), Some(newest));
    assert_eq!(world.0.one(BO, newest.id).await.unwrap(), None, "one account's alone");
    assert!(world.all(BO, false).await.is_empty());
}

async fn what_is_unread_grows_by_each_cause_once(world: &World) {
    let subject = message(1, 1);
    let mut ids = BTreeSet::new();
    for (cause, who, millis) in [("a", 7, 1), ("b", 8, 2), ("c", 7, 3), ("d", 9, 4), ("e", 10, 5)] {
        let face = Face { account: AccountId(uuid(who)), shown: PersonId(uuid(who + 100)) };
        let new = NewNotice { actor: Some(face), ..World::notice(ANA, Kind::Reaction, subject, cause, millis) };
        ids.insert(world.0.note(&new).await.unwrap().unwrap());
        assert_eq!(world.0.note(&new).await.unwrap(), None, "told already");
    }
    assert_eq!(ids.len(), 1);
    let [notice] = &world.all(ANA, true).await[..] else { panic!("one") };
    let shown: Vec<u128> = notice.actors.iter().map(|actor| actor.shown.0.as_u128()).collect();
    assert_eq!((notice.count, notice.at, &shown[..], notice.actors_count), (5, at(5), &[110, 109, 107][..], 4));
    world.0.read(ANA, notice.id, at(9)).await.unwrap();
    let again = World::notice(ANA, Kind::Reaction, subject, "a", 10);
    assert_eq!(world.0.note(&again).await.unwrap(), None, "told before it was read");
    let other = world.notes(ANA, Kind::Reaction, subject, "f", 11).await;
    assert!(!ids.contains(&other), "what was read doesn't grow");
    let mention = world.notes(ANA, Kind::Mention, subject, "a", 12).await;
    assert_ne!(mention, other, "of another kind");
}

async fn who_was_told_of_being_named_is_known(world: &World) {
    world.notes(ANA, Kind::Mention, message(1, 1), "1", 1).await;
    world.notes(BO, Kind::Mention, message(1, 1), "1", 2).await;
    world.notes(CLEO, Kind::Reply, message(1, 1), "1", 3).await;
    world.notes(CLEO, Kind::Mention, message(1, 2), "2", 4).await;
    let told = async |number: i64, limit: i64| world.0.mentioned(ChatId(uuid(1)), number, limit).await.unwrap();
    assert_eq!(BTreeSet::from_iter(told(1, 9).await), BTreeSet::from([ANA, BO]));
    assert_eq!((told(1, 1).await.len(), told(2, 9).await, told(3, 9).await), (1, vec![CLEO], vec![]));
}

async fn what_is_looked_at_is_born_read(world: &World) {
    let unread = world.notes(ANA, Kind::Reaction, message(1, 1), "a", 1).await;
    let looked_at = NewNotice { looked_at: true, ..World::notice(ANA, Kind::Reaction, message(1, 1), "b", 2) };
    assert_eq!(world.0.note(&looked_at).await.unwrap(), Some(looked_at.id));
    let read: Vec<(NotificationId, Option<Time>)> =
        world.all(ANA, false).await.into_iter().map(|notice| (notice.id, notice.read_at)).collect();
    assert_eq!(read, [(looked_at.id, Some(at(2))), (unread, None)]);
    assert_eq!(world.counts(ANA).await.0, 1);
}

async fn one_grows_however_many_write_at_once(world: &World) {
    let causes: Vec<String> = (0..8).map(|cause| cause.to_string()).collect();
    let all = causes.iter().map(|cause| world.notes(ANA, Kind::Reaction, message(1, 1), cause, 1));
    let ids: BTreeSet<NotificationId> = futures_util::future::join_all(all).await.into_iter().collect();
    let kept = world.all(ANA, true).await;
    assert_eq!((ids.len(), kept.len(), kept[0].count), (1, 1, 8));
}

async fn a_cause_is_taken_back_and_the_last_one_takes_all(world: &World) {
    let subject = share(1, 2);
    let key = subject.key(Kind::Comment);
    for cause in ["a", "b"] {
        world.notes(ANA, Kind::Comment, subject, cause, 1).await;
        world.notes(BO, Kind::Comment, subject, cause, 1).await;
    }
    assert!(world.0.withdraw(ANA, &key, "a").await.unwrap());
    assert!(!world.0.withdraw(ANA, &key, "a").await.unwrap(), "already");
    assert_eq!(world.all(ANA, false).await[0].count, 1);
    assert!(world.0.withdraw(ANA, &key, "b").await.unwrap());
    assert!(world.all(ANA, false).await.is_empty());
    assert_eq!(world.all(BO, false).await[0].count, 2, "another's stays");
}

async fn counts_equal_a_recount(world: &World) {
    for (number, millis) in [(1, 1), (2, 5), (3, 6), (4, 7)] {
        world.notes(ANA, Kind::Mention, message(1, number), "1", millis).await;
    }
    world.notes(BO, Kind::Mention, message(1, 1), "1", 7).await;
    assert_eq!(world.counts(ANA).await, (4, 2));
    assert_eq!(world.0.read_up_to(ANA, uuid(1), 3, at(9)).await.unwrap(), 3);
    assert_eq!(world.0.read_up_to(ANA, uuid(1), 3, at(9)).await.unwrap(), 0);
    assert_eq!(world.counts(ANA).await, (1, 1));
    assert_eq!(world.all(ANA, true).await.len(), 1);
    assert_eq!(world.all(ANA, false).await.len(), 4);
    world.0.read_all(ANA, at(6)).await.unwrap();
    assert_eq!(world.counts(ANA).await, (1, 1), "newer than that");
    world.0.read_all(ANA, at(7)).await.unwrap();
    assert_eq!((world.counts(ANA).await, world.counts(BO).await), ((0, 0), (1, 1)));
}

async fn reading_is_one_accounts_and_of_what_is_shown(world: &World) {
    let id = world.notes(ANA, Kind::Mention, message(1, 1), "1", 1).await;
    world.notes(ANA, Kind::Comment, share(1, 2), "1", 1).await;
    world.notes(ANA, Kind::Reaction, share(1, 2), "1", 1).await;
    world.notes(ANA, Kind::Comment, share(1, 3), "1", 1).await;
    world.notes(ANA, Kind::GatheringSettled, gathering(4, None), "1", 1).await;
    assert!(!world.0.read(BO, id, at(2)).await.unwrap());
    assert!(world.0.read(ANA, id, at(2)).await.unwrap() && world.0.read(ANA, id, at(3)).await.unwrap());
    assert_eq!(world.0.one(ANA, id).await.unwrap().unwrap().read_at, Some(at(2)), "when it was read first");
    assert_eq!(world.0.read_at(ANA, Place::Share(ShareId(uuid(2))), at(2)).await.unwrap(), 2);
    assert_eq!(world.0.read_at(BO, Place::Share(ShareId(uuid(3))), at(2)).await.unwrap(), 0);
    assert_eq!(world.0.read_at(ANA, Place::Gathering(GatheringId(uuid(4))), at(2)).await.unwrap(), 1);
    assert_eq!(world.0.read_at(ANA, Place::Chat(ChatId(uuid(1))), at(2)).await.unwrap(), 0);
    assert_eq!(world.counts(ANA).await.0, 1);
}

async fn what_is_gone_takes_what_told_of_it_along(world: &World) {
    let (chat, space) = (ChatId(uuid(1)), SpaceId(uuid(2)));
    let told = [
        (Kind::Mention, message(1, 1)),
        (Kind::Reaction, message(1, 2)),
        (Kind::Comment, share(2, 3)),
        (Kind::Invitation, Subject::Space(space)),
        (Kind::GatheringSettled, gathering(4, Some(2))),
        (Kind::GatheringSettled, gathering(5, None)),
        (Kind::Mention, message(9, 1)),
    ];
    for (gone, left) in [
        (Gone::Message { chat, number: 1 }, [6, 6]),
        (Gone::Chat(chat), [5, 5]),
        (Gone::ChatOf { account: ANA, chat }, [5, 7]),
        (Gone::Share(ShareId(uuid(3))), [6, 6]),
        (Gone::Space(space), [4, 4]),
        (Gone::SpaceOf { account: ANA, space }, [4, 7]),
        (Gone::Gathering(GatheringId(uuid(5))), [6, 6]),
        (Gone::GatheringOf { account: ANA, gathering: GatheringId(uuid(5)) }, [6, 7]),
        (Gone::Account(ANA), [0, 7]),
        (Gone::Before(at(2)), [5, 5]),
    ] {
        for account in [ANA, BO] {
            for (millis, (kind, subject)) in told.into_iter().enumerate() {
                world.notes(account, kind, subject, "1", millis as i64).await;
            }
        }
        let mut whose = BTreeSet::new();
        loop {
            let some = world.0.forget(gone, 1).await.unwrap();
            if some.is_empty() {
                break;
            }
            whose.extend(some);
        }
        let kept = [world.all(ANA, false).await.len(), world.all(BO, false).await.len()];
        assert_eq!(kept, left, "{gone:?}");
        let affected: BTreeSet<AccountId> =
            [ANA, BO].into_iter().zip(kept).filter(|(_, kept)| *kept < 7).map(|(account, _)| account).collect();
        assert_eq!(whose, affected, "{gone:?}");
        for account in [ANA, BO] {
            while !world.0.forget(Gone::Account(account), 9).await.unwrap().is_empty() {}
        }
    }
    let id = world.notes(ANA, Kind::Mention, message(1, 1), "1", 1).await;
    assert_eq!(world.0.forget(Gone::One(id), 9).await.unwrap(), [ANA]);
    assert_eq!(world.counts(ANA).await, (0, 0));
}

async fn who_is_gone_did_nothing(world: &World) {
    let by = |account| Some(Face::own(account));
    for (cause, actor) in [("a", BO), ("b", CLEO), ("c", BO)] {
        let new = NewNotice { actor: by(actor), ..World::notice(ANA, Kind::Reaction, message(1, 1), cause, 1) };
        world.0.note(&new).await.unwrap();
    }
    let alone = NewNotice { actor: by(BO), ..World::notice(ANA, Kind::Mention, message(1, 2), "1", 1) };
    world.0.note(&alone).await.unwrap();
    let mut whose = BTreeSet::new();
    loop {
        let some = world.0.forget_actor(BO, 2).await.unwrap();
        if some.is_empty() {
            break;
        }
        whose.extend(some);
    }
    assert_eq!(whose, [ANA].into());
    let [notice] = &world.all(ANA, false).await[..] else { panic!("one is left") };
    assert_eq!((notice.count, &notice.actors[..]), (1, &[Face::own(CLEO)][..]));
    assert!(world.0.counts(ANA, NEVER, true).await.unwrap().unseen == 1);
}

async fn one_account_hears_no_more_of_whom_it_silenced(world: &World) {
    let fox = Face { account: CLEO, shown: PersonId(uuid(33)) };
    for account in [ANA, BO] {
        for (number, actor, cause) in [(1, Face::own(CLEO), "a"), (1, fox, "b"), (1, Face::own(BO), "c"), (2, fox, "d")]
        {
            let new = World::notice(account, Kind::Reaction, message(1, number), cause, number);
            world.0.note(&NewNotice { actor: Some(actor), ..new }).await.unwrap();
        }
    }
    while world.0.silence(ANA, fox.shown, 1).await.unwrap() > 0 {}
    let [notice] = &world.all(ANA, true).await[..] else { panic!("what the fox alone did is gone") };
    assert_eq!((notice.count, notice.actors_count), (2, 2), "Cleo under her own name isn't the fox");
    assert!(notice.actors.iter().all(|actor| *actor != fox));
    assert_eq!((world.all(BO, true).await.len(), world.counts(BO).await.0), (2, 2), "another hears of them");
}

async fn who_may_not_read_messages_is_told_of_the_rest(world: &World) {
    world.notes(ANA, Kind::Mention, message(1, 1), "1", 6).await;
    world.notes(ANA, Kind::Comment, share(1, 2), "1", 7).await;
    for unread in [true, false] {
        let rest = world.0.list(ANA, Which { unread, messages: false }, None, 9).await.unwrap();
        assert_eq!(rest.iter().map(|notice| notice.kind).collect::<Vec<_>>(), [Kind::Comment]);
    }
    assert_eq!(world.0.counts(ANA, at(5), false).await.unwrap(), Counts { unseen: 1, unread: 1 });
    assert_eq!(world.counts(ANA).await, (2, 2), "they are kept");
}

databases!(
    World::on,
    a_notification_survives_its_store,
    what_is_unread_grows_by_each_cause_once,
    who_was_told_of_being_named_is_known,
    what_is_looked_at_is_born_read,
    one_grows_however_many_write_at_once,
    a_cause_is_taken_back_and_the_last_one_takes_all,
    counts_equal_a_recount,
    reading_is_one_accounts_and_of_what_is_shown,
    what_is_gone_takes_what_told_of_it_along,
    who_is_gone_did_nothing,
    one_account_hears_no_more_of_whom_it_silenced,
    who_may_not_read_messages_is_told_of_the_rest,
);
