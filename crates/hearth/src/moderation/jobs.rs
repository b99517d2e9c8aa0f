//! What moderation does in the background: carrying decisions out, and forgetting who is gone. Each step may be done again.

use std::sync::Arc;

use async_trait::async_trait;
use serde::Deserialize;

use super::model::DecisionId;
use super::service::Moderation;
use crate::accounts::AccountId;
use crate::platform::jobs::Handler;

/// Makes true what a decision says by then: `{"decision_id"}`.
pub const CARRY_OUT: &str = "moderation.carry_out";
/// Takes a deleted account's name off what it reported, and erases what it said, if it asked for that:
/// `{"account_id", "erase_messages"}`.
pub const FAREWELL: &str = "moderation.farewell";

/// Rows at a time.
const PART: i64 = 200;

pub fn handlers(moderation: &Moderation) -> Vec<Arc<dyn Handler>> {
    vec![Arc::new(CarryingOut(moderation.clone())), Arc::new(Farewell(moderation.clone()))]
}

fn text(error: impl std::fmt::Display) -> String {
    error.to_string()
}

struct CarryingOut(Moderation);

#[derive(Deserialize)]
struct CarryOut {
    decision_id: DecisionId,
}

#[async_trait]
impl Handler for CarryingOut {
    fn kind(&self) -> &'static str {
        CARRY_OUT
    }

    async fn handle(&self, payload: serde_json::Value) -> Result<(), String> {
        let job: CarryOut = serde_json::from_value(payload).map_err(text)?;
        self.0.carry_out(job.decision_id).await.map_err(text)
    }
}

struct Farewell(Moderation);

#[derive(Deserialize)]
struct Gone {
    account_id: AccountId,
    #[serde(default)]
    erase_messages: bool,
}

#[async_trait]
impl Handler for Farewell {
    fn kind(&self) -> &'static str {
        FAREWELL
    }

    async fn handle(&self, payload: serde_json::Value) -> Result<(), String> {
        let job: Gone = serde_json::from_value(payload).map_err(text)?;
        let (account, inner) = (job.account_id, &self.0.0);
        while inner.cases.forget_reporter(account, job.erase_messages, PART).await.map_err(text)? > 0 {}
        while inner.cases.let_go(account, PART).await.map_err(text)? > 0 {}
        while inner.held.forget(account, PART).await.map_err(text)? > 0 {}
        if job.erase_messages {
            while inner.cases.forget_around(account, PART).await.map_err(text)? > 0 {}
            while inner.cases.forget_said(account, PART).await.map_err(text)? > 0 {}
            while inner.decisions.forget(account, PART).await.map_err(text)? > 0 {}
        }
        Ok(())
    }
}
