//! A share or a comment, as moderation sees it.

use serde::{Deserialize, Serialize};

use crate::media::Wanted;
use crate::platform::clock::Time;
use crate::shares::model::ShareId;
use crate::spaces::Face;

/// A share that waits for a look before it is posted.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct WaitingShare {
    pub text: String,
    pub pictures: Vec<Wanted>,
}

/// A comment that waits for a look before it is said.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct WaitingComment {
    pub share_id: ShareId,
    pub text: String,
}

/// What somebody posted or said, with what was said around it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reviewed {
    pub author: Face,
    pub text: String,
    pub pictures: usize,
    pub at: Time,
    pub hidden: bool,
    /// Who said what when, and whether before it; in its order.
    pub around: Vec<(Face, String, Time, bool)>,
}
