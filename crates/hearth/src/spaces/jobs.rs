//! What spaces do in the background: erasing what was deleted, and forgetting who is gone. Each step is bounded and may be
//! done again.

use std::sync::Arc;

use async_trait::async_trait;
use serde::Deserialize;

use super::model::SpaceId;
use super::service::Spaces;
use crate::accounts::AccountId;
use crate::platform::jobs::Handler;

/// Erases what is left of a deleted space: `{"space_id"}`.
pub const ERASE: &str = "spaces.erase";
/// Takes a deleted account out of everything: `{"account_id"}`.
pub const FAREWELL: &str = "spaces.farewell";

/// Rows of each table at a time, so that nobody's writing waits long.
const PART: i64 = 500;

pub fn handlers(spaces: &Spaces) -> Vec<Arc<dyn Handler>> {
    vec![Arc::new(Erasing(spaces.clone())), Arc::new(Farewell(spaces.clone()))]
}

struct Erasing(Spaces);

#[derive(Deserialize)]
struct Erase {
    space_id: SpaceId,
}

#[async_trait]
impl Handler for Erasing {
    fn kind(&self) -> &'static str {
        ERASE
    }

    async fn handle(&self, payload: serde_json::Value) -> Result<(), String> {
        let job: Erase = serde_json::from_value(payload).map_err(|e| e.to_string())?;
        let Spaces(inner) = &self.0;
        while inner.store.erase(job.space_id, PART, inner.media.erasing()).await.map_err(|e| e.to_string())? > 0 {
            inner.media.ring();
        }
        Ok(())
    }
}

struct Farewell(Spaces);

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
        let job: Gone = serde_json::from_value(payload).map_err(|e| e.to_string())?;
        self.0.forget(job.account_id).await.map_err(|e| e.to_string())
    }
}
