//! What is taken away for good, a part at a time.

use super::*;
use crate::databases;

/// In each of two groups five messages: odd ones Ana's, even ones Bo's; each reacts to all.
async fn set_up(world: &World) -> [ChatId; 2] {
    let groups = [world.group(1, &[BO]).await, world.group(2, &[BO]).await];
    for group in groups {
        let batch: Vec<Draft> = (1..=5).map(|i| draft(group, [BO, ANA][i % 2], "word")).collect();
        world.appends(&batch).await;
        for number in 1..=5 {
            world.reacts(group, number, ANA, "👍", true).await;
            world.reacts(group, number, BO, "👍", true).await;
        }
    }
    groups
}

async fn an_account_s_messages_are_erased_part_by_part(world: &World) {
    let groups = set_up(world).await;
    world.deletes(groups[0], 2, BO).await;
    world.removes(groups[1], BO).await;
    let before: Vec<Message> = world.said(groups[1]).await;
    let erase = async |limit| world.messages.erase_sent_by(BO, limit, letting_go(99)).await.unwrap();
    let first = erase(2).await;
    assert_eq!(first.len(), 2);
    assert!(first.iter().all(|message| message.deleted && message.sender.account == BO && message.text.is_none()));
    let second = erase(2).await;
    assert_eq!((second.len(), erase(2).await.len(), erase(2).await.len()), (1, 0, 0), "also in a group that was left");
    let mut places: Vec<_> = first.iter().chain(&second).map(|message| (message.chat, message.number)).collect();
    places.sort_unstable();
    assert_eq!(places, [(groups[0], 4), (groups[1], 2), (groups[1], 4)]);
    let after = world.said(groups[1]).await;
    for (before, after) in before.iter().zip(&after).filter(|(before, _)| before.sender.account == ANA) {
        assert_eq!(before, after, "others' messages stay, with Bo's reactions");
    }
    assert_eq!(numbers(&after), [1, 2, 3, 4, 5], "tombstones keep the numbers");
    let position = world.position(groups[1]).await;
    let missed = world.messages.missed(&world.proof(groups[1], ANA).await, Since::Position(position - 2), 9).await;
    assert_eq!(numbers(&missed.unwrap().messages), [2, 4], "who was away learns of it");
    let rows = world.messages.erase_reactions_by(ANA, 50).await.unwrap();
    assert_eq!(rows.len(), 6, "none is left under what was erased");
}

async fn an_account_s_reactions_are_taken_back_part_by_part(world: &World) {
    let groups = set_up(world).await;
    world.reacts(groups[0], 1, BO, "🎉", true).await;
    let erase = async |limit| world.messages.erase_reactions_by(BO, limit).await.unwrap();
    let mut erased = 0;
    loop {
        let part = erase(4).await;
        assert!(part.len() <= 4);
        if part.is_empty() {
            break;
        }
        for message in &part {
            let now = world.message(message.chat, message.number).await;
            assert!(message.position <= now.position && now.reactions.iter().all(|r| r.account_ids == [ANA.into()]));
        }
        erased += part.len();
    }
    assert_eq!(erased, 11);
    assert!(erase(4).await.is_empty());
    for group in groups {
        for message in world.said(group).await {
            let expected = Reaction { emoji: "👍".to_owned(), count: 1, account_ids: vec![ANA.into()] };
            assert_eq!(message.reactions, [expected], "Ana's stay");
            assert_eq!(message.text.as_deref(), Some("word"), "and so does what was said");
        }
    }
}

async fn a_closed_chat_is_erased_part_by_part_and_no_other(world: &World) {
    let [closed, other] = set_up(world).await;
    let before = world.said(other).await;
    let proof = world.proof(closed, ANA).await;
    world.chats.close(&proof, erasing(1)).await.unwrap();
    let mut parts = Vec::new();
    for _ in 0..4 {
        parts.push(world.messages.erase_chat(closed, 2, letting_go(99)).await.unwrap());
    }
    assert_eq!(parts, [2, 2, 1, 0]);
    assert_eq!(world.messages.erase_chat(chat(9), 2, letting_go(99)).await.unwrap(), 0);
    assert!(world.messages.window(&proof, Window::Newest, 9).await.unwrap().is_empty());
    assert_eq!(world.said(other).await, before);
    let sent = world.messages.sent_by(ANA, None, 50).await.unwrap();
    assert!(sent.len() == 3 && sent.iter().all(|message| message.chat == other));
    let found = world.messages.search(ANA, &["word".to_owned()], None, None, 50).await.unwrap();
    assert!(found.len() == 5 && found.iter().all(|(_, message)| message.chat == other));
    assert_eq!(world.messages.erase_reactions_by(ANA, 50).await.unwrap().len(), 5, "the other's alone are left");
}

databases!(
    World::on,
    an_account_s_messages_are_erased_part_by_part,
    an_account_s_reactions_are_taken_back_part_by_part,
    a_closed_chat_is_erased_part_by_part_and_no_other,
);
