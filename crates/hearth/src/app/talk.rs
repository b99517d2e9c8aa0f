//! The groups of gatherings, which are chats.

use async_trait::async_trait;
use uuid::Uuid;

use crate::accounts::{AccountId, PersonId};
use crate::chat::{self, ChatId, Chats};
use crate::gatherings::{GatheringId, Talk};
use crate::platform::clock::Time;
use crate::platform::database::{Stored, Tx};
use crate::spaces::{Face, SpaceId};

/// A gathering and its group have one id. Neither of the two features knows the other.
pub(super) struct Groups(pub(super) Chats);

#[async_trait]
impl Talk for Groups {
    async fn open(
        &self,
        tx: &mut Tx,
        gathering: GatheringId,
        space: Option<SpaceId>,
        title: &str,
        host: Face,
        at: Time,
    ) -> Stored<()> {
        chat::gatherings::open(tx, ChatId(gathering.0), space, title, host, at).await
    }

    async fn enter(&self, tx: &mut Tx, gathering: GatheringId, who: Face, at: Time) -> Stored<()> {
        chat::gatherings::enter(tx, ChatId(gathering.0), who, at).await
    }

    async fn enter_withheld(
        &self,
        tx: &mut Tx,
        gathering: GatheringId,
        who: Face,
        by: PersonId,
        at: Time,
    ) -> Stored<()> {
        chat::gatherings::enter_withheld(tx, ChatId(gathering.0), who, by, at).await
    }

    async fn leave(&self, tx: &mut Tx, gathering: GatheringId, account: AccountId, job: Uuid, at: Time) -> Stored<()> {
        chat::gatherings::leave(tx, ChatId(gathering.0), account, job, at).await
    }

    async fn rename(&self, tx: &mut Tx, gathering: GatheringId, title: &str) -> Stored<()> {
        chat::gatherings::rename(tx, ChatId(gathering.0), title).await
    }

    async fn close(&self, tx: &mut Tx, gathering: GatheringId, job: Uuid, at: Time) -> Stored<()> {
        chat::gatherings::close(tx, ChatId(gathering.0), job, at).await
    }

    async fn entered(&self, gathering: GatheringId, account: AccountId) {
        self.0.entered(ChatId(gathering.0), account).await;
    }

    async fn left(&self, gathering: GatheringId, account: AccountId) {
        self.0.left(ChatId(gathering.0), account).await;
    }

    async fn renamed(&self, gathering: GatheringId) {
        self.0.renamed(ChatId(gathering.0)).await;
    }

    async fn closed(&self, gathering: GatheringId) {
        self.0.closed(ChatId(gathering.0)).await;
    }
}
