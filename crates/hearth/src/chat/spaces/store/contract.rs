//! What every database must do for groups in spaces: they are there for the space's members, and nobody is out of the
//! space and still in one of them.

use uuid::Uuid;

use super::*;
use crate::accounts::{AccountId, PersonId};
use crate::chat::messages::store::Appended;
use crate::chat::model::{Joining, Membership, Role};
use crate::chat::store::contract;
use crate::chat::store::contract::{ANA, BO, CLEO, DAN, EVE, NOW, account, at, chat, draft, erasing, title};
use crate::chat::store::{Grouped, NewGroup};
use crate::databases;
use crate::platform::database::Db;
use crate::spaces::testing::Ground;
use crate::spaces::{Face, Parted, Pseudonym, SpaceContents, Tenant};

struct World {
    chats: contract::World,
    groups: SqlSpaceChats,
    ground: Ground,
}

impl World {
    fn on(db: Db) -> Self {
        let ground = Ground::on(db.clone(), vec![tenant(db.clone())]);
        Self { chats: contract::World::on(db.clone()), groups: SqlSpaceChats(db), ground }
    }

    async fn opens(&self, id: u128, space: SpaceId, joining: Joining, owner: AccountId, others: &[AccountId]) -> bool {
        self.tries(id, space, joining, owner, others).await == Grouped::Now
    }

    async fn tries(
        &self,
        id: u128,
        space: SpaceId,
        joining: Joining,
        owner: AccountId,
        others: &[AccountId],
    ) -> Grouped {
        let (title, members) = (title(&format!("Group {id}")), others.to_vec());
        let (id, space, capacity) = (chat(id), Some(space), Some(4));
        let new = NewGroup { id, title, capacity, space, joining, owner, members, at: NOW };
        self.chats.chats.open_group(new).await.unwrap()
    }

    async fn joins(&self, space: SpaceId, id: u128, account: AccountId) -> Added {
        self.groups.join(&self.ground.proof(space, account).await, chat(id), 1000, at(1)).await.unwrap()
    }

    async fn lists(&self, space: SpaceId, account: AccountId) -> Vec<(ChatId, bool)> {
        let found = self.groups.chats_in(&self.ground.proof(space, account).await, None, 10).await.unwrap();
        found.into_iter().map(|(chat, own)| (chat.id, own.is_some())).collect()
    }

    async fn counts(&self, space: SpaceId) -> i64 {
        let mut contents = SpaceContents::default();
        self.groups.count(space, &mut contents).await.unwrap();
        contents.chats
    }

    async fn part(&self, id: u128, account: AccountId) -> Option<Membership> {
        self.chats.part(chat(id), account).await
    }
}

fn ids(numbers: &[u128]) -> Vec<Uuid> {
    numbers.iter().map(|number| chat(*number).0).collect()
}

async fn a_group_in_a_space_is_for_its_members(world: &World) {
    let (home, other) = (world.ground.space(1, ANA, &[BO, CLEO]).await, world.ground.space(2, DAN, &[BO]).await);
    assert!(world.opens(1, home, Joining::Open, ANA, &[BO]).await);
    assert!(world.opens(2, home, Joining::Invitation, BO, &[]).await);
    assert!(world.opens(3, other, Joining::Open, DAN, &[]).await);
    assert!(!world.opens(4, home, Joining::Open, DAN, &[]).await, "he isn't in the space");
    assert!(!world.opens(5, home, Joining::Open, ANA, &[DAN]).await, "nor can he be brought along");
    assert_eq!((world.part(4, DAN).await, world.part(5, ANA).await), (None, None));
    assert_eq!(world.lists(home, CLEO).await, [(chat(1), false)], "what is by invitation isn't there for her");
    assert_eq!(world.lists(home, BO).await, [(chat(1), true), (chat(2), true)]);
    assert_eq!(world.lists(other, BO).await, [(chat(3), false)]);
    let proof = world.ground.proof(home, BO).await;
    assert_eq!(world.groups.chats_in(&proof, Some(chat(1)), 10).await.unwrap().len(), 1);
    let first = world.part(1, BO).await.unwrap().chat().clone();
    assert_eq!((first.space, first.joining, first.members), (Some(home), Joining::Open, 2));
    assert_eq!(world.counts(home).await, 2);
    for (id, expected) in [(1, Some(home)), (2, None), (3, Some(other)), (9, None)] {
        assert_eq!(world.groups.open_in(chat(id)).await.unwrap(), expected);
    }
}

