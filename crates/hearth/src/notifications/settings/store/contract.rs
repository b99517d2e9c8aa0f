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
    for (until, moves) in [(5, true), (9, true), (9, false), (7, false)] {
        assert_eq!(store.seen(ANA, at(until)).await.unwrap(), moves);
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
    store.end_mail(ANA, Some(at(8))).await.unwrap();
    store.end_mail(ANA, Some(at(6))).await.unwrap();
    store.end_mail(ANA, None).await.unwrap();
    assert_eq!(mailed_until().await, at(8), "it never goes back");
    store.change(ANA, &mailed(Email::Off), at(10)).await.unwrap();
    store.change(ANA, &mailed(Email::Off), at(11)).await.unwrap();
    store.change(ANA, &mailed(Email::AtOnce), at(12)).await.unwrap();
    assert_eq!(mailed_until().await, at(12));
}

async fn one_mail_to_an_account_is_on_its_way_at_a_time(store: &SqlAccounts) {
    assert!(!store.begin_mail(ANA, at(5), at(9)).await.unwrap(), "who has chosen nothing is sent none");
    for account in [ANA, BO] {
        store.change(account, &mailed(Email::AtOnce), at(1)).await.unwrap();
    }
    let begin = async |now| store.begin_mail(ANA, at(now), at(now + 4)).await.unwrap();
    let both = futures_util::future::join(begin(5), begin(5)).await;
    assert!(both.0 != both.1, "one of two");
    assert!(!begin(8).await && begin(9).await, "whoever was killed holds it no longer");
    assert!(store.begin_mail(BO, at(9), at(13)).await.unwrap(), "one account's alone");
    store.end_mail(ANA, None).await.unwrap();
    assert!(begin(10).await);
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
    one_mail_to_an_account_is_on_its_way_at_a_time,
    those_whom_nothing_reaches_are_left_out,
);
