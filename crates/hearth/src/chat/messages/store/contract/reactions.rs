//! Reactions under messages, and their summary.

use std::collections::BTreeSet;

use super::*;
use crate::databases;

const TWENTY: [&str; Reaction::MOST] = [
    "👍",
    "👎",
    "😀",
    "🎉",
    "❤️",
    "🚀",
    "👀",
    "🔥",
    "😢",
    "😮",
    "🙏",
    "💯",
    "✅",
    "❌",
    "🤔",
    "👏",
    "🥳",
    "😂",
    "🏳️‍🌈",
    "👩🏽‍💻",
];

fn shown(accounts: &[AccountId]) -> Vec<PersonId> {
    accounts.iter().map(|account| (*account).into()).collect()
}

fn reaction(emoji: &str, by: &[AccountId]) -> Reaction {
    Reaction { emoji: emoji.to_owned(), count: i64::try_from(by.len()).unwrap(), account_ids: shown(by) }
}

fn now(reacted: Reacted) -> Message {
    match reacted {
        Reacted::Now(message) => message,
        other => panic!("{other:?}"),
    }
}

async fn reactions_come_and_go_one_by_one(world: &World) {
    let group = world.group(1, &[BO, CLEO]).await;
    let other = world.group(2, &[BO]).await;
    for chat in [group, group, other] {
        world.says(chat, ANA, "hi").await;
    }
    world.reacts(other, 1, BO, "👍", true).await;
    world.reacts(group, 2, BO, "👍", true).await;
    let one = now(world.reacts(group, 1, BO, "👩🏽‍💻", true).await);
    assert_eq!((one.reactions.clone(), one.position, one.edited_at), (vec![reaction("👩🏽‍💻", &[BO])], 4, None));
    let two = now(world.reacts(group, 1, CLEO, "👍", true).await);
    assert_eq!(two.reactions, [reaction("👩🏽‍💻", &[BO]), reaction("👍", &[CLEO])], "in the order of their coming");
    let three = now(world.reacts(group, 1, BO, "👍", true).await);
    assert_eq!(three.reactions[1], reaction("👍", &[CLEO, BO]));
    assert_eq!(world.reacts(group, 1, BO, "👍", true).await, Reacted::Already(three.clone()), "once each");
    assert_eq!(world.message(group, 1).await, three);
    let four = now(world.reacts(group, 1, CLEO, "👍", false).await);
    assert_eq!(four.reactions[1], reaction("👍", &[BO]));
    assert_eq!(world.reacts(group, 1, CLEO, "👍", false).await, Reacted::Already(four), "nobody takes back another's");
    let five = now(world.reacts(group, 1, BO, "👩🏽‍💻", false).await);
    assert_eq!(five.reactions, [reaction("👍", &[BO])], "what nobody says any more is gone");
    assert_eq!(world.position(group).await, five.position);
    assert_eq!(world.message(group, 2).await.reactions, [reaction("👍", &[BO])]);
    assert_eq!(world.message(other, 1).await.reactions, [reaction("👍", &[BO])]);
}

async fn nobody_reacts_to_what_is_not_there(world: &World) {
    let group = world.group(1, &[BO]).await;
    world.says(group, ANA, "hi").await;
    world.deletes(group, 1, ANA).await;
    for number in [1, 2, 0, -1, i64::MAX] {
        for on in [true, false] {
            assert_eq!(world.reacts(group, number, BO, "👍", on).await, Reacted::NoSuchMessage, "{number}");
        }
    }
    assert_eq!(world.position(group).await, 2);
    assert!(world.messages.erase_reactions_by(BO, 9).await.unwrap().is_empty());
}

async fn twenty_kinds_are_the_most(world: &World) {
    let group = world.group(1, &[BO]).await;
    for _ in 0..2 {
        world.says(group, ANA, "hi").await;
    }
    for emoji in TWENTY {
        now(world.reacts(group, 1, BO, emoji, true).await);
    }
    let position = world.position(group).await;
    assert_eq!(world.reacts(group, 1, ANA, "🌍", true).await, Reacted::TooMany);
    assert!(matches!(world.reacts(group, 1, ANA, "🌍", false).await, Reacted::Already(_)));
    assert_eq!(world.position(group).await, position);
    assert_eq!(now(world.reacts(group, 1, ANA, TWENTY[19], true).await).reactions[19].count, 2, "no new kind");
    assert!(matches!(world.reacts(group, 1, BO, TWENTY[0], true).await, Reacted::Already(_)));
    now(world.reacts(group, 2, ANA, "🌍", true).await);
    now(world.reacts(group, 1, BO, TWENTY[0], false).await);
    let last = now(world.reacts(group, 1, ANA, "🌍", true).await);
    assert_eq!(last.reactions.iter().map(|reaction| reaction.emoji.as_str()).collect::<Vec<_>>()[..2], TWENTY[1..3]);
    assert_eq!(last.reactions.len(), 20);
}

