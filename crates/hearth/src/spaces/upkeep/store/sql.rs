//! Admins' views of spaces in SQL.

use std::sync::Arc;

use async_trait::async_trait;
use uuid::Uuid;

use super::UpkeepStore;
use crate::platform::clock::Time;
use crate::platform::database::{Db, Row, Stored};
use crate::platform::jobs::NewJob;
use crate::spaces::events::Parted;
use crate::spaces::model::{Space, SpaceId};
use crate::spaces::store::{Tenant, close_space, columns, hold, space_of};
use crate::spaces::upkeep::model::Held;

crate::statements! {
    NEWEST = concat!("SELECT ", columns!(), ", COALESCE(u.bytes, 0) AS bytes
        FROM spaces s LEFT JOIN space_usage u ON u.space = s.id
        WHERE s.id < $1 AND s.deleted_at IS NULL ORDER BY s.id DESC LIMIT $2");
    LARGEST = concat!("SELECT ", columns!(), ", u.bytes FROM space_usage u JOIN spaces s ON s.id = u.space
        WHERE u.bytes > 0 AND s.deleted_at IS NULL ORDER BY u.bytes DESC, u.space DESC LIMIT $1");
}

pub struct SqlUpkeep {
    pub db: Db,
    pub tenants: Arc<[Arc<dyn Tenant>]>,
}

fn held(row: &Row) -> Stored<Held> {
    let Space { id, visibility, profile, members, created_at, .. } = space_of(row)?;
    Ok(Held { id, visibility, name: profile.name, members, created_at, bytes: row.get("bytes")? })
}

#[async_trait]
impl UpkeepStore for SqlUpkeep {
    async fn newest(&self, after: Option<SpaceId>, limit: i64) -> Stored<Vec<Held>> {
        let before = after.map_or(Uuid::max(), |id| id.0);
        self.db.read(&NEWEST).bind(before).bind(limit).all().await?.iter().map(held).collect()
    }

    async fn largest(&self, limit: i64) -> Stored<Vec<Held>> {
        self.db.read(&LARGEST).bind(limit).all().await?.iter().map(held).collect()
    }

    async fn close(&self, space: SpaceId, at: Time, jobs: Vec<NewJob>) -> Stored<Option<(Space, Parted)>> {
        let mut tx = self.db.begin().await?;
        let Some(held) = hold(&mut tx, space).await? else { return Ok(None) };
        let parted = close_space(&mut tx, &self.tenants, space, at, jobs).await?;
        tx.commit().await?;
        Ok(Some((held, parted)))
    }
}
