//! Messages are appended.

use super::*;
use crate::chat::model::Change;
use crate::databases;

fn with_id(chat: ChatId, sender: AccountId, client_id: &str) -> Draft {
    Draft { client_id: Some(client_id.to_owned()), ..draft(chat, sender, client_id) }
}

fn number_of(appended: &Appended) -> Option<i64> {
    match appended {
        Appended::Now { number, .. } => Some(*number),
        _ => None,
    }
}

async fn a_message_comes_back_as_it_was_sent(world: &World) {
    let (group, other) = (world.group(1, &[BO]).await, world.group(2, &[BO]).await);
    world.says(group, ANA, "first").await;
    let sent = Draft {
        client_id: Some("~".repeat(64)),
        text: "😀\"é\\\n\t界".repeat(1250) + "'; --  %_{}[]\u{200d}",
        content_warning: Some("ñ\u{1f525}".repeat(100)),
        reply_to: Some(1),
        mentions: (1..=50).map(|id| account(id).into()).collect(),
        created_at: at(123),
        ..draft(group, BO, "")
    };
    assert!(sent.text.chars().count() > 8_000);
    assert_eq!(world.appends(std::slice::from_ref(&sent)).await, [appended(2, 2)]);
    let expected = Message {
        chat: group,
        number: 2,
        position: 2,
        sender: Face::own(BO),
        client_id: sent.client_id,
        text: Some(sent.text),
        content_warning: sent.content_warning,
        reply_to: Some(1),
        mentions: sent.mentions,
        attachments: vec![],
        reactions: vec![],
        created_at: at(123),
        edited_at: None,
        deleted: false,
        hidden: false,
        pinned: false,
    };
    assert_eq!(world.message(group, 2).await, expected);
    assert_eq!(world.messages.message(&world.proof(group, ANA).await, 3).await.unwrap(), None);
    let bare = world.message(group, 1).await;
    assert_eq!((bare.client_id, bare.content_warning, bare.reply_to, bare.mentions), (None, None, None, vec![]));
    assert!(world.said(other).await.is_empty(), "another chat is as before");
}

async fn the_longest_texts_come_back_whole(world: &World) {
    let group = world.group(1, &[]).await;
    let texts = ["x".repeat(10_000), "😀".repeat(10_000), "é ".repeat(5_000), "\"\\\n".repeat(3_333)];
    let batch: Vec<Draft> = texts.iter().map(|text| draft(group, ANA, text)).collect();
    world.appends(&batch).await;
    for (message, text) in world.said(group).await.into_iter().zip(texts) {
        assert!(message.text.as_deref() == Some(text.as_str()), "number {}", message.number);
    }
}

async fn numbers_have_no_gaps_under_many_at_once(world: &World) {
    let group = world.group(1, &[BO, CLEO]).await;
    let senders = [ANA, BO, CLEO];
    let drafts: Vec<[Draft; 1]> = (0..50).map(|i| [draft(group, senders[i % 3], &format!("{i}"))]).collect();
    let attempts = drafts.iter().map(|draft| world.messages.append(draft, STRANGERS));
    let outcomes = futures_util::future::join_all(attempts).await;
    let mut answered: Vec<(i64, String)> = Vec::new();
    for (outcome, draft) in outcomes.into_iter().zip(&drafts) {
        answered.push((number_of(&outcome.unwrap()[0]).unwrap(), draft[0].text.clone()));
    }
    answered.sort();
    let said = world.said(group).await;
    assert_eq!(numbers(&said), (1..=50).collect::<Vec<_>>());
    let stored: Vec<(i64, String)> = said.into_iter().map(|m| (m.number, m.text.unwrap())).collect();
    assert_eq!(stored, answered, "each was told the number that its text has");
    let proof = world.proof(group, ANA).await;
    assert_eq!((proof.chat().last_number, proof.chat().position), (50, 50));
}

