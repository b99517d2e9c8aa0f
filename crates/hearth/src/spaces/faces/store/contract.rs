//! What every database must do for faces: who hides stays hidden, whatever is done to them or to the account.

use uuid::Uuid;

use super::*;
use crate::databases;
use crate::spaces::faces::{Alias, Face};
use crate::spaces::invitations::store::Invited;
use crate::spaces::invitations::{Invitation, SpaceInvitationId, Whom};
use crate::spaces::members::store::{Asked, Removed};
use crate::spaces::model::{Appears, Ban, Part, Role, SpaceChange};
use crate::spaces::store::contract::{ANA, BO, CLEO, DAN, NOW, World, account, at, note};
use crate::spaces::store::{Joined, Written};

fn shown(id: u128) -> PersonId {
    PersonId(Uuid::from_u128(id))
}

fn alias(id: u128, name: &str) -> Option<Alias> {
    Some(Alias { id: shown(id), name: DisplayName::parse(name).unwrap() })
}

fn pseudonym(id: u128, name: &str) -> Pseudonym {
    Pseudonym { id: shown(id), name: Some(name.to_owned()) }
}

/// An invitation of Ana's for one account.
fn by_name(number: u128, space: SpaceId, whom: AccountId) -> Invitation {
    Invitation {
        id: SpaceInvitationId(Uuid::from_u128(number)),
        space,
        whom: Whom::Account(whom),
        invited_by: Face::own(ANA),
        created_at: NOW,
        expires_at: at(100),
    }
}

impl World {
    async fn hides(&self, space: SpaceId, who: AccountId, id: u128, name: &str) -> Joined {
        self.members.join(space, who, alias(id, name), at(9)).await.unwrap()
    }

    async fn bans_as(&self, space: SpaceId, face: Face) -> Removed {
        let ban = Ban { reason: note("enough"), until: None };
        self.members.ban(&self.proof(space, ANA).await, face, ban, NOW, vec![]).await.unwrap()
    }

    async fn listed(&self, space: SpaceId) -> Vec<PersonId> {
        let members = self.members.members(&self.proof(space, ANA).await, None, 100).await.unwrap();
        members.into_iter().map(|member| member.face.shown).collect()
    }

    async fn appears(&self, space: SpaceId, who: AccountId) -> Appears {
        self.spaces.seen(space, who, NOW).await.unwrap().expect("the space is there").appears
    }
}

async fn who_comes_back_is_who_they_were(world: &World) {
    let (id, other) = (world.community(1, &[CLEO]).await, world.community(2, &[]).await);
    assert!(matches!(world.hides(id, BO, 77, "Fox").await, Joined::Now(_)));
    assert_eq!(world.proof(id, BO).await.pseudonym(), Some(&pseudonym(77, "Fox")));
    assert_eq!(world.hides(id, BO, 78, "Bear").await, Joined::Already);
    world.leaves(id, BO).await;
    assert_eq!(world.appears(id, BO).await, Appears::Hidden(pseudonym(77, "Fox")), "what was said keeps its author");
    assert!(matches!(world.members.join(id, BO, None, NOW).await.unwrap(), Joined::Now(_)));
    assert_eq!(world.proof(id, BO).await.shown(), shown(77));
    world.leaves(id, BO).await;
    assert!(matches!(world.hides(id, BO, 79, "Bear").await, Joined::Now(_)));
    assert_eq!(world.proof(id, BO).await.pseudonym(), Some(&pseudonym(77, "Bear")), "by another name, the same");

    assert!(matches!(world.hides(other, BO, 80, "Bear").await, Joined::Now(_)), "a name is of one space");
    assert_eq!(world.proof(other, BO).await.shown(), shown(80));
    assert_eq!((world.appears(id, CLEO).await, world.appears(id, DAN).await), (Appears::Itself, Appears::Never));
}

async fn who_was_seen_cannot_hide_any_more(world: &World) {
    let id = world.community(1, &[BO]).await;
    world.leaves(id, BO).await;
    assert_eq!(world.hides(id, BO, 77, "Fox").await, Joined::UnderOwnName);
    assert_eq!(world.part(id, BO).await, None);
    assert!(matches!(world.members.join(id, BO, None, NOW).await.unwrap(), Joined::Now(_)));
    let fox = DisplayName::parse("Fox").unwrap();
    assert_eq!(world.faces.rename(&world.proof(id, BO).await, &fox).await.unwrap(), Renamed::NoPseudonym);
    assert_eq!(world.members.ask(id, CLEO, None, note("me"), NOW).await.unwrap(), Asked::Now);
    assert!(world.members.drop_request(id, CLEO).await.unwrap());
    let again = world.members.ask(id, CLEO, alias(78, "Owl"), note("me"), NOW).await.unwrap();
    assert_eq!(again, Asked::UnderOwnName, "asking is being seen, too");
    assert_eq!(world.appears(id, CLEO).await, Appears::Itself);
}

