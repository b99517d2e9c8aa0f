//! What every database must do for permissions.

use uuid::Uuid;

use super::*;
use crate::accounts::bans::Ban;
use crate::accounts::bans::store::NewBan;
use crate::accounts::codes::Invitation;
use crate::accounts::rules::Role;
use crate::accounts::store::RoleSet;
use crate::accounts::store::contract::{ERASING, World, entry};
use crate::databases;

const NOW: Time = Time::from_millis(1_700_000_000_000);
const LATER: Time = Time::from_millis(1_700_000_100_000);

fn change(account: AccountId, permission: Permission, allowed: bool) -> Change {
    let said = Some(Exception { permission, allowed, until: None });
    Change { account, permission, said, above: None, decision: None, now: NOW }
}

async fn what_is_said_of_an_account_holds_for_it_alone_until_it_is_said_otherwise(world: &World) {
    let (ana, bo) = (world.has(1, "ana").await, world.has(2, "bo").await);
    let store = &world.permissions;
    for permission in Permission::ALL {
        assert_eq!(store.put(change(ana, *permission, false), entry(NOW)).await.unwrap(), Put::Now);
    }
    assert_eq!(store.exceptions(ana, NOW).await.unwrap().len(), Permission::ALL.len());
    assert!(store.exceptions(bo, NOW).await.unwrap().is_empty());
    let said = Exception { permission: Permission::Invite, allowed: true, until: Some(LATER) };
    store.put(Change { said: Some(said), ..change(ana, Permission::Invite, true) }, entry(NOW)).await.unwrap();
    assert!(store.exceptions(ana, NOW).await.unwrap().contains(&said));
    for permission in Permission::ALL {
        let cleared = Change { said: None, ..change(ana, *permission, true) };
        assert_eq!(store.put(cleared, entry(NOW)).await.unwrap(), Put::Now);
        assert_eq!(store.put(cleared, entry(NOW)).await.unwrap(), Put::Now, "as it was");
    }
    assert!(store.exceptions(ana, NOW).await.unwrap().is_empty());
    let written = world.written().await;
    assert_eq!(written, 3 * Permission::ALL.len() + 1, "each with what is done");
    let nobody = AccountId(Uuid::from_u128(99));
    assert_eq!(store.put(change(nobody, Permission::Ban, true), entry(NOW)).await.unwrap(), Put::Gone);
    assert_eq!(world.written().await, written);
}

async fn an_admin_keeps_what_admins_must_be_able_to_do(world: &World) {
    let ana = world.has_with(1, "ana", Role::Admin).await;
    let store = &world.permissions;
    assert_eq!(store.put(change(ana, Permission::ManageRoles, false), entry(NOW)).await.unwrap(), Put::Kept);
    assert_eq!(store.put(change(ana, Permission::ManageRoles, true), entry(NOW)).await.unwrap(), Put::Now);
    assert_eq!(store.put(change(ana, Permission::Ban, false), entry(NOW)).await.unwrap(), Put::Now);
}

async fn who_acts_on_those_below_reaches_nobody_else(world: &World) {
    let (ana, bo) = (world.has(1, "ana").await, world.has_with(2, "bo", Role::Moderator).await);
    let above = Some(Standing::new(Role::Moderator, []));
    let store = &world.permissions;
    let muted = |account| Change { above, ..change(account, Permission::SendMessages, false) };
    assert_eq!(store.put(muted(ana), entry(NOW)).await.unwrap(), Put::Now);
    assert_eq!(store.put(muted(bo), entry(NOW)).await.unwrap(), Put::NotBelow);
    assert!(store.exceptions(bo, NOW).await.unwrap().is_empty());
}