async fn batches_of_many_chats_at_once_wait_for_one_another(world: &World) {
    let chats = [world.group(1, &[BO]).await, world.group(2, &[BO]).await, world.group(3, &[BO]).await];
    let batches: Vec<Vec<Draft>> = (0..12)
        .map(|i: usize| (0..6).map(|j: usize| draft(chats[(i + i % 2 * j + j) % 3], [ANA, BO][j % 2], "hi")).collect())
        .collect();
    let attempts = batches.iter().map(|batch| world.messages.append(batch, STRANGERS));
    for outcome in futures_util::future::join_all(attempts).await {
        assert!(outcome.unwrap().iter().all(|appended| number_of(appended).is_some()));
    }
    let mut total = 0;
    for chat in chats {
        let said = world.said(chat).await;
        assert_eq!(numbers(&said), (1..=i64::try_from(said.len()).unwrap()).collect::<Vec<_>>());
        total += said.len();
    }
    assert_eq!(total, 72);
}

async fn a_batch_is_numbered_in_the_order_given(world: &World) {
    let (one, two) = (world.group(1, &[BO]).await, world.group(2, &[BO]).await);
    world.says(two, BO, "before").await;
    let batch =
        [draft(one, ANA, "a"), draft(two, ANA, "b"), draft(one, BO, "c"), draft(one, ANA, "d"), draft(two, BO, "e")];
    let expected = [1, 2, 2, 3, 3].map(|number| appended(number, number));
    assert_eq!(world.appends(&batch).await, expected);
    let texts = async |chat| world.said(chat).await.into_iter().map(|m| m.text.unwrap()).collect::<Vec<_>>().concat();
    assert_eq!((texts(one).await.as_str(), texts(two).await.as_str()), ("acd", "beforebe"));
    for (chat, who, read) in [(one, ANA, 3), (one, BO, 2), (two, ANA, 2), (two, BO, 3)] {
        assert_eq!(world.proof(chat, who).await.read_number(), read, "sending marks read up to the message");
    }
    assert_eq!(world.appends(&[]).await, []);
}

async fn sending_moves_the_chat_up_and_nobody_else_s_mark(world: &World) {
    let (group, other) = (world.group(1, &[BO]).await, world.group(2, &[BO]).await);
    world.appends(&[Draft { created_at: at(9), ..draft(group, ANA, "hi") }]).await;
    let bo = world.proof(group, BO).await;
    assert_eq!((bo.read_number(), bo.chat().active_at, bo.chat().created_at), (0, at(9), NOW));
    world.appends(&[Draft { created_at: at(5), ..draft(group, ANA, "by a clock that is late") }]).await;
    assert_eq!(world.proof(group, BO).await.chat().active_at, at(9), "never back");
    assert_eq!(world.proof(other, ANA).await.chat().active_at, NOW);
    assert_eq!(world.proof(other, ANA).await.read_number(), 0);
}

async fn the_same_client_id_makes_one_message(world: &World) {
    let (group, other) = (world.group(1, &[BO]).await, world.group(2, &[]).await);
    let batch = [with_id(group, ANA, "a"), with_id(group, ANA, "b"), with_id(group, ANA, "a"), with_id(group, BO, "a")];
    let now = |number| appended(number, number);
    let already = Appended::Already { number: 1 };
    assert_eq!(world.appends(&batch).await, [now(1), now(2), already.clone(), now(3)]);
    let again = [with_id(group, BO, "b"), with_id(group, ANA, "a"), with_id(other, ANA, "a"), with_id(group, ANA, "A")];
    assert_eq!(world.appends(&again).await, [now(4), already.clone(), now(1), now(5)]);
    let changed = Draft { text: "another text".to_owned(), ..with_id(group, ANA, "a") };
    assert_eq!(world.appends(&[changed]).await, std::slice::from_ref(&already));
    assert_eq!(world.message(group, 1).await.text.as_deref(), Some("a"));
    world.deletes(group, 1, ANA).await;
    assert_eq!(world.appends(&[with_id(group, ANA, "a")]).await, [already], "not even once it is deleted");
    assert_eq!(numbers(&world.said(group).await), [1, 2, 3, 4, 5]);
}

async fn of_many_rivals_with_a_client_id_one_wins(world: &World) {
    let group = world.group(1, &[]).await;
    let draft = [with_id(group, ANA, "same")];
    let attempts = (0..10).map(|_| world.messages.append(&draft, STRANGERS));
    let outcomes: Vec<Appended> =
        futures_util::future::join_all(attempts).await.into_iter().map(|one| one.unwrap().remove(0)).collect();
    assert_eq!(outcomes.iter().filter(|one| **one == appended(1, 1)).count(), 1);
    assert_eq!(outcomes.iter().filter(|one| **one == Appended::Already { number: 1 }).count(), 9, "{outcomes:?}");
    assert_eq!((numbers(&world.said(group).await), world.position(group).await), (vec![1], 1));
}

