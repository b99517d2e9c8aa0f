//! The acts on groups in spaces.

use tokio::sync::mpsc;

use super::model::Home;
use crate::accounts::{AccountId, Permission, SignedIn};
use crate::chat::error::ChatError;
use crate::chat::events::ChatEvent;
use crate::chat::model::{ChatId, ChatView, Joining};
use crate::chat::service::Chats;
use crate::chat::store::Added;
use crate::platform::page::Page;
use crate::spaces::{Parted, SpaceError, SpaceEvent, SpaceId, may_open_chat};

impl Chats {
    /// Whether a group may be opened where it is to be.
    pub(in crate::chat) async fn home(
        &self,
        who: &SignedIn,
        home: Option<Home>,
    ) -> Result<(Option<SpaceId>, Joining), ChatError> {
        let Some(Home { space, joining }) = home else { return Ok((None, Joining::Invitation)) };
        let member = self.0.spaces.member(who.account(), space).await?;
        if !may_open_chat(&member, joining == Joining::Open) {
            return Err(ChatError::NotAllowed);
        }
        Ok((Some(space), joining))
    }

    /// The groups in a space that one is in or may join, the oldest first.
    pub async fn in_space(
        &self,
        who: &SignedIn,
        space: SpaceId,
        after: Option<ChatId>,
        limit: i64,
    ) -> Result<Page<ChatView>, ChatError> {
        let proof = self.0.spaces.member(who.account(), space).await?;
        let found = self.0.in_spaces.chats_in(&proof, after, limit + 1).await?;
        let page = Page::cut(found, limit, |(chat, _)| chat.id);
        let own = page.items.iter().filter_map(|(_, listed)| listed.clone()).collect();
        let mut own = self.views(own).await?.into_iter().peekable();
        Ok(page
            .map(|(chat, _)| own.next_if(|view| view.id == chat.id).unwrap_or_else(|| Self::view_from_outside(chat))))
    }

    /// Joins an open group of a space that one is a member of; who is in it already stays.
    pub async fn join(&self, who: &SignedIn, chat: ChatId) -> Result<ChatView, ChatError> {
        who.must(Permission::JoinGroupChat)?;
        self.0.spaces.count_move(who)?;
        let space = self.0.in_spaces.open_in(chat).await?.ok_or(ChatError::NoSuchChat)?;
        let unseen = |error| match error {
            SpaceError::Store(error) => ChatError::Store(error),
            _ => ChatError::NoSuchChat,
        };
        let proof = self.0.spaces.member(who.account(), space).await.map_err(unseen)?;
        match self.0.in_spaces.join(&proof, chat, self.0.capacity, self.0.clock.now()).await? {
            Added::Now => {
                let view = self.seen_by(who.account(), chat).await?;
                self.announce_joined(who.account(), view.clone()).await;
                self.announce_changed(who.account(), chat).await;
                Ok(view)
            }
            Added::Revealed => {
                let view = self.seen_by(who.account(), chat).await?;
                self.announce_joined(who.account(), view.clone()).await;
                Ok(view)
            }
            Added::Already => self.seen_by(who.account(), chat).await,
            Added::Full => Err(ChatError::Full),
            Added::NotInTheSpace => Err(ChatError::NoSuchChat),
        }
    }

    /// First, and without asking the database, that they are out: nothing may hold that up, or get lost over it. What
    /// the others see of it can wait.
    async fn parted(&self, account: Option<AccountId>, parted: Parted) {
        let Parted { left, closed, .. } = parted;
        if let Some(account) = account {
            for chat in left.iter().copied().map(ChatId) {
                self.0.events.announce(ChatEvent::Left { account, chat }).await;
            }
        }
        for chat in closed.iter().copied().map(ChatId) {
            self.0.events.announce(ChatEvent::Closed { chat }).await;
        }
        let chats = self.clone();
        tokio::spawn(async move {
            for chat in left.into_iter().filter(|chat| !closed.contains(chat)).map(ChatId) {
                match chats.0.store.someone_in(chat).await {
                    Ok(Some(someone)) => chats.announce_changed(someone, chat).await,
                    Ok(None) => {}
                    Err(error) => tracing::debug!(%error, %chat, "who left with the space wasn't told to the others"),
                }
            }
        });
    }
}

/// Lets those who are out of a space hear nothing more of its groups, until the announcers are gone. That they are out is
/// committed already.
pub async fn follow(chats: Chats, mut events: mpsc::Receiver<SpaceEvent>) {
    while let Some(event) = events.recv().await {
        match event {
            SpaceEvent::Left { face, parted, .. } => chats.parted(Some(face.account), parted).await,
            SpaceEvent::Deleted { parted, .. } => chats.parted(None, parted).await,
            SpaceEvent::Changed(_)
            | SpaceEvent::Joined { .. }
            | SpaceEvent::MemberChanged { .. }
            | SpaceEvent::Invited { .. }
            | SpaceEvent::Uninvited { .. } => {}
        }
    }
}