async fn a_session_knows_what_its_account_may_do(world: &World) {
    let (ana, bo) = (world.has(1, "ana").await, world.has(2, "bo").await);
    let (session, other) = (world.opens(ana, 11).await, world.opens(bo, 12).await);
    let until = Some(LATER);
    let said = Exception { permission: Permission::SendMessages, allowed: false, until };
    let store = &world.permissions;
    store.put(Change { said: Some(said), ..change(ana, said.permission, false) }, entry(NOW)).await.unwrap();
    store.put(change(ana, Permission::Invite, true), entry(NOW)).await.unwrap();
    let standing = world.sessions.standing(ana, session, NOW).await.unwrap().unwrap();
    assert_eq!(standing, Standing::new(Role::Member, [(Permission::SendMessages, false), (Permission::Invite, true)]));
    let standing = world.sessions.standing(bo, other, NOW).await.unwrap().unwrap();
    assert_eq!(standing, Standing::new(Role::Member, []));
    assert_eq!(store.denied(Permission::SendMessages, &[ana, bo], NOW).await.unwrap(), [ana]);
    assert!(store.denied(Permission::Invite, &[ana, bo], NOW).await.unwrap().is_empty(), "she may");
    assert!(store.denied(Permission::SendMessages, &[ana, bo], LATER).await.unwrap().is_empty(), "it is over");
    assert!(store.denied(Permission::SendMessages, &[bo], NOW).await.unwrap().is_empty());
}

async fn what_is_over_is_swept_and_nothing_else(world: &World) {
    let ana = world.has(1, "ana").await;
    let store = &world.permissions;
    for (permission, until) in [(Permission::SendMessages, Some(LATER)), (Permission::ReadMessages, None)] {
        let said = Some(Exception { permission, allowed: false, until });
        store.put(Change { said, ..change(ana, permission, false) }, entry(NOW)).await.unwrap();
    }
    assert!(store.sweep(NOW).await.unwrap().is_empty());
    assert_eq!(store.exceptions(ana, LATER).await.unwrap().len(), 1, "over, though nothing swept it");
    assert_eq!(store.sweep(LATER).await.unwrap(), [(ana, Permission::SendMessages)]);
    assert!(store.sweep(LATER).await.unwrap().is_empty());
    assert_eq!(store.exceptions(ana, NOW).await.unwrap().len(), 1);
}

async fn what_was_decided_neither_shortens_nor_lifts_what_others_said(world: &World) {
    let ana = world.has(1, "ana").await;
    let store = &world.permissions;
    let [first, second] = [1, 2].map(Uuid::from_u128);
    let mutes = |decision, until| {
        let said = Exception { permission: Permission::SendMessages, allowed: false, until };
        Change { said: Some(said), decision: Some(decision), ..change(ana, Permission::SendMessages, false) }
    };
    let lifts = |decision| Change { said: None, ..mutes(decision, None) };
    assert_eq!(store.put(lifts(first), entry(NOW)).await.unwrap(), Put::Stands, "there is nothing");
    assert_eq!(store.put(mutes(first, Some(LATER)), entry(NOW)).await.unwrap(), Put::Now);
    assert_eq!(
        store.put(mutes(second, Some(Time::from_millis(LATER.millis() - 1))), entry(NOW)).await.unwrap(),
        Put::Stands
    );
    assert_eq!(store.put(lifts(second), entry(NOW)).await.unwrap(), Put::Stands, "it isn't the second's");
    assert_eq!(store.put(mutes(second, None), entry(NOW)).await.unwrap(), Put::Now, "longer");
    assert_eq!(store.put(lifts(first), entry(NOW)).await.unwrap(), Put::Stands);
    assert_eq!(store.put(lifts(second), entry(NOW)).await.unwrap(), Put::Now);
    assert!(store.exceptions(ana, NOW).await.unwrap().is_empty());
    store.put(change(ana, Permission::SendMessages, false), entry(NOW)).await.unwrap();
    assert_eq!(
        store.put(mutes(first, Some(LATER)), entry(NOW)).await.unwrap(),
        Put::Stands,
        "said by an admin, for good"
    );
    assert_eq!(store.put(lifts(first), entry(NOW)).await.unwrap(), Put::Stands);
    store.put(change(ana, Permission::SendMessages, true), entry(NOW)).await.unwrap();
    assert_eq!(store.put(mutes(first, Some(LATER)), entry(NOW)).await.unwrap(), Put::Now, "what was lent is no shield");
}

