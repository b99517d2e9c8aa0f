//! What every database must do for sessions.

use uuid::Uuid;

use super::*;
use crate::accounts::rules::Role;
use crate::accounts::store::contract::{ERASING, World};
use crate::databases;

const NOW: Time = Time::from_millis(1_700_000_000_000);
/// When the sessions of [`World::opens`] end.
const END: Time = Time::from_millis(1_700_000_100_000);
const PROLONGED: Time = Time::from_millis(1_700_000_200_000);
const YEAR: Duration = Duration::from_secs(365 * 24 * 3600);

fn number(id: u128) -> SessionId {
    SessionId(Uuid::from_u128(id))
}

fn rotation(old: &str, new: &str) -> Rotation {
    Rotation { old_hash: old.to_owned(), new_hash: new.to_owned(), now: NOW, expires_at: PROLONGED, most: YEAR }
}

async fn a_session_comes_back_as_it_was_put(world: &World) {
    let (ana, bo) = (world.has(1, "ana").await, world.has_with(2, "bo", Role::Admin).await);
    let client = "é😀".repeat(100);
    let session = Session { id: number(11), client, created_at: NOW, last_used_at: NOW, expires_at: END };
    let new = NewSession {
        session: session.clone(),
        account: ana,
        password_hash: "hash 1".to_owned(),
        second_factor: false,
        refresh_hash: "refresh".to_owned(),
    };
    assert!(world.sessions.open(new.clone()).await.unwrap());
    assert_eq!(world.sessions.list(ana, NOW, None, 10).await.unwrap(), std::slice::from_ref(&session));
    assert!(world.sessions.list(bo, NOW, None, 10).await.unwrap().is_empty());
    assert_eq!(world.sessions.standing(ana, session.id, NOW).await.unwrap(), Some(Standing::new(Role::Member, [])));
    assert_eq!(world.sessions.standing(bo, session.id, NOW).await.unwrap(), None, "it is Ana's");
    assert_eq!(world.sessions.standing(ana, session.id, END).await.unwrap(), None, "expired");
    assert!(world.sessions.list(ana, END, None, 10).await.unwrap().is_empty());
    let stale = NewSession { password_hash: "an older hash".to_owned(), ..new };
    assert!(!world.sessions.open(stale).await.unwrap(), "the password became another meanwhile");
}

async fn nobody_gone_signs_in(world: &World) {
    let ana = world.has(1, "ana").await;
    world.accounts.delete(ana, NOW, vec![], ERASING).await.unwrap();
    let session =
        Session { id: number(11), client: String::new(), created_at: NOW, last_used_at: NOW, expires_at: END };
    let new = NewSession {
        session,
        account: ana,
        password_hash: String::new(),
        second_factor: false,
        refresh_hash: "refresh".to_owned(),
    };
    assert!(!world.sessions.open(new).await.unwrap());
}

async fn sessions_are_listed_newest_first_page_by_page(world: &World) {
    let ana = world.has(1, "ana").await;
    for id in [13, 11, 15, 12, 14] {
        world.opens(ana, id).await;
    }
    let mut seen = Vec::new();
    let mut after = None;
    loop {
        let page = world.sessions.list(ana, NOW, after, 2).await.unwrap();
        let Some(last) = page.last() else { break };
        after = Some(last.id);
        seen.extend(page.into_iter().map(|session| session.id));
    }
    assert_eq!(seen, [15, 14, 13, 12, 11].map(number));
}

