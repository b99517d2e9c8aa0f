//! The live side: what an account's own sockets hear of it.

use serde::Serialize;
use tokio::sync::mpsc;
use uuid::Uuid;

use super::blocks::Silence;
use super::events::AccountEvent;
use super::model::PersonId;
use crate::platform::live::Live;

#[derive(Serialize)]
struct PersonSilenced {
    person_id: PersonId,
    #[serde(skip_serializing_if = "Option::is_none")]
    space_id: Option<Uuid>,
}

/// Tells an account's other devices whom it blocks and mutes, until the announcers are gone. Nobody else hears of it.
pub async fn announce(live: Live, mut events: mpsc::Receiver<AccountEvent>) {
    while let Some(event) = events.recv().await {
        match event {
            AccountEvent::Silenced { account, silence, person, space, on, .. } => {
                let name = match (silence, on) {
                    (Silence::Block, true) => "person.blocked",
                    (Silence::Block, false) => "person.unblocked",
                    (Silence::Mute, true) => "person.muted",
                    (Silence::Mute, false) => "person.unmuted",
                };
                live.emit(account.0, name, &PersonSilenced { person_id: person, space_id: space });
            }
            _ => {}
        }
    }
}
