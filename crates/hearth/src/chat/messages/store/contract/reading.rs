//! History, what was missed, pinned ones, read marks, and what somebody sent.

use super::*;
use crate::databases;

async fn full(world: &World, messages: i64) -> ChatId {
    let group = world.group(1, &[BO]).await;
    let batch: Vec<Draft> = (1..=messages).map(|number| draft(group, BO, &number.to_string())).collect();
    world.appends(&batch).await;
    let other = world.group(2, &[BO]).await;
    world.says(other, ANA, "elsewhere").await;
    group
}

async fn windows_show_their_part_at_both_ends(world: &World) {
    let group = full(world, 10).await;
    let proof = world.proof(group, ANA).await;
    for (window, limit, expected) in [
        (Window::Newest, 3, 8..=10),
        (Window::Newest, 50, 1..=10),
        (Window::Before(5), 3, 2..=4),
        (Window::Before(3), 50, 1..=2),
        (Window::Before(99), 2, 9..=10),
        (Window::After(5), 3, 6..=8),
        (Window::After(8), 50, 9..=10),
        (Window::After(0), 2, 1..=2),
        (Window::After(-9), 2, 1..=2),
        (Window::Around(5), 4, 3..=6),
        (Window::Around(5), 5, 3..=7),
        (Window::Around(1), 4, 1..=4),
        (Window::Around(10), 4, 8..=10),
        (Window::Around(5), 1, 5..=5),
    ] {
        let seen = world.messages.window(&proof, window, limit).await.unwrap();
        assert_eq!(numbers(&seen), expected.collect::<Vec<_>>(), "{window:?}, {limit}");
        assert!(seen.iter().all(|message| message.chat == group));
    }
    for window in [Window::Before(1), Window::After(10), Window::Before(i64::MIN), Window::After(i64::MAX)] {
        assert!(world.messages.window(&proof, window, 5).await.unwrap().is_empty(), "{window:?}");
    }
    world.deletes(group, 4, BO).await;
    let seen = world.messages.window(&proof, Window::Around(4), 3).await.unwrap();
    assert_eq!(numbers(&seen), [3, 4, 5], "a tombstone keeps its place");
}

async fn an_empty_chat_has_empty_windows(world: &World) {
    let proof = world.proof(world.group(1, &[]).await, ANA).await;
    for window in [Window::Newest, Window::Before(1), Window::After(0), Window::Around(1)] {
        assert!(world.messages.window(&proof, window, 5).await.unwrap().is_empty(), "{window:?}");
    }
    let missed = world.messages.missed(&proof, Since::Position(0), 5).await.unwrap();
    assert_eq!((missed.messages.len(), missed.position, missed.last_number, missed.reload), (0, 0, 0, false));
    assert!(world.messages.newest(&[proof]).await.unwrap().is_empty());
    assert!(world.messages.newest(&[]).await.unwrap().is_empty());
}

async fn the_newest_of_each_chat_is_found(world: &World) {
    let group = full(world, 3).await;
    world.group(3, &[]).await;
    let proofs = [world.proof(chat(3), ANA).await, world.proof(chat(2), ANA).await, world.proof(group, ANA).await];
    let newest = world.messages.newest(&proofs).await.unwrap();
    let mut found: Vec<_> = newest.iter().map(|message| (message.chat, message.number)).collect();
    found.sort_unstable();
    assert_eq!(found, [(group, 3), (chat(2), 1)]);
    assert_eq!(newest.iter().find(|message| message.chat == group), Some(&world.message(group, 3).await));
}

async fn what_was_missed_is_exactly_what_changed(world: &World) {
    let group = full(world, 9).await;
    let (ana, bo) = (world.proof(group, ANA).await, world.proof(group, BO).await);
    let missed = async |since| world.messages.missed(&ana, since, 50).await.unwrap();
    assert_eq!(numbers(&missed(Since::Position(7)).await.messages), [8, 9]);
    world.messages.revise(&bo, 5, revision("five")).await.unwrap();
    world.deletes(group, 2, BO).await;
    world.reacts(group, 7, ANA, "👍", true).await;
    world.messages.pin(&ana, 1, Some(NOW)).await.unwrap();
    world.messages.revise(&bo, 2, revision("too late")).await.unwrap();
    world.messages.mark_read(&ana, 9).await.unwrap();
    world.messages.revise(&bo, 5, revision("5")).await.unwrap();
    let all = missed(Since::Position(9)).await;
    assert_eq!((numbers(&all.messages), all.position, all.last_number, all.reload), (vec![2, 7, 1, 5], 14, 9, false));
    for message in &all.messages {
        assert_eq!(*message, world.message(group, message.number).await, "as it is now");
    }
    assert_eq!(all.messages.iter().map(|message| message.position).collect::<Vec<_>>(), [11, 12, 13, 14]);
    for (since, expected) in [(11, vec![7, 1, 5]), (13, vec![5]), (14, vec![]), (8, vec![9, 2, 7, 1, 5])] {
        assert_eq!(numbers(&missed(Since::Position(since)).await.messages), expected, "since position {since}");
    }
    // By number: since the message was sent.
    for (since, expected) in [(9, vec![2, 7, 1, 5]), (8, vec![9, 2, 7, 1, 5]), (6, vec![8, 9, 2, 7, 1, 5])] {
        assert_eq!(numbers(&missed(Since::Number(since)).await.messages), expected, "since number {since}");
    }
    assert_eq!(missed(Since::Number(0)).await.messages.len(), 9, "everything, each once");
    assert_eq!(missed(Since::Position(0)).await.messages.len(), 9);
}