async fn a_session_is_fresh_when_opened_and_when_confirmed(world: &World) {
    let (ana, bo) = (world.has(1, "ana").await, world.has(2, "bo").await);
    let (session, other) = (world.opens(ana, 11).await, world.opens(ana, 12).await);
    assert_eq!(world.sessions.confirmed_at(ana, session).await.unwrap(), Some(NOW));
    assert!(world.sessions.confirm(ana, session, END).await.unwrap());
    assert!(!world.sessions.confirm(bo, other, END).await.unwrap(), "not somebody else's");
    assert!(!world.sessions.confirm(ana, number(99), END).await.unwrap());
    assert_eq!(world.sessions.confirmed_at(ana, session).await.unwrap(), Some(END));
    assert_eq!(world.sessions.confirmed_at(ana, other).await.unwrap(), Some(NOW));
    assert_eq!(world.sessions.confirmed_at(bo, session).await.unwrap(), None);
    world.sessions.rotate(rotation("refresh 12", "second")).await.unwrap();
    assert_eq!(world.sessions.confirmed_at(ana, other).await.unwrap(), Some(NOW), "refreshing proves nothing");
}

async fn a_refresh_token_is_good_for_one_use(world: &World) {
    let ana = world.has(1, "ana").await;
    let session = world.opens(ana, 11).await;
    let rotated = Rotated::Now { account: ana, session };
    assert_eq!(world.sessions.rotate(rotation("refresh 11", "second")).await.unwrap(), rotated);
    let prolonged = world.sessions.list(ana, NOW, None, 1).await.unwrap();
    assert_eq!(prolonged[0].expires_at, PROLONGED);
    assert_eq!(world.sessions.rotate(rotation("second", "third")).await.unwrap(), rotated);
    assert_eq!(world.sessions.rotate(rotation("unheard of", "x")).await.unwrap(), Rotated::Unknown);
}

async fn a_used_refresh_token_ends_its_session_alone(world: &World) {
    let ana = world.has(1, "ana").await;
    let (taken, other) = (world.opens(ana, 11).await, world.opens(ana, 12).await);
    world.sessions.rotate(rotation("refresh 11", "second")).await.unwrap();
    let reused = world.sessions.rotate(rotation("refresh 11", "thief's")).await.unwrap();
    assert_eq!(reused, Rotated::Reused { session: taken });
    for token in ["second", "thief's", "refresh 11"] {
        assert_eq!(world.sessions.rotate(rotation(token, "x")).await.unwrap(), Rotated::Unknown, "{token}");
    }
    assert_eq!(world.sessions.ended(&[taken, other], NOW).await.unwrap(), [taken]);
    let rotated = world.sessions.rotate(rotation("refresh 12", "y")).await.unwrap();
    assert_eq!(rotated, Rotated::Now { account: ana, session: other });
}

async fn one_of_many_rivals_refreshes(world: &World) {
    let ana = world.has(1, "ana").await;
    let session = world.opens(ana, 11).await;
    let rivals: Vec<String> = (0..6).map(|rival| format!("rival {rival}")).collect();
    let attempts = rivals.iter().map(|new| world.sessions.rotate(rotation("refresh 11", new)));
    let outcomes: Vec<_> = futures_util::future::join_all(attempts).await.into_iter().map(Result::unwrap).collect();
    let won = outcomes.iter().filter(|outcome| matches!(outcome, Rotated::Now { .. })).count();
    assert_eq!(won, 1, "{outcomes:?}");
    let reused = outcomes.iter().filter(|outcome| matches!(outcome, Rotated::Reused { .. })).count();
    assert_eq!(reused, 1, "the first of the others ends the session: {outcomes:?}");
    assert_eq!(world.sessions.ended(&[session], NOW).await.unwrap(), [session]);
}

async fn an_expired_session_is_not_refreshed(world: &World) {
    let ana = world.has(1, "ana").await;
    world.opens(ana, 11).await;
    let late = Rotation { now: END, ..rotation("refresh 11", "second") };
    assert_eq!(world.sessions.rotate(late).await.unwrap(), Rotated::Expired);
}

