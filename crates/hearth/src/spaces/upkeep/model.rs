//! What admins see of spaces and of what is stored.

use serde::Serialize;
use utoipa::ToSchema;

use crate::accounts::Person;
use crate::platform::clock::Time;
use crate::spaces::model::{SpaceId, SpaceName, Visibility};

/// A space, and how much it holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    pub id: SpaceId,
    pub visibility: Visibility,
    pub name: SpaceName,
    pub members: i64,
    pub created_at: Time,
    /// What the pictures in it take.
    pub bytes: i64,
}

/// A space, as admins see it: what a private one calls itself is its members' alone.
#[derive(Serialize, ToSchema)]
#[schema(as = SpaceOverview)]
pub struct HeldView {
    pub id: SpaceId,
    pub visibility: Visibility,
    /// Left out for a private space.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub name: Option<String>,
    pub members: i64,
    pub created_at: Time,
    /// What the pictures in it take.
    pub bytes: i64,
}

impl From<Held> for HeldView {
    fn from(held: Held) -> Self {
        let Held { id, visibility, name, members, created_at, bytes } = held;
        let name = (visibility == Visibility::Community).then(|| name.as_str().to_owned());
        Self { id, visibility, name, members, created_at, bytes }
    }
}

/// What the pictures of somebody take.
#[derive(Serialize, ToSchema)]
pub struct AccountBytes {
    pub person: Person,
    pub bytes: i64,
}

/// How much is stored, and by whom.
#[derive(Serialize, ToSchema)]
pub struct Storage {
    /// What all pictures take.
    pub bytes: i64,
    /// The twenty whose pictures take most.
    pub accounts: Vec<AccountBytes>,
    /// The twenty in which pictures take most.
    pub spaces: Vec<HeldView>,
}
