//! The acts on comments.

use std::sync::Arc;

use super::model::{Comment, CommentId, CommentView};
use crate::accounts::SignedIn;
use crate::platform::database::Stored;
use crate::platform::page::Page;
use crate::shares::error::ShareError;
use crate::shares::events::ShareEvent;
use crate::shares::model::ShareId;
use crate::shares::review::WaitingComment;
use crate::shares::rules::may_moderate;
use crate::shares::service::{Shares, person};
use crate::spaces::{Face, SpaceId};

impl Shares {
    pub async fn comment(
        &self,
        who: &SignedIn,
        space: SpaceId,
        share: ShareId,
        said: &str,
        confirmed: bool,
    ) -> Result<CommentView, ShareError> {
        let proof = self.writer(who, space).await?;
        let text = self.wording("text", said, false)?;
        self.count_post(who)?;
        if self.screen().must_wait(who.account().0, &[("text", &text)], confirmed).await? {
            return Err(self.hold_comment(&proof, WaitingComment { share_id: share, text }).await);
        }
        let comment = Comment {
            id: CommentId(self.0.ids.uuid()),
            space,
            share,
            author: Face::own(who.account()),
            text,
            created_at: self.0.clock.now(),
            edited_at: None,
            hidden: false,
        };
        let added = self.0.comments.add(&proof, comment).await?;
        let (comment, comments) = self.changed(who, space, added, ShareError::NoSuchShare).await?;
        let comment = self.seen(comment).await?;
        self.announce(ShareEvent::Commented { comment: Arc::new(comment.clone()), comments }).await;
        Ok(comment)
    }

    /// The comments of a share, the oldest first.
    pub async fn comments(
        &self,
        who: &SignedIn,
        space: SpaceId,
        share: ShareId,
        after: Option<CommentId>,
        limit: i64,
    ) -> Result<Page<CommentView>, ShareError> {
        let proof = self.member(who, space).await?;
        let comments = self.0.comments.comments(&proof, share, after, limit + 1).await?;
        let page = Page::cut(comments.ok_or(ShareError::NoSuchShare)?, limit, |comment| comment.id);
        let people = self.people(page.items.iter().map(|comment| comment.author)).await?;
        Ok(page.map(|comment| {
            let author = person(&people, comment.author);
            CommentView::new(comment, author)
        }))
    }

    pub async fn edit_comment(
        &self,
        who: &SignedIn,
        space: SpaceId,
        share: ShareId,
        comment: CommentId,
        said: &str,
    ) -> Result<CommentView, ShareError> {
        let proof = self.writer(who, space).await?;
        let text = self.wording("text", said, false)?;
        self.screen().passes(who.account().0, &[("text", &text)]).await?;
        let revised = self.0.comments.revise(&proof, share, comment, text, self.0.clock.now()).await?;
        let comment = self.seen(self.changed(who, space, revised, ShareError::NoSuchComment).await?).await?;
        self.announce(ShareEvent::CommentEdited(Arc::new(comment.clone()))).await;
        Ok(comment)
    }

    /// Deletes one's own, or as an admin of the space anybody's.
    pub async fn delete_comment(
        &self,
        who: &SignedIn,
        space: SpaceId,
        share: ShareId,
        comment: CommentId,
    ) -> Result<(), ShareError> {
        let proof = self.member(who, space).await?;
        let deleted = self.0.comments.delete(&proof, share, comment, may_moderate(&proof)).await?;
        let comments = self.changed(who, space, deleted, ShareError::NoSuchComment).await?;
        self.announce(ShareEvent::CommentDeleted { space, share, comment, comments }).await;
        Ok(())
    }

    pub(in crate::shares) async fn seen(&self, comment: Comment) -> Stored<CommentView> {
        let people = self.people([comment.author]).await?;
        let author = person(&people, comment.author);
        Ok(CommentView::new(comment, author))
    }
}
