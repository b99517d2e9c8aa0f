//! The acts on conversations and on who takes part.

use std::collections::HashMap;
use std::sync::Arc;

use serde_json::json;

use super::error::ChatError;
use super::events::ChatEvent;
use super::gatherings::of_its_own;
use super::jobs::ERASE;
use super::messages::{MessageParts, MessageView, Messages, SqlMessages};
use super::model::{Attention, Chat, ChatId, ChatView, Kind, Listed, Membership, MyPart, Role, State, Title};
use super::owed::store::{OwedStore, SqlOwed};
use super::review::store::{ReviewStore, SqlReview};
use super::rules;
use super::spaces::Home;
use super::spaces::store::{SpaceChatStore, SqlSpaceChats};
use super::store::{ChatStore, Grouped, Heard, NewDirect, NewGroup, Opened, SqlChats};
use crate::accounts::{AccountId, Accounts, Permission, Person, PersonId, SignedIn};
use crate::media::Media;
use crate::platform::bus::Bus;
use crate::platform::clock::Clock;
use crate::platform::config::Settings;
use crate::platform::database::{Db, Stored};
use crate::platform::ids::Ids;
use crate::platform::jobs::{Jobs, NewJob};
use crate::platform::metrics::Metrics;
use crate::platform::page::{Page, PageSizes};
use crate::platform::screening::Reaching;
use crate::spaces::{Face, Spaces};

/// What the service is made of.
pub struct ChatParts<'s> {
    pub settings: &'s Settings,
    pub db: Db,
    pub jobs: Jobs,
    pub accounts: Accounts,
    pub spaces: Spaces,
    pub media: Media,
    pub clock: Clock,
    pub ids: Ids,
    pub events: Bus<ChatEvent>,
    pub metrics: Metrics,
}

/// The conversations. Cheap to clone.
#[derive(Clone)]
pub struct Chats(pub(in crate::chat) Arc<Inner>);

pub(in crate::chat) struct Inner {
    pub(in crate::chat) store: Arc<dyn ChatStore>,
    pub(in crate::chat) in_spaces: Arc<dyn SpaceChatStore>,
    pub(in crate::chat) owed: Arc<dyn OwedStore>,
    messages: Messages,
    pub(in crate::chat) review: Arc<dyn ReviewStore>,
    pub(in crate::chat) media: Media,
    pub(in crate::chat) spaces: Spaces,
    pub(in crate::chat) accounts: Accounts,
    pub(in crate::chat) jobs: Jobs,
    pub(in crate::chat) clock: Clock,
    ids: Ids,
    pub(in crate::chat) events: Bus<ChatEvent>,
    pub(in crate::chat) capacity: i64,
    pub(in crate::chat) small_members: i64,
    pages: PageSizes,
}

impl Chats {
    pub fn new(parts: ChatParts<'_>) -> Self {
        let ChatParts { settings, db, jobs, accounts, spaces, media, clock, ids, events, metrics } = parts;
        let store: Arc<dyn ChatStore> = Arc::new(SqlChats(db.clone()));
        let in_spaces: Arc<dyn SpaceChatStore> = Arc::new(SqlSpaceChats(db.clone()));
        let owed: Arc<dyn OwedStore> = Arc::new(SqlOwed(db.clone()));
        let messages = Messages::new(MessageParts {
            settings,
            store: Arc::new(SqlMessages(db.clone())),
            chats: store.clone(),
            accounts: accounts.clone(),
            spaces: spaces.clone(),
            media: media.clone(),
            clock: clock.clone(),
            events: events.clone(),
            metrics,
        });
        let (capacity, small_members) = (settings.chat.capacity, settings.chat.small_members);
        let pages = settings.page_sizes();
        Self(Arc::new(Inner {
            store,
            in_spaces,
            owed,
            messages,
            review: Arc::new(SqlReview(db)),
            media,
            spaces,
            accounts,
            jobs,
            clock,
            ids,
            events,
            capacity,
            small_members,
            pages,
        }))
    }

    pub fn messages(&self) -> &Messages {
        &self.0.messages
    }

    pub fn accounts(&self) -> &Accounts {
        &self.0.accounts
    }

    pub fn page_sizes(&self) -> PageSizes {
        self.0.pages
    }

