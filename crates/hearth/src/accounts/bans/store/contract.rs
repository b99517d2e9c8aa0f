//! What every database must do for bans.

use super::*;
use crate::accounts::codes::Invitation;
use crate::accounts::rules::{Permission, Role};
use crate::accounts::sessions::Session;
use crate::accounts::sessions::store::{NewSession, Rotated, Rotation};
use crate::accounts::store::RoleSet;
use crate::accounts::store::contract::{ERASING, World, entry};
use crate::databases;
use uuid::Uuid;

const NOW: Time = Time::from_millis(1_700_000_000_000);
const SOON: Time = Time::from_millis(1_700_000_050_000);
const LATER: Time = Time::from_millis(1_700_000_100_000);

fn new_ban(account: AccountId, until: Option<Time>) -> NewBan {
    let ban = Ban { account, reason: "é\n😀".to_owned(), by: None, created_at: NOW, until, decision: None };
    NewBan { ban, above: None }
}

fn session(id: u128) -> Session {
    let id = SessionId(Uuid::from_u128(id));
    Session { id, client: String::new(), created_at: SOON, last_used_at: SOON, expires_at: LATER }
}

async fn a_ban_ends_all_sessions_and_lets_nobody_in(world: &World) {
    let (ana, bo) = (world.has(1, "ana").await, world.has(2, "bo").await);
    let (first, second, other) = (world.opens(ana, 11).await, world.opens(ana, 12).await, world.opens(bo, 13).await);
    for account in [ana, bo] {
        let (role, invited_by) = (Role::Member, Some(account));
        let by = Invitation { role, setup: false, invited_by, created_at: NOW, expires_at: LATER };
        world.codes.invite(format!("by {account}"), by).await.unwrap();
    }
    let new = new_ban(ana, None);
    let Banned::Now(mut ended) = world.bans.ban(new.clone(), entry(NOW)).await.unwrap() else {
        panic!("she is banned")
    };
    ended.sort_unstable();
    assert_eq!(ended, [first, second]);
    assert_eq!(world.bans.of(ana, NOW).await.unwrap(), Some(new.ban));
    assert_eq!(world.bans.of(bo, NOW).await.unwrap(), None);
    assert_eq!(world.codes.invitation(&format!("by {ana}"), NOW).await.unwrap(), None, "nor a way back in");
    assert!(world.codes.invitation(&format!("by {bo}"), NOW).await.unwrap().is_some());
    assert_eq!(world.sessions.ended(&[first, second, other], NOW).await.unwrap(), [first, second]);
    let rotation = Rotation {
        old_hash: "refresh 11".to_owned(),
        new_hash: "new".to_owned(),
        now: NOW,
        expires_at: LATER,
        most: std::time::Duration::from_secs(1_000_000),
    };
    assert_eq!(world.sessions.rotate(rotation).await.unwrap(), Rotated::Unknown);
    let again = NewSession {
        session: session(14),
        account: ana,
        password_hash: "hash 1".to_owned(),
        second_factor: false,
        refresh_hash: "refresh".to_owned(),
    };
    assert!(!world.sessions.open(again.clone()).await.unwrap(), "banned");
    assert_eq!(world.bans.unban(ana, Lifting::Console, entry(NOW)).await.unwrap(), Lifted::Now);
    assert_eq!(world.bans.unban(ana, Lifting::Console, entry(NOW)).await.unwrap(), Lifted::NoSuchBan);
    assert!(world.sessions.open(again).await.unwrap());
}

