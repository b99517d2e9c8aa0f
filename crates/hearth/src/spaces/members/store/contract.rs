//! What every database must do for members, requests and bans.

use super::*;
use crate::databases;
use crate::platform::jobs::NewJob;
use crate::spaces::model::{Part, SpaceChange};
use crate::spaces::store::Written;
use crate::spaces::store::contract::{ANA, BO, CLEO, DAN, NOW, World, account, at, job, note, space};

fn no_jobs() -> Vec<NewJob> {
    vec![]
}

async fn members_are_listed_by_id_page_by_page(world: &World) {
    let id = world.private(1, &[DAN, CLEO, BO]).await;
    world.private(2, &[account(9)]).await;
    let proof = world.proof(id, BO).await;
    let mut seen: Vec<AccountId> = Vec::new();
    loop {
        let page = world.members.members(&proof, seen.last().map(|last| (*last).into()), 3).await.unwrap();
        if page.is_empty() {
            break;
        }
        seen.extend(page.iter().map(|member| member.face.account));
    }
    assert_eq!(seen, [ANA, BO, CLEO, DAN]);
    let dan = Member { face: Face::own(DAN), role: Role::Member, joined_at: at(1) };
    assert_eq!(world.members.member(id, DAN).await.unwrap(), Some(dan));
    assert_eq!(world.members.member(id, account(9)).await.unwrap(), None, "they are in another space");
}

async fn one_account_joining_many_times_at_once_is_one_member(world: &World) {
    let id = world.community(1, &[]).await;
    let attempts = (0..8).map(|_| world.members.join(id, BO, None, NOW));
    let outcomes: Vec<Joined> =
        futures_util::future::join_all(attempts).await.into_iter().map(Result::unwrap).collect();
    assert_eq!(outcomes.iter().filter(|outcome| matches!(outcome, Joined::Now(_))).count(), 1, "{outcomes:?}");
    assert_eq!(world.proof(id, ANA).await.space().members, 2);
}

async fn who_asked_is_let_in_or_not(world: &World) {
    let (id, other) = (world.community(1, &[BO]).await, world.community(2, &[]).await);
    let proof = world.proof(id, ANA).await;
    for (who, expected) in [(CLEO, Asked::Now), (CLEO, Asked::Now), (DAN, Asked::Now), (BO, Asked::AlreadyAMember)] {
        assert_eq!(world.members.ask(id, who, None, note(&format!("from {who}")), at(1)).await.unwrap(), expected);
    }
    assert_eq!(world.members.ask(space(9), CLEO, None, note(""), NOW).await.unwrap(), Asked::Gone);
    let requests = world.members.requests(&proof, None, 10).await.unwrap();
    assert_eq!(requests.iter().map(|request| request.face.account).collect::<Vec<_>>(), [CLEO, DAN]);
    assert_eq!((&requests[0].message, requests[0].created_at), (&note(&format!("from {CLEO}")), at(1)));
    assert_eq!(world.members.requests(&proof, Some(CLEO.into()), 10).await.unwrap().len(), 1);
    assert_eq!(world.members.requests_of(CLEO, None, 10).await.unwrap(), [(id, requests[0].clone())]);

    assert!(matches!(world.members.approve(&proof, CLEO, at(2)).await.unwrap(), Joined::Now(_)));
    assert_eq!(world.members.approve(&proof, CLEO, at(2)).await.unwrap(), Joined::Gone, "the request is used up");
    assert!(world.members.drop_request(id, DAN).await.unwrap());
    assert!(!world.members.drop_request(id, DAN).await.unwrap());
    assert_eq!(world.members.approve(&proof, DAN, at(2)).await.unwrap(), Joined::Gone);
    assert_eq!((world.seen(id, CLEO).await, world.seen(id, DAN).await), {
        (Part::Member { role: Role::Member, joined_at: at(2) }, Part::None)
    });
    assert_eq!(world.roles(other, ANA).await.len(), 1);
}

async fn a_request_is_answered_once_by_rivals(world: &World) {
    let id = world.community(1, &[]).await;
    let proof = world.proof(id, ANA).await;
    world.members.ask(id, BO, None, note(""), NOW).await.unwrap();
    let answers = (0..6).map(|_| world.members.approve(&proof, BO, NOW));
    let answers: Vec<Joined> = futures_util::future::join_all(answers).await.into_iter().map(Result::unwrap).collect();
    assert_eq!(answers.iter().filter(|answer| matches!(answer, Joined::Now(_))).count(), 1, "{answers:?}");
    assert_eq!(world.proof(id, BO).await.space().members, 2);
}

