//! What shares do in the background: erasing what was deleted, and forgetting who is gone. Each step is bounded and may be
//! done again.

use std::sync::Arc;

use async_trait::async_trait;
use serde::Deserialize;

use super::events::ShareEvent;
use super::model::ShareId;
use super::service::Shares;
use crate::accounts::AccountId;
use crate::platform::jobs::Handler;
use crate::spaces::SpaceId;

/// Erases what was said under a deleted share: `{"space_id", "share_id"}`.
pub const ERASE: &str = "shares.erase";
/// Erases the shares of a space, if that is gone: `{"space_id"}`.
pub const ERASE_SPACE: &str = "shares.erase_space";
/// Takes a deleted account's reactions away, and what it posted and said, if it asked for that:
/// `{"account_id", "erase_messages"}`.
pub const FAREWELL: &str = "shares.farewell";

/// Rows at a time, so that nobody's posting waits long.
const PART: i64 = 200;

pub fn handlers(shares: &Shares) -> Vec<Arc<dyn Handler>> {
    vec![Arc::new(Erasing(shares.clone())), Arc::new(ErasingSpace(shares.clone())), Arc::new(Farewell(shares.clone()))]
}

fn text(error: impl std::fmt::Display) -> String {
    error.to_string()
}

struct Erasing(Shares);

#[derive(Deserialize)]
struct Erase {
    space_id: SpaceId,
    share_id: ShareId,
}

#[async_trait]
impl Handler for Erasing {
    fn kind(&self) -> &'static str {
        ERASE
    }

    async fn handle(&self, payload: serde_json::Value) -> Result<(), String> {
        let job: Erase = serde_json::from_value(payload).map_err(text)?;
        while self.0.0.store.erase_left(job.space_id, job.share_id, PART).await.map_err(text)? > 0 {}
        Ok(())
    }
}

struct ErasingSpace(Shares);

#[derive(Deserialize)]
struct EraseSpace {
    space_id: SpaceId,
}

#[async_trait]
impl Handler for ErasingSpace {
    fn kind(&self) -> &'static str {
        ERASE_SPACE
    }

    async fn handle(&self, payload: serde_json::Value) -> Result<(), String> {
        let job: EraseSpace = serde_json::from_value(payload).map_err(text)?;
        while self.0.0.store.erase_in(job.space_id, self.0.leaving()).await.map_err(text)?.is_some() {}
        self.0.0.media.ring();
        self.0.0.store.forget(job.space_id).await.map_err(text)
    }
}

struct Farewell(Shares);

#[derive(Deserialize)]
struct Gone {
    account_id: AccountId,
    #[serde(default)]
    erase_messages: bool,
}

#[async_trait]
impl Handler for Farewell {
    fn kind(&self) -> &'static str {
        FAREWELL
    }

    async fn handle(&self, payload: serde_json::Value) -> Result<(), String> {
        let job: Gone = serde_json::from_value(payload).map_err(text)?;
        let (account, store) = (job.account_id, &self.0.0.store);
        // Out of all spaces first, so that nothing comes after what is taken away here.
        self.0.0.spaces.forget(account).await.map_err(text)?;
        while let Some(changed) = store.erase_reactions_by(account, PART).await.map_err(text)? {
            for view in self.0.views(changed).await.map_err(text)? {
                self.0.announce(ShareEvent::Reacted(Arc::new(view))).await;
            }
        }
        if job.erase_messages { self.erase_all_of(account).await } else { Ok(()) }
    }
}

impl Farewell {
    async fn erase_all_of(&self, account: AccountId) -> Result<(), String> {
        while let Some(erased) = self.0.0.comments.erase_said_by(account, PART).await.map_err(text)? {
            for (comment, left) in erased {
                let (space, share, comment) = (comment.space, comment.share, comment.id);
                if let Some(comments) = left {
                    self.0.announce(ShareEvent::CommentDeleted { space, share, comment, comments }).await;
                }
            }
        }
        while let Some((space, share)) =
            self.0.0.store.erase_posted_by(account, self.0.leaving()).await.map_err(text)?
        {
            self.0.announce(ShareEvent::Deleted { space, share }).await;
        }
        self.0.0.media.ring();
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use crate::media::Owner;
    use crate::media::testing::{Studio, png};
    use crate::platform::testing::ObjectsKind;
    use crate::shares::store::contract::{ANA, BO, World};

    async fn leaves_nothing_in_the_store(kind: ObjectsKind) {
        let studio = Studio::on(kind).await;
        let world = World::on(studio.db.clone());
        let home = world.ground.space(1, ANA, &[BO]).await;
        let mut pictures = Vec::new();
        for _ in 0..3 {
            pictures.push(studio.uploads(Owner(BO.0), &png(40, 30)).await.unwrap().id);
        }
        studio.works().await;
        assert_eq!(studio.keys().await.len(), 9, "three sizes of each");
        let share = world.posts(1, home, BO, &pictures[..2]).await;
        world.revises(&share, BO, None, Some(&pictures[..1])).await;
        studio.works().await;
        assert_eq!(studio.keys().await.len(), 6, "what an edit left out is gone");
        world.deletes(&share, ANA, true).await;
        studio.works().await;
        let keys = studio.keys().await;
        let other = format!("media/{}/{}.", BO.0, pictures[2]);
        assert!(keys.len() == 3 && keys.iter().all(|key| key.starts_with(&other)), "what it must not remove: {keys:?}");
    }

    #[tokio::test]
    async fn a_deleted_share_leaves_nothing_in_a_folder() {
        leaves_nothing_in_the_store(ObjectsKind::Folder).await;
    }

    #[tokio::test]
    async fn a_deleted_share_leaves_nothing_on_s3() {
        leaves_nothing_in_the_store(ObjectsKind::S3).await;
    }
}
