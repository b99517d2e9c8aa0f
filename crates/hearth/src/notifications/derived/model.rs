//! Who looks at what they are owed.

use std::collections::HashMap;
use std::sync::Arc;

use crate::accounts::{AccountId, Silences};
use crate::notifications::levels::SpaceLevel;
use crate::notifications::settings::Account;
use crate::platform::clock::Time;
use crate::spaces::{SpaceId, SpaceMember};

/// An account with all that decides what it is owed.
pub struct Viewer {
    pub account: AccountId,
    pub state: Account,
    pub spaces: Vec<SpaceMember>,
    pub levels: HashMap<SpaceId, SpaceLevel>,
    /// Whom it doesn't want to hear of.
    pub silences: Arc<Silences>,
    /// Whether the account may read what is said in chats.
    pub reads: bool,
    pub now: Time,
}

impl Viewer {
    pub fn level_of(&self, space: Option<SpaceId>) -> Option<&SpaceLevel> {
        self.levels.get(&space?)
    }
    /// What the space is called. None: the account is no member.
    pub fn space_name(&self, space: SpaceId) -> Option<&str> {
        let at = self.spaces.binary_search_by_key(&space, SpaceMember::space_id).ok()?;
        Some(self.spaces[at].space().profile.name.as_str())
    }
}