async fn roles_are_given_and_the_ownership_handed_over(world: &World) {
    let (id, other) = (world.private(1, &[BO, CLEO]).await, world.private(2, &[BO]).await);
    let ana = world.proof(id, ANA).await;
    assert_eq!(world.members.give(&ana, BO, Role::Admin).await.unwrap(), Given::Now);
    assert_eq!(world.members.give(&ana, DAN, Role::Owner).await.unwrap(), Given::NotThere);
    assert_eq!(world.roles(id, CLEO).await, [(ANA, Role::Owner), (BO, Role::Admin), (CLEO, Role::Member)]);
    let rivals = [BO, CLEO].map(|heir| world.members.give(&ana, heir, Role::Owner));
    let outcomes: Vec<Given> = futures_util::future::join_all(rivals).await.into_iter().map(Result::unwrap).collect();
    assert_eq!(outcomes.iter().filter(|outcome| **outcome == Given::Now).count(), 1, "{outcomes:?}");
    let roles = world.roles(id, CLEO).await;
    assert_eq!(roles.iter().filter(|(_, role)| *role == Role::Owner).count(), 1, "{roles:?}");
    assert_eq!(roles[0], (ANA, Role::Admin));
    assert_eq!(world.roles(other, ANA).await, [(ANA, Role::Owner), (BO, Role::Member)]);
}

async fn who_leaves_is_out_of_this_space_alone(world: &World) {
    let (id, other) = (world.private(1, &[BO, CLEO]).await, world.private(2, &[BO]).await);
    let bo = world.proof(id, BO).await;
    assert!(matches!(world.leaves(id, BO).await, Removed::Now(_)));
    assert_eq!(world.members.remove(&bo, BO, no_jobs()).await.unwrap(), Removed::NotThere);
    assert_eq!(world.leaves(id, ANA).await, Removed::Owner);
    assert_eq!(world.part(id, BO).await, None);
    assert_eq!(world.proof(id, ANA).await.space().members, 2);
    assert_eq!(world.proof(other, BO).await.space().members, 2);
    assert!(matches!(world.members.join(id, BO, None, NOW).await.unwrap(), Joined::Now(_)), "who left may come back");
}

async fn who_is_banned_stays_out_until_it_is_over(world: &World) {
    let (id, other) = (world.community(1, &[BO]).await, world.community(2, &[BO]).await);
    world.members.ask(id, CLEO, None, note(""), NOW).await.unwrap();
    assert!(matches!(world.bans(id, BO, Some(at(100))).await, Removed::Now(_)));
    assert_eq!(world.bans(id, CLEO, None).await, Removed::NotThere, "no member, and banned all the same");
    assert_eq!(world.bans(id, ANA, None).await, Removed::NotAllowed);
    let proof = world.proof(id, ANA).await;
    assert!(world.members.requests(&proof, None, 10).await.unwrap().is_empty(), "a request goes with it");
    for who in [BO, CLEO] {
        assert_eq!(world.members.join(id, who, None, at(99)).await.unwrap(), Joined::Banned);
        assert_eq!(world.members.ask(id, who, None, note(""), at(99)).await.unwrap(), Asked::Banned);
    }
    let bans = world.members.bans(&proof, at(99), None, 10).await.unwrap();
    assert_eq!(bans.iter().map(|one| (one.face.account, one.by)).collect::<Vec<_>>(), [(BO, ANA), (CLEO, ANA)]);
    assert_eq!(bans[0].ban, Ban { reason: note("enough"), until: Some(at(100)) });
    assert_eq!(world.members.bans(&proof, at(100), None, 10).await.unwrap().len(), 1);
    assert_eq!(world.members.bans(&proof, at(99), Some(BO.into()), 10).await.unwrap().len(), 1);
    assert!(matches!(world.members.join(id, BO, None, at(100)).await.unwrap(), Joined::Now(_)), "it is over");
    assert!(world.members.unban(&proof, CLEO.into()).await.unwrap());
    assert!(!world.members.unban(&proof, CLEO.into()).await.unwrap());
    assert!(matches!(world.members.join(id, CLEO, None, at(1)).await.unwrap(), Joined::Now(_)));
    assert!(world.part(other, BO).await.is_some());
}

