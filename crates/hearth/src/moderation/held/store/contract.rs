//! What every database must do for what waits.

use serde_json::json;
use uuid::Uuid;

use super::*;
use crate::accounts::PersonId;
use crate::databases;
use crate::media::testing::World as MediaWorld;
use crate::moderation::model::Kind;
use crate::platform::audit::{Audit, Wanted};
use crate::platform::database::Db;
use crate::spaces::Face;

const ANA: AccountId = AccountId(Uuid::from_u128(1));
const BO: AccountId = AccountId(Uuid::from_u128(2));

fn id(id: u128) -> HeldId {
    HeldId(Uuid::from_u128(100 + id))
}

fn on(db: Db) -> SqlHeld {
    SqlHeld { audit: Audit::new(db.clone(), &[7; 32]), db }
}

fn settled() -> NewEntry {
    NewEntry { actor: None, act: "t.settled", subject: None, detail: json!({}), at: Time::from_millis(6) }
}

async fn holds(held: &SqlHeld, number: u128, author: AccountId, again: Option<&str>) {
    assert!(holds_of(held, number, author, again, 9).await);
}

/// The picture of the number waits with it.
async fn holds_of(held: &SqlHeld, number: u128, author: AccountId, again: Option<&str>, most: i64) -> bool {
    let pictures = vec![Uuid::from_u128(number)];
    let draft = json!({ "text": "größe", "attachments": [] });
    let (place, again) = (Uuid::from_u128(9), again.map(str::to_owned));
    let (text, face) = ("größe".to_owned(), Uuid::from_u128(22));
    let (content_warning, captions) = (Some("é".to_owned()), vec!["a sea".to_owned(), String::new()]);
    let one = Held {
        author: author.0,
        face,
        kind: "message",
        place,
        text,
        content_warning,
        captions,
        pictures,
        draft,
        again,
    };
    held.hold(id(number), one, most, Time::from_millis(5)).await.unwrap()
}

async fn numbers(held: &SqlHeld, after: Option<u128>, limit: i64) -> Vec<HeldId> {
    held.waiting(after.map(id), limit).await.unwrap().into_iter().map(|waiting| waiting.id).collect()
}

async fn what_waits_comes_by_age_and_goes_once(held: &SqlHeld) {
    for number in [1, 3, 2] {
        holds(held, number, ANA, None).await;
    }
    assert_eq!(numbers(held, None, 9).await, [1, 2, 3].map(id));
    assert_eq!(numbers(held, Some(1), 1).await, [id(2)]);
    let one = held.one(id(2)).await.unwrap().unwrap();
    let draft = json!({ "text": "größe", "attachments": [] });
    let by = Face { account: ANA, shown: PersonId(Uuid::from_u128(22)) };
    assert_eq!((one.author, one.kind, one.text.as_str(), one.draft), (by, Kind::Message, "größe", draft));
    assert_eq!((one.content_warning.as_deref(), one.captions), (Some("é"), vec!["a sea".to_owned(), String::new()]));
    assert_eq!((one.place, one.created_at), (Uuid::from_u128(9), Time::from_millis(5)));
    let rivals = futures_util::future::join_all((0..4).map(|_| held.take(id(2), settled()))).await;
    assert_eq!(rivals.into_iter().filter(|taken| *taken.as_ref().unwrap()).count(), 1);
    assert_eq!(held.one(id(2)).await.unwrap(), None);
    assert_eq!(held.audit.entries(&Wanted::default(), None, 9).await.unwrap().len(), 1, "and is written down once");
    assert_eq!(numbers(held, None, 9).await, [1, 3].map(id));
}

async fn the_same_again_waits_once(held: &SqlHeld) {
    holds(held, 1, ANA, Some("a")).await;
    holds(held, 2, ANA, Some("a")).await;
    holds(held, 3, BO, Some("a")).await;
    holds(held, 4, ANA, Some("b")).await;
    assert_eq!(numbers(held, None, 9).await, [1, 3, 4].map(id));
}

async fn who_goes_takes_their_own_along(held: &SqlHeld) {
    for (number, author) in [(1, ANA), (2, BO), (3, ANA), (4, ANA)] {
        holds(held, number, author, None).await;
    }
    let own: Vec<HeldId> = held.by(ANA, None, 2).await.unwrap().into_iter().map(|one| one.id).collect();
    assert_eq!(own, [1, 3].map(id));
    assert_eq!(held.forget(ANA, 2).await.unwrap(), 2);
    assert_eq!(held.forget(ANA, 2).await.unwrap(), 1);
    assert_eq!(held.forget(ANA, 2).await.unwrap(), 0);
    assert_eq!(numbers(held, None, 9).await, [id(2)]);
}

async fn only_so_much_of_an_author_waits(held: &SqlHeld) {
    assert!(holds_of(held, 1, ANA, Some("a"), 2).await && holds_of(held, 2, ANA, Some("b"), 2).await);
    assert!(!holds_of(held, 3, ANA, Some("c"), 2).await);
    assert!(holds_of(held, 4, ANA, Some("a"), 2).await, "that waits already");
    assert!(holds_of(held, 5, BO, Some("c"), 2).await);
    assert_eq!(numbers(held, None, 9).await, [1, 2, 5].map(id));
}

async fn what_waits_long_enough_lapses(held: &SqlHeld) {
    for number in [1, 2, 3] {
        holds(held, number, ANA, None).await;
    }
    let [then, later] = [5, 6].map(Time::from_millis);
    assert_eq!(held.lapse(then, 9).await.unwrap(), 0);
    assert_eq!([held.lapse(later, 2).await.unwrap(), held.lapse(later, 2).await.unwrap()], [2, 1]);
    assert!(numbers(held, None, 9).await.is_empty());
}

async fn pictures_stay_while_something_waits_with_them(held: &SqlHeld) {
    let media = MediaWorld::on(held.db.clone());
    let mut pictures = Vec::new();
    for number in [1, 2, 3] {
        pictures.push(media.has_ready(number, ANA.0).await);
        holds(held, number, ANA, None).await;
    }
    let waiting = held.waiting(None, 1).await.unwrap().remove(0);
    assert_eq!(waiting.pictures, pictures[..1]);
    assert_eq!(media.loose().await, []);
    held.take(id(1), settled()).await.unwrap();
    assert_eq!(media.loose().await, pictures[..1]);
    held.lapse(Time::from_millis(6), 9).await.unwrap();
    assert_eq!(media.loose().await, pictures);
}

async fn one_settles_it_at_a_time(held: &SqlHeld) {
    holds(held, 1, ANA, None).await;
    let at = Time::from_millis;
    let claims = async |now, before| held.claim(id(1), at(now), at(before)).await.unwrap().is_some();
    let rivals = futures_util::future::join_all((0..4).map(|_| claims(100, 40))).await;
    assert_eq!(rivals.into_iter().filter(|claimed| *claimed).count(), 1);
    assert!(!claims(159, 99).await);
    assert!(claims(160, 100).await, "who began was cut short");
    held.give_back(id(1)).await.unwrap();
    assert!(claims(161, 101).await);
    assert_eq!(numbers(held, None, 9).await, [id(1)], "it waits until it is taken away");
    assert!(held.take(id(1), settled()).await.unwrap());
    assert!(!claims(999, 900).await);
}

databases!(
    on,
    one_settles_it_at_a_time,
    only_so_much_of_an_author_waits,
    what_waits_long_enough_lapses,
    pictures_stay_while_something_waits_with_them,
    what_waits_comes_by_age_and_goes_once,
    the_same_again_waits_once,
    who_goes_takes_their_own_along
);
