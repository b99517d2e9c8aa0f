//! What every database must do for second factors.

use uuid::Uuid;

use super::*;
use crate::accounts::sessions::Session;
use crate::accounts::sessions::store::NewSession;
use crate::accounts::store::contract::{ERASING, World};
use crate::databases;

const NOW: Time = Time::from_millis(1_700_000_000_000);
const END: Time = Time::from_millis(1_700_000_100_000);

fn hashes(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

fn enabling(account: AccountId, secret: &str, codes: &[&str]) -> Enabling {
    let keep = SessionId(Uuid::from_u128(11));
    Enabling { account, secret: secret.to_owned(), step: 100, recovery_hashes: hashes(codes), at: NOW, keep }
}

async fn enabled(world: &World, account: AccountId, codes: &[&str]) {
    assert!(world.second_factors.begin(account, "sealed é😀".to_owned()).await.unwrap());
    assert!(world.second_factors.enable(enabling(account, "sealed é😀", codes)).await.unwrap().is_some());
}

async fn a_secret_is_in_force_only_after_its_first_code(world: &World) {
    let (ana, bo) = (world.has(1, "ana").await, world.has(2, "bo").await);
    let factors = &world.second_factors;
    assert_eq!(factors.find(ana).await.unwrap(), None);
    assert!(factors.begin(ana, "first".to_owned()).await.unwrap());
    assert!(factors.begin(ana, "sealed é😀".to_owned()).await.unwrap(), "begun anew");
    assert!(factors.enable(enabling(ana, "first", &[])).await.unwrap().is_none(), "that one isn't there any more");
    assert!(!factors.use_step(ana, 100).await.unwrap(), "not in force");
    assert!(!factors.renew(ana, hashes(&["a"])).await.unwrap(), "not in force");
    let begun = factors.find(ana).await.unwrap().unwrap();
    assert_eq!((begun.secret.as_str(), begun.enabled_at, begun.recovery_codes_left), ("sealed é😀", None, 0));
    assert!(factors.enable(enabling(ana, "sealed é😀", &["a", "b"])).await.unwrap().is_some());
    let found = factors.find(ana).await.unwrap().unwrap();
    assert_eq!((found.enabled_at, found.last_step, found.recovery_codes_left), (Some(NOW), 100, 2));
    assert!(factors.enable(enabling(ana, "sealed é😀", &[])).await.unwrap().is_none(), "once");
    assert!(!factors.begin(ana, "other".to_owned()).await.unwrap(), "one is in force");
    assert_eq!(factors.find(bo).await.unwrap(), None, "only hers");
}

async fn enabling_ends_the_other_sessions(world: &World) {
    let (ana, bo) = (world.has(1, "ana").await, world.has(2, "bo").await);
    let (kept, ended, other) = (world.opens(ana, 11).await, world.opens(ana, 12).await, world.opens(bo, 13).await);
    world.second_factors.begin(ana, "sealed".to_owned()).await.unwrap();
    let over = world.second_factors.enable(enabling(ana, "sealed", &[])).await.unwrap();
    assert_eq!(over, Some(vec![ended]));
    assert_eq!(world.sessions.ended(&[kept, ended, other], NOW).await.unwrap(), [ended]);
}

async fn no_session_is_opened_past_a_second_factor(world: &World) {
    let ana = world.has(1, "ana").await;
    enabled(world, ana, &[]).await;
    let session = |id| Session {
        id: SessionId(Uuid::from_u128(id)),
        client: String::new(),
        created_at: NOW,
        last_used_at: NOW,
        expires_at: END,
    };
    let new = |id, second_factor| NewSession {
        session: session(id),
        account: ana,
        password_hash: "hash 1".to_owned(),
        second_factor,
        refresh_hash: format!("refresh {id}"),
    };
    assert!(!world.sessions.open(new(12, false)).await.unwrap());
    assert!(world.sessions.open(new(13, true)).await.unwrap());
}

async fn each_code_is_good_once(world: &World) {
    let (ana, bo) = (world.has(1, "ana").await, world.has(2, "bo").await);
    enabled(world, ana, &["a", "b"]).await;
    enabled(world, bo, &["a"]).await;
    let factors = &world.second_factors;
    for (step, good) in [(100, false), (102, true), (102, false), (101, false), (103, true)] {
        assert_eq!(factors.use_step(ana, step).await.unwrap(), good, "{step}");
    }
    let rivals = futures_util::future::join_all((0..6).map(|_| factors.use_step(ana, 104))).await;
    assert_eq!(rivals.into_iter().filter(|used| *used.as_ref().unwrap()).count(), 1);
    assert!(factors.use_recovery(ana, "a").await.unwrap());
    assert!(!factors.use_recovery(ana, "a").await.unwrap());
    assert!(!factors.use_recovery(ana, "unheard of").await.unwrap());
    assert_eq!(factors.find(ana).await.unwrap().unwrap().recovery_codes_left, 1);
    assert!(factors.use_recovery(bo, "a").await.unwrap(), "another's of the same text");
    assert!(factors.use_step(bo, 101).await.unwrap());
}

async fn recovery_codes_are_renewed_as_a_whole(world: &World) {
    let ana = world.has(1, "ana").await;
    assert!(!world.second_factors.renew(ana, hashes(&["a"])).await.unwrap(), "there is no second factor");
    enabled(world, ana, &["a", "b"]).await;
    assert!(world.second_factors.renew(ana, hashes(&["b", "c"])).await.unwrap());
    for (code, good) in [("a", false), ("b", true), ("c", true)] {
        assert_eq!(world.second_factors.use_recovery(ana, code).await.unwrap(), good, "{code}");
    }
}

async fn what_is_removed_is_gone_and_nothing_else(world: &World) {
    let (ana, bo) = (world.has(1, "ana").await, world.has(2, "bo").await);
    let factors = &world.second_factors;
    enabled(world, ana, &["a"]).await;
    enabled(world, bo, &["a"]).await;
    assert!(factors.remove(ana).await.unwrap());
    assert!(!factors.remove(ana).await.unwrap());
    assert_eq!(factors.find(ana).await.unwrap(), None);
    assert!(!factors.use_recovery(ana, "a").await.unwrap());
    assert_eq!(factors.find(bo).await.unwrap().unwrap().recovery_codes_left, 1);
    assert!(factors.begin(ana, "begun".to_owned()).await.unwrap());
    assert!(!factors.remove(ana).await.unwrap(), "it was never in force");
}

async fn it_goes_with_its_account(world: &World) {
    let ana = world.has(1, "ana").await;
    enabled(world, ana, &["a"]).await;
    world.accounts.delete(ana, NOW, vec![], ERASING).await.unwrap();
    assert_eq!(world.second_factors.find(ana).await.unwrap(), None);
    assert!(!world.second_factors.use_recovery(ana, "a").await.unwrap());
    assert!(!world.second_factors.begin(ana, "sealed".to_owned()).await.unwrap());
}

databases!(
    World::on,
    a_secret_is_in_force_only_after_its_first_code,
    enabling_ends_the_other_sessions,
    no_session_is_opened_past_a_second_factor,
    each_code_is_good_once,
    recovery_codes_are_renewed_as_a_whole,
    what_is_removed_is_gone_and_nothing_else,
    it_goes_with_its_account,
);
