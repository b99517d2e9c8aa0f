//! The live side: who hears what.

use tokio::sync::mpsc;

use super::events::MediaEvent;
use crate::platform::live::Live;

/// Passes on what happens to pictures, until the announcers are gone.
pub async fn announce(live: Live, mut events: mpsc::Receiver<MediaEvent>) {
    while let Some(event) = events.recv().await {
        match event {
            MediaEvent::Changed { owner, media } => live.emit(owner.0, "media.changed", media.as_ref()),
        }
    }
}
