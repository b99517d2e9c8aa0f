//! A look.

use serde::{Deserialize, Serialize};

use crate::accounts::{AccountId, SessionId};
use crate::notifications::model::Place;

/// What somebody has in front of them, in one of their sessions. None: nothing that is told of.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct Look {
    pub account: AccountId,
    pub session: SessionId,
    pub place: Option<Place>,
}
