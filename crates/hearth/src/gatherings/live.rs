//! The live side: who hears what. The members of a gathering's space do, or of its group, where it is in none.

use std::sync::Arc;

use serde_json::json;
use tokio::sync::mpsc;
use uuid::Uuid;

use super::events::{GatheringEvent, News};
use super::model::{GatheringId, GatheringView};
use super::talk::Talk;
use crate::platform::live::Live;
use crate::spaces::SpaceId;

/// Passes on what happens to gatherings, in the order in which it was announced, until the announcers are gone.
pub async fn announce(live: Live, talk: Arc<dyn Talk>, mut events: mpsc::Receiver<GatheringEvent>) {
    while let Some(event) = events.recv().await {
        tell(&live, talk.as_ref(), event).await;
    }
}

fn room(gathering: GatheringId, space: Option<SpaceId>) -> Uuid {
    space.map_or(gathering.0, |space| space.0)
}

fn room_of(gathering: &GatheringView) -> Uuid {
    room(gathering.id, gathering.space_id)
}

async fn tell(live: &Live, talk: &dyn Talk, event: GatheringEvent) {
    match event {
        GatheringEvent::Proposed { gathering, host, invited } => {
            let news = json!({ "gathering": gathering.as_ref() });
            if let Some(space) = gathering.space_id {
                live.emit(space.0, "gathering.proposed", &news);
            }
            for account in [host].into_iter().chain(invited) {
                if gathering.space_id.is_none() {
                    live.emit(account.0, "gathering.proposed", &news);
                }
                talk.entered(gathering.id, account).await;
            }
        }
        GatheringEvent::Changed(gathering) => {
            live.emit(room_of(&gathering), "gathering.changed", &json!({ "gathering": gathering.as_ref() }));
        }
        GatheringEvent::Answered(news) => {
            let News { gathering, space, revision, attendee, answer } = news.as_ref();
            let mut told = json!({ "gathering_id": gathering, "revision": revision, "attendee_id": attendee });
            if let Some(answer) = answer {
                told["answer"] = json!(answer);
            }
            live.emit(room(*gathering, *space), "gathering.answered", &told);
        }
        GatheringEvent::Entered { gathering, account, invited } => {
            if invited && gathering.space_id.is_none() {
                live.emit(account.0, "gathering.proposed", &json!({ "gathering": gathering.as_ref() }));
            }
            talk.entered(gathering.id, account).await;
        }
        GatheringEvent::Left { gathering, space, account } => {
            // At once: what follows isn't for them, and the group is told by way of another feature.
            live.leave(account.0, gathering.0);
            if space.is_none() {
                live.emit(account.0, "gathering.deleted", &json!({ "gathering_id": gathering }));
            }
            talk.left(gathering, account).await;
        }
        // The gathering as it is now was told before; who is told beyond that, notifications know.
        GatheringEvent::Told { .. } => {}
        GatheringEvent::Renamed(gathering) => talk.renamed(gathering).await,
        GatheringEvent::Deleted { gathering, space } => {
            let mut news = json!({ "gathering_id": gathering });
            if let Some(space) = space {
                news["space_id"] = json!(space);
            }
            live.emit(room(gathering, space), "gathering.deleted", &news);
            talk.closed(gathering).await;
        }
    }
}
