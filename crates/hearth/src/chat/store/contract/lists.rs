//! What somebody sees of their chats: lists, pages, and what is unread.

use super::*;
use crate::databases;

async fn listed(world: &World, account: AccountId, requests: bool, limit: i64) -> Vec<ChatId> {
    let mut seen = Vec::new();
    let mut after = None;
    loop {
        let page = world.chats.chats_of(account, requests, after, limit).await.unwrap();
        assert!(i64::try_from(page.len()).unwrap() <= limit);
        let Some(last) = page.last() else { return seen };
        let chat = last.membership.chat();
        after = Some((chat.active_at.millis(), chat.id.0));
        seen.extend(page.iter().map(|listed| listed.membership.chat_id()));
    }
}

async fn chats_are_listed_by_activity_page_by_page(world: &World) {
    for id in 1..=6 {
        world.group(id, &[BO]).await;
    }
    world.group(7, &[]).await;
    world.direct(8, BO, EVE, false).await;
    let newer = [(2, 20), (5, 20), (3, 20), (6, 10)];
    for (id, millis) in newer {
        let message = Draft { created_at: at(millis), ..draft(chat(id), ANA, "hi") };
        world.appends(&[message]).await;
    }
    let expected = [5, 3, 2, 6, 8, 4, 1].map(chat);
    for limit in [1, 2, 3, 50] {
        assert_eq!(listed(world, BO, false, limit).await, expected, "ties by id, {limit} at a time");
    }
    assert_eq!(listed(world, EVE, false, 2).await, [chat(8)]);
    assert!(listed(world, DAN, false, 2).await.is_empty());
    let page = world.chats.chats_of(BO, false, None, 1).await.unwrap();
    assert_eq!(page[0].membership, world.proof(chat(5), BO).await, "with the proof, as if asked for alone");
    assert_eq!((page[0].unread, page[0].membership.chat().active_at), (1, at(20)));
}

async fn requests_are_listed_apart(world: &World) {
    world.direct(1, ANA, BO, true).await;
    world.direct(2, CLEO, BO, false).await;
    world.direct(3, DAN, BO, true).await;
    world.direct(4, EVE, BO, true).await;
    world.removes(chat(4), BO).await;
    assert_eq!(listed(world, BO, true, 1).await, [chat(3), chat(1)], "a declined one is gone");
    assert_eq!(listed(world, BO, false, 1).await, [chat(2)]);
    assert_eq!(listed(world, ANA, false, 9).await, [chat(1)], "who asked has it among the others");
    assert!(listed(world, ANA, true, 9).await.is_empty());
}

async fn a_closed_group_is_in_no_list(world: &World) {
    let (group, other) = (world.group(1, &[BO]).await, world.group(2, &[BO]).await);
    world.chats.close(&world.proof(group, ANA).await, erasing(1)).await.unwrap();
    assert_eq!(listed(world, BO, false, 9).await, [other]);
}

async fn all_that_is_heard_comes_page_by_page(world: &World) {
    for id in [3, 1, 5, 2, 4] {
        world.group(id, &[BO, account(100 + id)]).await;
    }
    world.direct(6, ANA, BO, true).await;
    world.direct(7, CLEO, BO, false).await;
    world.removes(chat(7), BO).await;
    world.group(8, &[CLEO]).await;
    world.removes(chat(4), BO).await;
    let mut heard = Vec::new();
    loop {
        let page = world.chats.heard_by(BO, heard.last().map(|one: &Heard| one.chat), 2).await.unwrap();
        if page.is_empty() {
            break;
        }
        heard.extend(page);
    }
    let expected = [(1, 3), (2, 3), (3, 3), (5, 3), (6, 2)].map(|(id, members)| super::heard(chat(id), members));
    assert_eq!(heard, expected, "by id, with their sizes; requests too, and nothing that was left");
}

async fn what_is_unread_is_what_a_recount_finds(world: &World) {
    let people = [ANA, BO, CLEO];
    let chats = [world.group(1, &[BO, CLEO]).await, world.group(2, &[BO, CLEO]).await];
    let mut dice = Dice(20_260_501);
    for step in 0..150 {
        let chat = chats[usize::try_from(dice.below(2)).unwrap()];
        let who = people[usize::try_from(dice.below(3)).unwrap()];
        let proof = world.proof(chat, who).await;
        let number = 1 + dice.below(proof.chat().last_number.max(1) + 2);
        match dice.below(10) {
            0..4 => {
                world.says(chat, who, &format!("step {step}")).await;
            }
            4..6 => {
                world.messages.delete(&proof, number, dice.below(2) == 0, letting_go(step)).await.unwrap();
            }
            6..9 => {
                world.messages.mark_read(&proof, number).await.unwrap();
            }
            _ => {
                world.chats.remove(chat, CLEO, erasing(1)).await.unwrap();
                assert_eq!(world.adds(chat, CLEO, Role::Member, at(step)).await, Added::Now);
            }
        }
        for who in people {
            let proof = world.proof(chat, who).await;
            let waits = |message: &Message| {
                message.number > proof.read_number() && message.sender.account != who && !message.deleted
            };
            let counted = world.said(chat).await.into_iter().filter(waits).count();
            assert_eq!(world.unread(chat, who).await, i64::try_from(counted).unwrap(), "{who} after step {step}");
        }
    }
    assert!(world.proof(chats[0], ANA).await.chat().last_number > 10, "something happened");
    for who in people {
        let listed = world.chats.chats_of(who, false, None, 9).await.unwrap();
        for one in listed {
            assert_eq!(one.unread, world.unread(one.membership.chat_id(), who).await, "the list says the same");
        }
    }
}

async fn nothing_is_unread_for_who_is_not_there(world: &World) {
    let group = world.group(1, &[BO]).await;
    world.says(group, ANA, "hi").await;
    assert_eq!(world.unread(group, CLEO).await, 0);
    assert_eq!(world.unread(chat(9), ANA).await, 0);
    assert_eq!((world.unread(group, BO).await, world.unread(group, ANA).await), (1, 0));
}

databases!(
    World::on,
    chats_are_listed_by_activity_page_by_page,
    requests_are_listed_apart,
    a_closed_group_is_in_no_list,
    all_that_is_heard_comes_page_by_page,
    what_is_unread_is_what_a_recount_finds,
    nothing_is_unread_for_who_is_not_there,
);
