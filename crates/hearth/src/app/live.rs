//! What the sockets ask of the features, and what the features know by the sockets.

use async_trait::async_trait;
use axum::http::StatusCode;
use serde_json::Value;
use tokio::sync::mpsc::Receiver;
use uuid::Uuid;

use crate::accounts::{AccountEvent, AccountId, Accounts, Online, Permission};
use crate::chat::{self, Chats};
use crate::platform::clock::Clock;
use crate::platform::database::Stored;
use crate::platform::http::problem::Problem;
use crate::platform::live::{Door, Live, Presence, Visitor};
use crate::spaces::Spaces;

/// Who is online is known to the sockets.
pub(super) struct OnlineNow(pub(super) Live);

impl Online for OnlineNow {
    fn online(&self, account: AccountId) -> bool {
        self.0.is_online(account.0)
    }
    fn all_online(&self, after: Option<AccountId>, limit: i64) -> Vec<AccountId> {
        let most = usize::try_from(limit).unwrap_or(0);
        self.0.online(after.map(|account| account.0), most).into_iter().map(AccountId).collect()
    }
}

/// Who gets a socket, what it hears, and what it may ask for.
pub(super) struct FrontDoor {
    pub(super) accounts: Accounts,
    pub(super) spaces: Spaces,
    pub(super) chats: Chats,
    pub(super) live: Live,
    pub(super) clock: Clock,
}

#[async_trait]
impl Door for FrontDoor {
    async fn admit(&self, token: &str) -> Result<Visitor, Problem> {
        let who = self.accounts.signed_in(token).await?;
        Ok(Visitor { account: who.account().0, session: who.session().0 })
    }

    async fn rooms(&self, visitor: Visitor) -> Result<Vec<Uuid>, Problem> {
        let who = self.accounts.in_session(visitor.account, visitor.session).await?;
        let spaces = self.spaces.heard_by(who.account()).await?;
        let may_read = who.may(Permission::ReadMessages);
        let chats = if may_read { self.chats.heard_by(who.account()).await? } else { Vec::new() };
        Ok(spaces.into_iter().map(|space| space.0).chain(chats.into_iter().map(|heard| heard.chat.0)).collect())
    }

    async fn request(&self, visitor: Visitor, event: &str, data: Value) -> Result<Value, Problem> {
        // Asked for each request: what a session may do can change while its socket is open.
        let who = self.accounts.in_session(visitor.account, visitor.session).await?;
        chat::request(&self.chats, &who, event, data).await.unwrap_or_else(|| {
            let detail = "There is no such event; docs/live.md lists them.";
            Err(Problem::new(StatusCode::NOT_FOUND, "live.no_such_event", detail))
        })
    }

    async fn presence(&self, account: Uuid, presence: Presence) {
        let account = AccountId(account);
        if let Err(error) = self.announce_presence(account, presence).await {
            tracing::debug!(%error, "presence wasn't announced");
        }
    }
}

impl FrontDoor {
    /// Best effort: who misses it sees it on the next look.
    async fn announce_presence(&self, account: AccountId, presence: Presence) -> Stored<()> {
        let last_seen_at = match presence {
            Presence::Came => None,
            Presence::Gone => {
                let now = self.clock.now();
                self.accounts.seen(account, now).await?;
                Some(now)
            }
        };
        if self.accounts.presence_hidden(&[account]).await?.contains(&account) {
            return Ok(());
        }
        let online = presence == Presence::Came;
        chat::presence(&self.chats, &self.live, account, online, last_seen_at).await
    }
}

/// Sockets end with their session; and what they hear is looked up anew when it becomes another.
pub(super) async fn cut_ended_sessions(live: Live, mut events: Receiver<AccountEvent>) {
    while let Some(event) = events.recv().await {
        match event {
            AccountEvent::SessionEnded { session } => live.end(session.0, "session_ended"),
            AccountEvent::Deleted { account } => live.end(account.0, "session_ended"),
            AccountEvent::PermissionChanged { account, permission: Permission::ReadMessages, .. } => {
                live.restart(account.0, "permissions_changed");
            }
            // Its sessions were announced before.
            AccountEvent::Banned { .. }
            | AccountEvent::Unbanned { .. }
            | AccountEvent::PermissionChanged { .. }
            | AccountEvent::Changed { .. }
            | AccountEvent::Silenced { .. } => {}
        }
    }
}
