//! The feature with those that it listens to, for the tests beside its services: what happens is heard when a test says so.

mod model;
mod service;

use std::sync::Arc;

use serde_json::Value;
use tokio::sync::mpsc::Receiver;

use super::service::{NotificationParts, Notifications};
use crate::accounts::SignedIn;
use crate::accounts::testing::{Client, Server};
use crate::chat::{ChatEvent, ChatParts, Chats};
use crate::gatherings::testing::Silent;
use crate::gatherings::{GatheringParts, Gatherings};
use crate::platform::bus::Bus;
use crate::platform::config::Settings;
use crate::platform::ids::Ids;
use crate::platform::jobs::{Lane, Worker};
use crate::platform::mail::Mailer;
use crate::platform::metrics::Metrics;
use crate::shares::{ShareParts, Shares};
use crate::spaces::testing::spaces_of;

pub struct House {
    pub server: Server,
    pub chats: Chats,
    pub notifications: Notifications,
    heard: Receiver<ChatEvent>,
    worker: Worker,
}

impl House {
    pub async fn open() -> Self {
        let server = Server::set_up(|settings| settings.limits.enabled = false, vec![]).await;
        let mut settings = Settings::defaults();
        settings.data.dir = server.fresh.folder().to_owned();
        settings.limits.enabled = false;
        let (db, ids) = (server.fresh.db.clone(), Ids::new(server.clock.clone()));
        let spaces = spaces_of(&server, Bus::default(), vec![crate::chat::tenant(db.clone())]);
        let events = Bus::default();
        let heard = events.listen();
        let chats = Chats::new(ChatParts {
            settings: &settings,
            db: db.clone(),
            jobs: server.jobs.clone(),
            accounts: server.accounts.clone(),
            spaces: spaces.clone(),
            media: server.media.clone(),
            clock: server.clock.clone(),
            ids: ids.clone(),
            events,
            metrics: Metrics::default(),
        });
        let shares = Shares::new(ShareParts {
            settings: &settings,
            db: db.clone(),
            spaces: spaces.clone(),
            media: server.media.clone(),
            clock: server.clock.clone(),
            ids: ids.clone(),
            events: Bus::default(),
        });
        let gatherings = Gatherings::new(GatheringParts {
            settings: &settings,
            db: db.clone(),
            jobs: server.jobs.clone(),
            accounts: server.accounts.clone(),
            spaces: spaces.clone(),
            talk: Arc::new(Silent),
            clock: server.clock.clone(),
            ids: ids.clone(),
            events: Bus::default(),
        });
        let notifications = Notifications::new(NotificationParts {
            settings: &settings,
            db,
            jobs: server.jobs.clone(),
            accounts: server.accounts.clone(),
            spaces,
            chats: chats.clone(),
            shares,
            gatherings,
            clock: server.clock.clone(),
            ids: ids.clone(),
            events: Bus::default(),
            keys: [vec![7; 32], vec![8; 32]],
        });
        let notifications = notifications.unwrap();
        let mailer = Mailer::new(&settings, server.clock.clone(), ids).unwrap();
        let handlers = super::handlers(&notifications, &mailer);
        let worker = Worker::new(server.jobs.clone(), server.clock.clone(), handlers);
        Self { server, chats, notifications, heard, worker }
    }

    /// Somebody whose address is confirmed.
    pub async fn joins(&self, username: &str) -> SignedIn {
        let Client { token, .. } = self.server.joins(username).await;
        let codes = self.server.mailed(&format!("{username}@example.org")).await;
        self.server.gets(204, &format!("POST /email-verifications/{}", codes[0]), "", Value::Null).await;
        self.server.accounts.signed_in(&token).await.unwrap()
    }

    /// What was announced is heard.
    pub async fn hears(&mut self) {
        while let Ok(event) = self.heard.try_recv() {
            self.notifications.heard_of_chat(event).await.unwrap();
        }
        for event in self.server.heard() {
            self.notifications.heard_of_account(event).await.unwrap();
        }
    }

    /// Does what is due; the mails that were sent, each as it went out.
    pub async fn sent(&self) -> Vec<String> {
        let sending = self.worker.in_lane(Lane::Sending);
        while sending.round().await.unwrap() > 0 {}
        let Ok(letters) = std::fs::read_dir(self.server.fresh.folder().join("mail")) else { return Vec::new() };
        let mut sent = Vec::new();
        for letter in letters {
            let path = letter.unwrap().path();
            let text = std::fs::read_to_string(&path).unwrap();
            std::fs::remove_file(path).unwrap();
            sent.push(text.replace("=\r\n", "").replace("=3D", "=").replace("\r\n ", ""));
        }
        sent
    }
}
