//! The acts of moderation on shares and comments.

use std::sync::Arc;

use serde_json::json;

use super::model::{Reviewed, WaitingComment, WaitingShare};
use crate::accounts::{AccountId, SignedIn};
use crate::media;
use crate::platform::database::Stored;
use crate::platform::screening::{Held, Screen};
use crate::shares::comments::{Comment, CommentId};
use crate::shares::error::ShareError;
use crate::shares::events::ShareEvent;
use crate::shares::model::{NewShare, ShareId};
use crate::shares::service::Shares;
use crate::shares::store::{Changed, Written};
use crate::spaces::{Face, SpaceError, SpaceId, SpaceMember};

/// Comments that are seen on each side.
const AROUND: i64 = 5;

impl Shares {
    /// Whether one is where it can be seen.
    pub async fn sees(&self, who: &SignedIn, space: SpaceId) -> Stored<bool> {
        Ok(self.proof(who.account(), space).await?.is_some())
    }

    async fn proof(&self, account: AccountId, space: SpaceId) -> Stored<Option<SpaceMember>> {
        match self.0.spaces.member(account, space).await {
            Ok(proof) => Ok(Some(proof)),
            Err(SpaceError::Store(error)) => Err(error),
            Err(_) => Ok(None),
        }
    }

    /// A share as it is, hidden or not. For moderation, which has a report on it. None: it is gone.
    pub async fn reviewed(&self, space: SpaceId, share: ShareId) -> Stored<Option<Reviewed>> {
        Ok(self.0.review.share(space, share).await?.map(|share| Reviewed {
            author: share.author,
            text: share.text,
            pictures: share.pictures.len(),
            at: share.created_at,
            hidden: share.hidden,
            around: Vec::new(),
        }))
    }

    /// As [`Shares::reviewed`], of a comment, with the share and the comments around it. One of a hidden share is hidden.
    pub async fn reviewed_comment(
        &self,
        space: SpaceId,
        share: ShareId,
        comment: CommentId,
    ) -> Stored<Option<Reviewed>> {
        let Some(under) = self.0.review.share(space, share).await? else { return Ok(None) };
        let said = self.0.review.around(space, share, comment, AROUND).await?;
        let Some(one) = said.iter().find(|one| one.id == comment).cloned() else { return Ok(None) };
        let mut around = vec![(under.author, under.text, under.created_at, true)];
        let others = said.into_iter().filter(|other| other.id != comment && !other.hidden);
        around.extend(others.map(|other| (other.author, other.text, other.created_at, other.id < comment)));
        let hidden = one.hidden || under.hidden;
        Ok(Some(Reviewed { author: one.author, text: one.text, pictures: 0, at: one.created_at, hidden, around }))
    }

    pub(in crate::shares) fn screen(&self) -> &Screen {
        self.0.spaces.screening()
    }

    /// Keeps a share until somebody has looked at it.
    pub(in crate::shares) async fn hold(&self, proof: &SpaceMember, waiting: WaitingShare) -> ShareError {
        let captions = waiting.pictures.iter().map(|one| one.caption.clone().unwrap_or_default()).collect();
        let pictures = waiting.pictures.iter().map(|one| one.media_id.0).collect();
        let held = Held { captions, pictures, ..held(proof, "share", &waiting.text, json!(waiting)) };
        self.screen().hold(held).await.into()
    }

    /// As [`Shares::hold`], of a comment.
    pub(in crate::shares) async fn hold_comment(&self, proof: &SpaceMember, waiting: WaitingComment) -> ShareError {
        self.screen().hold(held(proof, "comment", &waiting.text, json!(waiting))).await.into()
    }

    /// Posts a share that waited, in the name of its author, under this id, once; false: it can't be posted any more.
    pub async fn publish(&self, author: AccountId, space: SpaceId, id: ShareId, waited: WaitingShare) -> Stored<bool> {
        let Some(proof) = self.proof(author, space).await? else { return Ok(false) };
        if self.0.review.share(space, id).await?.is_some() {
            return Ok(true);
        }
        let Ok(pictures) = media::wanted(waited.pictures) else { return Ok(false) };
        let new = NewShare { id, text: waited.text, pictures, at: self.0.clock.now() };
        let Written::Now(share) = self.0.store.post(&proof, new, self.0.quota).await? else { return Ok(false) };
        for view in self.views(vec![*share]).await? {
            self.announce(ShareEvent::Posted(Arc::new(view))).await;
        }
        Ok(true)
    }

    /// As [`Shares::publish`], of a comment.
    pub async fn publish_comment(
        &self,
        author: AccountId,
        space: SpaceId,
        id: CommentId,
        waited: WaitingComment,
    ) -> Stored<bool> {
        let Some(proof) = self.proof(author, space).await? else { return Ok(false) };
        let there = self.0.review.around(space, waited.share_id, id, 1).await?;
        if there.iter().any(|one| one.id == id) {
            return Ok(true);
        }
        let comment = Comment {
            id,
            space,
            share: waited.share_id,
            author: Face::own(author),
            text: waited.text,
            created_at: self.0.clock.now(),
            edited_at: None,
            hidden: false,
        };
        let Changed::Now((comment, comments)) = self.0.comments.add(&proof, comment).await? else {
            return Ok(false);
        };
        let comment = Arc::new(self.seen(comment).await?);
        self.announce(ShareEvent::Commented { comment, comments }).await;
        Ok(true)
    }

    /// Takes a share out of everybody's sight, or brings it back, as moderation decided.
    pub async fn hide(&self, space: SpaceId, share: ShareId, hidden: bool) -> Stored<()> {
        let changed = self.0.review.hide(space, share, hidden.then(|| self.0.clock.now())).await?;
        let event = if hidden { ShareEvent::Hidden } else { ShareEvent::Restored };
        for view in self.views(changed.into_iter().collect()).await? {
            self.announce(event(Arc::new(view))).await;
        }
        Ok(())
    }

    pub async fn hide_comment(&self, space: SpaceId, share: ShareId, comment: CommentId, hidden: bool) -> Stored<()> {
        let at = hidden.then(|| self.0.clock.now());
        if let Some(changed) = self.0.review.hide_comment(space, share, comment, at).await? {
            let view = Arc::new(self.seen(changed).await?);
            let event = if hidden { ShareEvent::CommentHidden(view) } else { ShareEvent::CommentRestored(view) };
            self.announce(event).await;
        }
        Ok(())
    }

    /// Deletes a share, as moderation decided.
    pub async fn remove(&self, space: SpaceId, share: ShareId) -> Stored<()> {
        if self.0.review.remove(space, share, self.leaving()).await? {
            self.0.media.ring();
            self.announce(ShareEvent::Deleted { space, share }).await;
        }
        Ok(())
    }

    pub async fn remove_comment(&self, space: SpaceId, share: ShareId, comment: CommentId) -> Stored<()> {
        if let Some(comments) = self.0.review.remove_comment(space, share, comment).await? {
            self.announce(ShareEvent::CommentDeleted { space, share, comment, comments }).await;
        }
        Ok(())
    }
}

fn held(proof: &SpaceMember, kind: &'static str, text: &str, draft: serde_json::Value) -> Held {
    Held {
        author: proof.account().0,
        face: proof.shown().0,
        kind,
        place: proof.space_id().0,
        text: text.to_owned(),
        content_warning: None,
        captions: Vec::new(),
        pictures: Vec::new(),
        draft,
        again: None,
    }
}