async fn a_ban_is_over_at_its_end(world: &World) {
    let ana = world.has(1, "ana").await;
    world.bans.ban(new_ban(ana, None), entry(NOW)).await.unwrap();
    let until_soon = new_ban(ana, Some(SOON));
    world.bans.ban(until_soon.clone(), entry(NOW)).await.unwrap();
    assert_eq!(world.bans.of(ana, NOW).await.unwrap(), Some(until_soon.ban), "one in place of the other");
    assert_eq!(world.bans.of(ana, SOON).await.unwrap(), None);
    let lifted = world.bans.unban(ana, Lifting::Console, entry(SOON)).await.unwrap();
    assert_eq!(lifted, Lifted::NoSuchBan, "there is none any more");
    let again = NewSession {
        session: session(11),
        account: ana,
        password_hash: "hash 1".to_owned(),
        second_factor: false,
        refresh_hash: "refresh".to_owned(),
    };
    assert!(world.sessions.open(again).await.unwrap(), "though nothing swept it");
    assert!(world.bans.sweep(NOW).await.unwrap().is_empty());
    assert_eq!(world.bans.sweep(SOON).await.unwrap(), [ana]);
    assert!(world.bans.sweep(SOON).await.unwrap().is_empty());
}

async fn nobody_is_banned_by_their_like_or_by_those_below(world: &World) {
    let [member, moderator, admin] = [
        world.has(1, "ana").await,
        world.has_with(2, "bo", Role::Moderator).await,
        world.has_with(3, "cleo", Role::Admin).await,
    ];
    let banned = async |account, above: Option<Standing>| {
        let banned = world.bans.ban(NewBan { above, ..new_ban(account, None) }, entry(NOW)).await.unwrap();
        world.bans.unban(account, Lifting::Console, entry(NOW)).await.unwrap();
        banned != Banned::NotBelow
    };
    let by = |role| Some(Standing::new(role, []));
    assert!(banned(member, by(Role::Moderator)).await && banned(moderator, by(Role::Admin)).await);
    assert!(banned(member, None).await && banned(moderator, None).await);
    assert!(banned(member, Some(Standing::new(Role::Member, [(Permission::Ban, true)]))).await);
    for above in [by(Role::Moderator), by(Role::Admin), None] {
        assert!(!banned(admin, above).await);
    }
    assert!(!banned(moderator, by(Role::Moderator)).await);
    let nobody = AccountId(Uuid::from_u128(99));
    assert_eq!(world.bans.ban(new_ban(nobody, None), entry(NOW)).await.unwrap(), Banned::Gone);
}

async fn a_ban_stands_against_those_below_who_said_it(world: &World) {
    let (ana, boss) = (world.has(1, "ana").await, world.has_with(2, "boss", Role::Admin).await);
    let by = |role| Standing::new(role, []);
    let said = |by: AccountId, role, until| {
        let new = new_ban(ana, until);
        NewBan { ban: Ban { by: Some(by), ..new.ban }, above: Some(Standing::new(role, [])) }
    };
    assert!(matches!(world.bans.ban(said(boss, Role::Admin, None), entry(NOW)).await.unwrap(), Banned::Now(_)));
    let below = said(AccountId(Uuid::from_u128(9)), Role::Moderator, Some(SOON));
    assert_eq!(world.bans.ban(below, entry(NOW)).await.unwrap(), Banned::NotBelow);
    let lifts = async |lifting| world.bans.unban(ana, lifting, entry(NOW)).await.unwrap();
    assert_eq!(lifts(Lifting::By(by(Role::Moderator))).await, Lifted::NotBelow);
    assert!(matches!(world.bans.ban(said(boss, Role::Admin, Some(SOON)), entry(NOW)).await.unwrap(), Banned::Now(_)));
    assert_eq!(lifts(Lifting::By(by(Role::Admin))).await, Lifted::Now);

    let [first, second] = [1, 2].map(Uuid::from_u128);
    let decided = |decision, until| {
        let new = new_ban(ana, until);
        NewBan { ban: Ban { decision: Some(decision), ..new.ban }, ..new }
    };
    assert!(matches!(world.bans.ban(decided(first, Some(LATER)), entry(NOW)).await.unwrap(), Banned::Now(_)));
    assert_eq!(world.bans.ban(decided(second, Some(SOON)), entry(NOW)).await.unwrap(), Banned::Stands, "never shorter");
    assert_eq!(lifts(Lifting::Decided(second)).await, Lifted::NoSuchBan, "it isn't the second's");
    assert!(matches!(world.bans.ban(decided(second, None), entry(NOW)).await.unwrap(), Banned::Now(_)));
    assert_eq!(lifts(Lifting::Decided(first)).await, Lifted::NoSuchBan);
    assert_eq!(world.bans.of(ana, NOW).await.unwrap().unwrap().decision, Some(second));
    assert_eq!(lifts(Lifting::Decided(second)).await, Lifted::Now);
}