async fn a_session_is_ended_once_and_by_its_account(world: &World) {
    let (ana, bo) = (world.has(1, "ana").await, world.has(2, "bo").await);
    let (first, second) = (world.opens(ana, 11).await, world.opens(ana, 12).await);
    assert!(!world.sessions.end(bo, first).await.unwrap(), "not somebody else's");
    assert!(world.sessions.end(ana, first).await.unwrap());
    assert!(!world.sessions.end(ana, first).await.unwrap());
    assert_eq!(world.sessions.ended(&[first, second, number(99)], NOW).await.unwrap(), [first, number(99)]);
    assert_eq!(world.sessions.rotate(rotation("refresh 11", "x")).await.unwrap(), Rotated::Unknown);
    assert_eq!(world.sessions.standing(ana, second, NOW).await.unwrap(), Some(Standing::new(Role::Member, [])));
}

async fn a_session_ends_however_often_it_is_refreshed(world: &World) {
    let ana = world.has(1, "ana").await;
    let session = world.opens(ana, 11).await;
    let most = Duration::from_secs(1);
    let rotated = world.sessions.rotate(Rotation { most, ..rotation("refresh 11", "second") }).await.unwrap();
    assert_eq!(rotated, Rotated::Now { account: ana, session });
    let over = Time::from_millis(NOW.millis() + 1000);
    assert!(world.sessions.ended(&[session], NOW).await.unwrap().is_empty());
    assert_eq!(world.sessions.ended(&[session], over).await.unwrap(), [session]);
    let late = Rotation { now: over, ..rotation("second", "third") };
    assert_eq!(world.sessions.rotate(late).await.unwrap(), Rotated::Expired);
}

async fn all_sessions_of_one_account_end_at_once(world: &World) {
    let (ana, bo) = (world.has(1, "ana").await, world.has(2, "bo").await);
    let (first, second, other) = (world.opens(ana, 11).await, world.opens(ana, 12).await, world.opens(bo, 13).await);
    let mut ended = world.sessions.end_all(ana).await.unwrap();
    ended.sort_unstable();
    assert_eq!(ended, [first, second]);
    assert!(world.sessions.end_all(ana).await.unwrap().is_empty());
    assert_eq!(world.sessions.ended(&[first, second, other], NOW).await.unwrap(), [first, second]);
}

async fn a_sweep_takes_what_expired_and_nothing_else(world: &World) {
    let ana = world.has(1, "ana").await;
    let (old, fresh) = (world.opens(ana, 11).await, world.opens(ana, 12).await);
    world.sessions.rotate(rotation("refresh 12", "second")).await.unwrap();
    assert!(world.sessions.sweep(NOW, NOW).await.unwrap().is_empty());
    let reused = world.sessions.rotate(Rotation { now: END, ..rotation("second", "third") }).await.unwrap();
    assert_eq!(reused, Rotated::Now { account: ana, session: fresh });
    assert_eq!(world.sessions.sweep(END, END).await.unwrap(), [old]);
    assert!(world.sessions.sweep(END, END).await.unwrap().is_empty());
    assert_eq!(world.sessions.ended(&[old, fresh], END).await.unwrap(), [old]);
    let forgotten = world.sessions.rotate(rotation("refresh 12", "x")).await.unwrap();
    assert_eq!(forgotten, Rotated::Unknown, "used up too long ago to be remembered");
    let remembered = world.sessions.rotate(rotation("second", "x")).await.unwrap();
    assert_eq!(remembered, Rotated::Reused { session: fresh });
}

databases!(
    World::on,
    a_session_comes_back_as_it_was_put,
    nobody_gone_signs_in,
    sessions_are_listed_newest_first_page_by_page,
    a_session_is_fresh_when_opened_and_when_confirmed,
    a_refresh_token_is_good_for_one_use,
    a_used_refresh_token_ends_its_session_alone,
    one_of_many_rivals_refreshes,
    an_expired_session_is_not_refreshed,
    a_session_is_ended_once_and_by_its_account,
    a_session_ends_however_often_it_is_refreshed,
    all_sessions_of_one_account_end_at_once,
    a_sweep_takes_what_expired_and_nothing_else,
);