async fn an_open_group_is_joined_while_there_is_room(world: &World) {
    let home = world.ground.space(1, ANA, &[BO, CLEO, DAN, EVE, account(6)]).await;
    let other = world.ground.space(2, account(7), &[]).await;
    world.opens(1, home, Joining::Open, ANA, &[]).await;
    world.opens(2, home, Joining::Invitation, ANA, &[]).await;
    assert_eq!(world.joins(home, 1, BO).await, Added::Now);
    assert_eq!(world.joins(home, 1, BO).await, Added::Already);
    assert_eq!(world.joins(home, 2, BO).await, Added::NotInTheSpace, "it is by invitation");
    assert_eq!(world.joins(other, 1, account(7)).await, Added::NotInTheSpace, "it is another space's");
    let proofs = [CLEO, DAN, EVE, account(6)].map(|who| world.joins(home, 1, who));
    let rivals = futures_util::future::join_all(proofs).await;
    assert_eq!(rivals.iter().filter(|one| **one == Added::Now).count(), 2, "{rivals:?}");
    assert_eq!(world.part(1, ANA).await.unwrap().chat().members, 4);
    // An admin of the group can't bring in who isn't in the space.
    let proof = world.part(2, ANA).await.unwrap();
    let adds = async |who| world.chats.chats.add(&proof, who, Role::Member, 1000, NOW).await.unwrap();
    assert_eq!((adds(account(7)).await, adds(BO).await), (Added::NotInTheSpace, Added::Now));
}

async fn who_is_out_of_the_space_is_out_of_its_groups(world: &World) {
    let (home, other) = (world.ground.space(1, ANA, &[BO, CLEO]).await, world.ground.space(2, ANA, &[BO]).await);
    world.opens(1, home, Joining::Open, ANA, &[BO, CLEO]).await;
    world.opens(2, home, Joining::Invitation, BO, &[CLEO]).await;
    world.opens(3, home, Joining::Invitation, BO, &[]).await;
    world.opens(4, other, Joining::Open, ANA, &[BO]).await;
    let free = world.chats.group(5, &[BO]).await;
    let old = world.ground.proof(home, BO).await;
    let parted = world.ground.leaves(home, BO, vec![erasing(1)]).await;
    assert_eq!(parted, Parted { left: ids(&[1, 2, 3]), closed: ids(&[3]), ..Parted::default() });
    for id in [1, 2, 3] {
        assert_eq!(world.part(id, BO).await, None);
        let said = world.chats.appends(&[draft(chat(id), BO, "still here?")]).await;
        assert_eq!(said, [Appended::NotAMember]);
    }
    assert_eq!(world.part(2, CLEO).await.unwrap().role(), Role::Owner, "the ownership passes on");
    assert_eq!(world.part(1, ANA).await.unwrap().chat().members, 2);
    assert!(world.part(4, BO).await.is_some() && world.chats.part(free, BO).await.is_some());
    assert_eq!(world.groups.join(&old, chat(1), 1000, NOW).await.unwrap(), Added::NotInTheSpace, "an old proof");
    assert_eq!(world.groups.closed_in(home, None, 10).await.unwrap(), [chat(3)]);

    assert_eq!(
        world.ground.bans(home, ANA, CLEO).await,
        Parted { left: ids(&[1, 2]), closed: ids(&[2]), ..Parted::default() }
    );
    assert_eq!(world.part(1, CLEO).await, None);
}

async fn one_owner_has_so_many_groups_in_a_space(world: &World) {
    let (home, other) = (world.ground.space(1, ANA, &[BO, CLEO]).await, world.ground.space(2, BO, &[]).await);
    for id in 1..=50 {
        assert!(world.opens(id, home, Joining::Invitation, BO, &[CLEO]).await);
    }
    assert_eq!(world.tries(51, home, Joining::Invitation, BO, &[]).await, Grouped::TooMany);
    assert_eq!(world.part(51, BO).await, None);
    assert!(world.opens(52, home, Joining::Invitation, CLEO, &[]).await, "others may");
    assert!(world.opens(53, other, Joining::Invitation, BO, &[]).await, "and he elsewhere");
    world.chats.removes(chat(1), BO).await;
    let rivals = [54, 55, 56].map(|id| world.tries(id, home, Joining::Invitation, BO, &[]));
    let opened = futures_util::future::join_all(rivals).await;
    assert_eq!(opened.iter().filter(|one| **one == Grouped::Now).count(), 1, "{opened:?}");
    let parted = world.ground.bans(home, ANA, BO).await;
    assert_eq!((parted.left.len(), parted.closed.len()), (50, 1));
    assert_eq!(world.part(50, CLEO).await.unwrap().role(), Role::Owner);
    assert_eq!(world.part(50, CLEO).await.unwrap().chat().members, 1);
}