async fn no_two_in_a_space_have_one_name(world: &World) {
    let (id, other) = (world.community(1, &[]).await, world.community(2, &[]).await);
    let rivals = [(BO, 77), (CLEO, 78), (DAN, 79)].map(|(who, number)| world.hides(id, who, number, "Quiet Fox"));
    let joined: Vec<Joined> = futures_util::future::join_all(rivals).await;
    assert_eq!(joined.iter().filter(|one| matches!(one, Joined::Now(_))).count(), 1, "{joined:?}");
    assert_eq!(joined.iter().filter(|one| **one == Joined::NameTaken).count(), 2, "{joined:?}");
    assert_eq!(world.proof(id, ANA).await.space().members, 2);
    let late = account(9);
    assert_eq!(world.hides(id, late, 80, "QUIÉT-FOX").await, Joined::NameTaken, "nor one that reads like it");
    assert_eq!(world.members.ask(id, late, alias(80, "quiet fox"), note(""), NOW).await.unwrap(), Asked::NameTaken);
    assert_eq!(world.appears(id, late).await, Appears::Never);
    assert!(matches!(world.hides(id, late, 80, "Owl").await, Joined::Now(_)));
    let name = |text| DisplayName::parse(text).unwrap();
    let proof = world.proof(id, late).await;
    assert_eq!(world.faces.rename(&proof, &name("Quiet.Fox")).await.unwrap(), Renamed::Taken);
    assert_eq!(world.faces.rename(&proof, &name("OWL")).await.unwrap(), Renamed::Now, "one's own isn't taken");
    assert_eq!(world.faces.named(&[shown(80)]).await.unwrap(), [pseudonym(80, "OWL")]);
    assert!(matches!(world.hides(other, late, 81, "Quiet Fox").await, Joined::Now(_)));
    world.leaves(id, late).await;
    assert_eq!(world.faces.rename(&proof, &name("Elk")).await.unwrap(), Renamed::Gone);
}

async fn an_id_means_somebody_in_its_space_alone(world: &World) {
    let (id, other) = (world.community(1, &[CLEO]).await, world.community(2, &[BO]).await);
    world.hides(id, BO, 77, "Fox").await;
    let asked = [shown(77), BO.into(), CLEO.into(), DAN.into()];
    let mut meant = world.faces.whose(id, &asked).await.unwrap();
    meant.sort_unstable();
    assert_eq!(meant, [(CLEO.into(), CLEO), (shown(77), BO)], "the account's own id is a stranger's");
    assert_eq!(world.faces.whose(other, &asked).await.unwrap(), [(BO.into(), BO)]);
    assert_eq!(world.faces.pseudonyms(id, &[ANA, BO, DAN]).await.unwrap(), [(BO, pseudonym(77, "Fox"))]);
    assert!(world.faces.pseudonyms(other, &[BO]).await.unwrap().is_empty());
    assert_eq!(world.faces.named(&[shown(77), CLEO.into(), shown(5)]).await.unwrap(), [pseudonym(77, "Fox")]);
    let keys = |names: [&str; 2]| names.map(|name| DisplayName::parse(name).unwrap().key());
    assert_eq!(world.faces.of_keys(id, &keys(["FOX", "bear"])).await.unwrap(), [BO]);
    assert!(world.faces.of_keys(other, &keys(["FOX", "bear"])).await.unwrap().is_empty());
    world.hides(other, CLEO, 78, "Owl").await;
    let third = world.community(3, &[]).await;
    world.hides(third, BO, 79, "Elk").await;
    let all = world.faces.of(BO, None, 10).await.unwrap();
    assert_eq!(all, [(id, pseudonym(77, "Fox")), (third, pseudonym(79, "Elk"))]);
    assert_eq!(world.faces.of(BO, Some(id), 10).await.unwrap(), all[1..]);
    assert_eq!(world.faces.of(BO, None, 1).await.unwrap(), all[..1]);
}

