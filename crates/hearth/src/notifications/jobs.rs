//! What notifications do in the background. Each step is bounded and may be done again.

use std::sync::Arc;

use async_trait::async_trait;
use serde::Deserialize;

use super::model::Gone;
use super::service::{Notifications, PART};
use super::{mail, push, reaching};
use crate::accounts::AccountId;
use crate::platform::jobs::Handler;
use crate::platform::mail::Mailer;

/// Forgets a deleted account, and takes it out of what others were told: `{"account_id"}`.
pub const FAREWELL: &str = "notifications.farewell";

pub fn handlers(notifications: &Notifications, mailer: &Mailer) -> Vec<Arc<dyn Handler>> {
    let mut handlers = push::jobs::handlers(notifications);
    handlers.extend(mail::jobs::handlers(notifications, mailer));
    handlers.extend(reaching::jobs::handlers(notifications));
    handlers.push(Arc::new(Farewell(notifications.clone())));
    handlers
}

fn text(error: impl std::fmt::Display) -> String {
    error.to_string()
}

struct Farewell(Notifications);

#[derive(Deserialize)]
struct Left {
    account_id: AccountId,
}

#[async_trait]
impl Handler for Farewell {
    fn kind(&self) -> &'static str {
        FAREWELL
    }

    async fn handle(&self, payload: serde_json::Value) -> Result<(), String> {
        let Left { account_id } = serde_json::from_value(payload).map_err(text)?;
        let inner = &self.0.0;
        inner.subscriptions.forget(account_id).await.map_err(text)?;
        inner.accounts_store.forget(account_id).await.map_err(text)?;
        while inner.levels.forget_account(account_id, PART).await.map_err(text)? > 0 {}
        while !inner.notices.forget(Gone::Account(account_id), PART).await.map_err(text)?.is_empty() {}
        loop {
            let whose = inner.notices.forget_actor(account_id, PART).await.map_err(text)?;
            if whose.is_empty() {
                return Ok(());
            }
            self.0.changed_for(whose).await.map_err(text)?;
        }
    }
}
