//! The noun of a level.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::chat::{Attention, Level};
use crate::platform::clock::Time;
use crate::spaces::SpaceId;

/// What an account wants to be told of a space, and has read of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SpaceLevel {
    pub space: SpaceId,
    pub attention: Attention,
    pub shares_until: Time,
    pub gatherings_until: Time,
}

#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = SpaceLevelBody)]
pub struct LevelBody {
    pub level: Level,
    /// From then on it is `all` again; null: for good.
    pub until: Option<Time>,
}

/// How much one wants to be told of a space: its shares, its gatherings and, where their own level isn't stricter, its
/// chats.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
#[schema(as = SpaceLevel)]
pub struct LevelView {
    pub space_id: SpaceId,
    pub level: Level,
    /// From then on it is `all` again; null: for good.
    pub until: Option<Time>,
}

impl LevelView {
    pub fn of(space: SpaceId, attention: Attention) -> Self {
        Self { space_id: space, level: attention.level, until: attention.until }
    }
}
