//! A message, as moderation sees it.

use crate::platform::clock::Time;
use crate::spaces::{Face, SpaceId};

/// A message with what was said around it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reviewed {
    pub sender: Face,
    /// The space that its chat is in.
    pub space: Option<SpaceId>,
    pub text: String,
    pub content_warning: Option<String>,
    pub pictures: usize,
    pub at: Time,
    pub hidden: bool,
    /// In the order of the chat.
    pub around: Vec<Said>,
}

/// What was said before or after a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    pub sender: Face,
    pub text: String,
    pub content_warning: Option<String>,
    pub at: Time,
    pub before: bool,
}
