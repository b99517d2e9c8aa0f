//! Who is a member, asks to be, or may not be.

use serde::Serialize;
use utoipa::ToSchema;

use crate::accounts::{AccountId, Person};
use crate::platform::clock::Time;
use crate::spaces::faces::Face;
use crate::spaces::model::{Ban, Note, Role};

/// One who is a member, as the store keeps it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Member {
    pub face: Face,
    pub role: Role,
    pub joined_at: Time,
}

/// Somebody who asked to join.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    pub face: Face,
    pub message: Note,
    pub created_at: Time,
}

/// Somebody who may not be a member.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Banned {
    pub face: Face,
    pub ban: Ban,
    pub by: AccountId,
    pub created_at: Time,
}

/// Somebody who asked to join, as the admins see them.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = SpaceRequest)]
pub struct RequestView {
    pub account: Person,
    pub message: String,
    pub created_at: Time,
}

/// Somebody who may not be a member, as the admins see them.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = SpaceBan)]
pub struct BanView {
    pub account: Person,
    pub reason: String,
    /// Null: for good.
    pub until: Option<Time>,
    pub banned_by: Person,
    pub created_at: Time,
}