async fn who_takes_no_part_says_nothing_and_disturbs_nobody(world: &World) {
    let (group, gone) = (world.group(1, &[BO]).await, world.group(2, &[BO]).await);
    world.direct(3, ANA, CLEO, false).await;
    assert_eq!(world.removes(chat(3), CLEO).await, Removed::Now { heir: None });
    world.chats.close(&world.proof(gone, ANA).await, erasing(1)).await.unwrap();
    let batch = [
        draft(group, CLEO, "never in it"),
        draft(group, ANA, "one"),
        draft(chat(3), CLEO, "put away"),
        draft(gone, ANA, "closed"),
        draft(chat(9), ANA, "no such chat"),
        draft(chat(3), ANA, "still there"),
        draft(group, BO, "two"),
    ];
    let now = |number| appended(number, number);
    let no = Appended::NotAMember;
    assert_eq!(world.appends(&batch).await, [no.clone(), now(1), no.clone(), no.clone(), no, now(1), now(2)]);
    assert_eq!(world.said(group).await.len(), 2);
    assert_eq!(world.appends(&batch[..1]).await, [Appended::NotAMember], "alone as well");
}

async fn a_reply_needs_its_message(world: &World) {
    let (group, other) = (world.group(1, &[]).await, world.group(2, &[]).await);
    world.says(other, ANA, "elsewhere").await;
    let reply = |id: &str, to| Draft { reply_to: Some(to), ..with_id(group, ANA, id) };
    let batch = [reply("a", 1), draft(group, ANA, "one"), reply("b", 1), reply("c", 3), reply("d", 0), reply("e", -1)];
    let no = Appended::NoSuchReply;
    let now = |number| appended(number, number);
    assert_eq!(world.appends(&batch).await, [no.clone(), now(1), now(2), no.clone(), no.clone(), no]);
    assert_eq!(world.message(group, 2).await.reply_to, Some(1), "within one batch as well");
    world.deletes(group, 1, ANA).await;
    assert_eq!(world.appends(&[reply("a", 1)]).await, [appended(3, 4)], "a refusal used nothing up");
}

async fn a_stranger_says_so_much_until_accepted(world: &World) {
    world.direct(1, ANA, BO, true).await;
    world.direct(2, ANA, CLEO, false).await;
    let says = |who, text| draft(chat(1), who, text);
    let now = |number| appended(number, number);
    let batch = [says(ANA, "1"), says(ANA, "2"), says(ANA, "3"), says(ANA, "4"), draft(chat(2), ANA, "a friend")];
    assert_eq!(world.appends(&batch).await, [now(1), now(2), now(3), Appended::RequestWaits, now(1)]);
    assert_eq!(world.appends(&[says(ANA, "4")]).await, [Appended::RequestWaits]);
    assert_eq!(world.unread(chat(1), BO).await, 3);
    let answer = [says(ANA, "4"), says(BO, "yes?"), says(ANA, "4 again")];
    assert_eq!(world.appends(&answer).await, [Appended::RequestWaits, now(4), now(5)], "answering accepts, at once");
    assert_eq!(world.proof(chat(1), BO).await.state(), crate::chat::model::State::Member);
    assert_eq!(world.appends(&[says(ANA, "6")]).await, [now(6)]);

    world.direct(3, DAN, BO, true).await;
    let from_dan: Vec<Draft> = (0..4).map(|_| draft(chat(3), DAN, "hi")).collect();
    assert_eq!(world.appends(&from_dan).await.last(), Some(&Appended::RequestWaits), "each request for itself");
    world.chats.accept(&world.proof(chat(3), BO).await).await.unwrap();
    assert_eq!(world.appends(&from_dan[..1]).await, [now(4)]);
}

