//! Invitations into a space.

use serde::Serialize;
use utoipa::ToSchema;

use crate::accounts::{AccountId, Person};
use crate::id;
use crate::platform::clock::Time;
use crate::spaces::faces::Face;
use crate::spaces::model::{SpaceId, SpaceView};

id!(
    /// An invitation into a space. Not a secret; its code is.
    SpaceInvitationId
);

/// As the store keeps it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invitation {
    pub id: SpaceInvitationId,
    pub space: SpaceId,
    pub whom: Whom,
    pub invited_by: Face,
    pub created_at: Time,
    pub expires_at: Time,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Whom {
    Account(AccountId),
    /// Whoever has the code. `uses`: how many more may come by it; None: any number.
    Code {
        hash: String,
        uses: Option<i64>,
    },
}

/// As the admins of the space see it. The code is shown once, when it is made.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = SpaceInvitation)]
pub struct InvitationView {
    pub id: SpaceInvitationId,
    /// Whom it is for; null: whoever has the code.
    pub account: Option<Person>,
    /// How many more may come by its code; null: any number, or the one account.
    pub uses: Option<i64>,
    pub invited_by: Person,
    pub created_at: Time,
    pub expires_at: Time,
    /// Only in the answer that made it; to be typed or handed over as part of the link.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub code: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub link: Option<String>,
}

/// As the invited see it.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = InvitationToSpace)]
pub struct InvitedView {
    pub id: SpaceInvitationId,
    pub space: SpaceView,
    pub invited_by: Person,
    pub expires_at: Time,
}
