//! Chats are opened, taken up again, put away and asked for.

use super::*;
use crate::databases;
use crate::spaces::Face;

async fn a_group_comes_back_as_it_was_opened(world: &World) {
    let other = world.group(2, &[CLEO]).await;
    let before = world.proof(other, ANA).await;
    let name = format!("{}😀", "Ñ山é".repeat(33));
    let new = NewGroup {
        id: chat(1),
        title: title(&name),
        capacity: Some(i64::MAX),
        space: None,
        joining: Joining::Invitation,
        owner: BO,
        members: vec![CLEO, DAN],
        at: at(7),
    };
    assert_eq!(world.chats.open_group(new).await.unwrap(), Grouped::Now);
    let owner = world.proof(chat(1), BO).await;
    let opened = Chat {
        id: chat(1),
        kind: Kind::Group,
        title: Some(name),
        capacity: Some(i64::MAX),
        pair: None,
        space: None,
        joining: Joining::Invitation,
        slow_seconds: 0,
        members: 3,
        last_number: 0,
        position: 0,
        created_at: at(7),
        active_at: at(7),
    };
    assert_eq!(owner, Membership::found(Face::own(BO), Role::Owner, State::Member, 0, Attention::FULL, opened.clone()));
    let member = world.proof(chat(1), DAN).await;
    assert_eq!(member, Membership::found(Face::own(DAN), Role::Member, State::Member, 0, Attention::FULL, opened));
    assert_eq!(world.part(chat(1), ANA).await, None, "she isn't in it");
    assert_eq!(world.part(chat(9), BO).await, None, "there is no such chat");
    assert_eq!(world.proof(other, ANA).await, before, "another group is as before");
}

async fn a_group_opens_with_a_thousand_members(world: &World) {
    let mut members: Vec<AccountId> = (10..1010).map(account).collect();
    members.extend([account(10), ANA]);
    let group = world.group(1, &members).await;
    assert_eq!(world.proof(group, ANA).await.chat().members, 1001, "each once, and the owner");
    assert_eq!(world.proof(group, ANA).await.role(), Role::Owner);
    assert_eq!(world.roles(group, ANA).await.len(), 1001);
    assert_eq!(world.proof(group, account(1009)).await.role(), Role::Member);
}

async fn a_direct_chat_comes_back_to_both_sides(world: &World) {
    world.direct(2, ANA, CLEO, false).await;
    let opened = world.direct(1, BO, ANA, false).await;
    assert_eq!(opened, Opened::As { id: chat(1), now: true });
    for (me, other) in [(ANA, BO), (BO, ANA)] {
        let proof = world.proof(chat(1), me).await;
        assert_eq!((proof.account(), proof.role(), proof.state()), (me, Role::Member, State::Member));
        let chat = proof.chat();
        assert_eq!((chat.kind, chat.pair, chat.members), (Kind::Direct, Some((ANA, BO)), 2));
        assert_eq!((chat.other(me), chat.title.as_deref(), chat.capacity), (Some(other), None, None));
        assert_eq!((chat.created_at, chat.active_at, chat.last_number, chat.position), (NOW, NOW, 0, 0));
    }
    assert_eq!(world.part(chat(1), CLEO).await, None);
    assert_eq!(world.proof(chat(2), ANA).await.chat().pair, Some((ANA, CLEO)));
}

async fn a_pair_has_one_direct_chat_whoever_begins(world: &World) {
    assert_eq!(world.direct(1, ANA, BO, false).await, Opened::As { id: chat(1), now: true });
    let again = Opened::As { id: chat(1), now: false };
    assert_eq!(world.direct(2, ANA, BO, false).await, again);
    assert_eq!(world.direct(3, BO, ANA, true).await, again);
    assert_eq!(world.part(chat(2), ANA).await, None, "what lost leaves nothing");
    assert_eq!(world.proof(chat(1), ANA).await.state(), State::Member, "taking it up again asks for nothing");
    assert_eq!(world.proof(chat(1), ANA).await.chat().members, 2);
    let another = Opened::As { id: chat(4), now: true };
    assert_eq!(world.direct(4, ANA, CLEO, false).await, another, "another pair has another");
}

