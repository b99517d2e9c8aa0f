//! What happened to shares. Announced after the commit.

use std::sync::Arc;

use super::comments::{CommentId, CommentView};
use super::model::{ShareId, ShareView};
use crate::spaces::SpaceId;

#[derive(Clone, Debug)]
pub enum ShareEvent {
    Posted(Arc<ShareView>),
    Edited(Arc<ShareView>),
    Deleted {
        space: SpaceId,
        share: ShareId,
    },
    Reacted(Arc<ShareView>),
    /// Moderators took it out of sight.
    Hidden(Arc<ShareView>),
    /// Moderators brought it back.
    Restored(Arc<ShareView>),
    /// `comments`: how many there are now.
    Commented {
        comment: Arc<CommentView>,
        comments: i64,
    },
    CommentEdited(Arc<CommentView>),
    CommentHidden(Arc<CommentView>),
    CommentRestored(Arc<CommentView>),
    CommentDeleted {
        space: SpaceId,
        share: ShareId,
        comment: CommentId,
        comments: i64,
    },
}
