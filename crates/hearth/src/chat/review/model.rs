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
    /// Who said what when, and whether before it; in the order of the chat.
    pub around: Vec<(Face, String, Time, bool)>,
}
