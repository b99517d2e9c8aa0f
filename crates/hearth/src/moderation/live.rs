//! The live side: what somebody hears about themselves, and nobody else does.

use serde_json::json;
use tokio::sync::mpsc;

use super::events::ModerationEvent;
use super::service::Moderation;
use crate::platform::live::Live;

/// Passes on what moderation announces, in the order in which it was announced, until the announcers are gone.
pub async fn announce(live: Live, moderation: Moderation, mut events: mpsc::Receiver<ModerationEvent>) {
    while let Some(event) = events.recv().await {
        match event {
            ModerationEvent::Decided { account, decision } => {
                live.emit(account.0, "decision.made", &json!({ "decision_id": decision }));
            }
            ModerationEvent::ReportClosed { reporter, report } => {
                live.emit(reporter.0, "report.closed", &json!({ "report_id": report }));
            }
            ModerationEvent::CrisisNoticed { account } => match moderation.help_for(account).await {
                Ok(cards) if cards.is_empty() => {}
                Ok(cards) => live.emit(account.0, "crisis.offered", &json!({ "cards": cards })),
                Err(error) => tracing::warn!(%error, "help lines weren't offered"),
            },
        }
    }
}
