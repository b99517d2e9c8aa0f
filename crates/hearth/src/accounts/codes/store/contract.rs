//! What every database must do for codes.

use super::*;
use crate::accounts::rules::Role;
use crate::accounts::store::contract::{ERASING, World};
use crate::databases;

const NOW: Time = Time::from_millis(1_700_000_000_000);
const END: Time = Time::from_millis(1_700_000_100_000);

fn code(hash: &str, purpose: Purpose, account: AccountId) -> NewCode {
    NewCode { hash: hash.to_owned(), purpose, account, created_at: NOW, expires_at: END }
}

fn invitation(setup: bool, expires_at: Time) -> Invitation {
    Invitation { role: Role::Moderator, setup, invited_by: None, created_at: NOW, expires_at }
}

async fn a_code_goes_to_the_accounts_address(world: &World) {
    let ana = world.has(1, "ana").await;
    let sent_to = world.codes.put(code("code", Purpose::Reset, ana)).await.unwrap();
    assert_eq!(sent_to.as_deref(), Some("a1@example.org"));
    world.accounts.delete(ana, NOW, vec![], ERASING).await.unwrap();
    assert_eq!(world.codes.put(code("late", Purpose::Reset, ana)).await.unwrap(), None);
}

async fn a_code_holds_for_its_purpose_and_time(world: &World) {
    let ana = world.has(1, "ana").await;
    world.codes.put(code("code", Purpose::Reset, ana)).await.unwrap();
    assert!(world.codes.holds("code", Purpose::Reset, NOW).await.unwrap());
    assert!(!world.codes.holds("code", Purpose::Verify, NOW).await.unwrap());
    assert!(!world.codes.holds("code", Purpose::Reset, END).await.unwrap());
    assert!(!world.codes.holds("other", Purpose::Reset, NOW).await.unwrap());
    assert_eq!(world.codes.verify("code", NOW).await.unwrap(), None);
    assert_eq!(world.codes.reset("code", "new".to_owned(), END).await.unwrap(), Reset::Refused);
    assert!(world.codes.holds("code", Purpose::Reset, NOW).await.unwrap(), "what was refused isn't used up");
}

async fn a_newer_code_takes_the_place_of_the_older(world: &World) {
    let (ana, bo) = (world.has(1, "ana").await, world.has(2, "bo").await);
    for new in [code("first", Purpose::Reset, ana), code("bo's", Purpose::Reset, bo), code("v", Purpose::Verify, ana)] {
        world.codes.put(new).await.unwrap();
    }
    world.codes.put(code("second", Purpose::Reset, ana)).await.unwrap();
    assert!(!world.codes.holds("first", Purpose::Reset, NOW).await.unwrap());
    for (hash, purpose) in [("second", Purpose::Reset), ("bo's", Purpose::Reset), ("v", Purpose::Verify)] {
        assert!(world.codes.holds(hash, purpose, NOW).await.unwrap(), "{hash}");
    }
}

async fn a_reset_ends_all_sessions_of_the_account(world: &World) {
    let (ana, bo) = (world.has(1, "ana").await, world.has(2, "bo").await);
    let (one, two, other) = (world.opens(ana, 11).await, world.opens(ana, 12).await, world.opens(bo, 21).await);
    world.codes.put(code("code", Purpose::Reset, ana)).await.unwrap();
    let Reset::Now { account, mut sessions } = world.codes.reset("code", "new".to_owned(), NOW).await.unwrap() else {
        panic!("the code is good")
    };
    sessions.sort_unstable();
    assert_eq!((account, sessions), (ana, vec![one, two]));
    assert_eq!(world.accounts.credentials(ana).await.unwrap().unwrap().password_hash.as_deref(), Some("new"));
    assert_eq!(world.sessions.ended(&[one, two, other], NOW).await.unwrap(), [one, two]);
    assert_eq!(world.codes.reset("code", "newer".to_owned(), NOW).await.unwrap(), Reset::Refused, "used up");
}

