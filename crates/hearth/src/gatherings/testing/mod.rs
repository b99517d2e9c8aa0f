//! Gatherings as other tests need them.

use async_trait::async_trait;
use uuid::Uuid;

use crate::accounts::{AccountId, PersonId};
use crate::gatherings::{GatheringId, Talk};
use crate::platform::clock::Time;
use crate::platform::database::{Stored, Tx};
use crate::spaces::{Face, SpaceId};

/// Nobody talks here: the group is another feature's.
pub struct Silent;

#[async_trait]
impl Talk for Silent {
    async fn open(&self, _: &mut Tx, _: GatheringId, _: Option<SpaceId>, _: &str, _: Face, _: Time) -> Stored<()> {
        Ok(())
    }
    async fn enter(&self, _: &mut Tx, _: GatheringId, _: Face, _: Time) -> Stored<()> {
        Ok(())
    }
    async fn enter_withheld(&self, _: &mut Tx, _: GatheringId, _: Face, _: PersonId, _: Time) -> Stored<()> {
        Ok(())
    }
    async fn leave(&self, _: &mut Tx, _: GatheringId, _: AccountId, _: Uuid, _: Time) -> Stored<()> {
        Ok(())
    }
    async fn rename(&self, _: &mut Tx, _: GatheringId, _: &str) -> Stored<()> {
        Ok(())
    }
    async fn close(&self, _: &mut Tx, _: GatheringId, _: Uuid, _: Time) -> Stored<()> {
        Ok(())
    }
    async fn entered(&self, _: GatheringId, _: AccountId) {}
    async fn left(&self, _: GatheringId, _: AccountId) {}
    async fn renamed(&self, _: GatheringId) {}
    async fn closed(&self, _: GatheringId) {}
}
