//! Sending pushes: one job finds out whether there is still something to tell, and puts one for each browser, so that one
//! that fails is tried again without the others.

use std::sync::Arc;

use async_trait::async_trait;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use uuid::Uuid;

use super::model::SubscriptionId;
use crate::accounts::AccountId;
use crate::notifications::model::NotificationView;
use crate::notifications::service::Notifications;
use crate::notifications::settings::rules::loud;
use crate::notifications::words;
use crate::platform::ids::derived;
use crate::platform::jobs::{Handler, Lane, NewJob};
use crate::platform::push::Pushed;

/// Finds out whether an account is to be pushed to: a [`Push`] as JSON.
pub const PUSH: &str = "notifications.push";
/// Sends to one browser: a [`Delivery`] as JSON.
pub const DELIVER: &str = "notifications.deliver";

/// Under one topic a push service keeps the last push only.
const TOPIC: &str = "news";

/// Of so many, a push says how many there are.
const COUNTED: i64 = 100;

#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct Push {
    /// What the ids of the deliveries are made of, so that each is put once.
    pub id: Uuid,
    pub account_id: AccountId,
}

#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
struct Delivery {
    account_id: AccountId,
    subscription_id: SubscriptionId,
    #[serde(default)]
    trial: bool,
}

/// What a browser's service worker is told. Of what happened it says something only where that was chosen.
#[derive(Serialize)]
struct Content {
    tag: &'static str,
    count: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    body: Option<String>,
}

pub fn handlers(notifications: &Notifications) -> Vec<Arc<dyn Handler>> {
    vec![Arc::new(Pushing(notifications.clone())), Arc::new(Delivering(notifications.clone()))]
}

fn text(error: impl std::fmt::Display) -> String {
    error.to_string()
}

struct Pushing(Notifications);

#[async_trait]
impl Handler for Pushing {
    fn kind(&self) -> &'static str {
        PUSH
    }

    async fn handle(&self, payload: Value) -> Result<(), String> {
        let push: Push = serde_json::from_value(payload).map_err(text)?;
        let inner = &self.0.0;
        if self.0.to_push(push.account_id).await.map_err(text)?.is_empty() {
            return Ok(());
        }
        let now = inner.clock.now();
        let settings = inner.accounts_store.account(push.account_id).await.map_err(text)?.settings;
        let due_at = loud(&settings, now);
        let browsers = inner.subscriptions.of(push.account_id).await.map_err(text)?;
        let jobs = browsers.iter().map(|browser| {
            let delivery = Delivery { account_id: push.account_id, subscription_id: browser.id, trial: false };
            let id = derived(push.id, browser.id.0);
            NewJob { id, kind: DELIVER, payload: json!(delivery), due_at, created_at: now }
        });
        inner.jobs.add_once(Lane::Sending, jobs.collect()).await.map_err(text)
    }
}

struct Delivering(Notifications);

#[async_trait]
impl Handler for Delivering {
    fn kind(&self) -> &'static str {
        DELIVER
    }

    async fn handle(&self, payload: Value) -> Result<(), String> {
        let Delivery { account_id, subscription_id, trial } = serde_json::from_value(payload).map_err(text)?;
        let inner = &self.0.0;
        let found = inner.subscriptions.one(account_id, subscription_id).await.map_err(text)?;
        let Some(browser) = found else { return Ok(()) };
        // It may have ended where nobody here heard of it.
        let ended = inner.accounts.connected_session_ended(&[browser.session]).await.map_err(text)?;
        if !ended.is_empty() {
            return self.0.session_ended(browser.session).await.map_err(text);
        }
        let content = if trial {
            Content { tag: TOPIC, count: 0, title: None, body: None }
        } else {
            let news = self.0.to_push(account_id).await.map_err(text)?;
            if news.is_empty() {
                return Ok(());
            }
            let settings = inner.accounts_store.account(account_id).await.map_err(text)?.settings;
            let told = news.first().filter(|_| settings.push_content && !settings.discreet);
            Content {
                tag: TOPIC,
                count: news.len(),
                title: told.map(|one| words::title(settings.locale, one)),
                body: told.map(|one| words::sentence(settings.locale, one)),
            }
        };
        let content = serde_json::to_vec(&content).map_err(text)?;
        match inner.pusher.send(&browser.target, TOPIC, content).await? {
            Pushed::Now => Ok(()),
            Pushed::Refused(status) => {
                tracing::warn!(status, "a push service doesn't take a push");
                Ok(())
            }
            Pushed::Gone => inner.subscriptions.drop_one(account_id, subscription_id).await.map(drop).map_err(text),
        }
    }
}

impl Notifications {
    /// What is still unread, and neither seen nor unwanted there. Empty for who isn't to be reached.
    async fn to_push(&self, account: AccountId) -> Result<Vec<NotificationView>, String> {
        if !self.may_reach(account).await.map_err(text)? {
            return Ok(Vec::new());
        }
        let (viewer, unread) = self.unread(account, COUNTED).await.map_err(text)?;
        let settings = &viewer.state.settings;
        Ok(unread.into_iter().filter(|one| !one.seen && settings.pushes(one.kind)).collect())
    }
}