async fn members_are_listed_by_what_is_seen_of_them(world: &World) {
    let id = world.community(1, &[CLEO]).await;
    // Wherever their own ids would stand.
    world.hides(id, DAN, 2, "Second").await;
    world.hides(id, BO, 1 << 100, "Last").await;
    assert_eq!(world.listed(id).await, [ANA.into(), shown(2), CLEO.into(), shown(1 << 100)]);
    let proof = world.proof(id, ANA).await;
    let rest = world.members.members(&proof, Some(shown(2)), 1).await.unwrap();
    assert_eq!(rest.iter().map(|member| member.face.shown).collect::<Vec<_>>(), [CLEO.into()]);
    world.members.ask(id, account(9), alias(6, "Asker"), note(""), NOW).await.unwrap();
    world.members.ask(id, account(8), None, note(""), NOW).await.unwrap();
    let requests = world.members.requests(&proof, None, 10).await.unwrap();
    assert_eq!(requests.iter().map(|one| one.face.shown).collect::<Vec<_>>(), [shown(6), account(8).into()]);
    assert_eq!(world.members.requests(&proof, Some(shown(6)), 10).await.unwrap().len(), 1);
}

async fn a_ban_of_the_account_tells_nothing_of_its_pseudonym(world: &World) {
    let id = world.community(1, &[]).await;
    world.hides(id, BO, 77, "Fox").await;
    world.members.ask(id, CLEO, alias(78, "Owl"), note("please"), NOW).await.unwrap();
    for who in [BO, CLEO, DAN] {
        assert_eq!(world.bans_as(id, Face::own(who)).await, Removed::NotThere, "all of them are strangers");
    }
    assert_eq!(world.listed(id).await, [ANA.into(), shown(77)]);
    let proof = world.proof(id, ANA).await;
    assert_eq!(world.members.requests(&proof, None, 10).await.unwrap().len(), 1);
    assert!(matches!(world.members.approve(&proof, CLEO, at(9)).await.unwrap(), Joined::Now(_)), "as who asked");
    world.leaves(id, BO).await;
    assert_eq!(world.members.join(id, BO, None, NOW).await.unwrap(), Joined::Banned);

    let fox = Face { account: BO, shown: shown(77) };
    assert_eq!(world.bans_as(id, fox).await, Removed::NotThere);
    let bans = world.members.bans(&proof, NOW, None, 10).await.unwrap();
    let named: Vec<PersonId> = bans.iter().map(|one| one.face.shown).collect();
    assert_eq!(named, [BO.into(), CLEO.into(), DAN.into(), shown(77)], "one doesn't take the other's place");
    assert!(world.members.unban(&proof, BO.into()).await.unwrap());
    assert_eq!(world.members.join(id, BO, None, NOW).await.unwrap(), Joined::Banned);
    assert_eq!(world.seen(id, BO).await, Part::Banned(Ban { reason: note("enough"), until: None }));
    assert!(world.members.unban(&proof, shown(77)).await.unwrap());
    assert!(matches!(world.members.join(id, BO, None, NOW).await.unwrap(), Joined::Now(_)));
}

async fn who_is_banned_by_a_pseudonym_is_out(world: &World) {
    let id = world.community(1, &[]).await;
    world.hides(id, BO, 77, "Fox").await;
    let fox = Face { account: BO, shown: shown(77) };
    assert!(matches!(world.bans_as(id, fox).await, Removed::Now(_)));
    assert_eq!(world.part(id, BO).await, None);
    for wanted in [None, alias(78, "Owl")] {
        assert_eq!(world.members.join(id, BO, wanted.clone(), NOW).await.unwrap(), Joined::Banned);
        assert_eq!(world.members.ask(id, BO, wanted, note(""), NOW).await.unwrap(), Asked::Banned);
    }
    let proof = world.proof(id, ANA).await;
    let invited = world.invitations.invite(&proof, by_name(1, id, BO), 10).await.unwrap();
    assert_eq!(invited, Invited::Now, "as anybody else");
    assert_eq!(world.invitations.accept(by_name(1, id, BO).id, BO, None, NOW).await.unwrap(), Joined::Banned);
}

