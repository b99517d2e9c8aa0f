//! What every database must do for identities.

use uuid::Uuid;

use super::*;
use crate::accounts::rules::Role;
use crate::accounts::store::Registered;
use crate::accounts::store::contract::{ERASING, World, new_account};
use crate::databases;
use crate::platform::oidc::Said;

const NOW: Time = Time::from_millis(1_700_000_000_000);
const LATER: Time = Time::from_millis(1_700_000_100_000);

fn identity(id: u128, issuer: &str, subject: &str) -> NewIdentity {
    NewIdentity {
        id: IdentityId(Uuid::from_u128(id)),
        issuer: issuer.to_owned(),
        subject: subject.to_owned(),
        email: Some("añ\u{1f600}@example.org".to_owned()),
        linked_at: NOW,
    }
}

async fn has(world: &World, account: AccountId) -> Vec<u128> {
    world.identities.list(account).await.unwrap().into_iter().map(|identity| identity.id.0.as_u128()).collect()
}

async fn an_identity_is_one_accounts(world: &World) {
    let (ana, bo) = (world.has(1, "ana").await, world.has(2, "bo").await);
    let identities = &world.identities;
    assert_eq!(identities.link(ana, identity(11, "a", "é😀")).await.unwrap(), Linked::Now);
    assert_eq!(identities.link(ana, identity(12, "b", "1")).await.unwrap(), Linked::Now);
    assert_eq!(identities.link(bo, identity(13, "a", "é😀")).await.unwrap(), Linked::Taken);
    assert_eq!(identities.link(ana, identity(14, "a", "another")).await.unwrap(), Linked::Taken, "one of an issuer");
    assert_eq!(identities.link(bo, identity(15, "a", "1")).await.unwrap(), Linked::Now);
    for (issuer, subject, whose) in
        [("a", "é😀", Some(ana)), ("b", "1", Some(ana)), ("a", "1", Some(bo)), ("b", "é😀", None), ("A", "1", None)]
    {
        assert_eq!(identities.whose(issuer, subject).await.unwrap(), whose, "{issuer} {subject}");
    }
    let found = identities.list(ana).await.unwrap().remove(0);
    let NewIdentity { id, issuer, email, linked_at, .. } = identity(11, "a", "é😀");
    assert_eq!(found, Identity { id, issuer, email, linked_at });
    assert_eq!((has(world, ana).await, has(world, bo).await), (vec![11, 12], vec![15]));
    let nobody = AccountId(Uuid::from_u128(99));
    assert_eq!(identities.link(nobody, identity(16, "c", "1")).await.unwrap(), Linked::Gone);
}

async fn one_of_many_rivals_has_an_identity(world: &World) {
    let mut people = Vec::new();
    for (id, name) in [(1, "ana"), (2, "bo"), (3, "cleo"), (4, "dan")] {
        people.push(world.has(id, name).await);
    }
    let rivals = people.iter().zip(11..).map(|(account, id)| world.identities.link(*account, identity(id, "a", "1")));
    let outcomes = futures_util::future::join_all(rivals).await;
    assert_eq!(outcomes.iter().filter(|outcome| *outcome.as_ref().unwrap() == Linked::Now).count(), 1);
}

async fn an_account_begins_with_its_identity_or_not_at_all(world: &World) {
    let begins = |id, name: &str, identity| {
        let new = new_account(id, name);
        let new = crate::accounts::model::NewAccount { password_hash: None, email_verified: true, identity, ..new };
        world.accounts.register(new, None, vec![])
    };
    let now = Registered::Now { role: Role::Member };
    assert_eq!(begins(1, "ana", Some(identity(11, "a", "1"))).await.unwrap(), now);
    let ana = AccountId(Uuid::from_u128(1));
    assert_eq!(world.identities.whose("a", "1").await.unwrap(), Some(ana));
    assert!(world.accounts.find(&[ana]).await.unwrap()[0].email_verified);
    assert_eq!(begins(2, "bo", Some(identity(12, "a", "1"))).await.unwrap(), Registered::IdentityTaken);
    assert_eq!(begins(2, "bo", None).await.unwrap(), now, "nothing was left of the first attempt");
}

