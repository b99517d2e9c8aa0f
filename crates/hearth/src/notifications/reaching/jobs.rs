//! Finding out who of a chat's members is to be reached: a bounded part at a time, and only those who want to be.

use std::collections::HashMap;
use std::sync::Arc;

use async_trait::async_trait;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::accounts::AccountId;
use crate::chat::{self, ChatId, Membership};
use crate::notifications::levels::SpaceLevel;
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
        let wanting: Vec<AccountId> = reachable.iter().map(|(account, _)| *account).collect();
        let levels: HashMap<AccountId, SpaceLevel> = match members.first().and_then(|part| part.chat().space) {
            Some(space) => self.0.levels.of_all(space, &wanting).await?.into_iter().collect(),
            None => HashMap::new(),
        };
        let now = self.0.clock.now();
        let mut jobs = Vec::new();
        for (account, state) in &reachable {
            let Some(part) = members.iter().find(|member| member.account() == *account) else { continue };
            // In a group nobody is asked for.
            let silences = match part.chat().kind {
                chat::Kind::Direct => self.0.accounts.silenced_by(*account).await?,
                chat::Kind::Group => Arc::default(),
            };
            let here = Place::Chat(part.chat_id());
            if let Some(kind) = rules::of_chat(part, levels.get(account), &state.settings, &silences, now)
                && !self.0.looking.sees(*account, now, |place| place == here)
            {
                jobs.extend(self.reaching(*account, state, kind));
            }
        }
        if jobs.is_empty() { Ok(()) } else { self.0.jobs.add_once(Lane::Sending, jobs).await }
    }
}