    /// The one direct chat with another, and whether it is new. With a stranger it begins as a request.
    pub async fn open_direct(&self, who: &SignedIn, with: AccountId) -> Result<(ChatView, bool), ChatError> {
        let opener = who.account();
        who.must(Permission::CreateDirectChat)?;
        if opener == with {
            return Err(ChatError::WithYourself);
        }
        if !self.0.accounts.exists(with).await? {
            return Err(ChatError::NoSuchAccount);
        }
        let request = !self.0.store.acquainted(opener, with).await?;
        // The chat that there is may be opened as often as one likes.
        if request && !self.0.store.has_direct(opener, with).await? {
            self.0.accounts.screen().reach_out(opener.0, Reaching::Stranger, 1)?;
        }
        let id = ChatId(self.0.ids.uuid());
        let new = NewDirect { id, opener, other: with, request, at: self.0.clock.now() };
        let Opened::As { id, now } = self.0.store.open_direct(new).await? else { return Err(ChatError::BlockedByYou) };
        let chat = self.seen_by(opener, id).await?;
        self.announce_joined(opener, chat.clone()).await;
        if now {
            match self.seen_by(with, id).await {
                Ok(seen) => self.announce_joined(with, seen).await,
                // Withheld from who blocks the opener, who must not notice.
                Err(ChatError::NoSuchChat) => {}
                Err(error) => return Err(error),
            }
        }
        Ok((chat, now))
    }

    pub async fn open_group(
        &self,
        who: &SignedIn,
        title: &str,
        capacity: Option<i64>,
        members: Vec<PersonId>,
        home: Option<Home>,
    ) -> Result<ChatView, ChatError> {
        who.must(Permission::CreateGroupChat)?;
        // A title is said to all who are in it.
        who.must(Permission::SendMessages)?;
        let title = title_of(title)?;
        self.0.accounts.screen().passes(who.account().0, &[("title", title.as_str())]).await?;
        let most = self.capacity_of(capacity)?;
        let (space, joining) = self.home(who, home).await?;
        let members = self.members_meant(who, space, members).await?;
        self.may_join(&members).await?;
        if i64::try_from(members.len()).unwrap_or(i64::MAX) >= most {
            return Err(ChatError::Full);
        }
        self.0.accounts.screen().reach_out(who.account().0, Reaching::Inviting, members.len())?;
        let known = match space {
            None => self.0.accounts.people(&members).await?,
            Some(space) => self.0.spaces.faces(space, &members).await?,
        };
        let id = ChatId(self.0.ids.uuid());
        let at = self.0.clock.now();
        let owner = who.account();
        let new = NewGroup { id, title, capacity, space, joining, owner, members: members.clone(), at };
        match self.0.store.open_group(new).await? {
            Grouped::Now => {}
            Grouped::NotInTheSpace => return Err(ChatError::NotInTheSpace),
            Grouped::TooMany => return Err(ChatError::TooManyInTheSpace),
        }
        let chat = self.seen_by(owner, id).await?;
        self.announce_joined(owner, chat.clone()).await;
        // Not those from whom it is withheld.
        let members = self.0.store.members_among(id, &members).await?;
        for account in &members {
            let person = known.get(account).cloned().unwrap_or_else(|| Person::deleted(*account));
            let me = chat.me.clone().map(|me| MyPart { person, role: Role::Member, ..me });
            let seen = Arc::new(ChatView { me, ..chat.clone() });
            self.0.events.announce(ChatEvent::Joined { account: *account, chat: seen }).await;
        }
        self.unseat_gone(id, &members).await;
        Ok(chat)
    }

    pub async fn chat(&self, who: &SignedIn, chat: ChatId) -> Result<ChatView, ChatError> {
        self.seen_by(who.account(), chat).await
    }

    /// One's own chats, newest activity first; or the requests that wait.
    pub async fn list(
        &self,
        who: &SignedIn,
        requests: bool,
        after: Option<(i64, uuid::Uuid)>,
        limit: i64,
    ) -> Result<Page<ChatView>, ChatError> {
        let listed = self.0.store.chats_of(who.account(), requests, after, limit + 1).await?;
        let page = Page::cut(listed, limit, |one| {
            let chat = one.membership.chat();
            (chat.active_at.millis(), chat.id.0)
        });
        let items = self.views(page.items).await?;
        Ok(Page { items, next: page.next })
    }

    /// Accepts a stranger's request.
    pub async fn accept(&self, who: &SignedIn, chat: ChatId) -> Result<ChatView, ChatError> {
        let proof = self.proof(who.account(), chat).await?;
        self.0.store.accept(&proof).await?;
        let chat = self.seen_by(who.account(), chat).await?;
        if proof.state() == State::Requested {
            self.announce_joined(who.account(), chat.clone()).await;
        }
        Ok(chat)
    }