async fn a_proof_counts_for_no_more_than_the_role_of_now(world: &World) {
    let id = world.community(1, &[BO, CLEO]).await;
    let ana = world.proof(id, ANA).await;
    world.members.give(&ana, BO, Role::Admin).await.unwrap();
    let bo = world.proof(id, BO).await;
    world.members.ask(id, DAN, None, note(""), NOW).await.unwrap();
    world.members.give(&ana, BO, Role::Member).await.unwrap();
    let ban = || Ban { reason: note(""), until: None };
    assert_eq!(world.members.remove(&bo, CLEO, no_jobs()).await.unwrap(), Removed::NotAllowed);
    assert_eq!(world.members.ban(&bo, Face::own(CLEO), ban(), NOW, no_jobs()).await.unwrap(), Removed::NotAllowed);
    assert_eq!(world.members.ban(&bo, Face::own(DAN), ban(), NOW, no_jobs()).await.unwrap(), Removed::NotAllowed);
    assert_eq!(world.members.approve(&bo, DAN, NOW).await.unwrap(), Joined::Gone);
    assert_eq!(world.spaces.change(&bo, SpaceChange::default()).await.unwrap(), Written::Gone);
    // The target's role counts as it is now, too.
    for who in [BO, CLEO] {
        world.members.give(&ana, who, Role::Admin).await.unwrap();
    }
    assert_eq!(world.members.remove(&bo, CLEO, no_jobs()).await.unwrap(), Removed::NotAllowed);
    world.members.give(&ana, CLEO, Role::Owner).await.unwrap();
    assert_eq!(world.members.give(&ana, BO, Role::Member).await.unwrap(), Given::NotAllowed);
    assert_eq!(world.spaces.delete(&ana, NOW, no_jobs()).await.unwrap(), None);
    assert_eq!(world.roles(id, ANA).await, [(ANA, Role::Admin), (BO, Role::Admin), (CLEO, Role::Owner)]);
}

async fn bans_that_are_over_are_swept(world: &World) {
    let id = world.community(1, &[]).await;
    world.bans(id, BO, Some(at(10))).await;
    world.bans(id, CLEO, None).await;
    world.members.sweep(at(10)).await.unwrap();
    let left = world.members.bans(&world.proof(id, ANA).await, NOW, None, 10).await.unwrap();
    assert_eq!(left.iter().map(|one| one.face.account).collect::<Vec<_>>(), [CLEO]);
}

async fn a_deleted_account_leaves_an_heir_or_no_space(world: &World) {
    let (id, alone) = (world.private(1, &[BO, CLEO]).await, world.private(2, &[]).await);
    world.members.give(&world.proof(id, ANA).await, CLEO, Role::Admin).await.unwrap();
    let forget = async |space, who, number| world.members.forget(space, who, at(9), vec![], job(number)).await.unwrap();
    let Forgotten::Parted { heir, .. } = forget(id, ANA, 1).await else { panic!("she was a member") };
    assert_eq!(heir, Some(CLEO), "an admin before a member");
    assert_eq!(world.roles(id, BO).await, [(BO, Role::Member), (CLEO, Role::Owner)]);
    assert_eq!(forget(id, ANA, 2).await, Forgotten::NotThere);
    let Forgotten::Parted { heir, .. } = forget(id, BO, 3).await else { panic!("he was a member") };
    assert_eq!(heir, None, "the owner stays");
    assert_eq!(world.jobs().await, 0);
    assert!(matches!(forget(alone, ANA, 4).await, Forgotten::Closed(_)));
    assert_eq!(world.part(alone, ANA).await, None);
    assert_eq!(world.jobs().await, 1, "what is left is erased");
    assert_eq!(world.proof(id, CLEO).await.space().members, 1);
}

async fn nothing_is_left_of_who_is_gone(world: &World) {
    let id = world.community(1, &[DAN]).await;
    world.members.ask(id, BO, None, note(""), NOW).await.unwrap();
    world.members.ask(id, CLEO, None, note(""), NOW).await.unwrap();
    world.bans(id, account(8), None).await;
    for who in [BO, account(8)] {
        world.members.forget_traces(who).await.unwrap();
    }
    let proof = world.proof(id, ANA).await;
    let requests = world.members.requests(&proof, None, 10).await.unwrap();
    assert_eq!(requests.iter().map(|one| one.face.account).collect::<Vec<_>>(), [CLEO]);
    assert!(world.members.bans(&proof, NOW, None, 10).await.unwrap().is_empty());
    assert!(world.part(id, DAN).await.is_some());
}

databases!(
    World::on,
    members_are_listed_by_id_page_by_page,
    one_account_joining_many_times_at_once_is_one_member,
    who_asked_is_let_in_or_not,
    a_request_is_answered_once_by_rivals,
    roles_are_given_and_the_ownership_handed_over,
    who_leaves_is_out_of_this_space_alone,
    who_is_banned_stays_out_until_it_is_over,
    a_proof_counts_for_no_more_than_the_role_of_now,
    bans_that_are_over_are_swept,
    a_deleted_account_leaves_an_heir_or_no_space,
    nothing_is_left_of_who_is_gone,
);
