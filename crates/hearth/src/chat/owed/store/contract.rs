//! What every database must say of what is owed.

use super::*;
use crate::chat::messages::store::Appended;
use crate::chat::store::contract::{ANA, BO, CLEO, DAN, World, at, draft, letting_go};
use crate::databases;

impl World {
    async fn owes(&self, account: AccountId, requests: bool) -> Vec<(ChatId, i64)> {
        let mut all: Vec<(ChatId, i64)> = Vec::new();
        let mut after = None;
        loop {
            let part = self.owed.owed(account, requests, after, 1).await.unwrap();
            let Some(one) = part.first() else { return all };
            let chat = one.membership.chat();
            after = Some((chat.active_at.millis(), chat.id.0));
            all.push((chat.id, one.unread));
        }
    }

    async fn says_at(&self, chat: ChatId, sender: AccountId, millis: i64) {
        let draft = crate::chat::messages::model::Draft { created_at: at(millis), ..draft(chat, sender, "hi") };
        assert!(matches!(self.appends(&[draft]).await[..], [Appended::Now { .. }]));
    }
}

async fn who_has_read_all_is_owed_nothing(world: &World) {
    let (one, two) = (world.group(1, &[BO, CLEO]).await, world.group(2, &[BO]).await);
    let waits = world.direct(3, DAN, BO, true).await.id;
    world.says_at(one, ANA, 1).await;
    world.says_at(two, ANA, 2).await;
    world.says_at(one, CLEO, 2).await;
    world.says_at(waits, DAN, 3).await;
    // At the same time, the greater id first.
    assert_eq!(world.owes(BO, false).await, [(two, 1), (one, 2)]);
    assert_eq!(world.owes(BO, true).await, [(waits, 1)]);
    assert_eq!(world.owes(ANA, false).await, [(one, 1)]);
    world.messages.mark_read(&world.proof(one, BO).await, 2).await.unwrap();
    assert_eq!(world.owes(BO, false).await, [(two, 1)]);
    world.messages.delete(&world.proof(two, ANA).await, 1, false, letting_go(9)).await.unwrap();
    assert_eq!(world.owes(BO, false).await, [(two, 0)], "deleted");
    world.removes(two, BO).await;
    assert!(world.owes(BO, false).await.is_empty());
}

async fn members_are_found_by_what_they_are_shown_as(world: &World) {
    let group = world.group(1, &[BO, CLEO]).await;
    let direct = world.direct(2, ANA, DAN, false).await.id;
    world.removes(direct, DAN).await;
    let shown = [BO.into(), DAN.into(), ANA.into()];
    let mut found = world.owed.addressed(group, &shown).await.unwrap();
    found.sort_by_key(Membership::account);
    assert_eq!(found.iter().map(Membership::account).collect::<Vec<_>>(), [ANA, BO]);
    assert_eq!(found[1], world.proof(group, BO).await);
    let left = world.owed.addressed(direct, &shown).await.unwrap();
    assert_eq!(left.iter().map(Membership::account).collect::<Vec<_>>(), [ANA], "who left isn't there");
}

async fn those_behind_come_in_parts(world: &World) {
    let group = world.group(1, &[BO, CLEO, DAN]).await;
    assert!(world.owed.behind(group, None, 9).await.unwrap().is_empty(), "nothing was said");
    world.says(group, ANA, "hi").await;
    world.messages.mark_read(&world.proof(group, CLEO).await, 1).await.unwrap();
    let first = world.owed.behind(group, None, 1).await.unwrap();
    let rest = world.owed.behind(group, Some(first[0].shown()), 9).await.unwrap();
    let both = [first, rest].concat();
    assert_eq!(both.iter().map(Membership::account).collect::<Vec<_>>(), [BO, DAN]);
}

async fn a_message_is_quoted_to_who_takes_part(world: &World) {
    let group = world.group(1, &[BO]).await;
    let number = world.says(group, BO, "said by Bo").await;
    let gone = world.says(group, BO, "taken back").await;
    world.messages.delete(&world.proof(group, BO).await, gone, false, letting_go(9)).await.unwrap();
    let asked = [(group, number), (group, gone), (group, 99)];
    let [quote] = &world.owed.quoted(ANA, &asked).await.unwrap()[..] else { panic!("one is there") };
    assert_eq!((quote.number, quote.sender.account, quote.text.as_str()), (number, BO, "said by Bo"));
    assert_eq!(quote.proof, world.proof(group, ANA).await);
    assert!(world.owed.quoted(CLEO, &asked).await.unwrap().is_empty(), "not to others");
    assert_eq!(world.owed.author(group, number).await.unwrap(), Some(Face::own(BO)));
    assert_eq!(world.owed.author(group, gone).await.unwrap(), None);
}

databases!(
    World::on,
    who_has_read_all_is_owed_nothing,
    members_are_found_by_what_they_are_shown_as,
    those_behind_come_in_parts,
    a_message_is_quoted_to_who_takes_part,
);
