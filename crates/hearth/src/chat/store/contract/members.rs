//! Members come, get other roles, and go; groups change and are closed.

use super::*;
use crate::databases;
use crate::spaces::Face;

async fn members_are_listed_by_id_page_by_page(world: &World) {
    let group = world.group(1, &[EVE, CLEO, BO]).await;
    world.group(2, &[DAN]).await;
    let proof = world.proof(group, EVE).await;
    let mut seen = Vec::new();
    let mut after = None;
    loop {
        let page = world.chats.members(&proof, after, 2).await.unwrap();
        let Some(last) = page.last() else { break };
        after = Some(last.face.shown);
        seen.extend(page.into_iter().map(|member| member.face.account));
    }
    assert_eq!(seen, [ANA, BO, CLEO, EVE]);
    let eve = Member {
        face: Face::own(EVE),
        role: Role::Member,
        state: State::Member,
        read_number: 0,
        joined_at: NOW,
        withheld: false,
    };
    assert_eq!(world.chats.member(&proof, EVE).await.unwrap(), Some(eve));
    assert_eq!(world.chats.member(&proof, ANA).await.unwrap().unwrap().role, Role::Owner);
    assert_eq!(world.chats.member(&proof, DAN).await.unwrap(), None, "he is in another group");
}

async fn only_who_takes_part_is_among_them(world: &World) {
    let group = world.group(1, &[BO, CLEO]).await;
    world.group(2, &[DAN]).await;
    let mut found = world.chats.members_among(group, &[DAN, CLEO, EVE, ANA]).await.unwrap();
    found.sort_unstable();
    assert_eq!(found, [ANA, CLEO]);
    assert!(world.chats.members_among(group, &[]).await.unwrap().is_empty());
    world.direct(3, ANA, BO, false).await;
    world.removes(chat(3), BO).await;
    assert_eq!(world.chats.members_among(chat(3), &[ANA, BO]).await.unwrap(), [ANA]);
}

async fn someone_is_in_a_chat_while_anybody_takes_part(world: &World) {
    let group = world.group(1, &[BO]).await;
    assert!([Some(ANA), Some(BO)].contains(&world.chats.someone_in(group).await.unwrap()));
    world.direct(2, ANA, BO, true).await;
    assert_eq!(world.chats.someone_in(chat(2)).await.unwrap(), Some(ANA), "a request isn't a part");
    world.removes(chat(2), ANA).await;
    assert_eq!(world.chats.someone_in(chat(2)).await.unwrap(), None);
    assert_eq!(world.chats.someone_in(chat(9)).await.unwrap(), None);
}

async fn acquainted_are_those_in_a_group_together(world: &World) {
    let group = world.group(1, &[BO]).await;
    world.direct(2, ANA, CLEO, false).await;
    world.group(3, &[DAN]).await;
    for (one, other, expected) in [(ANA, BO, true), (BO, ANA, true), (ANA, CLEO, false), (BO, DAN, false)] {
        assert_eq!(world.chats.acquainted(one, other).await.unwrap(), expected, "{one} and {other}");
    }
    for (one, other, expected) in [(ANA, CLEO, true), (CLEO, ANA, true), (ANA, BO, false)] {
        assert_eq!(world.chats.has_direct(one, other).await.unwrap(), expected, "{one} and {other}");
    }
    world.removes(group, BO).await;
    assert!(!world.chats.acquainted(ANA, BO).await.unwrap(), "no more");
}

async fn a_title_a_capacity_and_a_pace_change_each_alone(world: &World) {
    let (group, other) = (world.group_of(1, Some(10), &[BO]).await, world.group_of(2, Some(10), &[]).await);
    let proof = world.proof(group, ANA).await;
    let now = async || {
        let chat = world.proof(group, BO).await.chat().clone();
        (chat.title.unwrap(), chat.capacity, chat.slow_seconds)
    };
    let name = "界".repeat(100);
    world.chats.change(&proof, Change { title: Some(title(&name)), ..Change::default() }).await.unwrap();
    assert_eq!(now().await, (name.clone(), Some(10), 0));
    world.chats.change(&proof, Change { capacity: Some(None), ..Change::default() }).await.unwrap();
    assert_eq!(now().await, (name.clone(), None, 0));
    world.chats.change(&proof, Change::default()).await.unwrap();
    assert_eq!(now().await, (name.clone(), None, 0));
    world.chats.change(&proof, Change { slow_seconds: Some(86_400), ..Change::default() }).await.unwrap();
    assert_eq!(now().await, (name, None, 86_400));
    let all = Change { title: Some(title("Old")), capacity: Some(Some(3)), slow_seconds: Some(60) };
    world.chats.change(&proof, all).await.unwrap();
    assert_eq!(now().await, ("Old".to_owned(), Some(3), 60));
    let chat = world.proof(other, ANA).await.chat().clone();
    assert_eq!((chat.title.as_deref(), chat.capacity, chat.slow_seconds), (Some("Group 2"), Some(10), 0));
}

