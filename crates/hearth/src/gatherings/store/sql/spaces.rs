//! What spaces are told of gatherings, and what they take along.

use std::sync::Arc;

use async_trait::async_trait;
use uuid::Uuid;

use super::{ATTENDED_IN, ATTENDEE, CLOSE_ALL, COUNT, attendee_of, hold, take_out};
use crate::accounts::AccountId;
use crate::gatherings::jobs::ERASE_SPACE;
use crate::gatherings::model::GatheringId;
use crate::platform::database::{Db, Stored, Tx};
use crate::spaces::{Parted, SpaceContents, SpaceId, Tenant};

struct InSpaces(Db);

/// What spaces are told of gatherings, and what they take along.
pub fn tenant(db: Db) -> Arc<dyn Tenant> {
    Arc::new(InSpaces(db))
}

#[async_trait]
impl Tenant for InSpaces {
    fn erasing(&self) -> &'static str {
        ERASE_SPACE
    }

    async fn count(&self, space: SpaceId, contents: &mut SpaceContents) -> Stored<()> {
        contents.gatherings = self.0.read(&COUNT).bind(space.0).one().await?.get("count")?;
        Ok(())
    }

    /// Of the groups, chat's own tenant takes the account out.
    async fn part(&self, tx: &mut Tx, space: SpaceId, account: AccountId) -> Stored<Parted> {
        let mut parted = Parted::default();
        for row in tx.run(&ATTENDED_IN).bind(account.0).bind(space.0).all().await? {
            let (id, attendee): (Uuid, Uuid) = (row.get("gathering")?, row.get("id")?);
            let Some(mut gathering) = hold(tx, GatheringId(id)).await? else { continue };
            let Some(row) = tx.run(&ATTENDEE).bind(id).bind(attendee).maybe().await? else { continue };
            if take_out(tx, &mut gathering, &attendee_of(&row)?).await? {
                parted.closed.push(id);
            }
            parted.attended.push((id, attendee));
        }
        Ok(parted)
    }

    async fn close(&self, tx: &mut Tx, space: SpaceId) -> Stored<Vec<Uuid>> {
        tx.run(&CLOSE_ALL).bind(space.0).done().await?;
        // The groups are closed by chat.
        Ok(Vec::new())
    }
}
