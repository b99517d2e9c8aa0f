//! What every database must do for chats that are withheld from a member.

use uuid::Uuid;

use super::withholding;
use crate::accounts::AccountId;
use crate::accounts::testing::Grudges;
use crate::chat::messages::store::Appended;
use crate::chat::model::{ChatId, Role, State};
use crate::chat::review::store::{ReviewStore, SqlReview};
use crate::chat::store::contract::{ANA, BO, CLEO, DAN, World as Chats, appended, at, chat, draft, heard};
use crate::chat::store::{Added, Opened, Removed};
use crate::databases;
use crate::platform::database::Db;

struct World {
    chats: Chats,
    review: SqlReview,
    grudges: Grudges,
}

impl World {
    fn on(db: Db) -> Self {
        let review = SqlReview(db.clone());
        Self { chats: Chats::on(db.clone()), review, grudges: Grudges::on(db, vec![withholding()]) }
    }

    async fn blocks(&self, who: AccountId, whom: AccountId) -> Vec<Uuid> {
        self.grudges.blocks(who, whom.into()).await
    }

    async fn unblocks(&self, who: AccountId, whom: AccountId) -> Vec<Uuid> {
        self.grudges.unblocks(who, whom.into()).await
    }

    /// What becomes of a message.
    async fn says(&self, chat: ChatId, who: AccountId, text: &str) -> Appended {
        self.chats.appends(&[draft(chat, who, text)]).await.remove(0)
    }

    async fn is_there(&self, chat: ChatId, who: AccountId) -> bool {
        self.chats.part(chat, who).await.is_some()
    }
}

async fn a_direct_chat_with_whom_one_blocks_is_withheld_from_oneself_alone(world: &World) {
    let Opened::As { id, .. } = world.chats.direct(1, ANA, BO, false).await else { panic!("opened") };
    let Opened::As { id: other, .. } = world.chats.direct(2, ANA, CLEO, false).await else { panic!("opened") };
    world.says(id, BO, "hello").await;
    let before = world.chats.part(id, ANA).await.unwrap();
    assert_eq!(world.blocks(ANA, BO).await, [id.0]);
    assert!(!world.is_there(id, ANA).await && world.is_there(id, BO).await && world.is_there(other, ANA).await);
    assert_eq!(world.says(id, ANA, "bye").await, Appended::NotAMember);
    assert_eq!(world.says(id, BO, "again").await, appended(2, 2), "who is blocked goes on");
    assert_eq!(world.chats.chats.heard_by(ANA, None, 9).await.unwrap(), [heard(other, 2)]);
    assert!(
        world
            .chats
            .chats
            .chats_of(ANA, false, None, 9)
            .await
            .unwrap()
            .iter()
            .all(|one| { one.membership.chat_id() == other })
    );
    assert!(world.chats.messages.search(ANA, &["hello".to_owned()], None, None, 9).await.unwrap().is_empty());
    assert_eq!(world.chats.messages.search(BO, &["hello".to_owned()], None, None, 9).await.unwrap().len(), 1);
    assert_eq!(world.chats.chats.members_among(id, &[ANA, BO]).await.unwrap(), [BO]);
    let proof = world.chats.part(id, BO).await.unwrap();
    let shown = world.chats.chats.member(&proof, ANA).await.unwrap().unwrap();
    assert_eq!((shown.state, shown.read_number), (State::Member, before.read_number()), "as if they weren't reading");
    assert!(world.chats.chats.is_withheld(id, ANA).await.unwrap());
    assert!(!world.chats.chats.is_withheld(id, BO).await.unwrap());
    let since = async |chat, who| world.review.withheld_since(chat, who).await.unwrap();
    assert!(since(id, ANA).await.is_some());
    assert_eq!((since(id, BO).await, since(other, ANA).await, since(other, BO).await), (None, None, None));

    assert_eq!(world.unblocks(ANA, BO).await, [id.0]);
    assert_eq!(since(id, ANA).await, None);
    assert_eq!(world.chats.part(id, ANA).await.unwrap().state(), State::Member);
    assert_eq!(world.chats.chats.unread(id, ANA).await.unwrap(), 2);
}

async fn a_direct_chat_that_begins_later_is_withheld_from_its_beginning(world: &World) {
    assert!(world.blocks(ANA, BO).await.is_empty(), "there is none yet");
    assert_eq!(world.chats.direct(1, ANA, BO, true).await, Opened::Blocked, "nobody begins one with whom they block");
    let opened = world.chats.direct(2, BO, ANA, true).await;
    assert_eq!(opened, Opened::As { id: chat(2), now: true }, "to who is blocked it looks as ever");
    assert_eq!(world.chats.direct(3, BO, ANA, true).await, Opened::As { id: chat(2), now: false });
    for number in 1..=3 {
        assert_eq!(world.says(chat(2), BO, "hi").await, appended(number, number));
    }
    assert_eq!(world.says(chat(2), BO, "hi").await, Appended::RequestWaits, "as with any request");
    assert!(!world.is_there(chat(2), ANA).await);
    assert_eq!(world.unblocks(ANA, BO).await, [chat(2).0]);
    assert_eq!(world.chats.part(chat(2), ANA).await.unwrap().state(), State::Requested);
}

async fn a_group_by_whom_one_blocks_is_withheld_until_somebody_else_asks(world: &World) {
    world.blocks(DAN, ANA).await;
    let group = world.chats.group(1, &[BO, DAN]).await;
    assert!(world.is_there(group, BO).await && !world.is_there(group, DAN).await);
    let ana = world.chats.part(group, ANA).await.unwrap();
    assert_eq!(ana.chat().members, 3, "to the others it looks as ever");
    assert_eq!(world.chats.chats.members(&ana, None, 9).await.unwrap().len(), 3);
    let later = world.chats.group(2, &[BO]).await;
    let ana = world.chats.part(later, ANA).await.unwrap();
    for added in [Added::Now, Added::Already] {
        assert_eq!(world.chats.chats.add(&ana, DAN, Role::Member, 9, at(1)).await.unwrap(), added);
        assert!(!world.is_there(later, DAN).await);
    }
    world.chats.chats.add(&ana, CLEO, Role::Admin, 9, at(1)).await.unwrap();
    let cleo = world.chats.part(later, CLEO).await.unwrap();
    assert_eq!(world.chats.chats.add(&cleo, DAN, Role::Member, 9, at(2)).await.unwrap(), Added::Revealed);
    assert!(world.is_there(later, DAN).await);
    assert_eq!(world.chats.part(later, DAN).await.unwrap().chat().members, 4, "they were counted before");
    assert_eq!(world.unblocks(DAN, ANA).await, [group.0]);
    assert!(world.is_there(group, DAN).await);
}

async fn who_does_not_have_a_group_does_not_inherit_it(world: &World) {
    world.blocks(DAN, ANA).await;
    let group = world.chats.group(1, &[DAN, BO]).await;
    world.chats.removes(group, ANA).await;
    assert_eq!(world.chats.part(group, BO).await.unwrap().role(), Role::Owner);
    assert_eq!(world.chats.removes(group, BO).await, Removed::Closed);
    world.unblocks(DAN, ANA).await;
    assert!(!world.is_there(group, DAN).await, "it was closed");
}

databases!(
    World::on,
    a_direct_chat_with_whom_one_blocks_is_withheld_from_oneself_alone,
    a_direct_chat_that_begins_later_is_withheld_from_its_beginning,
    a_group_by_whom_one_blocks_is_withheld_until_somebody_else_asks,
    who_does_not_have_a_group_does_not_inherit_it,
);
