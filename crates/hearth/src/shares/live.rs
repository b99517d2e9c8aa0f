//! The live side: who hears what. A space's members do.

use serde_json::json;
use tokio::sync::mpsc;

use super::comments::CommentView;
use super::events::ShareEvent;
use crate::platform::live::Live;

/// Passes on what happens to shares, in the order in which it was announced, until the announcers are gone.
pub async fn announce(live: Live, mut events: mpsc::Receiver<ShareEvent>) {
    while let Some(event) = events.recv().await {
        tell(&live, event);
    }
}

fn tell(live: &Live, event: ShareEvent) {
    match event {
        ShareEvent::Posted(share) => live.emit(share.space_id.0, "share.posted", share.as_ref()),
        ShareEvent::Edited(share) => live.emit(share.space_id.0, "share.edited", share.as_ref()),
        ShareEvent::Hidden(share) => live.emit(share.space_id.0, "share.hidden", share.as_ref()),
        ShareEvent::Restored(share) => live.emit(share.space_id.0, "share.restored", share.as_ref()),
        ShareEvent::Deleted { space, share } => {
            live.emit(space.0, "share.deleted", &json!({ "space_id": space, "share_id": share }));
        }
        ShareEvent::Reacted(share) => {
            // Without the rest, which may be long.
            let news = json!({ "space_id": share.space_id, "share_id": share.id, "reactions": share.reactions });
            live.emit(share.space_id.0, "share.reacted", &news);
        }
        ShareEvent::Commented { comment, comments } => {
            let (space, share) = (comment.space_id, comment.share_id);
            let news = json!({ "space_id": space, "share_id": share, "comment": &*comment, "comments": comments });
            live.emit(space.0, "share.commented", &news);
        }
        ShareEvent::CommentEdited(comment) => tell_comment(live, "share.comment_edited", &comment),
        ShareEvent::CommentHidden(comment) => tell_comment(live, "share.comment_hidden", &comment),
        ShareEvent::CommentRestored(comment) => tell_comment(live, "share.comment_restored", &comment),
        ShareEvent::CommentDeleted { space, share, comment, comments } => {
            let news = json!({ "space_id": space, "share_id": share, "comment_id": comment, "comments": comments });
            live.emit(space.0, "share.comment_deleted", &news);
        }
    }
}

fn tell_comment(live: &Live, event: &'static str, comment: &CommentView) {
    let (space, share) = (comment.space_id, comment.share_id);
    live.emit(space.0, event, &json!({ "space_id": space, "share_id": share, "comment": comment }));
}