async fn one_of_many_rivals_uses_a_code(world: &World) {
    let ana = world.has(1, "ana").await;
    world.codes.put(code("code", Purpose::Reset, ana)).await.unwrap();
    let attempts = (0..6).map(|rival| world.codes.reset("code", format!("hash of {rival}"), NOW));
    let outcomes: Vec<_> = futures_util::future::join_all(attempts).await.into_iter().map(Result::unwrap).collect();
    let won: Vec<usize> = (0..6).filter(|rival| outcomes[*rival] != Reset::Refused).collect();
    assert_eq!(won.len(), 1, "{outcomes:?}");
    let hash = world.accounts.credentials(ana).await.unwrap().unwrap().password_hash;
    assert_eq!(hash, Some(format!("hash of {}", won[0])));
}

async fn a_confirmed_address_is_confirmed_once(world: &World) {
    let (ana, bo) = (world.has(1, "ana").await, world.has(2, "bo").await);
    world.codes.put(code("code", Purpose::Verify, ana)).await.unwrap();
    assert_eq!(world.codes.verify("code", NOW).await.unwrap(), Some(ana));
    assert_eq!(world.codes.verify("code", NOW).await.unwrap(), None);
    assert!(world.accounts.credentials(ana).await.unwrap().unwrap().email_verified);
    assert!(!world.accounts.credentials(bo).await.unwrap().unwrap().email_verified);
}

async fn an_invitation_comes_back_as_it_was_put(world: &World) {
    let ana = world.has(1, "ana").await;
    let put = Invitation { invited_by: Some(ana), ..invitation(false, END) };
    assert!(world.codes.invite("code".to_owned(), put.clone()).await.unwrap());
    assert_eq!(world.codes.invitation("code", NOW).await.unwrap(), Some(put));
    assert_eq!(world.codes.invitation("code", END).await.unwrap(), None);
    assert_eq!(world.codes.invitation("other", NOW).await.unwrap(), None);
}

async fn there_is_one_set_up_invitation(world: &World) {
    for (hash, setup) in [("plain", false), ("first", true), ("second", true)] {
        assert!(world.codes.invite(hash.to_owned(), invitation(setup, END)).await.unwrap());
    }
    assert_eq!(world.codes.invitation("first", NOW).await.unwrap(), None);
    assert!(world.codes.invitation("second", NOW).await.unwrap().is_some());
    assert!(world.codes.invitation("plain", NOW).await.unwrap().is_some());
}

async fn a_sweep_takes_what_expired_and_nothing_else(world: &World) {
    let ana = world.has(1, "ana").await;
    let long = NewCode { expires_at: END, ..code("long", Purpose::Reset, ana) };
    let short = NewCode { expires_at: NOW, ..code("short", Purpose::Verify, ana) };
    world.codes.put(long).await.unwrap();
    world.codes.put(short).await.unwrap();
    world.codes.invite("long".to_owned(), invitation(false, END)).await.unwrap();
    world.codes.invite("short".to_owned(), invitation(false, NOW)).await.unwrap();
    world.codes.sweep(NOW).await.unwrap();
    world.codes.sweep(NOW).await.unwrap();
    let before = Time::from_millis(0);
    assert!(!world.codes.holds("short", Purpose::Verify, before).await.unwrap());
    assert_eq!(world.codes.invitation("short", before).await.unwrap(), None);
    assert!(world.codes.holds("long", Purpose::Reset, before).await.unwrap());
    assert!(world.codes.invitation("long", before).await.unwrap().is_some());
}

databases!(
    World::on,
    a_code_goes_to_the_accounts_address,
    a_code_holds_for_its_purpose_and_time,
    a_newer_code_takes_the_place_of_the_older,
    a_reset_ends_all_sessions_of_the_account,
    one_of_many_rivals_uses_a_code,
    a_confirmed_address_is_confirmed_once,
    an_invitation_comes_back_as_it_was_put,
    there_is_one_set_up_invitation,
    a_sweep_takes_what_expired_and_nothing_else,
);