async fn an_invitation_that_was_used_under_a_pseudonym_seems_unused(world: &World) {
    let id = world.private(1, &[]).await;
    let proof = world.proof(id, ANA).await;
    for (number, who) in [(1, BO), (2, CLEO)] {
        assert_eq!(world.invitations.invite(&proof, by_name(number, id, who), 10).await.unwrap(), Invited::Now);
    }
    let [bos, cleos] = [by_name(1, id, BO).id, by_name(2, id, CLEO).id];
    world.hides(id, DAN, 76, "Elk").await;
    let taken = world.invitations.accept(bos, BO, alias(77, "elk"), at(9)).await.unwrap();
    assert_eq!(taken, Joined::NameTaken, "and it still holds");
    assert!(matches!(world.invitations.accept(bos, BO, alias(77, "Fox"), at(9)).await.unwrap(), Joined::Now(_)));
    assert!(matches!(world.invitations.accept(cleos, CLEO, None, at(9)).await.unwrap(), Joined::Now(_)));
    let held = world.invitations.invitations(&proof, at(9), None, 10).await.unwrap();
    assert_eq!(held.iter().map(|one| one.id).collect::<Vec<_>>(), [bos], "the admins see it as before");
    assert!(world.invitations.for_account(BO, at(9), None, 10).await.unwrap().is_empty(), "but it is used up");
    assert_eq!(world.invitations.decline(bos, BO).await.unwrap(), None);
    world.leaves(id, BO).await;
    assert_eq!(world.invitations.accept(bos, BO, None, at(9)).await.unwrap(), Joined::Gone);
    // Invited again, as nobody knows that he was in.
    assert_eq!(world.invitations.invite(&proof, by_name(3, id, BO), 10).await.unwrap(), Invited::Now);
    assert!(matches!(world.invitations.redeem("none", BO, None, at(9)).await.unwrap(), Joined::Gone));
    let third = by_name(3, id, BO).id;
    assert!(matches!(world.invitations.accept(third, BO, None, at(9)).await.unwrap(), Joined::Now(_)));
    assert_eq!(world.proof(id, BO).await.shown(), shown(77));
    assert_eq!(world.invitations.invite(&proof, by_name(4, id, BO), 10).await.unwrap(), Invited::Now, "nor that he is");
    assert_eq!(world.invitations.invite(&proof, by_name(5, id, CLEO), 10).await.unwrap(), Invited::AlreadyAMember);
}

async fn an_invitation_names_its_maker_as_they_were_seen(world: &World) {
    let id = world.private(1, &[]).await;
    world.hides(id, BO, 77, "Fox").await;
    world.members.give(&world.proof(id, ANA).await, BO, Role::Admin).await.unwrap();
    let fox = Face { account: BO, shown: shown(77) };
    let one = Invitation { invited_by: fox, ..by_name(1, id, CLEO) };
    let proof = world.proof(id, BO).await;
    assert_eq!(world.invitations.invite(&proof, one, 10).await.unwrap(), Invited::Now);
    assert_eq!(world.invitations.invitations(&proof, at(9), None, 10).await.unwrap()[0].invited_by, fox);
    assert!(matches!(world.spaces.change(&proof, SpaceChange::default()).await.unwrap(), Written::Now(_)));
    world.leaves(id, BO).await;
    assert!(world.invitations.for_account(CLEO, at(9), None, 10).await.unwrap().is_empty(), "it goes with the maker");
}

async fn of_a_deleted_account_the_names_go_and_the_hiding_stays(world: &World) {
    let (id, other) = (world.community(1, &[]).await, world.community(2, &[]).await);
    world.hides(id, BO, 77, "Fox").await;
    world.hides(id, CLEO, 78, "Owl").await;
    world.hides(other, BO, 79, "Elk").await;
    world.members.forget_traces(BO).await.unwrap();
    let nameless = |id| Pseudonym { id: shown(id), name: None };
    assert_eq!(world.faces.pseudonyms(id, &[BO]).await.unwrap(), [(BO, nameless(77))]);
    assert_eq!(world.faces.named(&[shown(79)]).await.unwrap(), [nameless(79)]);
    assert_eq!(world.faces.named(&[shown(78)]).await.unwrap(), [pseudonym(78, "Owl")]);
    assert!(matches!(world.hides(id, DAN, 80, "Fox").await, Joined::Now(_)), "the name is free again");
}

databases!(
    World::on,
    who_comes_back_is_who_they_were,
    who_was_seen_cannot_hide_any_more,
    no_two_in_a_space_have_one_name,
    an_id_means_somebody_in_its_space_alone,
    members_are_listed_by_what_is_seen_of_them,
    a_ban_of_the_account_tells_nothing_of_its_pseudonym,
    who_is_banned_by_a_pseudonym_is_out,
    an_invitation_that_was_used_under_a_pseudonym_seems_unused,
    an_invitation_names_its_maker_as_they_were_seen,
    of_a_deleted_account_the_names_go_and_the_hiding_stays,
);
