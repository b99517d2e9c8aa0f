//! What every database must do for calendars' addresses.

use super::*;
use crate::databases;
use crate::platform::database::Db;

struct World(SqlCalendars);

impl World {
    fn on(db: Db) -> Self {
        Self(SqlCalendars(db))
    }
}

const ANA: AccountId = AccountId(uuid::Uuid::from_u128(1));
const BO: AccountId = AccountId(uuid::Uuid::from_u128(2));

async fn an_address_is_of_one_account_until_it_has_another(World(store): &World) {
    let hash = |text: &str| text.to_owned();
    assert_eq!((store.since(ANA).await.unwrap(), store.whose(hash("a")).await.unwrap()), (None, None));
    store.put(ANA, hash("a"), Time::from_millis(1)).await.unwrap();
    store.put(BO, hash("b"), Time::from_millis(2)).await.unwrap();
    assert_eq!(store.whose(hash("a")).await.unwrap(), Some(ANA));
    store.put(ANA, hash("c"), Time::from_millis(3)).await.unwrap();
    assert_eq!(store.whose(hash("a")).await.unwrap(), None, "the former leads nowhere");
    assert_eq!(store.whose(hash("c")).await.unwrap(), Some(ANA));
    assert_eq!(store.since(ANA).await.unwrap(), Some(Time::from_millis(3)));
}

async fn a_removed_address_leads_nowhere_and_others_stay(World(store): &World) {
    for (account, hash) in [(ANA, "a"), (BO, "b")] {
        store.put(account, hash.to_owned(), Time::from_millis(1)).await.unwrap();
    }
    assert!(store.remove(ANA).await.unwrap() && !store.remove(ANA).await.unwrap());
    assert_eq!((store.since(ANA).await.unwrap(), store.whose("a".to_owned()).await.unwrap()), (None, None));
    assert_eq!(store.whose("b".to_owned()).await.unwrap(), Some(BO));
}

databases!(
    World::on,
    an_address_is_of_one_account_until_it_has_another,
    a_removed_address_leads_nowhere_and_others_stay,
);
