//! Keeps the times that people look at true: found again when somebody answered, once for all of them, and at most once a
//! second for each gathering.

use std::collections::HashSet;
use std::time::Duration;

use serde_json::json;
use tokio::sync::mpsc;

use crate::gatherings::events::GatheringEvent;
use crate::gatherings::model::GatheringId;
use crate::gatherings::service::Gatherings;
use crate::platform::live::Live;

const REST: Duration = Duration::from_secs(1);

/// Tells the times of what was changed, until the announcers are gone. Finding them may take a while, so that happens
/// beside: whoever announces never waits for it.
pub async fn keep(live: Live, gatherings: Gatherings, mut events: mpsc::Receiver<GatheringEvent>) {
    let (mut rested, mut waiting) = (HashSet::new(), HashSet::new());
    let mut tick = tokio::time::interval(REST);
    tick.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            event = events.recv() => {
                let Some(event) = event else { return };
                if let GatheringEvent::Left { gathering, account, .. } = event {
                    // Here too, as who tells them so may not have come to it yet.
                    live.leave(account.0, gathering.0);
                }
                let Some(id) = gatherings.take_in(&event) else { continue };
                if rested.insert(id) {
                    tokio::spawn(tell(live.clone(), gatherings.clone(), id));
                } else {
                    waiting.insert(id);
                }
            }
            _ = tick.tick() => {
                rested = std::mem::take(&mut waiting);
                for id in &rested {
                    tokio::spawn(tell(live.clone(), gatherings.clone(), *id));
                }
            }
        }
    }
}

async fn tell(live: Live, gatherings: Gatherings, id: GatheringId) {
    match gatherings.told(id).await {
        Ok(Some(told)) => {
            let news = json!({ "gathering_id": id, "times": told.times, "statistics": told.statistics });
            live.emit(told.room, "gathering.times", &news);
        }
        Ok(None) => {}
        Err(error) => tracing::debug!(%error, %id, "new times weren't told"),
    }
}