    /// Ends a group for everybody, and erases what was said in it.
    pub async fn close(&self, who: &SignedIn, chat: ChatId) -> Result<(), ChatError> {
        let proof = self.proof(who.account(), chat).await?;
        if proof.chat().kind == Kind::Direct {
            return Err(ChatError::NotAGroup);
        }
        if !rules::may_close(&proof) {
            return Err(ChatError::NotAllowed);
        }
        of_its_own(&proof)?;
        self.0.store.close(&proof, self.erasing(chat)).await?;
        self.0.jobs.ring();
        self.0.events.announce(ChatEvent::Closed { chat }).await;
        Ok(())
    }

    /// Whether a chat is there for an account.
    pub async fn has_member(&self, account: AccountId, chat: ChatId) -> Stored<bool> {
        Ok(self.0.store.membership(chat, account).await?.is_some())
    }

    /// Whether so many members are told of each other's reading, typing, coming and going.
    pub(in crate::chat) fn is_small(&self, members: i64) -> bool {
        members <= self.0.small_members
    }

    /// All chats that an account hears.
    pub async fn heard_by(&self, account: AccountId) -> Stored<Vec<Heard>> {
        const PART: i64 = 1000;
        let mut heard: Vec<Heard> = Vec::new();
        loop {
            let after = heard.last().map(|heard| heard.chat);
            let part = self.0.store.heard_by(account, after, PART).await?;
            let full = i64::try_from(part.len()).is_ok_and(|count| count == PART);
            heard.extend(part);
            if !full {
                return Ok(heard);
            }
        }
    }

    /// Takes a deleted account out of all its chats; idempotent, for the job.
    pub async fn forget(&self, account: AccountId) -> Stored<()> {
        for heard in self.heard_by(account).await? {
            self.take_out(heard.chat, account).await?;
        }
        Ok(())
    }

    // --- how chats are shown --------------------------------------------------------------------------------------

    pub(in crate::chat) async fn seen_by(&self, account: AccountId, chat: ChatId) -> Result<ChatView, ChatError> {
        let membership = self.proof(account, chat).await?;
        let unread = self.0.store.unread(chat, account).await?;
        self.views(vec![Listed { membership, unread }]).await?.pop().ok_or(ChatError::NoSuchChat)
    }

    /// A chat as those see it who aren't in it but may be.
    pub(in crate::chat) fn view_from_outside(chat: Chat) -> ChatView {
        ChatView {
            gathering_id: chat.gathering(),
            id: chat.id,
            kind: chat.kind,
            title: chat.title,
            capacity: chat.capacity,
            space_id: chat.space,
            joining: chat.joining,
            slow_seconds: chat.slow_seconds,
            members_count: chat.members,
            last_number: chat.last_number,
            position: chat.position,
            created_at: chat.created_at,
            active_at: chat.active_at,
            with: None,
            last_message: None,
            me: None,
        }
    }

    fn my_part(&self, proof: &Membership, person: Person, unread: i64) -> MyPart {
        let Attention { level, until } = proof.attention().at(self.0.clock.now());
        let (role, state, read_number) = (proof.role(), proof.state(), proof.read_number());
        MyPart { person, role, state, read_number, unread, level, level_until: until }
    }

    pub(in crate::chat) async fn views(&self, listed: Vec<Listed>) -> Stored<Vec<ChatView>> {
        let (proofs, unread): (Vec<Membership>, Vec<i64>) =
            listed.into_iter().map(|one| (one.membership, one.unread)).unzip();
        let others = proofs.iter().filter_map(|proof| proof.chat().other(proof.account())).map(Face::own);
        let people = self.0.spaces.shown(others.chain(proofs.iter().map(Membership::face))).await?;
        let accounts: Vec<AccountId> = proofs.iter().map(Membership::account).collect();
        let deaf = self.0.accounts.denied(Permission::ReadMessages, &accounts).await?;
        let newest = self.0.messages.newest(&proofs).await?;
        let mut newest: HashMap<ChatId, MessageView> =
            newest.into_iter().map(|message| (message.chat_id, message)).collect();
        let views = proofs.into_iter().zip(unread).map(|(proof, unread)| {
            let chat = proof.chat();
            ChatView {
                with: chat.other(proof.account()).map(|id| person(&people, id.into())),
                last_message: newest.remove(&chat.id).filter(|_| !deaf.contains(&proof.account())),
                me: Some(self.my_part(&proof, person(&people, proof.shown()), unread)),
                ..Self::view_from_outside(chat.clone())
            }
        });
        Ok(views.collect())
    }

    // --- announcing -----------------------------------------------------------------------------------------------