async fn all_who_react_at_once_are_counted(world: &World) {
    let people: Vec<AccountId> = (10..40).map(account).collect();
    let group = world.group(1, &people).await;
    world.says(group, ANA, "hi").await;
    let mut proofs = Vec::new();
    for who in &people {
        proofs.push(world.proof(group, *who).await);
    }
    let reacted = proofs.iter().map(|proof| world.messages.react(proof, 1, "👍", true, NOW));
    for outcome in futures_util::future::join_all(reacted).await {
        now(outcome.unwrap());
    }
    let summary = world.message(group, 1).await.reactions.remove(0);
    let named: BTreeSet<AccountId> = summary.account_ids.iter().map(|who| AccountId(who.0)).collect();
    assert_eq!((summary.count, named), (30, people.into_iter().collect()));
}

async fn a_hundred_are_named_and_all_are_counted(world: &World) {
    let most = u128::try_from(Reaction::NAMED).unwrap();
    let people: Vec<AccountId> = (10..10 + most + 3).map(account).collect();
    let group = world.group(1, &people).await;
    world.says(group, ANA, "hi").await;
    for who in &people {
        world.reacts(group, 1, *who, "👍", true).await;
    }
    let summary = world.message(group, 1).await.reactions.remove(0);
    assert_eq!((summary.count, summary.account_ids), (103, shown(&people[..100])));
    world.reacts(group, 1, people[102], "👍", false).await;
    let summary = now(world.reacts(group, 1, people[0], "👍", false).await).reactions.remove(0);
    assert_eq!((summary.count, summary.account_ids), (101, shown(&people[1..100])));
}

async fn the_summary_says_what_the_single_reactions_say(world: &World) {
    let people = [ANA, BO, CLEO, DAN];
    let group = world.group(1, &people[1..]).await;
    for _ in 0..4 {
        world.says(group, ANA, "hi").await;
    }
    let mut single: BTreeSet<(i64, &str, AccountId)> = BTreeSet::new();
    let mut dice = Dice(99);
    let mut pick = |most| usize::try_from(dice.below(most)).unwrap();
    for step in 0..200 {
        let (who, emoji) = (people[pick(4)], TWENTY[pick(5)]);
        let number = i64::try_from(1 + pick(4)).unwrap();
        let on = pick(5) < 3;
        let there = step <= 150 || number != 3;
        let changed =
            there && if on { single.insert((number, emoji, who)) } else { single.remove(&(number, emoji, who)) };
        let reacted = world.reacts(group, number, who, emoji, on).await;
        assert_eq!(matches!(reacted, Reacted::Now(_)), changed, "step {step}");
        if step == 150 {
            world.deletes(group, 3, ANA).await;
            single.retain(|(number, _, _)| *number != 3);
        }
    }
    assert!(single.len() > 20, "something happened");
    for message in world.said(group).await {
        let mut summed: BTreeSet<(i64, &str, AccountId)> = BTreeSet::new();
        for reaction in &message.reactions {
            assert_eq!(reaction.count, i64::try_from(reaction.account_ids.len()).unwrap());
            summed.extend(
                reaction.account_ids.iter().map(|who| (message.number, reaction.emoji.as_str(), AccountId(who.0))),
            );
        }
        let expected: BTreeSet<_> = single.iter().copied().filter(|(number, _, _)| *number == message.number).collect();
        assert_eq!(summed, expected, "the summary of {}", message.number);
    }
    for who in people {
        let kept = single.iter().filter(|(_, _, by)| *by == who).count();
        let erased = world.messages.erase_reactions_by(who, 1000).await.unwrap();
        assert_eq!(erased.len(), kept, "the rows of {who}");
    }
    assert!(world.said(group).await.iter().all(|message| message.reactions.is_empty()));
}

databases!(
    World::on,
    reactions_come_and_go_one_by_one,
    nobody_reacts_to_what_is_not_there,
    twenty_kinds_are_the_most,
    all_who_react_at_once_are_counted,
    a_hundred_are_named_and_all_are_counted,
    the_summary_says_what_the_single_reactions_say,
);
