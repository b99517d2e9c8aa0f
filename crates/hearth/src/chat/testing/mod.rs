//! The feature as its callers meet it, for the tests beside the services.

use super::error::ChatError;
use super::model::{ChatId, ChatView, Role};
use super::sending::NewMessage;
use super::service::{ChatParts, Chats};
use crate::accounts::SignedIn;
use crate::accounts::testing::Server;
use crate::platform::bus::Bus;
use crate::platform::config::Settings;
use crate::platform::ids::Ids;
use crate::platform::metrics::Metrics;
use crate::spaces::testing::spaces_of;

pub struct House {
    pub chats: Chats,
    server: Server,
}

impl House {
    pub async fn open() -> Self {
        let server = Server::start().await;
        let tenants = vec![crate::chat::tenant(server.fresh.db.clone())];
        let spaces = spaces_of(&server, Bus::default(), tenants);
        let chats = Chats::new(ChatParts {
            settings: &Settings::defaults(),
            db: server.fresh.db.clone(),
            jobs: server.jobs.clone(),
            accounts: server.accounts.clone(),
            spaces,
            media: server.media.clone(),
            clock: server.clock.clone(),
            ids: Ids::new(server.clock.clone()),
            events: Bus::default(),
            metrics: Metrics::default(),
        });
        Self { chats, server }
    }

    pub async fn joins(&self, username: &str) -> SignedIn {
        let client = self.server.joins(username).await;
        self.server.accounts.signed_in(&client.token).await.unwrap()
    }

    pub async fn group(&self, owner: &SignedIn, capacity: Option<i64>, members: &[&SignedIn]) -> ChatId {
        let members = members.iter().map(|who| who.account().into()).collect();
        self.chats.open_group(owner, "Group", capacity, members, None).await.unwrap().id
    }

    pub async fn asks(&self, who: &SignedIn, other: &SignedIn) -> ChatView {
        self.chats.open_direct(who, other.account()).await.unwrap().0
    }

    pub async fn says(&self, who: &SignedIn, chat: ChatId, text: &str) -> Result<i64, ChatError> {
        let new = NewMessage { text: text.to_owned(), ..NewMessage::default() };
        self.chats.messages().send(who, chat, new).await.map(|sent| sent.message.number)
    }

    pub async fn leaves(&self, who: &SignedIn, chat: ChatId) {
        self.chats.remove_member(who, chat, who.account().into()).await.unwrap();
    }

    /// None: it isn't there for this one.
    pub async fn role(&self, who: &SignedIn, chat: ChatId) -> Option<Role> {
        match self.chats.chat(who, chat).await {
            Ok(chat) => Some(chat.me.unwrap().role),
            Err(ChatError::NoSuchChat) => None,
            Err(error) => panic!("{error}"),
        }
    }

    /// The kinds of the jobs that wait.
    pub async fn jobs(&self) -> Vec<String> {
        let now = self.server.clock.now();
        self.server.jobs.lease(now, now, 50).await.unwrap().into_iter().map(|job| job.kind).collect()
    }
}