async fn too_much_or_impossible_to_list_is_to_be_loaded_afresh(world: &World) {
    let group = full(world, 6).await;
    let proof = world.proof(group, ANA).await;
    let missed = async |since| {
        let missed = world.messages.missed(&proof, since, 4).await.unwrap();
        assert_eq!((missed.position, missed.last_number), (6, 6), "{since:?}");
        (missed.messages.len(), missed.reload)
    };
    for (since, expected) in [
        (Since::Position(2), (4, false)),
        (Since::Position(1), (0, true)),
        (Since::Number(2), (4, false)),
        (Since::Number(1), (0, true)),
        (Since::Number(0), (0, true)),
        (Since::Position(6), (0, false)),
        (Since::Position(7), (0, true)),
        (Since::Position(i64::MAX), (0, true)),
        (Since::Number(7), (0, true)),
        (Since::Number(-1), (0, true)),
    ] {
        assert_eq!(missed(since).await, expected, "{since:?}");
    }
}

async fn a_read_mark_only_moves_on_and_not_past_the_newest(world: &World) {
    let group = full(world, 5).await;
    let read = async |number| {
        let mark = world.messages.mark_read(&world.proof(group, ANA).await, number).await.unwrap();
        assert_eq!(world.proof(group, ANA).await.read_number(), mark);
        mark
    };
    for (number, mark) in [(0, 0), (-5, 0), (2, 2), (1, 2), (2, 2), (99, 5), (5, 5), (i64::MAX, 5), (3, 5)] {
        assert_eq!(read(number).await, mark, "read {number}");
    }
    let old = world.proof(group, ANA).await;
    world.says(group, BO, "6").await;
    assert_eq!(read(6).await, 6);
    assert_eq!(world.messages.mark_read(&old, 5).await.unwrap(), 6, "where it is now, whatever the proof says");
    assert_eq!(world.proof(chat(2), BO).await.read_number(), 0, "another chat, another member");
    assert_eq!(world.position(group).await, 6, "reading changes no message");
}

async fn of_many_marks_at_once_the_furthest_stays(world: &World) {
    let group = full(world, 30).await;
    let proof = world.proof(group, ANA).await;
    let marks = (1..=20).map(|number| world.messages.mark_read(&proof, number * 7 % 20 + 1));
    for mark in futures_util::future::join_all(marks).await {
        assert!((1..=20).contains(&mark.unwrap()));
    }
    assert_eq!(world.proof(group, ANA).await.read_number(), 20);
}

async fn who_left_meanwhile_marks_nothing(world: &World) {
    let group = full(world, 5).await;
    let proof = world.proof(group, BO).await;
    world.removes(group, BO).await;
    world.messages.mark_read(&proof, 99).await.unwrap();
    world.messages.mark_read(&proof, 1).await.unwrap();
    assert_eq!(world.part(group, BO).await, None);
}

async fn pinned_ones_come_newest_first_page_by_page(world: &World) {
    let group = full(world, 9).await;
    let proof = world.proof(group, ANA).await;
    world.messages.pin(&world.proof(chat(2), ANA).await, 1, Some(NOW)).await.unwrap();
    for number in [7, 2, 9, 4, 5] {
        world.messages.pin(&proof, number, Some(at(number))).await.unwrap();
    }
    world.messages.pin(&proof, 4, None).await.unwrap();
    world.deletes(group, 9, BO).await;
    let page = async |before, limit| numbers(&world.messages.pinned(&proof, before, limit).await.unwrap());
    assert_eq!(page(None, 50).await, [7, 5, 2]);
    assert_eq!(page(None, 2).await, [7, 5]);
    assert_eq!(page(Some(5), 2).await, [2]);
    assert!(page(Some(2), 2).await.is_empty());
}

async fn what_somebody_sent_is_listed_over_all_chats(world: &World) {
    full(world, 2).await;
    world.direct(3, BO, CLEO, false).await;
    for (to, who) in [(chat(3), BO), (chat(3), CLEO), (chat(2), BO), (chat(2), ANA), (chat(2), BO), (chat(3), BO)] {
        world.says(to, who, "hi").await;
    }
    world.deletes(chat(2), 2, BO).await;
    world.removes(chat(2), BO).await;
    let mut sent = Vec::new();
    loop {
        let after = sent.last().map(|(chat, number): &(ChatId, i64)| (chat.0, *number));
        let page = world.messages.sent_by(BO, after, 2).await.unwrap();
        if page.is_empty() {
            break;
        }
        assert!(page.len() <= 2 && page.iter().all(|message| message.sender.account == BO && !message.deleted));
        sent.extend(page.iter().map(|message| (message.chat, message.number)));
    }
    let expected = [(chat(1), 1), (chat(1), 2), (chat(2), 4), (chat(3), 1), (chat(3), 3)];
    assert_eq!(sent, expected, "also in a group that was left");
    assert!(world.messages.sent_by(EVE, None, 9).await.unwrap().is_empty());
}

databases!(
    World::on,
    windows_show_their_part_at_both_ends,
    an_empty_chat_has_empty_windows,
    the_newest_of_each_chat_is_found,
    what_was_missed_is_exactly_what_changed,
    too_much_or_impossible_to_list_is_to_be_loaded_afresh,
    a_read_mark_only_moves_on_and_not_past_the_newest,
    of_many_marks_at_once_the_furthest_stays,
    who_left_meanwhile_marks_nothing,
    pinned_ones_come_newest_first_page_by_page,
    what_somebody_sent_is_listed_over_all_chats,
);