async fn what_is_done_is_written_down_with_it(world: &World) {
    let ana = world.has(1, "ana").await;
    let nobody = AccountId(Uuid::from_u128(99));
    assert_eq!(world.written().await, 0);
    world.bans.ban(new_ban(nobody, None), entry(NOW)).await.unwrap();
    world.bans.unban(ana, Lifting::Console, entry(NOW)).await.unwrap();
    assert_eq!(world.written().await, 0, "what isn't done isn't");
    world.bans.ban(new_ban(ana, None), entry(NOW)).await.unwrap();
    assert_eq!(world.written().await, 1);
    world.bans.unban(ana, Lifting::Console, entry(NOW)).await.unwrap();
    assert_eq!(world.written().await, 2);
}

async fn bans_are_listed_newest_first_page_by_page(world: &World) {
    let mut accounts = Vec::new();
    for id in 1..=5 {
        accounts.push(world.has(id, &format!("person{id}")).await);
    }
    for (account, at) in accounts.iter().zip([NOW, SOON, SOON, SOON, NOW]) {
        let mut new = new_ban(*account, (*account == accounts[4]).then_some(SOON));
        new.ban.created_at = at;
        world.bans.ban(new, entry(NOW)).await.unwrap();
    }
    let (mut seen, mut after) = (Vec::new(), None);
    loop {
        let page = world.bans.list(SOON, after, 2).await.unwrap();
        let Some(last) = page.last() else { break };
        after = Some((last.created_at, last.account));
        seen.extend(page.into_iter().map(|ban| ban.account));
    }
    assert_eq!(seen, [accounts[3], accounts[2], accounts[1], accounts[0]], "the last one is over");
    let mut among = world.bans.among(&accounts[2..], SOON).await.unwrap();
    among.sort_unstable_by_key(|ban| ban.account);
    assert_eq!(among.iter().map(|ban| ban.account).collect::<Vec<_>>(), accounts[2..4]);
}

async fn a_ban_goes_with_its_account_and_admins_have_none(world: &World) {
    let (ana, bo) = (world.has(1, "ana").await, world.has(2, "bo").await);
    for account in [ana, bo] {
        world.bans.ban(new_ban(account, None), entry(NOW)).await.unwrap();
    }
    assert_eq!(world.accounts.set_role(ana, Role::Admin, entry(NOW)).await.unwrap(), RoleSet::Banned);
    assert_eq!(world.accounts.set_role(ana, Role::Moderator, entry(NOW)).await.unwrap(), RoleSet::Now);
    world.accounts.delete(ana, NOW, vec![], ERASING).await.unwrap();
    assert_eq!(world.bans.of(ana, NOW).await.unwrap(), None);
    assert!(world.bans.of(bo, NOW).await.unwrap().is_some());
}

databases!(
    World::on,
    a_ban_ends_all_sessions_and_lets_nobody_in,
    a_ban_is_over_at_its_end,
    nobody_is_banned_by_their_like_or_by_those_below,
    a_ban_stands_against_those_below_who_said_it,
    what_is_done_is_written_down_with_it,
    bans_are_listed_newest_first_page_by_page,
    a_ban_goes_with_its_account_and_admins_have_none,
);
