//! What every database must do for shares and comments that moderation decides on.

use uuid::Uuid;

use super::*;
use crate::databases;
use crate::platform::database::Db;
use crate::shares::comments::store::CommentStore;
use crate::shares::gallery::store::GalleryStore;
use crate::shares::store::ShareStore;
use crate::shares::store::contract::{ANA, BO, NOW, World as Shares, leaving};

struct World {
    shares: Shares,
    review: SqlReview,
}

impl World {
    fn on(db: Db) -> Self {
        Self { shares: Shares::on(db.clone()), review: SqlReview(db) }
    }

    /// How many pictures the gallery has, and how many of them by month.
    async fn hung(&self, space: SpaceId) -> (usize, i64) {
        let proof = self.shares.proof(space, ANA).await;
        let pictures = self.shares.gallery.pictures(&proof, None, None, 9).await.unwrap().len();
        let months = self.shares.gallery.months(&proof, 9).await.unwrap();
        (pictures, months.iter().map(|month| month.pictures).sum())
    }

    async fn hides(&self, share: &Share, on: bool) -> Option<Share> {
        self.review.hide(share.space, share.id, on.then_some(NOW)).await.unwrap()
    }

    async fn comments(&self, share: &Share) -> Option<Vec<Comment>> {
        let proof = self.shares.proof(share.space, ANA).await;
        self.shares.comments.comments(&proof, share.id, None, 9).await.unwrap()
    }
}

async fn a_hidden_share_is_out_of_sight_and_comes_back_whole(world: &World) {
    let home = world.shares.ground.space(1, ANA, &[BO]).await;
    let pictures = world.shares.ready([1, 2], BO).await;
    let share = world.shares.posts(1, home, BO, &pictures).await;
    world.shares.says(&share, ANA, "well").await;
    let whole = world.shares.seen(&share, ANA).await.unwrap();
    assert_eq!(world.hung(home).await, (2, 2));
    let hidden = world.hides(&share, true).await.unwrap();
    assert!(hidden.hidden);
    let shown = hidden.as_shown();
    assert!(shown.text.is_empty() && shown.pictures.is_empty() && shown.comments == 0);
    assert_eq!(world.hung(home).await, (0, 0));
    assert_eq!(world.comments(&share).await, None, "nor is what was said under it");
    assert!(world.shares.pictures.is_hidden(pictures[0]).await);
    assert_eq!(world.hides(&share, true).await, None, "it is so already");
    assert!(matches!(world.shares.revises(&share, BO, Some("x"), None).await, crate::shares::store::Written::NotThere));
    assert_eq!(world.review.share(home, share.id).await.unwrap().unwrap().text, whole.text);
    let own = world.shares.shares.posted_by(BO, None, 9).await.unwrap();
    assert_eq!(own[0].text, whole.text, "one's own export has it");

    assert_eq!(world.hides(&share, false).await, Some(whole.clone()));
    assert_eq!((world.hung(home).await, world.shares.seen(&share, ANA).await), ((2, 2), Some(whole)));
    assert_eq!(world.comments(&share).await.unwrap().len(), 1);
    assert!(!world.shares.pictures.is_hidden(pictures[0]).await);
    assert_eq!(world.hides(&share, false).await, None);
}

async fn a_hidden_share_can_be_deleted_and_counts_no_picture_twice(world: &World) {
    let home = world.shares.ground.space(1, ANA, &[BO]).await;
    let pictures = world.shares.ready([1, 2, 3], BO).await;
    let (share, other) =
        (world.shares.posts(1, home, BO, &pictures[..1]).await, world.shares.posts(2, home, BO, &pictures[1..]).await);
    world.hides(&share, true).await;
    assert!(world.review.remove(home, share.id, leaving()).await.unwrap());
    assert!(!world.review.remove(home, share.id, leaving()).await.unwrap());
    assert_eq!(world.hung(home).await, (2, 2));
    assert_eq!(world.hides(&share, false).await, None, "what is gone doesn't come back");
    assert!(world.review.remove(home, other.id, leaving()).await.unwrap());
    assert_eq!(world.hung(home).await, (0, 0));
}

async fn a_comment_is_hidden_and_removed_alone(world: &World) {
    let home = world.shares.ground.space(1, ANA, &[BO]).await;
    let share = world.shares.posts(1, home, ANA, &[]).await;
    for text in ["one", "two", "three"] {
        world.shares.says(&share, BO, text).await;
    }
    let all = world.comments(&share).await.unwrap();
    let hides = async |comment: &Comment, on: bool| {
        world.review.hide_comment(home, share.id, comment.id, on.then_some(NOW)).await.unwrap()
    };
    assert!(hides(&all[1], true).await.unwrap().hidden);
    assert_eq!(hides(&all[1], true).await, None);
    let seen = world.comments(&share).await.unwrap();
    assert_eq!(seen.iter().map(|one| one.hidden).collect::<Vec<_>>(), [false, true, false]);
    let around = world.review.around(home, share.id, all[1].id, 1).await.unwrap();
    assert_eq!(around.iter().map(|one| one.id).collect::<Vec<_>>(), [all[0].id, all[1].id, all[2].id]);
    assert_eq!(around[1].text, all[1].text, "moderators see it");
    assert!(!hides(&all[1], false).await.unwrap().hidden);
    assert_eq!(world.review.remove_comment(home, share.id, all[0].id).await.unwrap(), Some(2));
    assert_eq!(world.review.remove_comment(home, share.id, all[0].id).await.unwrap(), None);
    assert_eq!(world.shares.seen(&share, ANA).await.unwrap().comments, 2, "counted once");
    let nowhere = CommentId(Uuid::nil());
    assert_eq!(world.review.remove_comment(home, share.id, nowhere).await.unwrap(), None);
}

databases!(
    World::on,
    a_hidden_share_is_out_of_sight_and_comes_back_whole,
    a_hidden_share_can_be_deleted_and_counts_no_picture_twice,
    a_comment_is_hidden_and_removed_alone,
);
