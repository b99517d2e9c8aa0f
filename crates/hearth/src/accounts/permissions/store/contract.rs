//! What every database must do for permissions.

use uuid::Uuid;

use super::*;
use crate::accounts::rules::Role;
use crate::accounts::store::contract::{ERASING, World};
use crate::databases;

const NOW: Time = Time::from_millis(1_700_000_000_000);
const LATER: Time = Time::from_millis(1_700_000_100_000);

fn change(account: AccountId, permission: Permission, allowed: bool) -> Change {
    let said = Some(Exception { permission, allowed, until: None });
    Change { account, permission, said, above: None, now: NOW }
}

async fn what_is_said_of_an_account_holds_for_it_alone_until_it_is_said_otherwise(world: &World) {
    let (ana, bo) = (world.has(1, "ana").await, world.has(2, "bo").await);
    let store = &world.permissions;
    for permission in Permission::ALL {
        assert_eq!(store.put(change(ana, *permission, false)).await.unwrap(), Put::Now);
    }
    assert_eq!(store.exceptions(ana, NOW).await.unwrap().len(), Permission::ALL.len());
    assert!(store.exceptions(bo, NOW).await.unwrap().is_empty());
    let said = Exception { permission: Permission::Invite, allowed: true, until: Some(LATER) };
    store.put(Change { said: Some(said), ..change(ana, Permission::Invite, true) }).await.unwrap();
    assert!(store.exceptions(ana, NOW).await.unwrap().contains(&said));
    for permission in Permission::ALL {
        let cleared = Change { said: None, ..change(ana, *permission, true) };
        assert_eq!(store.put(cleared).await.unwrap(), Put::Now);
        assert_eq!(store.put(cleared).await.unwrap(), Put::Now, "as it was");
    }
    assert!(store.exceptions(ana, NOW).await.unwrap().is_empty());
    let nobody = AccountId(Uuid::from_u128(99));
    assert_eq!(store.put(change(nobody, Permission::Ban, true)).await.unwrap(), Put::Gone);
}

async fn an_admin_keeps_what_admins_must_be_able_to_do(world: &World) {
    let ana = world.has_with(1, "ana", Role::Admin).await;
    let store = &world.permissions;
    assert_eq!(store.put(change(ana, Permission::ManageRoles, false)).await.unwrap(), Put::Kept);
    assert_eq!(store.put(change(ana, Permission::ManageRoles, true)).await.unwrap(), Put::Now);
    assert_eq!(store.put(change(ana, Permission::Ban, false)).await.unwrap(), Put::Now);
}

async fn who_acts_on_those_below_reaches_nobody_else(world: &World) {
    let (ana, bo) = (world.has(1, "ana").await, world.has_with(2, "bo", Role::Moderator).await);
    let above = Some(Standing::new(Role::Moderator, []));
    let store = &world.permissions;
    let muted = |account| Change { above, ..change(account, Permission::SendMessages, false) };
    assert_eq!(store.put(muted(ana)).await.unwrap(), Put::Now);
    assert_eq!(store.put(muted(bo)).await.unwrap(), Put::NotBelow);
    assert!(store.exceptions(bo, NOW).await.unwrap().is_empty());
}

async fn a_session_knows_what_its_account_may_do(world: &World) {
    let (ana, bo) = (world.has(1, "ana").await, world.has(2, "bo").await);
    let (session, other) = (world.opens(ana, 11).await, world.opens(bo, 12).await);
    let until = Some(LATER);
    let said = Exception { permission: Permission::SendMessages, allowed: false, until };
    let store = &world.permissions;
    store.put(Change { said: Some(said), ..change(ana, said.permission, false) }).await.unwrap();
    store.put(change(ana, Permission::Invite, true)).await.unwrap();
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
        store.put(Change { said, ..change(ana, permission, false) }).await.unwrap();
    }
    assert!(store.sweep(NOW).await.unwrap().is_empty());
    assert_eq!(store.exceptions(ana, LATER).await.unwrap().len(), 1, "over, though nothing swept it");
    assert_eq!(store.sweep(LATER).await.unwrap(), [(ana, Permission::SendMessages)]);
    assert!(store.sweep(LATER).await.unwrap().is_empty());
    assert_eq!(store.exceptions(ana, NOW).await.unwrap().len(), 1);
}

async fn nothing_is_said_of_who_is_gone(world: &World) {
    let ana = world.has(1, "ana").await;
    world.permissions.put(change(ana, Permission::SendMessages, false)).await.unwrap();
    world.accounts.delete(ana, NOW, vec![], ERASING).await.unwrap();
    assert!(world.permissions.exceptions(ana, NOW).await.unwrap().is_empty());
}

databases!(
    World::on,
    what_is_said_of_an_account_holds_for_it_alone_until_it_is_said_otherwise,
    an_admin_keeps_what_admins_must_be_able_to_do,
    who_acts_on_those_below_reaches_nobody_else,
    a_session_knows_what_its_account_may_do,
    what_is_over_is_swept_and_nothing_else,
    nothing_is_said_of_who_is_gone,
);
