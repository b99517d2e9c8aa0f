//! Messages are edited, deleted and pinned.

use super::*;
use crate::databases;

/// Message 1 is Ana's, with everything on it; 2 is Bo's. The same in a second group, which nothing may touch.
async fn set_up(world: &World) -> (ChatId, Vec<Message>) {
    for id in [1, 2] {
        let group = world.group(id, &[BO]).await;
        let first = Draft {
            client_id: Some("id".to_owned()),
            content_warning: Some("spoiler".to_owned()),
            mentions: vec![BO.into()],
            ..draft(group, ANA, "before")
        };
        world.appends(&[first, Draft { reply_to: Some(1), ..draft(group, BO, "of Bo's") }]).await;
        world.reacts(group, 1, BO, "👍", true).await;
        world.reacts(group, 2, ANA, "🎉", true).await;
        world.messages.pin(&world.proof(group, ANA).await, 1, Some(NOW)).await.unwrap();
    }
    (chat(1), world.said(chat(2)).await)
}

async fn an_edit_changes_text_warning_and_mentions(world: &World) {
    let (group, other) = set_up(world).await;
    let before = world.message(group, 1).await;
    let text = "éx😀 \"\\".repeat(1_666);
    let new =
        Revision {
            text: text.clone(), content_warning: Some("ñ".repeat(200)), mentions: vec![CLEO.into()], at: at(7)
        };
    let edited = world.messages.revise(&world.proof(group, ANA).await, 1, new).await.unwrap().unwrap();
    let expected = Message {
        text: Some(text),
        content_warning: Some("ñ".repeat(200)),
        mentions: vec![CLEO.into()],
        edited_at: Some(at(7)),
        position: before.position + 1,
        ..before
    };
    assert_eq!(edited, expected, "reactions, pin and all else stay");
    assert_eq!(world.message(group, 1).await, expected);
    let plain = world.messages.revise(&world.proof(group, ANA).await, 1, revision("plain")).await.unwrap().unwrap();
    assert_eq!((plain.content_warning, plain.mentions, plain.edited_at), (None, vec![], Some(at(50))));
    assert_eq!(world.message(group, 2).await.text.as_deref(), Some("of Bo's"));
    assert_eq!(world.said(chat(2)).await, other, "another group is as before");
}

async fn nobody_edits_another_s_or_a_deleted_message(world: &World) {
    let (group, _) = set_up(world).await;
    let (ana, bo) = (world.proof(group, ANA).await, world.proof(group, BO).await);
    world.deletes(group, 1, ANA).await;
    let before = (world.said(group).await, world.position(group).await);
    for (proof, number) in [(&ana, 2), (&bo, 1), (&ana, 1), (&ana, 3), (&ana, 0), (&ana, -1), (&bo, i64::MAX)] {
        assert_eq!(world.messages.revise(proof, number, revision("mine")).await.unwrap(), None, "{number}");
    }
    assert_eq!((world.said(group).await, world.position(group).await), before, "not even a position is used up");
}

async fn a_deleted_message_leaves_a_tombstone(world: &World) {
    let (group, other) = set_up(world).await;
    let before = world.message(group, 1).await;
    let deleted = world.deletes(group, 1, ANA).await;
    let expected = Message {
        text: None,
        content_warning: None,
        mentions: vec![],
        reactions: vec![],
        deleted: true,
        pinned: false,
        position: before.position + 1,
        ..before
    };
    assert_eq!(deleted, expected, "its number, sender, time and client id stay");
    assert_eq!(world.message(group, 1).await, expected);
    assert_eq!(
        world.messages.delete(&world.proof(group, ANA).await, 1, true, letting_go(0)).await.unwrap(),
        None,
        "once"
    );
    assert_eq!(world.message(group, 2).await.reactions.len(), 1, "another message keeps its reactions");
    assert_eq!(world.message(group, 2).await.reply_to, Some(1));
    assert_eq!(world.said(chat(2)).await, other, "another group is as before");
    assert_eq!(numbers(&world.messages.erase_reactions_by(BO, 9).await.unwrap()), [1], "his under the other group's");
}

