//! What the server looks after by itself, now and then.

use std::time::Duration;

use tokio_util::sync::CancellationToken;

use super::Services;
use crate::accounts::SessionId;
use crate::media::Media;
use crate::platform::clock::Clock;
use crate::platform::database::Stored;
use crate::platform::http::idempotency::Idempotency;
use crate::platform::limits::Limiter;
use crate::platform::live::Live;

/// How often sockets whose session was ended elsewhere are looked for; what has run out is tidied each 30th time.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// How often old pictures are removed; the store of objects is gone through each 288th time, which is daily.
const TIDY_EVERY: Duration = Duration::from_secs(300);
const TIDY_QUARANTINE: u64 = 12;
const TIDY_OBJECTS: u64 = 288;

/// Now and then: forgets what has run out, and cuts sockets whose session did.
pub(super) async fn tidy(
    Services { accounts, spaces, chats, shares, gatherings, moderation }: Services,
    live: Live,
    keys: Idempotency,
    requests: Limiter<std::net::IpAddr>,
    clock: Clock,
    stop: CancellationToken,
) {
    for look in 1_u64.. {
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(LOOK_EVERY) => {}
        }
        let swept = async {
            if look.is_multiple_of(30) {
                requests.tidy();
                chats.messages().tidy();
                shares.tidy();
                gatherings.tidy();
                keys.sweep(clock.now()).await?;
                accounts.sweep().await?;
                spaces.sweep().await?;
                moderation.sweep().await?;
            }
            let open: Vec<SessionId> = live.sessions().into_iter().map(SessionId).collect();
            for session in accounts.connected_session_ended(&open).await? {
                live.end(session.0, "session_ended");
            }
            Stored::Ok(())
        };
        if let Err(error) = swept.await {
            tracing::warn!(%error, "tidying up didn't work this time");
        }
    }
}

/// Removes pictures that nothing shows, and once an hour, or a day, what a crash left in the store of objects.
pub(super) async fn tidy_pictures(media: Media, stop: CancellationToken) {
    for look in 1_u64.. {
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(TIDY_EVERY) => {}
        }
        if let Err(error) = media.sweep().await {
            tracing::warn!(%error, "removing old pictures didn't work this time");
        }
        if look % TIDY_QUARANTINE == 1
            && let Err(error) = media.sweep_quarantine().await
        {
            tracing::warn!(%error, "going through the quarantine didn't work this time");
        }
        if look % TIDY_OBJECTS == 1 {
            match media.sweep_published().await {
                Ok(removed) => tracing::info!(removed, "went through the store of objects"),
                Err(error) => tracing::warn!(%error, "going through the store of objects didn't work this time"),
            }
        }
    }
}
