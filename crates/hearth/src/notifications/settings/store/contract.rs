//! What every database must do for settings.

use uuid::Uuid;

use super::*;
use crate::databases;
use crate::notifications::model::Kind;
use crate::notifications::settings::{Channels, Email, Locale, Quiet, TimeOfDay, Zone};

const ANA: AccountId = AccountId(Uuid::from_u128(1));
const BO: AccountId = AccountId(Uuid::from_u128(2));

fn at(millis: i64) -> Time {
    Time::from_millis(millis)
}

fn mailed(email: Email) -> Settings {
    Settings { email, ..Settings::default() }
}

async fn settings_survive_their_store(store: &SqlAccounts) {
    assert_eq!(store.account(ANA).await.unwrap(), Account::default());
    let time = |text| TimeOfDay::parse(text).unwrap();
    let settings = Settings {
        email: Email::Daily,
        daily_hour: 7,
        push: false,
        push_content: true,
        quiet: Some(Quiet { from: time("22:15"), to: time("06:00") }),
        zone: Zone::parse("Europe/Berlin").unwrap(),
        discreet: true,
        locale: Locale::De,
        kinds: [(Kind::Reaction, Channels { page: false, email: false, push: true })].into(),
    };
    store.change(ANA, &settings, at(5)).await.unwrap();
    assert_eq!(store.account(ANA).await.unwrap().settings, settings);
    assert_eq!(store.account(BO).await.unwrap(), Account::default(), "one account's alone");
    store.forget(ANA).await.unwrap();
    store.forget(ANA).await.unwrap();
    assert_eq!(store.account(ANA).await.unwrap(), Account::default());
}

async fn marks_never_go_back(store: &SqlAccounts) {
    for until in [5, 9, 7] {
        store.seen(ANA, at(until)).await.unwrap();
        store.read(ANA, at(until + 1)).await.unwrap();
    }
    store.seen(BO, at(1)).await.unwrap();
    let ana = store.account(ANA).await.unwrap();
    assert_eq!((ana.seen_until, ana.read_until, ana.mailed_until), (at(9), at(10), at(0)));
    assert_eq!(ana.settings, Settings::default());
    assert_eq!(store.account(BO).await.unwrap().read_until, at(0));
}

async fn what_came_while_mails_were_off_is_not_mailed(store: &SqlAccounts) {
    let mailed_until = async || store.account(ANA).await.unwrap().mailed_until;
    store.change(ANA, &mailed(Email::AtOnce), at(5)).await.unwrap();
    assert_eq!(mailed_until().await, at(5));
    store.change(ANA, &mailed(Email::Daily), at(7)).await.unwrap();
    assert_eq!(mailed_until().await, at(5), "they were on");
    assert!(store.mailed(ANA, at(5), at(8)).await.unwrap());
    assert!(!store.mailed(ANA, at(5), at(9)).await.unwrap(), "by another meanwhile");
    assert_eq!(mailed_until().await, at(8));
    store.change(ANA, &mailed(Email::Off), at(10)).await.unwrap();
    store.change(ANA, &mailed(Email::Off), at(11)).await.unwrap();
    store.change(ANA, &mailed(Email::AtOnce), at(12)).await.unwrap();
    assert_eq!(mailed_until().await, at(12));
}

async fn those_whom_nothing_reaches_are_left_out(store: &SqlAccounts) {
    let cleo = AccountId(Uuid::from_u128(3));
    store.change(ANA, &mailed(Email::AtOnce), at(5)).await.unwrap();
    store.change(BO, &mailed(Email::Off), at(5)).await.unwrap();
    let reachable = async || {
        let mut found = store.reachable(&[ANA, BO, cleo]).await.unwrap();
        found.sort_by_key(|(account, _)| *account);
        found.into_iter().map(|(account, _)| account).collect::<Vec<_>>()
    };
    assert_eq!(reachable().await, [ANA]);
    store.subscribed(cleo).await.unwrap();
    store.subscribed(cleo).await.unwrap();
    assert_eq!(reachable().await, [ANA, cleo]);
    store.change(cleo, &mailed(Email::Off), at(6)).await.unwrap();
    assert_eq!(reachable().await, [ANA, cleo], "pushes still reach them");
}

databases!(
    SqlAccounts,
    settings_survive_their_store,
    marks_never_go_back,
    what_came_while_mails_were_off_is_not_mailed,
    those_whom_nothing_reaches_are_left_out,
);