async fn in_slow_mode_a_member_waits_and_its_admins_do_not(world: &World) {
    let (group, other) = (world.group(1, &[BO, CLEO]).await, world.group(2, &[BO]).await);
    let slow = Change { slow_seconds: Some(10), ..Change::default() };
    world.chats.change(&world.proof(group, ANA).await, slow).await.unwrap();
    let says = |chat, who, millis| Draft { created_at: at(millis), ..draft(chat, who, "hi") };
    let waits = |wait_seconds| Appended::TooSoon { wait_seconds };
    let first = Draft { client_id: Some("a".to_owned()), ..says(group, BO, 0) };
    let batch = [first.clone(), says(group, BO, 0), first, says(group, CLEO, 0), says(other, BO, 0)];
    let expected = [appended(1, 1), waits(10), Appended::Already { number: 1 }, appended(2, 2), appended(1, 1)];
    assert_eq!(world.appends(&batch).await, expected, "in one batch, too");
    assert_eq!(world.appends(&[says(group, BO, 9_001)]).await, [waits(1)]);
    assert_eq!(world.appends(&[says(group, ANA, 1), says(group, ANA, 1)]).await, [appended(3, 3), appended(4, 4)]);
    assert_eq!(world.appends(&[says(group, BO, 10_000)]).await, [appended(5, 5)]);
    let bo = world.proof(group, BO).await;
    assert!(world.messages.delete(&bo, 5, false, letting_go(0)).await.unwrap().is_some());
    assert_eq!(world.appends(&[says(group, BO, 10_001)]).await, [waits(10)], "deleting is no way around");
    let waited = Draft { waited: true, ..says(group, BO, 10_001) };
    assert_eq!(world.appends(&[waited]).await, [appended(6, 7)]);
    let off = Change { slow_seconds: Some(0), ..Change::default() };
    world.chats.change(&world.proof(group, ANA).await, off).await.unwrap();
    assert_eq!(world.appends(&[says(group, BO, 10_002)]).await, [appended(7, 8)]);
}

async fn who_was_declined_is_not_heard(world: &World) {
    world.direct(1, ANA, BO, true).await;
    world.says(chat(1), ANA, "hi").await;
    world.removes(chat(1), BO).await;
    world.messages.append(&[draft(chat(1), ANA, "hello?")], STRANGERS).await.unwrap();
    assert_eq!(world.part(chat(1), BO).await, None);
    assert!(world.chats.heard_by(BO, None, 9).await.unwrap().is_empty());
    assert!(world.chats.chats_of(BO, true, None, 9).await.unwrap().is_empty());
}

async fn the_position_counts_the_changes(world: &World) {
    let group = world.group(1, &[BO]).await;
    let other = world.group(2, &[BO]).await;
    let (ana, bo) = (world.proof(group, ANA).await, world.proof(group, BO).await);
    let mut changes = 0;
    let mut dice = Dice(7);
    for step in 0..120 {
        let number = 1 + dice.below(8);
        let changed = match dice.below(6) {
            0 | 1 => {
                let id = dice.below(12).to_string();
                matches!(world.appends(&[with_id(group, ANA, &id)]).await[0], Appended::Now { .. })
            }
            2 => world.messages.revise(&ana, number, revision("edited")).await.unwrap().is_some(),
            3 => world.messages.delete(&bo, number, step > 100, letting_go(0)).await.unwrap().is_some(),
            4 => matches!(world.reacts(group, number, BO, "👍", dice.below(2) == 0).await, Reacted::Now(_)),
            _ => world.messages.pin(&ana, number, Some(NOW)).await.unwrap().is_some(),
        };
        changes += i64::from(changed);
        let said = world.said(group).await;
        let position = world.position(group).await;
        assert_eq!(position, changes, "after step {step}");
        assert_eq!(said.iter().map(|message| message.position).max().unwrap_or(0), position);
    }
    assert!(changes > 40, "something happened");
    assert_eq!(world.position(other).await, 0);
}

databases!(
    World::on,
    a_message_comes_back_as_it_was_sent,
    the_longest_texts_come_back_whole,
    numbers_have_no_gaps_under_many_at_once,
    batches_of_many_chats_at_once_wait_for_one_another,
    a_batch_is_numbered_in_the_order_given,
    sending_moves_the_chat_up_and_nobody_else_s_mark,
    the_same_client_id_makes_one_message,
    of_many_rivals_with_a_client_id_one_wins,
    who_takes_no_part_says_nothing_and_disturbs_nobody,
    a_reply_needs_its_message,
    a_stranger_says_so_much_until_accepted,
    in_slow_mode_a_member_waits_and_its_admins_do_not,
    who_was_declined_is_not_heard,
    the_position_counts_the_changes,
);
