//! What gatherings do in the background: closing at the deadline, erasing what was deleted, and forgetting who is gone.
//! Each step is bounded and may be done again.

use std::sync::Arc;

use async_trait::async_trait;
use serde::Deserialize;

use super::calendar;
use super::model::GatheringId;
use super::service::Gatherings;
use crate::accounts::AccountId;
use crate::platform::clock::Time;
use crate::platform::jobs::Handler;
use crate::platform::mail::Mailer;
use crate::spaces::SpaceId;

/// Closes a gathering, unless it has another deadline by now: `{"gathering_id", "deadline"}`.
pub const DEADLINE: &str = "gatherings.deadline";
/// Erases what is left of a deleted gathering: `{"gathering_id"}`.
pub const ERASE: &str = "gatherings.erase";
/// Erases the gatherings of a space that are gone: `{"space_id"}`.
pub const ERASE_SPACE: &str = "gatherings.erase_space";
/// Takes a deleted account out of everything: `{"account_id"}`.
pub const FAREWELL: &str = "gatherings.farewell";

/// Rows at a time, so that nobody's answering waits long.
const PART: i64 = 200;

pub fn handlers(gatherings: &Gatherings, mailer: &Mailer) -> Vec<Arc<dyn Handler>> {
    let mut handlers = calendar::handlers(gatherings, mailer);
    let own: Vec<Arc<dyn Handler>> = vec![
        Arc::new(Deadline(gatherings.clone())),
        Arc::new(Erasing(gatherings.clone())),
        Arc::new(ErasingSpace(gatherings.clone())),
        Arc::new(Farewell(gatherings.clone())),
    ];
    handlers.extend(own);
    handlers
}

fn text(error: impl std::fmt::Display) -> String {
    error.to_string()
}

struct Deadline(Gatherings);

#[derive(Deserialize)]
struct Close {
    gathering_id: GatheringId,
    deadline: Time,
}

#[async_trait]
impl Handler for Deadline {
    fn kind(&self) -> &'static str {
        DEADLINE
    }

    async fn handle(&self, payload: serde_json::Value) -> Result<(), String> {
        let job: Close = serde_json::from_value(payload).map_err(text)?;
        self.0.close_at(job.gathering_id, job.deadline).await.map_err(text)
    }
}

struct Erasing(Gatherings);

#[derive(Deserialize)]
struct Erase {
    gathering_id: GatheringId,
}

#[async_trait]
impl Handler for Erasing {
    fn kind(&self) -> &'static str {
        ERASE
    }

    async fn handle(&self, payload: serde_json::Value) -> Result<(), String> {
        let job: Erase = serde_json::from_value(payload).map_err(text)?;
        self.0.erase(job.gathering_id).await
    }
}

struct ErasingSpace(Gatherings);

#[derive(Deserialize)]
struct EraseSpace {
    space_id: SpaceId,
}

#[async_trait]
impl Handler for ErasingSpace {
    fn kind(&self) -> &'static str {
        ERASE_SPACE
    }

    async fn handle(&self, payload: serde_json::Value) -> Result<(), String> {
        let job: EraseSpace = serde_json::from_value(payload).map_err(text)?;
        while let Some(gone) = self.0.0.store.gone_in(job.space_id).await.map_err(text)? {
            self.0.erase(gone).await?;
        }
        Ok(())
    }
}

impl Gatherings {
    async fn erase(&self, id: GatheringId) -> Result<(), String> {
        while self.0.store.erase(id, PART).await.map_err(text)? > 0 {}
        Ok(())
    }
}

struct Farewell(Gatherings);

#[derive(Deserialize)]
struct Gone {
    account_id: AccountId,
}

#[async_trait]
impl Handler for Farewell {
    fn kind(&self) -> &'static str {
        FAREWELL
    }

    async fn handle(&self, payload: serde_json::Value) -> Result<(), String> {
        let job: Gone = serde_json::from_value(payload).map_err(text)?;
        let Gatherings(inner) = &self.0;
        // Out of all spaces first, and of what is in them with that.
        inner.spaces.forget(job.account_id).await.map_err(text)?;
        while let Some(id) = inner.attendees.attended(job.account_id).await.map_err(text)? {
            let out = inner.attendees.forget(id, job.account_id, self.0.leaving(id)).await.map_err(text)?;
            if let Some(out) = out {
                self.0.announce_out(out).await.map_err(text)?;
            }
        }
        inner.availability.forget(job.account_id).await.map_err(text)?;
        inner.calendars.remove(job.account_id).await.map_err(text)?;
        Ok(())
    }
}
