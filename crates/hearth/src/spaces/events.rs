//! What happened in a space. Announced after the commit.

use std::sync::Arc;

use uuid::Uuid;

use super::faces::Face;
use super::model::{MemberView, SpaceId, SpaceView};
use crate::accounts::AccountId;

#[derive(Clone, Debug)]
pub enum SpaceEvent {
    /// The space as all its members see it.
    Changed(Arc<SpaceView>),
    /// The account is a member now. The space as it sees it, and the member as the others do; `told`: to them, too.
    Joined { account: AccountId, space: Arc<SpaceView>, member: Arc<MemberView>, told: bool },
    /// A member has another role.
    MemberChanged { space: SpaceId, member: Arc<MemberView> },
    /// The account is no member any more, nor of what is in the space. `told`: to the others, too.
    Left { face: Face, space: SpaceId, parted: Parted, told: bool },
    /// The account is invited by name, by whom.
    Invited { account: AccountId, by: Face, space: Arc<SpaceView> },
    /// The account's invitation was taken back or declined, or its time is over.
    Uninvited { account: AccountId, space: SpaceId },
    /// The space is gone, with all that was in it.
    Deleted { space: SpaceId, parted: Parted },
}

/// What went together with a membership or a space, in other features: ids that they know.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Parted {
    /// What the account was taken out of.
    pub left: Vec<Uuid>,
    /// What is closed, for everybody.
    pub closed: Vec<Uuid>,
    /// In which plans it took part, and as whom there.
    pub attended: Vec<(Uuid, Uuid)>,
}