async fn joining_and_leaving_at_once_leaves_nobody_inside(world: &World) {
    for round in 0..6_u128 {
        let home = world.ground.space(10 + round, ANA, &[BO]).await;
        world.opens(10 + round, home, Joining::Open, ANA, &[]).await;
        let proof = world.ground.proof(home, BO).await;
        let joining = world.groups.join(&proof, chat(10 + round), 1000, NOW);
        let (joined, _) = tokio::join!(joining, world.ground.leaves(home, BO, vec![]));
        assert!(matches!(joined.unwrap(), Added::Now | Added::NotInTheSpace));
        assert_eq!(world.part(10 + round, BO).await, None, "round {round}");
        assert_eq!(world.part(10 + round, ANA).await.unwrap().chat().members, 1);
    }
}

async fn who_hides_in_the_space_hides_in_its_groups(world: &World) {
    let home = world.ground.space(1, ANA, &[CLEO]).await;
    let fox = world.ground.hides(home, BO, 77, "Fox").await;
    let owl = world.ground.hides(home, DAN, 0x5000, "Owl").await;
    // Opening, being brought along, joining, being added: each way in.
    world.opens(1, home, Joining::Open, BO, &[DAN, ANA]).await;
    assert_eq!(world.joins(home, 1, CLEO).await, Added::Now);
    world.opens(2, home, Joining::Open, ANA, &[]).await;
    assert_eq!(world.joins(home, 2, BO).await, Added::Now);
    let ana = world.part(2, ANA).await.unwrap();
    assert_eq!(world.chats.chats.add(&ana, DAN, Role::Member, 1000, NOW).await.unwrap(), Added::Now);
    for (id, face) in [(1, fox), (1, owl), (2, fox), (2, owl), (2, Face::own(ANA))] {
        assert_eq!(world.part(id, face.account).await.unwrap().face(), face);
    }
    let members = world.chats.chats.members(&world.part(1, CLEO).await.unwrap(), None, 10).await.unwrap();
    let shown: Vec<PersonId> = members.iter().map(|member| member.face.shown).collect();
    assert_eq!(shown, [ANA.into(), CLEO.into(), fox.shown, owl.shown], "by what is seen of them");
    let rest = world.chats.chats.members(&ana, Some(fox.shown), 10).await.unwrap();
    assert_eq!(rest.iter().map(|member| member.face.shown).collect::<Vec<_>>(), [owl.shown]);

    let everybody = [ANA, BO, CLEO, DAN, EVE];
    let (space, mut own) = world.chats.chats.own_among(chat(1), &everybody).await.unwrap();
    own.sort_unstable();
    assert_eq!((space, own), (Some(home), vec![ANA, CLEO]));
    let mut hidden = world.chats.chats.hidden_among(chat(1), &everybody).await.unwrap();
    hidden.sort_unstable();
    assert_eq!(hidden, [fox.shown, owl.shown]);
    assert_eq!(world.chats.chats.own_among(chat(9), &everybody).await.unwrap(), (None, vec![]));
    for (one, other, expected) in [(ANA, CLEO, true), (ANA, BO, false), (BO, ANA, false), (BO, DAN, false)] {
        let acquainted = world.chats.chats.acquainted(one, other).await.unwrap();
        assert_eq!(acquainted, expected, "{one} and {other}: to meet a pseudonym isn't to know the account");
    }
    let heard = world.chats.chats.heard_by(BO, None, 10).await.unwrap();
    assert!(heard.len() == 2 && heard.iter().all(|one| one.hidden));
}