    /// Tells the members; best effort, since whoever misses it sees it on the next look.
    pub(in crate::chat) async fn announce_changed(&self, seen_by: AccountId, chat: ChatId) {
        match self.seen_by(seen_by, chat).await {
            Ok(view) => {
                let shared = ChatView { me: None, last_message: None, with: None, ..view };
                self.0.events.announce(ChatEvent::Changed(Arc::new(shared))).await;
            }
            Err(error) => tracing::debug!(%error, %chat, "a change of a chat wasn't announced"),
        }
    }

    pub(in crate::chat) async fn proof(&self, account: AccountId, chat: ChatId) -> Result<Membership, ChatError> {
        self.0.store.membership(chat, account).await?.ok_or(ChatError::NoSuchChat)
    }

    pub(in crate::chat) fn capacity_of(&self, capacity: Option<i64>) -> Result<i64, ChatError> {
        match capacity {
            None => Ok(self.0.capacity),
            Some(capacity) if (2..=self.0.capacity).contains(&capacity) => Ok(capacity),
            Some(_) => {
                let message = format!("must be from 2 to {}", self.0.capacity);
                Err(ChatError::Invalid { field: "capacity", message })
            }
        }
    }

    pub(in crate::chat) fn erasing(&self, chat: ChatId) -> NewJob {
        let now = self.0.clock.now();
        NewJob { id: self.0.ids.uuid(), kind: ERASE, payload: json!({ "chat_id": chat }), due_at: now, created_at: now }
    }
}

pub(in crate::chat) fn person(people: &HashMap<PersonId, Person>, id: PersonId) -> Person {
    people.get(&id).cloned().unwrap_or_else(|| Person::deleted(id))
}

pub(in crate::chat) fn title_of(text: &str) -> Result<Title, ChatError> {
    Title::parse(text).map_err(|message| ChatError::Invalid { field: "title", message: message.into() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chat::testing::House;

    #[tokio::test]
    async fn a_stranger_says_so_much_until_the_request_is_accepted() {
        let house = House::open().await;
        let [ana, bo] = [house.joins("ana").await, house.joins("bo").await];
        let chat = house.asks(&ana, &bo).await.id;
        for number in 1..=Settings::defaults().chat.request_messages {
            assert_eq!(house.says(&ana, chat, "hi").await.unwrap(), number);
        }
        assert!(matches!(house.says(&ana, chat, "hi?").await, Err(ChatError::RequestWaits)));
        let requests = house.chats.list(&bo, true, None, 9).await.unwrap().items;
        assert_eq!((requests.len(), requests[0].id), (1, chat));
        assert!(house.chats.list(&bo, false, None, 9).await.unwrap().items.is_empty());
        let early = house.chats.messages().react(&bo, chat, 1, "👍", true).await;
        assert!(matches!(early, Err(ChatError::NotAccepted)));
        house.chats.accept(&ana, chat).await.unwrap();
        assert!(matches!(house.says(&ana, chat, "hi?").await, Err(ChatError::RequestWaits)), "not by the stranger");
        assert_eq!(house.chats.accept(&bo, chat).await.unwrap().me.unwrap().state, State::Member);
        house.says(&ana, chat, "thanks").await.unwrap();
    }

    #[tokio::test]
    async fn a_declined_stranger_is_neither_heard_nor_told() {
        let house = House::open().await;
        let [ana, bo] = [house.joins("ana").await, house.joins("bo").await];
        let chat = house.asks(&ana, &bo).await.id;
        house.chats.remove_member(&bo, chat, bo.account().into()).await.unwrap();
        house.says(&ana, chat, "hello?").await.unwrap();
        let (again, now) = house.chats.open_direct(&ana, bo.account()).await.unwrap();
        assert_eq!((again.id, now), (chat, false));
        assert!(matches!(house.chats.chat(&bo, chat).await, Err(ChatError::NoSuchChat)));
        for requests in [true, false] {
            assert!(house.chats.list(&bo, requests, None, 9).await.unwrap().items.is_empty());
        }
        assert!(house.chats.heard_by(bo.account()).await.unwrap().is_empty());
    }

    #[tokio::test]
    async fn who_shares_a_group_is_no_stranger() {
        let house = House::open().await;
        let [ana, bo] = [house.joins("ana").await, house.joins("bo").await];
        house.group(&ana, None, &[&bo]).await;
        let chat = house.asks(&ana, &bo).await.id;
        assert_eq!(house.chats.chat(&bo, chat).await.unwrap().me.unwrap().state, State::Member);
    }
}
