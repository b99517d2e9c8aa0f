//! What every database must do for comments.

use futures_util::future::join_all;
use uuid::Uuid;

use super::*;
use crate::databases;
use crate::shares::model::Share;
use crate::shares::store::ShareStore;
use crate::shares::store::contract::{ANA, BO, CLEO, NOW, World, at, leaving};
use crate::spaces::{Face, SpaceId};

fn id(id: u128) -> CommentId {
    CommentId(Uuid::from_u128(id))
}

fn comment(number: u128, share: &Share, author: AccountId, text: &str) -> Comment {
    let (text, id) = (text.to_owned(), id(number));
    Comment {
        id,
        space: share.space,
        share: share.id,
        author: Face::own(author),
        text,
        created_at: NOW,
        edited_at: None,
        hidden: false,
    }
}

impl World {
    /// Puts a comment with an id of its own under a share.
    pub(in crate::shares) async fn says(&self, share: &Share, author: AccountId, text: &str) {
        let number = u128::from_be_bytes(crate::platform::ids::random());
        let proof = self.proof(share.space, author).await;
        let added = self.comments.add(&proof, comment(number, share, author, text)).await.unwrap();
        assert!(matches!(added, Changed::Now(_)), "{added:?}");
    }

    async fn adds(&self, number: u128, share: &Share, author: AccountId) -> Changed<(Comment, i64)> {
        let proof = self.proof(share.space, author).await;
        self.comments.add(&proof, comment(number, share, author, "well")).await.unwrap()
    }

    async fn reads(&self, share: &Share, after: Option<u128>, limit: i64) -> Option<Vec<CommentId>> {
        let proof = self.proof(share.space, ANA).await;
        let comments = self.comments.comments(&proof, share.id, after.map(id), limit).await.unwrap();
        comments.map(|comments| comments.into_iter().map(|comment| comment.id).collect())
    }

    async fn takes_back(&self, number: u128, share: &Share, by: AccountId, anybodys: bool) -> Changed<i64> {
        let proof = self.proof(share.space, by).await;
        self.comments.delete(&proof, share.id, id(number), anybodys).await.unwrap()
    }
}

async fn home(world: &World) -> (SpaceId, Share, Share) {
    let home = world.ground.space(1, ANA, &[BO, CLEO]).await;
    (home, world.posts(1, home, ANA, &[]).await, world.posts(2, home, ANA, &[]).await)
}

async fn comments_come_by_age_and_are_counted(world: &World) {
    let (home, share, other) = home(world).await;
    let twelve = world.ground.space(12, ANA, &[BO]).await;
    for (number, count) in [(1, 1), (3, 2), (2, 3)] {
        assert_eq!(world.adds(number, &share, BO).await, Changed::Now((comment(number, &share, BO, "well"), count)));
    }
    world.adds(4, &other, BO).await;
    assert_eq!(world.reads(&share, None, 9).await.unwrap(), [1, 2, 3].map(id));
    assert_eq!(world.reads(&share, Some(1), 1).await.unwrap(), [id(2)]);
    let kept = world.comments.comments(&world.proof(home, ANA).await, share.id, None, 1).await.unwrap().unwrap();
    assert_eq!(kept, [comment(1, &share, BO, "well")]);
    assert_eq!(world.seen(&share, CLEO).await.unwrap().comments, 3);
    let elsewhere = Share { space: twelve, ..share.clone() };
    assert_eq!(world.adds(5, &elsewhere, BO).await, Changed::NotThere, "a share is in its space alone");
    assert_eq!(world.reads(&elsewhere, None, 9).await, None);
    assert_eq!(world.takes_back(1, &elsewhere, ANA, true).await, Changed::NotThere);
    let many = join_all((10..30).map(|number| world.adds(number, &other, CLEO))).await;
    assert!(many.iter().all(|one| matches!(one, Changed::Now(_))));
    assert_eq!(world.seen(&other, CLEO).await.unwrap().comments, 21);
}