async fn nobody_deletes_another_s_message_unless_anybody_s_may_be(world: &World) {
    let (group, _) = set_up(world).await;
    let (ana, bo) = (world.proof(group, ANA).await, world.proof(group, BO).await);
    let before = (world.said(group).await, world.position(group).await);
    for (proof, number, anybodys) in [(&ana, 2, false), (&bo, 1, false), (&ana, 3, true), (&ana, 0, true)] {
        assert_eq!(world.messages.delete(proof, number, anybodys, letting_go(0)).await.unwrap(), None, "{number}");
    }
    assert_eq!((world.said(group).await, world.position(group).await), before);
    let deleted = world.messages.delete(&ana, 2, true, letting_go(0)).await.unwrap().unwrap();
    assert_eq!((deleted.number, deleted.sender.account, deleted.deleted), (2, BO, true));
}

async fn of_many_who_delete_one_succeeds(world: &World) {
    let (group, _) = set_up(world).await;
    let proof = world.proof(group, ANA).await;
    let attempts = (0..8).map(|_| world.messages.delete(&proof, 1, true, letting_go(0)));
    let outcomes = futures_util::future::join_all(attempts).await;
    assert_eq!(outcomes.into_iter().filter(|outcome| outcome.as_ref().unwrap().is_some()).count(), 1);
    assert_eq!(world.position(group).await, proof.chat().position + 1);
}

async fn a_pin_is_put_on_and_taken_off(world: &World) {
    let (group, other) = set_up(world).await;
    let bo = world.proof(group, BO).await;
    let before = world.message(group, 2).await;
    let pinned = world.messages.pin(&bo, 2, Some(at(3))).await.unwrap().unwrap();
    assert_eq!(pinned, Message { pinned: true, position: 6, ..before.clone() });
    assert_eq!(world.message(group, 2).await, pinned);
    let off = world.messages.pin(&bo, 2, None).await.unwrap().unwrap();
    assert_eq!(off, Message { position: 7, ..before });
    assert!(world.message(group, 1).await.pinned, "another's pin stays");
    world.deletes(group, 1, ANA).await;
    let position = world.position(group).await;
    for number in [1, 3, 0] {
        assert_eq!(world.messages.pin(&bo, number, Some(NOW)).await.unwrap(), None, "{number}");
    }
    assert_eq!(world.position(group).await, position);
    assert_eq!(world.said(chat(2)).await, other, "another group is as before");
}

async fn changes_at_once_each_have_a_position(world: &World) {
    let group = world.group(1, &[BO]).await;
    let batch: Vec<Draft> = (0..10).map(|_| draft(group, ANA, "hi")).collect();
    world.appends(&batch).await;
    let (ana, bo) = (world.proof(group, ANA).await, world.proof(group, BO).await);
    let more = [draft(group, BO, "more")];
    let (edits, reacts, pins, appends, deletes) = tokio::join!(
        futures_util::future::join_all((1..=6).map(|n| world.messages.revise(&ana, n, revision("new")))),
        futures_util::future::join_all((1..=6).map(|n| world.messages.react(&bo, n, "👍", true, NOW))),
        futures_util::future::join_all((1..=6).map(|n| world.messages.pin(&ana, n, Some(NOW)))),
        futures_util::future::join_all((0..6).map(|_| world.messages.append(&more, STRANGERS))),
        futures_util::future::join_all((7..=10).map(|n| world.messages.delete(&ana, n, false, letting_go(0)))),
    );
    assert!(edits.into_iter().chain(pins).chain(deletes).all(|changed| changed.unwrap().is_some()));
    assert!(reacts.into_iter().all(|reacted| matches!(reacted.unwrap(), Reacted::Now(_))));
    assert!(appends.into_iter().all(|appended| matches!(appended.unwrap()[0], Appended::Now { .. })));
    assert_eq!(world.position(group).await, 10 + 6 * 4 + 4);
    let said = world.said(group).await;
    assert!(said[..6].iter().all(|m| m.text.as_deref() == Some("new") && m.pinned && m.reactions.len() == 1));
    assert!(said[6..10].iter().all(|message| message.deleted));
    let mut positions: Vec<i64> = said.iter().map(|message| message.position).collect();
    positions.sort_unstable();
    positions.dedup();
    assert_eq!(positions.len(), 16, "no two share one");
}

databases!(
    World::on,
    an_edit_changes_text_warning_and_mentions,
    nobody_edits_another_s_or_a_deleted_message,
    a_deleted_message_leaves_a_tombstone,
    nobody_deletes_another_s_message_unless_anybody_s_may_be,
    of_many_who_delete_one_succeeds,
    a_pin_is_put_on_and_taken_off,
    changes_at_once_each_have_a_position,
);
