//! What every database must say of what is new.

use uuid::Uuid;

use super::*;
use crate::databases;
use crate::platform::ids::first_at;
use crate::shares::comments::store::CommentStore;
use crate::shares::model::NewShare;
use crate::shares::store::contract::{ANA, BO, CLEO, NOW, ROOM, World, at};
use crate::shares::store::{ShareStore, Written};

impl World {
    /// A share with an id as it is made then.
    async fn posts_at(&self, space: SpaceId, author: AccountId, millis: i64) -> ShareId {
        let id = ShareId(Uuid::from_u128(first_at(at(millis)).as_u128() + author.0.as_u128()));
        let new = NewShare { id, text: format!("At {millis}"), pictures: vec![], at: at(millis) };
        let written = self.shares.post(&self.proof(space, author).await, new, ROOM).await.unwrap();
        assert!(matches!(written, Written::Now(_)));
        id
    }
}

async fn others_shares_after_a_time_are_new(world: &World) {
    let (home, other) = (world.ground.space(1, ANA, &[BO]).await, world.ground.space(12, ANA, &[BO]).await);
    world.posts_at(home, BO, 1).await;
    world.posts_at(home, BO, 5).await;
    let newest = world.posts_at(home, BO, 6).await;
    world.posts_at(home, ANA, 7).await;
    let but = async |but: &[PersonId], millis| {
        world.news.posted_since(ANA, but, &[(home, at(millis)), (other, NOW)]).await.unwrap()
    };
    let since = async |millis| but(&[], millis).await;
    let [posted] = &since(1).await[..] else { panic!("one space has news") };
    let face = Face::own(BO);
    assert_eq!(*posted, Posted { space: home, count: 2, newest, author: face, at: at(6) }, "without one's own");
    assert_eq!(since(5).await[0].count, 1);
    assert!(since(6).await.is_empty());
    assert!(but(&[BO.into()], 1).await.is_empty(), "without whom they don't hear of");
    for millis in 8..8 + Posted::LOOKED_AT {
        world.posts_at(home, ANA, millis).await;
    }
    assert!(since(1).await.is_empty(), "only the newest are looked at");
}

async fn what_was_said_is_there_until_it_is_erased(world: &World) {
    let home = world.ground.space(1, ANA, &[BO, CLEO]).await;
    let share = world.posts(1, home, BO, &[]).await;
    world.says(&share, CLEO, "well").await;
    let comments = world.comments.comments(&world.proof(home, CLEO).await, share.id, None, 1).await.unwrap();
    let comment = comments.unwrap().pop().unwrap();
    let asked = [(home, share.id, None), (home, share.id, Some(comment.id))];
    let mut said = world.news.said(&asked).await.unwrap();
    said.sort_by_key(|one| one.comment.is_some());
    let texts: Vec<&str> = said.iter().map(|one| one.text.as_str()).collect();
    assert_eq!(texts, [share.text.as_str(), "well"]);
    assert_eq!(world.news.author(home, share.id).await.unwrap(), Some(Face::own(BO)));
    world.deletes(&share, BO, false).await;
    assert!(world.news.said(&asked).await.unwrap().is_empty());
    assert_eq!(world.news.author(home, share.id).await.unwrap(), None);
}

databases!(World::on, others_shares_after_a_time_are_new, what_was_said_is_there_until_it_is_erased);