async fn a_comment_is_its_authors(world: &World) {
    let (home, share, other) = home(world).await;
    world.adds(1, &share, BO).await;
    let revises = async |share: &Share, by| {
        let proof = world.proof(home, by).await;
        world.comments.revise(&proof, share.id, id(1), "better".to_owned(), at(3)).await.unwrap()
    };
    assert_eq!(revises(&share, ANA).await, Changed::NotYours);
    assert_eq!(revises(&other, BO).await, Changed::NotThere);
    let now = Comment { edited_at: Some(at(3)), ..comment(1, &share, BO, "better") };
    assert_eq!(revises(&share, BO).await, Changed::Now(now));
    assert_eq!(world.takes_back(1, &share, CLEO, false).await, Changed::NotYours);
    assert_eq!(world.takes_back(1, &other, ANA, true).await, Changed::NotThere);
    assert_eq!(world.takes_back(1, &share, ANA, true).await, Changed::Now(0), "an admin removes it");
    assert_eq!(world.takes_back(1, &share, BO, false).await, Changed::NotThere);
    assert_eq!(
        (world.seen(&share, BO).await.unwrap().comments, world.seen(&other, BO).await.unwrap().comments),
        (0, 0)
    );
    world.adds(2, &share, BO).await;
    let old = world.proof(home, BO).await;
    world.ground.leaves(home, BO, vec![]).await;
    assert_eq!(world.comments.add(&old, comment(3, &share, BO, "late")).await.unwrap(), Changed::NotAMember);
    assert_eq!(world.comments.delete(&old, share.id, id(2), false).await.unwrap(), Changed::NotAMember);
    let late = world.comments.revise(&old, share.id, id(2), "late".to_owned(), NOW).await.unwrap();
    assert_eq!(late, Changed::NotAMember);
    assert_eq!(world.reads(&share, None, 9).await.unwrap(), [id(2)], "what they said stays");
}

async fn who_hides_says_it_as_whom_they_are_there(world: &World) {
    let (home, share, _) = home(world).await;
    let dan = AccountId(Uuid::from_u128(4));
    let fox = world.ground.hides(home, dan, 77, "Quiet Fox").await;
    let said = Comment { author: fox, ..comment(1, &share, dan, "well") };
    assert_eq!(world.adds(1, &share, dan).await, Changed::Now((said.clone(), 1)));
    let read = world.comments.comments(&world.proof(home, BO).await, share.id, None, 9).await.unwrap().unwrap();
    assert_eq!(read, [said]);
    assert_eq!(world.takes_back(1, &share, dan, false).await, Changed::Now(0), "it is theirs");
}

async fn what_somebody_said_is_exported_and_erased(world: &World) {
    let (home, share, other) = home(world).await;
    let gone = world.ground.space(2, ANA, &[BO]).await;
    let third = world.posts(3, gone, ANA, &[]).await;
    for (number, share, author) in [(1, &other, BO), (2, &share, BO), (3, &share, CLEO), (4, &third, BO)] {
        world.adds(number, share, author).await;
    }
    let said = async |after: Option<u128>| {
        let said = world.comments.said_by(BO, after.map(id), 9).await.unwrap();
        said.into_iter().map(|comment| comment.id).collect::<Vec<_>>()
    };
    assert_eq!(said(None).await, [1, 2, 4].map(id));
    assert_eq!(said(Some(1)).await, [2, 4].map(id));
    world.ground.deletes(gone, ANA).await;
    world.shares.delete(&world.proof(home, ANA).await, other.id, false, leaving()).await.unwrap();
    assert_eq!(world.reads(&other, None, 9).await, None);
    assert_eq!(said(None).await, [id(2)], "not what is gone with its share or space");
    let mut erased = Vec::new();
    while let Some(part) = world.comments.erase_said_by(BO, 2).await.unwrap() {
        erased.extend(part.into_iter().map(|(comment, left)| (comment.id, left)));
    }
    erased.sort();
    assert_eq!(erased, [(id(1), None), (id(2), Some(1)), (id(4), Some(0))]);
    assert_eq!(world.reads(&share, None, 9).await.unwrap(), [id(3)], "not what others said");
    assert_eq!(world.seen(&share, ANA).await.unwrap().comments, 1);
}

databases!(
    World::on,
    comments_come_by_age_and_are_counted,
    a_comment_is_its_authors,
    who_hides_says_it_as_whom_they_are_there,
    what_somebody_said_is_exported_and_erased,
);