async fn staff_is_who_may_moderate_now(world: &World) {
    let (ana, bo) = (world.has_with(1, "ana", Role::Admin).await, world.has_with(2, "bo", Role::Moderator).await);
    let cleo = world.has(3, "cleo").await;
    let others = async |id, nor| world.permissions.has_other_staff(id, nor, NOW).await.unwrap();
    assert!(others(ana, cleo).await && others(bo, cleo).await && others(cleo, cleo).await);
    assert!(!others(ana, bo).await && !others(bo, ana).await, "nobody beside these two");
    let says = async |account, allowed, until| {
        let permission = Permission::Moderate;
        let said = Some(Exception { permission, allowed, until });
        let change = Change { account, permission, said, above: None, decision: None, now: NOW };
        assert_eq!(world.permissions.put(change, entry(NOW)).await.unwrap(), Put::Now);
    };
    says(cleo, true, Some(LATER)).await;
    assert!(others(ana, bo).await, "to whom it was lent");
    assert!(!world.permissions.has_other_staff(ana, bo, LATER).await.unwrap(), "that is over");
    says(bo, false, None).await;
    assert!(!others(ana, cleo).await, "from whom it was taken");
    says(bo, true, None).await;
    let ban =
        Ban { account: bo, reason: "?".to_owned(), by: None, created_at: NOW, until: Some(LATER), decision: None };
    world.bans.ban(NewBan { ban, above: None }, entry(NOW)).await.unwrap();
    assert!(!others(ana, cleo).await, "banned");
    assert!(world.permissions.has_other_staff(ana, cleo, LATER).await.unwrap());
}

async fn nothing_is_said_of_who_is_gone(world: &World) {
    let ana = world.has(1, "ana").await;
    world.permissions.put(change(ana, Permission::SendMessages, false), entry(NOW)).await.unwrap();
    world.accounts.delete(ana, NOW, vec![], ERASING).await.unwrap();
    assert!(world.permissions.exceptions(ana, NOW).await.unwrap().is_empty());
}

async fn another_role_begins_without_what_was_lent(world: &World) {
    let (ana, bo) = (world.has_with(1, "ana", Role::Admin).await, world.has_with(2, "bo", Role::Admin).await);
    let store = &world.permissions;
    for account in [ana, bo] {
        store.put(change(account, Permission::ManageRoles, true), entry(NOW)).await.unwrap();
        store.put(change(account, Permission::SendMessages, false), entry(NOW)).await.unwrap();
        invites(world, account).await;
    }
    assert_eq!(world.accounts.set_role(bo, Role::Admin, entry(NOW)).await.unwrap(), RoleSet::Now);
    assert_eq!(store.exceptions(bo, NOW).await.unwrap().len(), 2, "the same role");
    assert!(has_invited(world, bo).await);
    assert_eq!(world.accounts.set_role(bo, Role::Member, entry(NOW)).await.unwrap(), RoleSet::Now);
    let left = Exception { permission: Permission::SendMessages, allowed: false, until: None };
    assert_eq!(store.exceptions(bo, NOW).await.unwrap(), [left], "what was taken away stays so");
    assert!(!has_invited(world, bo).await);
    assert_eq!(store.exceptions(ana, NOW).await.unwrap().len(), 2);
    assert!(has_invited(world, ana).await);
}

async fn who_may_invite_no_more_has_invited_nobody(world: &World) {
    for (id, permission) in [(1, Permission::Invite), (2, Permission::ManageRoles), (3, Permission::SendMessages)] {
        let account = world.has(id, &format!("person{id}")).await;
        invites(world, account).await;
        world.permissions.put(change(account, permission, true), entry(NOW)).await.unwrap();
        assert!(has_invited(world, account).await);
        world.permissions.put(change(account, permission, false), entry(NOW)).await.unwrap();
        assert_eq!(has_invited(world, account).await, permission == Permission::SendMessages);
    }
}

async fn invites(world: &World, account: AccountId) {
    let (role, invited_by) = (Role::Admin, Some(account));
    let invitation = Invitation { role, setup: false, invited_by, created_at: NOW, expires_at: LATER };
    assert!(world.codes.invite(format!("by {account}"), invitation).await.unwrap());
}

async fn has_invited(world: &World, account: AccountId) -> bool {
    world.codes.invitation(&format!("by {account}"), NOW).await.unwrap().is_some()
}

databases!(
    World::on,
    another_role_begins_without_what_was_lent,
    who_may_invite_no_more_has_invited_nobody,
    what_is_said_of_an_account_holds_for_it_alone_until_it_is_said_otherwise,
    an_admin_keeps_what_admins_must_be_able_to_do,
    who_acts_on_those_below_reaches_nobody_else,
    a_session_knows_what_its_account_may_do,
    what_is_over_is_swept_and_nothing_else,
    what_was_decided_neither_shortens_nor_lifts_what_others_said,
    staff_is_who_may_moderate_now,
    nothing_is_said_of_who_is_gone,
);