async fn of_twenty_at_once_one_opens_the_direct_chat(world: &World) {
    let attempts = (1..=20).map(|id| {
        let (opener, other) = if id % 2 == 0 { (ANA, BO) } else { (BO, ANA) };
        world.direct(id, opener, other, true)
    });
    let opened = futures_util::future::join_all(attempts).await;
    let opened = opened.into_iter().map(|opened| match opened {
        Opened::As { id, now } => (id, now),
        Opened::Blocked => panic!("nobody blocks anybody"),
    });
    let opened: Vec<(ChatId, bool)> = opened.collect();
    assert_eq!(opened.iter().filter(|(_, now)| *now).count(), 1, "{opened:?}");
    let (id, _) = opened[0];
    assert!(opened.iter().all(|(each, _)| *each == id), "{opened:?}");
    assert_eq!(world.chats.heard_by(ANA, None, 50).await.unwrap(), [heard(id, 2)]);
    assert_eq!(world.chats.heard_by(BO, None, 50).await.unwrap(), [heard(id, 2)]);
}

async fn a_stranger_s_chat_waits_until_it_is_accepted(world: &World) {
    world.direct(1, ANA, BO, true).await;
    world.direct(2, CLEO, BO, true).await;
    assert_eq!(world.proof(chat(1), ANA).await.state(), State::Member);
    assert_eq!(world.proof(chat(1), BO).await.state(), State::Requested);
    world.direct(3, ANA, BO, false).await;
    assert_eq!(world.proof(chat(1), BO).await.state(), State::Requested, "the asker can't accept by asking again");
    world.chats.accept(&world.proof(chat(1), ANA).await).await.unwrap();
    assert_eq!(world.proof(chat(1), BO).await.state(), State::Requested, "nor by accepting");
    let proof = world.proof(chat(1), BO).await;
    world.chats.accept(&proof).await.unwrap();
    world.chats.accept(&proof).await.unwrap();
    assert_eq!(world.proof(chat(1), BO).await.state(), State::Member);
    assert_eq!(world.proof(chat(2), BO).await.state(), State::Requested, "another's request waits on");
    world.direct(4, BO, CLEO, false).await;
    assert_eq!(world.proof(chat(2), BO).await.state(), State::Member, "opening it oneself accepts");
}

async fn a_declined_request_is_not_accepted_by_an_old_proof(world: &World) {
    world.direct(1, ANA, BO, true).await;
    let proof = world.proof(chat(1), BO).await;
    assert_eq!(world.removes(chat(1), BO).await, Removed::Now { heir: None });
    world.chats.accept(&proof).await.unwrap();
    assert_eq!(world.part(chat(1), BO).await, None);
}

async fn a_direct_chat_put_away_is_gone_for_one_side_until_taken_up_again(world: &World) {
    world.direct(1, ANA, BO, false).await;
    world.direct(2, ANA, CLEO, false).await;
    world.says(chat(1), ANA, "one").await;
    world.says(chat(1), BO, "two").await;
    let old = world.proof(chat(1), BO).await;
    assert_eq!(world.removes(chat(1), BO).await, Removed::Now { heir: None });
    assert_eq!(world.removes(chat(1), BO).await, Removed::NotThere, "once");
    assert_eq!(world.removes(chat(1), EVE).await, Removed::NotThere, "she was never in it");
    assert_eq!(world.part(chat(1), BO).await, None);
    assert!(world.chats.heard_by(BO, None, 9).await.unwrap().is_empty());
    assert!(world.chats.chats_of(BO, false, None, 9).await.unwrap().is_empty());
    assert_eq!(world.appends(&[draft(chat(1), BO, "hm")]).await, [Appended::NotAMember]);
    assert_eq!(world.jobs().await, 0, "nothing is erased");
    assert_eq!(world.proof(chat(1), ANA).await.state(), State::Member, "the other side keeps it");
    assert_eq!(world.said(chat(1)).await.len(), 2);
    world.says(chat(1), ANA, "three").await;
    assert_eq!(world.part(chat(1), BO).await, None, "and can't bring it back");

    assert_eq!(world.direct(3, BO, ANA, false).await, Opened::As { id: chat(1), now: false });
    let again = world.proof(chat(1), BO).await;
    assert_eq!((again.state(), again.read_number()), (State::Member, old.read_number()));
    assert_eq!((again.chat().last_number, again.chat().members), (3, 2));
    assert_eq!(world.unread(chat(1), BO).await, 1);
    assert_eq!(world.proof(chat(2), ANA).await.chat().last_number, 0, "another chat is as before");
}

databases!(
    World::on,
    a_group_comes_back_as_it_was_opened,
    a_group_opens_with_a_thousand_members,
    a_direct_chat_comes_back_to_both_sides,
    a_pair_has_one_direct_chat_whoever_begins,
    of_twenty_at_once_one_opens_the_direct_chat,
    a_stranger_s_chat_waits_until_it_is_accepted,
    a_declined_request_is_not_accepted_by_an_old_proof,
    a_direct_chat_put_away_is_gone_for_one_side_until_taken_up_again,
);
