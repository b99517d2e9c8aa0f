//! The nouns of a comment.

use serde::Serialize;
use utoipa::ToSchema;

use crate::accounts::Person;
use crate::platform::clock::Time;
use crate::shares::model::ShareId;
use crate::spaces::{Face, SpaceId};

crate::id! {
    /// What somebody said under a share.
    CommentId
}

/// A comment, as the store keeps it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comment {
    pub id: CommentId,
    pub space: SpaceId,
    pub share: ShareId,
    pub author: Face,
    pub text: String,
    pub created_at: Time,
    pub edited_at: Option<Time>,
    /// Moderators took it out of sight.
    pub hidden: bool,
}

/// A comment, as members see it.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Comment)]
pub struct CommentView {
    pub id: CommentId,
    pub space_id: SpaceId,
    pub share_id: ShareId,
    pub author: Person,
    /// Markdown. Empty while hidden.
    pub text: String,
    /// Moderators took it out of sight, and may bring it back.
    pub hidden: bool,
    pub created_at: Time,
    pub edited_at: Option<Time>,
}

impl CommentView {
    pub fn new(comment: Comment, author: Person) -> Self {
        Self {
            id: comment.id,
            space_id: comment.space,
            share_id: comment.share,
            author,
            text: if comment.hidden { String::new() } else { comment.text },
            hidden: comment.hidden,
            created_at: comment.created_at,
            edited_at: comment.edited_at,
        }
    }
}
