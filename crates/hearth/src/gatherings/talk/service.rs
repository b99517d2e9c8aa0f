//! What a gathering needs of its group.

use async_trait::async_trait;
use uuid::Uuid;

use crate::accounts::{AccountId, PersonId};
use crate::gatherings::model::GatheringId;
use crate::platform::clock::Time;
use crate::platform::database::{Stored, Tx};
use crate::spaces::{Face, SpaceId};

/// The group of a gathering, which another feature keeps in the gathering's own transactions. Whoever changes it holds the
/// gathering, and before that its space, where it is in one.
#[async_trait]
pub trait Talk: Send + Sync {
    /// Opens it with its first member.
    async fn open(
        &self,
        tx: &mut Tx,
        gathering: GatheringId,
        space: Option<SpaceId>,
        title: &str,
        host: Face,
        at: Time,
    ) -> Stored<()>;
    async fn enter(&self, tx: &mut Tx, gathering: GatheringId, who: Face, at: Time) -> Stored<()>;
    /// As a member for whom it isn't there, because they block the person who asked them.
    async fn enter_withheld(
        &self,
        tx: &mut Tx,
        gathering: GatheringId,
        who: Face,
        by: PersonId,
        at: Time,
    ) -> Stored<()>;
    /// Closes it when nobody is left; what erases it has the id `job`.
    async fn leave(&self, tx: &mut Tx, gathering: GatheringId, account: AccountId, job: Uuid, at: Time) -> Stored<()>;
    async fn rename(&self, tx: &mut Tx, gathering: GatheringId, title: &str) -> Stored<()>;
    async fn close(&self, tx: &mut Tx, gathering: GatheringId, job: Uuid, at: Time) -> Stored<()>;
    /// After the commit: the sockets of who came hear of it (best effort).
    async fn entered(&self, gathering: GatheringId, account: AccountId);
    /// After the commit: the sockets of who went hear nothing more of it.
    async fn left(&self, gathering: GatheringId, account: AccountId);
    async fn renamed(&self, gathering: GatheringId);
    async fn closed(&self, gathering: GatheringId);
}
