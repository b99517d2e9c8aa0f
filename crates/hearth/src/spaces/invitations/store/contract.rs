//! What every database must do for invitations.

use uuid::Uuid;

use super::*;
use crate::accounts::AccountId;
use crate::databases;
use crate::spaces::faces::Face;
use crate::spaces::invitations::model::Whom;
use crate::spaces::model::{Role, SpaceId};
use crate::spaces::store::contract::{ANA, BO, CLEO, DAN, NOW, World, account, at};

const MOST: i64 = 1000;

fn id(number: u128) -> SpaceInvitationId {
    SpaceInvitationId(Uuid::from_u128(number))
}

fn invitation(number: u128, space: SpaceId, whom: Whom) -> Invitation {
    Invitation { id: id(number), space, whom, invited_by: Face::own(ANA), created_at: NOW, expires_at: at(100) }
}

fn code(hash: &str, uses: Option<i64>) -> Whom {
    Whom::Code { hash: hash.to_owned(), uses }
}

impl World {
    async fn invites(&self, number: u128, space: SpaceId, whom: Whom) -> Invited {
        let proof = self.proof(space, ANA).await;
        self.invitations.invite(&proof, invitation(number, space, whom), MOST).await.unwrap()
    }

    async fn held(&self, space: SpaceId) -> Vec<SpaceInvitationId> {
        let held = self.invitations.invitations(&self.proof(space, ANA).await, NOW, None, 100).await.unwrap();
        held.into_iter().map(|one| one.id).collect()
    }
}

async fn an_account_is_invited_and_accepts_once(world: &World) {
    let (space, other) = (world.private(1, &[CLEO]).await, world.private(2, &[]).await);
    assert_eq!(world.invites(1, space, Whom::Account(BO)).await, Invited::Now);
    assert_eq!(world.invites(2, space, Whom::Account(BO)).await, Invited::Now, "it takes the first one's place");
    assert_eq!(world.invites(3, space, Whom::Account(CLEO)).await, Invited::AlreadyAMember);
    assert_eq!(world.invites(4, other, Whom::Account(BO)).await, Invited::Now);
    assert_eq!(world.held(space).await, [id(2)]);
    let mine = world.invitations.for_account(BO, NOW, None, 10).await.unwrap();
    assert_eq!(
        mine.iter().map(|(one, space)| (one.id, space.id)).collect::<Vec<_>>(),
        [(id(2), space), (id(4), other)]
    );
    assert_eq!(mine[0].0, invitation(2, space, Whom::Account(BO)));
    assert_eq!(world.invitations.for_account(BO, NOW, Some(space), 10).await.unwrap().len(), 1);
    assert!(world.invitations.for_account(BO, at(100), None, 10).await.unwrap().is_empty(), "it ran out");
    assert_eq!(world.invitations.one_for(id(2), CLEO, NOW).await.unwrap(), None, "it isn't hers");

    assert_eq!(world.invitations.accept(id(2), CLEO, None, at(1)).await.unwrap(), Joined::Gone);
    assert_eq!(world.invitations.accept(id(2), BO, None, at(100)).await.unwrap(), Joined::Gone, "it ran out");
    let rivals = (0..4).map(|_| world.invitations.accept(id(2), BO, None, at(1)));
    let joined: Vec<Joined> = futures_util::future::join_all(rivals).await.into_iter().map(Result::unwrap).collect();
    assert_eq!(joined.iter().filter(|one| matches!(one, Joined::Now(_))).count(), 1, "{joined:?}");
    assert_eq!(world.proof(space, BO).await.space().members, 3);
    assert!(world.held(space).await.is_empty());
    assert!(world.part(other, BO).await.is_none());
}

async fn a_code_lets_in_as_many_as_it_says(world: &World) {
    let (space, other) = (world.private(1, &[]).await, world.private(2, &[]).await);
    world.invites(1, space, code("aa", Some(3))).await;
    world.invites(2, other, code("bb", None)).await;
    let (found, of) = world.invitations.by_hash("aa", NOW).await.unwrap().unwrap();
    assert_eq!((found, of.id), (invitation(1, space, code("aa", Some(3))), space));
    assert!(world.invitations.by_hash("cc", NOW).await.unwrap().is_none());
    assert!(world.invitations.by_hash("aa", at(100)).await.unwrap().is_none());
    let rivals = (10..18).map(|who| world.invitations.redeem("aa", account(who), None, at(1)));
    let joined: Vec<Joined> = futures_util::future::join_all(rivals).await.into_iter().map(Result::unwrap).collect();
    assert_eq!(joined.iter().filter(|one| matches!(one, Joined::Now(_))).count(), 3, "{joined:?}");
    assert_eq!(joined.iter().filter(|one| **one == Joined::Gone).count(), 5, "{joined:?}");
    assert_eq!(world.proof(space, ANA).await.space().members, 4);
    assert!(world.held(space).await.is_empty(), "it is used up");
    for who in 20..25 {
        assert!(matches!(world.invitations.redeem("bb", account(who), None, NOW).await.unwrap(), Joined::Now(_)));
        assert_eq!(world.invitations.redeem("bb", account(who), None, NOW).await.unwrap(), Joined::Already);
    }
    assert_eq!(world.held(other).await, [id(2)]);
}