async fn a_level_is_one_members_in_one_chat(world: &World) {
    let (group, other) = (world.group(1, &[BO]).await, world.group(2, &[BO]).await);
    let muted = Attention { level: Level::Nothing, until: Some(at(5)) };
    let proof = world.proof(group, BO).await;
    assert_eq!(proof.attention(), Attention::FULL);
    world.chats.attend(&proof, muted).await.unwrap();
    assert_eq!(world.proof(group, BO).await.attention(), muted);
    let listed = world.chats.chats_of(BO, false, None, 10).await.unwrap();
    let levels = listed.iter().map(|one| (one.membership.chat_id(), one.membership.attention()));
    let mut levels: Vec<_> = levels.collect();
    levels.sort_by_key(|(chat, _)| *chat);
    assert_eq!(levels, [(group, muted), (other, Attention::FULL)]);
    assert_eq!(world.proof(group, ANA).await.attention(), Attention::FULL);
    let mentions = Attention { level: Level::Mentions, until: None };
    world.chats.attend(&proof, mentions).await.unwrap();
    assert_eq!(world.proof(group, BO).await.attention(), mentions);
}

async fn who_comes_later_has_nothing_to_read_yet(world: &World) {
    let (group, other) = (world.group(1, &[]).await, world.group(2, &[]).await);
    world.says(group, ANA, "before").await;
    assert_eq!(world.adds(group, BO, Role::Admin, at(5)).await, Added::Now);
    let proof = world.proof(group, BO).await;
    assert_eq!((proof.role(), proof.read_number(), proof.chat().members), (Role::Admin, 1, 2));
    assert_eq!(world.unread(group, BO).await, 0);
    assert_eq!(world.chats.member(&proof, BO).await.unwrap().unwrap().joined_at, at(5));
    assert_eq!(world.adds(group, BO, Role::Member, at(9)).await, Added::Already);
    assert_eq!(world.proof(group, BO).await, proof, "being there already changes nothing");
    assert_eq!(world.proof(other, ANA).await.chat().members, 1);
    assert_eq!(world.part(other, BO).await, None);
}

async fn a_full_group_takes_nobody(world: &World) {
    let group = world.group_of(1, Some(3), &[BO]).await;
    let proof = world.proof(group, ANA).await;
    let add = async |who, most| world.chats.add(&proof, who, Role::Member, most, NOW).await.unwrap();
    assert_eq!(add(CLEO, 2).await, Added::Full, "the server's own limit");
    assert_eq!(add(CLEO, 1000).await, Added::Now);
    assert_eq!(add(DAN, 1000).await, Added::Full, "the group's");
    assert_eq!(add(CLEO, 1000).await, Added::Already, "who is there is no one more");
    assert_eq!(world.part(group, DAN).await, None);
    world.removes(group, BO).await;
    assert_eq!(add(DAN, 1000).await, Added::Now, "a place was free again");
    assert_eq!(world.proof(group, DAN).await.chat().members, 3);
}

async fn the_last_place_goes_to_one_of_many_rivals(world: &World) {
    let group = world.group_of(1, Some(3), &[BO]).await;
    let proof = world.proof(group, ANA).await;
    let attempts = (10..20).map(|id| world.chats.add(&proof, account(id), Role::Member, 1000, NOW));
    let outcomes: Vec<Added> = futures_util::future::join_all(attempts).await.into_iter().map(Result::unwrap).collect();
    assert_eq!(outcomes.iter().filter(|outcome| **outcome == Added::Now).count(), 1, "{outcomes:?}");
    assert_eq!(outcomes.iter().filter(|outcome| **outcome == Added::Full).count(), 9, "{outcomes:?}");
    assert_eq!((world.roles(group, ANA).await.len(), world.proof(group, ANA).await.chat().members), (3, 3));
}

