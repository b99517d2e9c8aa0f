//! What every database must do for the groups of gatherings.

use uuid::Uuid;

use super::*;
use crate::accounts::AccountId;
use crate::chat::messages::store::Appended;
use crate::chat::model::{ChatId, Joining, Membership, Role};
use crate::chat::store::contract;
use crate::chat::store::contract::{ANA, BO, CLEO, NOW, at, chat, draft};
use crate::databases;
use crate::platform::database::Db;
use crate::platform::jobs::Jobs;
use crate::spaces::Face;

const JOB: Uuid = Uuid::from_u128(77);

struct World {
    chats: contract::World,
    db: Db,
}

impl World {
    fn on(db: Db) -> Self {
        Self { chats: contract::World::on(db.clone()), db }
    }

    async fn part(&self, chat: ChatId, account: AccountId) -> Option<Membership> {
        self.chats.part(chat, account).await
    }
}

async fn opens(world: &World, id: ChatId) {
    let mut tx = world.db.begin().await.unwrap();
    open(&mut tx, id, None, "Picnic", Face::own(ANA), NOW).await.unwrap();
    enter(&mut tx, id, Face::own(BO), at(1)).await.unwrap();
    enter(&mut tx, id, Face::own(CLEO), at(2)).await.unwrap();
    tx.commit().await.unwrap();
}

async fn jobs(world: &World) -> Vec<(String, Uuid)> {
    let leased = Jobs::new(world.db.clone()).lease(at(9), at(10), 9).await.unwrap();
    leased.into_iter().map(|job| (job.kind, job.id)).collect()
}

async fn attendees_are_members_for_as_long_as_they_attend(world: &World) {
    opens(world, chat(1)).await;
    let host = world.part(chat(1), ANA).await.unwrap();
    let group = host.chat();
    assert_eq!((host.role(), group.joining, group.members), (Role::Owner, Joining::Gathering, 3));
    assert_eq!((group.gathering(), group.title.as_deref()), (Some(chat(1).0), Some("Picnic")));
    world.chats.says(chat(1), BO, "I bring bread").await;
    let mut tx = world.db.begin().await.unwrap();
    enter(&mut tx, chat(1), Face::own(BO), at(3)).await.unwrap();
    leave(&mut tx, chat(1), ANA, JOB, at(3)).await.unwrap();
    leave(&mut tx, chat(1), ANA, JOB, at(3)).await.unwrap();
    rename(&mut tx, chat(1), "Tea").await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(world.part(chat(1), ANA).await, None);
    let heir = world.part(chat(1), BO).await.unwrap();
    assert_eq!((heir.role(), heir.chat().members, heir.chat().title.as_deref()), (Role::Owner, 2, Some("Tea")));
    assert_eq!(world.chats.appends(&[draft(chat(1), ANA, "still here?")]).await, [Appended::NotAMember]);
    assert!(jobs(world).await.is_empty(), "what was said stays");
}

async fn what_is_not_committed_with_the_gathering_never_was(world: &World) {
    let mut tx = world.db.begin().await.unwrap();
    open(&mut tx, chat(1), None, "Picnic", Face::own(ANA), NOW).await.unwrap();
    tx.rollback().await.unwrap();
    assert_eq!(world.part(chat(1), ANA).await, None);
}

async fn the_last_one_closes_it(world: &World) {
    opens(world, chat(1)).await;
    opens(world, chat(2)).await;
    let mut tx = world.db.begin().await.unwrap();
    for account in [ANA, BO, CLEO] {
        leave(&mut tx, chat(1), account, JOB, at(3)).await.unwrap();
    }
    enter(&mut tx, chat(1), Face::own(BO), at(4)).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(world.part(chat(1), BO).await, None, "nobody comes back into what is closed");
    assert_eq!(world.part(chat(2), BO).await.unwrap().chat().members, 3, "what it must not close");
    assert_eq!(jobs(world).await, [("chat.erase".to_owned(), JOB)]);
}

async fn it_goes_with_its_gathering(world: &World) {
    opens(world, chat(1)).await;
    opens(world, chat(2)).await;
    for _ in 0..2 {
        let mut tx = world.db.begin().await.unwrap();
        close(&mut tx, chat(1), JOB, at(3)).await.unwrap();
        tx.commit().await.unwrap();
    }
    for account in [ANA, BO] {
        assert_eq!(world.part(chat(1), account).await, None);
        assert!(world.part(chat(2), account).await.is_some());
    }
    assert_eq!(jobs(world).await, [("chat.erase".to_owned(), JOB)]);
}

databases!(
    World::on,
    attendees_are_members_for_as_long_as_they_attend,
    what_is_not_committed_with_the_gathering_never_was,
    the_last_one_closes_it,
    it_goes_with_its_gathering,
);
