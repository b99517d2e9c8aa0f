//! What every database must do for subscriptions.

use uuid::Uuid;

use super::*;
use crate::databases;
use crate::platform::clock::Time;
use crate::platform::push::Target;

const ANA: AccountId = AccountId(Uuid::from_u128(1));
const BO: AccountId = AccountId(Uuid::from_u128(2));

fn browser(id: u128, account: AccountId, endpoint: &str) -> Subscription {
    let text = |text: &str| text.to_owned();
    Subscription {
        id: SubscriptionId(Uuid::from_u128(id)),
        account,
        session: SessionId(Uuid::from_u128(id % 2)),
        target: Target { endpoint: text(endpoint), p256dh: text("key"), auth: text("auth") },
        label: text("Laptop: 界"),
        created_at: Time::from_millis(5),
    }
}

async fn a_subscription_survives_its_store(store: &SqlSubscriptions) {
    let one = browser(1, ANA, "a");
    store.subscribe(&one, 9).await.unwrap();
    store.subscribe(&browser(2, BO, "b"), 9).await.unwrap();
    assert_eq!(store.of(ANA).await.unwrap(), std::slice::from_ref(&one));
    assert_eq!(store.one(ANA, one.id).await.unwrap(), Some(one.clone()));
    assert_eq!(store.one(BO, one.id).await.unwrap(), None, "one account's alone");
    assert!(!store.drop_one(BO, one.id).await.unwrap());
    assert!(store.drop_one(ANA, one.id).await.unwrap() && !store.drop_one(ANA, one.id).await.unwrap());
    assert_eq!((store.of(ANA).await.unwrap().len(), store.of(BO).await.unwrap().len()), (0, 1));
}

async fn an_address_has_one_owner(store: &SqlSubscriptions) {
    store.subscribe(&browser(1, ANA, "a"), 9).await.unwrap();
    store.subscribe(&browser(2, BO, "a"), 9).await.unwrap();
    assert_eq!((store.of(ANA).await.unwrap().len(), store.of(BO).await.unwrap().len()), (0, 1));
}

async fn the_oldest_makes_room(store: &SqlSubscriptions) {
    for (id, endpoint) in [(1, "a"), (2, "b"), (3, "c")] {
        store.subscribe(&browser(id, ANA, endpoint), 2).await.unwrap();
    }
    let kept: Vec<String> = store.of(ANA).await.unwrap().into_iter().map(|one| one.target.endpoint).collect();
    assert_eq!(kept, ["b", "c"]);
}

async fn it_ends_with_its_session_or_account(store: &SqlSubscriptions) {
    for (id, account, endpoint) in [(1, ANA, "a"), (2, ANA, "b"), (3, BO, "c"), (4, BO, "d")] {
        store.subscribe(&browser(id, account, endpoint), 9).await.unwrap();
    }
    store.drop_in(SessionId(Uuid::from_u128(1))).await.unwrap();
    assert_eq!((store.of(ANA).await.unwrap().len(), store.of(BO).await.unwrap().len()), (1, 1));
    store.forget(ANA).await.unwrap();
    assert_eq!((store.of(ANA).await.unwrap().len(), store.of(BO).await.unwrap().len()), (0, 1));
}

databases!(
    SqlSubscriptions,
    a_subscription_survives_its_store,
    an_address_has_one_owner,
    the_oldest_makes_room,
    it_ends_with_its_session_or_account,
);