async fn one_account_added_many_times_at_once_is_one_member(world: &World) {
    let group = world.group(1, &[]).await;
    let proof = world.proof(group, ANA).await;
    let attempts = (0..8).map(|_| world.chats.add(&proof, BO, Role::Member, 1000, NOW));
    let outcomes: Vec<Added> = futures_util::future::join_all(attempts).await.into_iter().map(Result::unwrap).collect();
    assert_eq!(outcomes.iter().filter(|outcome| **outcome == Added::Now).count(), 1, "{outcomes:?}");
    assert_eq!(world.proof(group, ANA).await.chat().members, 2);
}

async fn roles_are_given_and_the_ownership_handed_over(world: &World) {
    let (group, other) = (world.group(1, &[BO, CLEO]).await, world.group(2, &[BO]).await);
    let ana = world.proof(group, ANA).await;
    assert_eq!(world.chats.give(&ana, BO, Role::Admin).await.unwrap(), Given::Now);
    assert_eq!(world.roles(group, CLEO).await, [(ANA, Role::Owner), (BO, Role::Admin), (CLEO, Role::Member)]);
    assert_eq!(world.chats.give(&ana, DAN, Role::Owner).await.unwrap(), Given::NotThere);
    assert_eq!(world.proof(group, ANA).await.role(), Role::Owner, "nobody was there to take it");
    assert_eq!(world.chats.give(&ana, CLEO, Role::Owner).await.unwrap(), Given::Now);
    assert_eq!(world.roles(group, CLEO).await, [(ANA, Role::Admin), (BO, Role::Admin), (CLEO, Role::Owner)]);
    assert_eq!(world.roles(other, ANA).await, [(ANA, Role::Owner), (BO, Role::Member)]);
}

async fn a_group_has_one_owner_whatever_old_proofs_say(world: &World) {
    let group = world.group(1, &[BO, CLEO, DAN]).await;
    let old = world.proof(group, ANA).await;
    let attempts = [BO, CLEO, DAN].map(|heir| world.chats.give(&old, heir, Role::Owner));
    let outcomes: Vec<Given> = futures_util::future::join_all(attempts).await.into_iter().map(Result::unwrap).collect();
    assert_eq!(outcomes.iter().filter(|outcome| **outcome == Given::Now).count(), 1, "{outcomes:?}");
    let owners = async || {
        let roles = world.roles(group, ANA).await;
        roles.into_iter().filter(|(_, role)| *role == Role::Owner).map(|(account, _)| account).collect::<Vec<_>>()
    };
    let now = owners().await;
    assert_eq!(now.len(), 1, "{now:?}");
    for role in [Role::Member, Role::Admin] {
        world.chats.give(&old, now[0], role).await.unwrap();
        assert_eq!(owners().await, now, "who was the owner can't take it back");
    }
    let owner = world.proof(group, now[0]).await;
    world.chats.give(&owner, now[0], Role::Owner).await.unwrap();
    assert_eq!(owners().await, now, "nor is it lost by handing it to oneself");
}

async fn the_longest_standing_admin_or_else_member_becomes_the_owner(world: &World) {
    let group = world.group(1, &[]).await;
    for (who, role, when) in
        [(BO, Role::Member, 1), (DAN, Role::Admin, 3), (CLEO, Role::Admin, 3), (EVE, Role::Admin, 4)]
    {
        assert_eq!(world.adds(group, who, role, at(when)).await, Added::Now);
    }
    world.adds(group, account(6), Role::Member, at(2)).await;
    for heir in [CLEO, DAN, EVE, BO, account(6)] {
        let owner = world.roles(group, account(6)).await.into_iter().find(|(_, role)| *role == Role::Owner).unwrap().0;
        assert_eq!(world.removes(group, owner).await, Removed::Now { heir: Some(heir) });
        assert_eq!(world.proof(group, heir).await.role(), Role::Owner);
        assert_eq!(world.part(group, owner).await, None);
    }
    assert_eq!(world.proof(group, account(6)).await.chat().members, 1);
    assert_eq!(world.jobs().await, 0);
    assert_eq!(world.removes(group, account(6)).await, Removed::Closed);
    assert_eq!(world.jobs().await, 1);
}