async fn who_is_inside_or_banned_uses_nothing_up(world: &World) {
    let space = world.private(1, &[BO]).await;
    world.invites(1, space, code("aa", Some(1))).await;
    world.invites(2, space, Whom::Account(CLEO)).await;
    world.bans(space, CLEO, None).await;
    assert_eq!(world.held(space).await, [id(1)], "the invitation went with the ban");
    assert_eq!(world.invites(3, space, Whom::Account(CLEO)).await, Invited::Banned);
    assert_eq!(world.invitations.redeem("aa", BO, None, NOW).await.unwrap(), Joined::Already);
    assert_eq!(world.invitations.redeem("aa", CLEO, None, NOW).await.unwrap(), Joined::Banned);
    assert!(matches!(world.invitations.redeem("aa", DAN, None, NOW).await.unwrap(), Joined::Now(_)));
}

async fn an_invitation_is_taken_back_or_declined(world: &World) {
    let (space, other) = (world.private(1, &[]).await, world.private(2, &[]).await);
    world.invites(1, space, Whom::Account(BO)).await;
    world.invites(2, space, code("aa", None)).await;
    world.invites(3, space, Whom::Account(CLEO)).await;
    let (proof, elsewhere) = (world.proof(space, ANA).await, world.proof(other, ANA).await);
    assert_eq!(world.invitations.revoke(&elsewhere, id(1)).await.unwrap(), Revoked::NotThere, "it is another space's");
    assert_eq!(world.invitations.revoke(&proof, id(1)).await.unwrap(), Revoked::Now(Some(BO)));
    assert_eq!(world.invitations.revoke(&proof, id(1)).await.unwrap(), Revoked::NotThere);
    assert_eq!(world.invitations.decline(id(3), BO).await.unwrap(), None, "it isn't his");
    assert_eq!(world.invitations.decline(id(3), CLEO).await.unwrap(), Some(proof.space_id()));
    assert_eq!(world.held(space).await, [id(2)]);
    assert_eq!(world.invitations.accept(id(1), BO, None, NOW).await.unwrap(), Joined::Gone);
}

async fn an_invitation_goes_with_the_right_to_invite(world: &World) {
    let (space, other) = (world.private(1, &[BO, CLEO]).await, world.private(2, &[BO]).await);
    let ana = world.proof(space, ANA).await;
    let invites = async |who: AccountId, number, hash| {
        let one = Invitation { invited_by: Face::own(who), ..invitation(number, space, code(hash, None)) };
        world.invitations.invite(&world.proof(space, who).await, one, MOST).await.unwrap()
    };
    assert_eq!(invites(BO, 1, "no").await, Invited::Gone, "a plain member invites nobody");
    for (who, number, hash) in [(BO, 2, "bo"), (CLEO, 3, "cleo")] {
        world.members.give(&ana, who, Role::Admin).await.unwrap();
        assert_eq!(invites(who, number, hash).await, Invited::Now);
    }
    assert_eq!(invites(ANA, 4, "ana").await, Invited::Now);
    world.invites(5, other, code("other", None)).await;
    world.members.give(&ana, BO, Role::Member).await.unwrap();
    assert_eq!(world.held(space).await, [id(3), id(4)]);
    world.leaves(space, CLEO).await;
    assert_eq!(world.invitations.redeem("cleo", CLEO, None, NOW).await.unwrap(), Joined::Gone, "not even for herself");
    assert_eq!((world.held(space).await, world.held(other).await), (vec![id(4)], vec![id(5)]));
}

async fn a_space_has_so_many_and_what_ran_out_is_swept(world: &World) {
    let space = world.private(1, &[]).await;
    let proof = world.proof(space, ANA).await;
    for number in 1..=3 {
        let expires_at = at(i64::try_from(number).unwrap() * 10);
        let whom = if number == 1 { Whom::Account(BO) } else { code(&format!("h{number}"), None) };
        let one = Invitation { expires_at, ..invitation(number, space, whom) };
        assert_eq!(world.invitations.invite(&proof, one, 3).await.unwrap(), Invited::Now);
    }
    let more = invitation(4, space, code("h4", None));
    assert_eq!(world.invitations.invite(&proof, more.clone(), 3).await.unwrap(), Invited::TooMany);
    let page = world.invitations.invitations(&proof, at(10), Some(id(2)), 10).await.unwrap();
    assert_eq!(page.iter().map(|one| one.id).collect::<Vec<_>>(), [id(3)]);
    assert_eq!(world.invitations.invitations(&proof, at(10), None, 10).await.unwrap().len(), 2, "one ran out");
    assert_eq!(world.invitations.sweep(at(20)).await.unwrap(), [(BO, space)], "whose codes ran out is nobody's");
    assert_eq!(world.held(space).await, [id(3)]);
    assert_eq!(world.invitations.invite(&proof, more, 3).await.unwrap(), Invited::Now);
}

databases!(
    World::on,
    an_account_is_invited_and_accepts_once,
    a_code_lets_in_as_many_as_it_says,
    who_is_inside_or_banned_uses_nothing_up,
    an_invitation_is_taken_back_or_declined,
    an_invitation_goes_with_the_right_to_invite,
    a_space_has_so_many_and_what_ran_out_is_swept,
);
