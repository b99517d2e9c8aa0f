//! Shares as rows.

use uuid::Uuid;

use crate::accounts::{AccountId, PersonId};
use crate::platform::clock::Time;
use crate::platform::database::{Row, StoreError, Stored};
use crate::shares::model::{Share, ShareId};
use crate::spaces::{Face, SpaceId};

/// A share without its pictures.
pub(super) fn share_of(row: &Row) -> Stored<Share> {
    Ok(Share {
        id: ShareId(row.get("id")?),
        space: SpaceId(row.get("space")?),
        author: face_of(AccountId(row.get("author")?), row)?,
        text: row.get("text")?,
        pictures: Vec::new(),
        comments: row.get("comments")?,
        reactions: serde_json::from_str(&row.get::<String>("reactions")?).map_err(broken)?,
        created_at: Time::from_millis(row.get("created_at")?),
        edited_at: row.get::<Option<i64>>("edited_at")?.map(Time::from_millis),
        hidden: row.get::<Option<i64>>("hidden_at")?.is_some(),
    })
}

/// As whom the account did what a row says.
pub(in crate::shares) fn face_of(account: AccountId, row: &Row) -> Stored<Face> {
    Ok(Face { account, shown: row.get::<Option<Uuid>>("face")?.map_or(account.into(), PersonId) })
}

pub(in crate::shares) fn broken(error: serde_json::Error) -> StoreError {
    StoreError::Failed(error.to_string())
}