async fn who_is_no_owner_goes_alone(world: &World) {
    let (group, other) = (world.group(1, &[BO, CLEO]).await, world.group(2, &[BO]).await);
    world.says(group, BO, "I was here").await;
    assert_eq!(world.removes(group, BO).await, Removed::Now { heir: None });
    assert_eq!(world.removes(group, BO).await, Removed::NotThere);
    assert_eq!(world.roles(group, ANA).await, [(ANA, Role::Owner), (CLEO, Role::Member)]);
    assert_eq!(world.proof(group, ANA).await.chat().members, 2);
    assert_eq!(world.said(group).await[0].sender, Face::own(BO), "what was said stays");
    assert_eq!(world.roles(other, ANA).await, [(ANA, Role::Owner), (BO, Role::Member)], "he is in another group still");
    assert_eq!(world.removes(chat(9), BO).await, Removed::NotThere);
}

async fn when_all_leave_at_once_the_group_is_closed_once(world: &World) {
    let group = world.group(1, &[BO, CLEO, DAN, EVE]).await;
    let leaving = [ANA, BO, CLEO, DAN, EVE].map(|who| world.removes(group, who));
    let outcomes = futures_util::future::join_all(leaving).await;
    assert_eq!(outcomes.iter().filter(|outcome| **outcome == Removed::Closed).count(), 1, "{outcomes:?}");
    assert!(!outcomes.contains(&Removed::NotThere), "{outcomes:?}");
    assert_eq!(world.jobs().await, 1);
    assert_eq!(world.chats.someone_in(group).await.unwrap(), None);
}

async fn closing_takes_everybody_out_of_this_group_alone(world: &World) {
    let (group, other) = (world.group(1, &[BO]).await, world.group(2, &[BO]).await);
    world.says(group, ANA, "the end").await;
    let (ana, bo) = (world.proof(group, ANA).await, world.proof(group, BO).await);
    world.chats.close(&ana, erasing(1)).await.unwrap();
    world.chats.close(&ana, erasing(2)).await.unwrap();
    assert_eq!(world.jobs().await, 1, "once");
    for who in [ANA, BO] {
        assert_eq!(world.part(group, who).await, None);
        assert_eq!(world.chats.heard_by(who, None, 9).await.unwrap(), [heard(other, 2)]);
        assert_eq!(world.removes(group, who).await, Removed::NotThere);
    }
    assert_eq!(world.chats.add(&ana, CLEO, Role::Member, 1000, NOW).await.unwrap(), Added::Full);
    assert_eq!(world.chats.give(&ana, BO, Role::Owner).await.unwrap(), Given::NotThere);
    let all = Change { title: Some(title("Lazarus")), capacity: Some(Some(5)), slow_seconds: Some(5) };
    world.chats.change(&bo, all).await.unwrap();
    world.chats.accept(&bo).await.unwrap();
    assert_eq!(world.part(group, CLEO).await, None);
    assert_eq!(world.part(group, BO).await, None, "nothing brings it back");
    assert_eq!(world.appends(&[draft(group, ANA, "echo")]).await, [Appended::NotAMember]);
    assert_eq!(world.unread(group, BO).await, 0);
    assert!(world.chats.acquainted(ANA, BO).await.unwrap(), "by the other group");
}

databases!(
    World::on,
    members_are_listed_by_id_page_by_page,
    only_who_takes_part_is_among_them,
    someone_is_in_a_chat_while_anybody_takes_part,
    acquainted_are_those_in_a_group_together,
    a_title_a_capacity_and_a_pace_change_each_alone,
    a_level_is_one_members_in_one_chat,
    who_comes_later_has_nothing_to_read_yet,
    a_full_group_takes_nobody,
    the_last_place_goes_to_one_of_many_rivals,
    one_account_added_many_times_at_once_is_one_member,
    roles_are_given_and_the_ownership_handed_over,
    a_group_has_one_owner_whatever_old_proofs_say,
    the_longest_standing_admin_or_else_member_becomes_the_owner,
    who_is_no_owner_goes_alone,
    when_all_leave_at_once_the_group_is_closed_once,
    closing_takes_everybody_out_of_this_group_alone,
);