async fn what_the_hidden_say_and_do_names_the_pseudonym(world: &World) {
    let home = world.ground.space(1, ANA, &[]).await;
    let fox = world.ground.hides(home, BO, 77, "Fox").await;
    world.opens(1, home, Joining::Open, ANA, &[BO]).await;
    let free = world.chats.group(2, &[BO]).await;
    let batch = [draft(chat(1), BO, "one"), draft(chat(1), ANA, "two"), draft(free, BO, "free")];
    let pseudonym = Pseudonym { id: fox.shown, name: Some("Fox".to_owned()) };
    let named = world.chats.appends(&batch).await.into_iter().map(|appended| match appended {
        Appended::Now { pseudonym, .. } => pseudonym,
        other => panic!("{other:?}"),
    });
    assert_eq!(named.collect::<Vec<_>>(), [Some(pseudonym), None, None]);
    let senders = async |chat| world.chats.said(chat).await.into_iter().map(|one| one.sender).collect::<Vec<_>>();
    assert_eq!(senders(chat(1)).await, [fox, Face::own(ANA)]);
    assert_eq!(senders(free).await, [Face::own(BO)]);

    let bo = world.part(1, BO).await.unwrap();
    for on in [true, false, true] {
        world.chats.messages.react(&bo, 2, "👍", on, NOW).await.unwrap();
    }
    let summary = world.chats.said(chat(1)).await[1].reactions.clone();
    assert_eq!((summary[0].count, &summary[0].account_ids), (1, &vec![fox.shown]));
    world.ground.leaves(home, BO, vec![]).await;
    assert_eq!(senders(chat(1)).await, [fox, Face::own(ANA)], "what was said keeps its author");
    let changed = world.chats.messages.erase_reactions_by(BO, 10).await.unwrap();
    assert!(changed.len() == 1 && changed[0].reactions.is_empty());
    let sent = world.chats.messages.sent_by(BO, None, 10).await.unwrap();
    assert_eq!(sent.len(), 2, "an export is of the account, by whatever name it spoke");
}

async fn a_deleted_space_takes_its_groups_along(world: &World) {
    let (home, other) = (world.ground.space(1, ANA, &[BO]).await, world.ground.space(2, ANA, &[BO]).await);
    world.opens(1, home, Joining::Open, ANA, &[BO]).await;
    world.opens(2, home, Joining::Invitation, BO, &[]).await;
    world.opens(3, other, Joining::Open, ANA, &[BO]).await;
    world.chats.says(chat(1), BO, "secret").await;
    assert_eq!(world.chats.messages.search(BO, &["secret".to_owned()], None, None, 10).await.unwrap().len(), 1);
    let old = world.ground.proof(home, BO).await;
    assert_eq!(world.ground.deletes(home, ANA).await, Parted { closed: ids(&[1, 2]), ..Parted::default() });
    for id in [1, 2] {
        assert_eq!(world.part(id, BO).await, None);
        let said = world.chats.appends(&[draft(chat(id), BO, "still here?")]).await;
        assert_eq!(said, [Appended::NotAMember]);
    }
    assert_eq!(world.groups.join(&old, chat(1), 1000, NOW).await.unwrap(), Added::NotInTheSpace);
    assert!(!world.opens(4, home, Joining::Open, ANA, &[]).await);
    // Before any job has erased what was said.
    let words = ["secret".to_owned()];
    for chat in [None, Some(chat(1))] {
        assert!(world.chats.messages.search(BO, &words, chat, None, 10).await.unwrap().is_empty(), "not to be found");
    }
    assert!(world.chats.messages.sent_by(BO, None, 10).await.unwrap().is_empty(), "nor to be exported");
    let heard = world.chats.chats.heard_by(BO, None, 10).await.unwrap();
    assert_eq!(heard.iter().map(|one| (one.chat, one.members)).collect::<Vec<_>>(), [(chat(3), 2)]);
    assert_eq!(world.groups.closed_in(home, None, 10).await.unwrap(), [chat(1), chat(2)]);
    assert_eq!(world.groups.erase_members(chat(3), 10).await.unwrap(), 0, "never who is in a group that lives");
    assert_eq!(world.groups.erase_members(chat(1), 1).await.unwrap(), 1);
    assert_eq!(world.groups.erase_members(chat(1), 10).await.unwrap(), 1);
    assert_eq!(world.groups.erase_members(chat(1), 10).await.unwrap(), 0);
    assert_eq!(world.counts(home).await, 0);
    for id in [1, 3] {
        world.groups.forget(chat(id)).await.unwrap();
    }
    assert_eq!(world.groups.closed_in(home, None, 10).await.unwrap(), [chat(2)]);
    assert_eq!(world.part(3, ANA).await.unwrap().chat().space, Some(other), "never one that lives");
}

databases!(
    World::on,
    a_group_in_a_space_is_for_its_members,
    an_open_group_is_joined_while_there_is_room,
    who_is_out_of_the_space_is_out_of_its_groups,
    one_owner_has_so_many_groups_in_a_space,
    joining_and_leaving_at_once_leaves_nobody_inside,
    who_hides_in_the_space_hides_in_its_groups,
    what_the_hidden_say_and_do_names_the_pseudonym,
    a_deleted_space_takes_its_groups_along,
);