async fn the_last_way_in_stays(world: &World) {
    let (ana, bo) = (world.has(1, "ana").await, world.has(2, "bo").await);
    let identities = &world.identities;
    identities.link(ana, identity(11, "a", "1")).await.unwrap();
    let unlink = |account, id| identities.unlink(account, IdentityId(Uuid::from_u128(id)));
    assert_eq!(unlink(bo, 11).await.unwrap(), Unlinked::NotThere, "not somebody else's");
    assert_eq!(unlink(ana, 11).await.unwrap(), Unlinked::Now, "there is a password");
    assert_eq!(unlink(ana, 11).await.unwrap(), Unlinked::NotThere);
    let old = Some("hash 1".to_owned());
    world.accounts.set_password(ana, old, String::new(), None).await.unwrap().unwrap();
    identities.link(ana, identity(12, "a", "1")).await.unwrap();
    identities.link(ana, identity(13, "b", "1")).await.unwrap();
    let both = futures_util::future::join(unlink(ana, 12), unlink(ana, 13)).await;
    let outcomes = [both.0.unwrap(), both.1.unwrap()];
    assert!(outcomes.contains(&Unlinked::Now) && outcomes.contains(&Unlinked::LastWayIn), "{outcomes:?}");
    assert_eq!(has(world, ana).await.len(), 1);
}

async fn identities_go_with_their_account(world: &World) {
    let (ana, bo) = (world.has(1, "ana").await, world.has(2, "bo").await);
    world.identities.link(ana, identity(11, "a", "1")).await.unwrap();
    world.identities.link(bo, identity(12, "a", "2")).await.unwrap();
    world.accounts.delete(ana, NOW, vec![], ERASING).await.unwrap();
    assert_eq!(world.identities.whose("a", "1").await.unwrap(), None);
    assert_eq!(has(world, bo).await, [12]);
    assert_eq!(world.identities.link(ana, identity(13, "b", "1")).await.unwrap(), Linked::Gone);
}

async fn a_ticket_is_there_until_taken_or_expired(world: &World) {
    let text = || "añ\u{1f600}".to_owned();
    let said = Said {
        issuer: text(),
        subject: text(),
        email: Some(text()),
        email_verified: true,
        name: None,
        username: Some(text()),
    };
    let ticket = Ticket { challenge: "challenge".to_owned(), said };
    let identities = &world.identities;
    for hash in ["a", "b"] {
        identities.put_ticket(hash.to_owned(), ticket.clone(), LATER).await.unwrap();
    }
    assert_eq!(identities.ticket("a", NOW).await.unwrap(), Some(ticket.clone()));
    assert_eq!(identities.ticket("a", LATER).await.unwrap(), None, "expired");
    assert_eq!(identities.ticket("c", NOW).await.unwrap(), None);
    let rivals = futures_util::future::join_all((0..4).map(|_| identities.take_ticket("a"))).await;
    assert_eq!(rivals.into_iter().filter(|taken| *taken.as_ref().unwrap()).count(), 1);
    assert_eq!(identities.ticket("a", NOW).await.unwrap(), None);
    identities.sweep(NOW).await.unwrap();
    assert_eq!(identities.ticket("b", NOW).await.unwrap(), Some(ticket));
    identities.sweep(LATER).await.unwrap();
    assert!(!identities.take_ticket("b").await.unwrap());
}

databases!(
    World::on,
    an_identity_is_one_accounts,
    one_of_many_rivals_has_an_identity,
    an_account_begins_with_its_identity_or_not_at_all,
    the_last_way_in_stays,
    identities_go_with_their_account,
    a_ticket_is_there_until_taken_or_expired,
);
