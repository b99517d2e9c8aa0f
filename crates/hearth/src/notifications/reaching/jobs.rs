//! Finding out who of a chat's members is to be reached: a bounded part at a time, and only those who want to be.

use std::sync::Arc;

use async_trait::async_trait;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::accounts::AccountId;
use crate::chat::{ChatId, Membership};
use crate::notifications::model::Place;
use crate::notifications::rules;
use crate::notifications::service::{Notifications, PART};
use crate::platform::database::Stored;
use crate::platform::jobs::{Handler, Lane};

/// Looks through a chat's members who haven't read it: a [`Burst`] as JSON.
pub const BURST: &str = "notifications.burst";

#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct Burst {
    pub chat_id: ChatId,
}

pub fn handlers(notifications: &Notifications) -> Vec<Arc<dyn Handler>> {
    vec![Arc::new(Looking(notifications.clone()))]
}

struct Looking(Notifications);

#[async_trait]
impl Handler for Looking {
    fn kind(&self) -> &'static str {
        BURST
    }

    async fn handle(&self, payload: Value) -> Result<(), String> {
        let burst: Burst = serde_json::from_value(payload).map_err(|error| error.to_string())?;
        let mut after = None;
        loop {
            let part = self.0.0.chats.behind(burst.chat_id, after, PART).await.map_err(|error| error.to_string())?;
            let Some(last) = part.last() else { return Ok(()) };
            after = Some(last.shown());
            self.0.reach_those(&part).await.map_err(|error| error.to_string())?;
        }
    }
}

impl Notifications {
    async fn reach_those(&self, members: &[Membership]) -> Stored<()> {
        let accounts: Vec<AccountId> = members.iter().map(Membership::account).collect();
        let reachable = self.0.accounts_store.reachable(&accounts).await?;
        let mut jobs = Vec::new();
        for (account, state) in &reachable {
            let Some(part) = members.iter().find(|member| member.account() == *account) else { continue };
            let levels = self.levels_of(*account, part.chat().space.as_slice()).await?;
            let kind = rules::of_chat(part, levels.values().next(), &state.settings, self.0.clock.now());
            let here = Place::Chat(part.chat_id());
            if let Some(kind) = kind
                && !self.0.looking.sees(*account, self.0.clock.now(), |place| place == here)
            {
                jobs.extend(self.reaching(*account, state, kind));
            }
        }
        if jobs.is_empty() { Ok(()) } else { self.0.jobs.add_once(Lane::Slow, jobs).await }
    }
}
