//! The nouns of what is owed.

use crate::chat::model::Membership;
use crate::spaces::Face;

/// A message, for one who takes part in its chat.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quote {
    pub proof: Membership,
    pub number: i64,
    pub sender: Face,
    pub text: String,
    pub content_warning: Option<String>,
}
