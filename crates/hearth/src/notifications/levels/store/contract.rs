//! What every database must do for levels.

use uuid::Uuid;

use super::*;
use crate::chat::Level;
use crate::databases;

const ANA: AccountId = AccountId(Uuid::from_u128(1));
const BO: AccountId = AccountId(Uuid::from_u128(2));

fn at(millis: i64) -> Time {
    Time::from_millis(millis)
}

fn space(id: u128) -> SpaceId {
    SpaceId(Uuid::from_u128(id))
}

fn only(level: Level, until: Option<i64>) -> Attention {
    Attention { level, until: until.map(at) }
}

async fn a_level_survives_its_store(store: &SqlLevels) {
    store.attend(ANA, space(1), only(Level::Mentions, Some(9))).await.unwrap();
    store.read_shares(ANA, space(1), at(5)).await.unwrap();
    store.read_shares(ANA, space(1), at(3)).await.unwrap();
    store.read_gatherings(ANA, space(1), at(4)).await.unwrap();
    let [level] = store.of(ANA, &[space(1), space(2)]).await.unwrap()[..] else { panic!("one") };
    assert_eq!((level.space, level.attention), (space(1), only(Level::Mentions, Some(9))));
    assert_eq!((level.shares_until, level.gatherings_until), (at(5), at(4)), "marks never go back");
    store.attend(ANA, space(1), Attention::FULL).await.unwrap();
    let [level] = store.of(ANA, &[space(1)]).await.unwrap()[..] else { panic!("one") };
    assert_eq!((level.attention, level.shares_until), (Attention::FULL, at(5)));
    assert!(store.of(BO, &[space(1)]).await.unwrap().is_empty(), "one account's alone");
    store.attend(BO, space(2), Attention::FULL).await.unwrap();
    assert_eq!(store.of_all(space(1), &[ANA, BO]).await.unwrap(), [(ANA, level)]);
}

async fn chosen_ones_are_less_than_all_and_not_over(store: &SqlLevels) {
    for (id, attention) in [
        (1, only(Level::Nothing, None)),
        (2, Attention::FULL),
        (3, only(Level::Mentions, Some(6))),
        (4, only(Level::Mentions, Some(5))),
        (5, only(Level::Nothing, None)),
    ] {
        store.attend(ANA, space(id), attention).await.unwrap();
    }
    store.attend(BO, space(9), only(Level::Nothing, None)).await.unwrap();
    let chosen = async |after, limit| {
        let found = store.chosen(ANA, at(5), after, limit).await.unwrap();
        found.into_iter().map(|level| level.space).collect::<Vec<_>>()
    };
    assert_eq!(chosen(None, 9).await, [space(1), space(3), space(5)]);
    assert_eq!(chosen(Some(space(1)), 1).await, [space(3)]);
}

async fn what_is_gone_is_forgotten(store: &SqlLevels) {
    for account in [ANA, BO] {
        for id in 1..=3 {
            store.read_shares(account, space(id), at(5)).await.unwrap();
        }
    }
    let left = async |account| {
        let found = store.of(account, &[space(1), space(2), space(3)]).await.unwrap();
        found.into_iter().map(|level| level.space).collect::<std::collections::BTreeSet<_>>()
    };
    store.forget(ANA, space(1)).await.unwrap();
    store.forget(ANA, space(1)).await.unwrap();
    assert_eq!((left(ANA).await.len(), left(BO).await.len()), (2, 3));
    while store.forget_space(space(2), 1).await.unwrap() > 0 {}
    assert_eq!((left(ANA).await, left(BO).await), ([space(3)].into(), [space(1), space(3)].into()));
    while store.forget_account(BO, 1).await.unwrap() > 0 {}
    assert_eq!((left(ANA).await.len(), left(BO).await.len()), (1, 0));
}

databases!(
    SqlLevels,
    a_level_survives_its_store,
    chosen_ones_are_less_than_all_and_not_over,
    what_is_gone_is_forgotten,
);
