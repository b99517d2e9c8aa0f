//! The nouns of what waits.

use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::accounts::Person;
use crate::media::{CaptionedView, MediaId};
use crate::moderation::model::{HeldId, Kind};
use crate::platform::clock::Time;
use crate::spaces::Face;

/// What waits, as the store keeps it.
#[derive(Clone, Debug, PartialEq)]
pub struct Waiting {
    pub id: HeldId,
    /// As whom they would be seen.
    pub author: Face,
    /// A message, a share or a comment.
    pub kind: Kind,
    /// The chat or the space that it is meant for.
    pub place: Uuid,
    pub text: String,
    pub content_warning: Option<String>,
    pub captions: Vec<String>,
    /// In the order of `captions`.
    pub pictures: Vec<MediaId>,
    /// All that is needed to say it: known to the feature that it is of.
    pub draft: Value,
    pub created_at: Time,
}

/// What waits, as moderators see it.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Held)]
pub struct HeldView {
    pub id: HeldId,
    pub author: Person,
    /// `message`, `share` or `comment`.
    pub kind: Kind,
    /// The chat that a message is meant for.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub chat_id: Option<Uuid>,
    /// The space that a share or a comment is meant for.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub space_id: Option<Uuid>,
    pub text: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub content_warning: Option<String>,
    /// What is said of each picture; empty where nothing is.
    pub captions: Vec<String>,
    /// The pictures that are still there, in that order.
    pub pictures: Vec<CaptionedView>,
    pub created_at: Time,
}
