//! The acts on notifications, and telling somebody of something.

use std::sync::Arc;
use std::time::Duration;

use super::error::NotificationError;
use super::events::NotificationEvent;
use super::levels::store::{LevelStore, SqlLevels};
use super::looking::{Look, Looking};
use super::mail::Unsubscriber;
use super::model::{Counts, Gone, Kind, NewNotice, NotificationId, NotificationView, Place, Subject};
use super::push::store::{SqlSubscriptions, SubscriptionStore};
use super::reaching::Bursts;
use super::settings::Settings;
use super::settings::store::{AccountStore, SqlAccounts};
use super::store::{Cursor, NoticeStore, SqlNotices, Which};
use super::views::Item;
use crate::accounts::{AccountId, Accounts, SignedIn};
use crate::chat::{Attention, ChatError, ChatId, Chats};
use crate::gatherings::Gatherings;
use crate::platform::bus::Bus;
use crate::platform::clock::{Clock, Time};
use crate::platform::config;
use crate::platform::database::{Db, Stored};
use crate::platform::ids::Ids;
use crate::platform::jobs::{Jobs, Lane};
use crate::platform::limits::Limiter;
use crate::platform::page::{Page, PageSizes};
use crate::platform::push::Pusher;
use crate::shares::Shares;
use crate::spaces::{Face, SpaceId, Spaces};

/// Rows at a time, so that nobody waits long.
pub(in crate::notifications) const PART: i64 = 500;

/// What is older is forgotten.
const KEPT: Duration = Duration::from_secs(90 * 24 * 3600);

/// What the service is made of.
pub struct NotificationParts<'s> {
    pub settings: &'s config::Settings,
    pub db: Db,
    pub jobs: Jobs,
    pub accounts: Accounts,
    pub spaces: Spaces,
    pub chats: Chats,
    pub shares: Shares,
    pub gatherings: Gatherings,
    pub clock: Clock,
    pub ids: Ids,
    pub events: Bus<NotificationEvent>,
    /// Secrets of this server's own: what pushes are signed with, and codes that stop mails.
    pub keys: [Vec<u8>; 2],
}

/// What the people of this server are told. Cheap to clone.
#[derive(Clone)]
pub struct Notifications(pub(in crate::notifications) Arc<Inner>);

pub(in crate::notifications) struct Inner {
    pub(in crate::notifications) notices: Arc<dyn NoticeStore>,
    pub(in crate::notifications) accounts_store: Arc<dyn AccountStore>,
    pub(in crate::notifications) levels: Arc<dyn LevelStore>,
    pub(in crate::notifications) subscriptions: Arc<dyn SubscriptionStore>,
    pub(in crate::notifications) accounts: Accounts,
    pub(in crate::notifications) spaces: Spaces,
    pub(in crate::notifications) chats: Chats,
    pub(in crate::notifications) shares: Shares,
    pub(in crate::notifications) gatherings: Gatherings,
    pub(in crate::notifications) clock: Clock,
    pub(in crate::notifications) looking: Looking,
    pub(in crate::notifications) bursts: Bursts,
    pub(in crate::notifications) jobs: Jobs,
    pub(in crate::notifications) pusher: Pusher,
    pub(in crate::notifications) trials: Limiter<AccountId>,
    pub(in crate::notifications) unsubscriber: Unsubscriber,
    pub(in crate::notifications) public_url: String,
    pub(in crate::notifications) mail_after: Duration,
    pub(in crate::notifications) ids: Ids,
    events: Bus<NotificationEvent>,
    pages: PageSizes,
}

/// Something that happened, for one whom it concerns.
pub(in crate::notifications) struct News {
    pub account: AccountId,
    pub kind: Kind,
    pub subject: Subject,
    pub cause: String,
    pub actor: Option<Face>,
    /// When it happened, where that is known; else it happens now.
    pub at: Option<Time>,
    /// It was read before it could be told.
    pub read: bool,
}

impl News {
    pub fn new(account: AccountId, kind: Kind, subject: Subject, cause: impl Into<String>) -> Self {
        Self { account, kind, subject, cause: cause.into(), actor: None, at: None, read: false }
    }

    pub fn by(self, actor: impl Into<Option<Face>>) -> Self {
        Self { actor: actor.into(), ..self }
    }
}

impl Notifications {
    pub fn new(parts: NotificationParts<'_>) -> Result<Self, String> {
        let NotificationParts { settings, db, jobs, accounts, spaces, chats, shares, gatherings, .. } = parts;
        let NotificationParts { clock, ids, events, keys: [push_key, unsubscribe_key], .. } = parts;
        Ok(Self(Arc::new(Inner {
            notices: Arc::new(SqlNotices(db.clone())),
            accounts_store: Arc::new(SqlAccounts(db.clone())),
            levels: Arc::new(SqlLevels(db.clone())),
            subscriptions: Arc::new(SqlSubscriptions(db)),
            accounts,
            spaces,
            chats,
            shares,
            gatherings,
            pusher: Pusher::new(settings, &push_key, clock.clone())?,
            clock,
            looking: Looking::default(),
            bursts: Bursts::default(),
            jobs,
            trials: Limiter::per_minute("notifications.too_many", settings.limits.enabled, 6),
            unsubscriber: Unsubscriber::new(&unsubscribe_key),
            public_url: settings.public_url(),
            mail_after: Duration::from_secs(settings.notifications.mail_after_seconds),
            ids,
            events,
            pages: settings.page_sizes(),
        })))
    }

    pub fn page_sizes(&self) -> PageSizes {
        self.0.pages
    }

    /// Forgets what is old, a bounded number at a time. To be called now and then.
    pub async fn sweep(&self) -> Stored<()> {
        let now = self.0.clock.now();
        self.0.looking.tidy(now);
        self.0.trials.tidy();
        self.0.notices.forget(Gone::Before(now.minus(KEPT)), PART).await.map(drop)
    }

    /// What one was told, newest first: what is kept of it, and what is derived.
    pub async fn list(
        &self,
        who: &SignedIn,
        unread: bool,
        after: Option<Cursor>,
        limit: i64,
    ) -> Result<Page<NotificationView>, NotificationError> {
        let viewer = self.viewer(who.account()).await?;
        let which = Which { unread, messages: viewer.reads };
        let rows = self.0.notices.list(who.account(), which, after, limit + 1).await?;
        let mut items: Vec<Item> = rows.into_iter().map(Item::Row).collect();
        items.extend(self.derived(&viewer, after, limit + 1).await?);
        items.sort_by_key(|item| std::cmp::Reverse(item.cursor()));
        let page = Page::cut(items, limit, Item::cursor);
        Ok(Page { items: self.views(&viewer, page.items).await?, next: page.next })
    }

    pub async fn counts(&self, who: &SignedIn) -> Result<Counts, NotificationError> {
        Ok(self.counts_of(&self.viewer(who.account()).await?).await?)
    }

    /// What isn't newer than this was seen.
    pub async fn see(&self, who: &SignedIn, until: Time) -> Result<Counts, NotificationError> {
        let until = until.min(self.0.clock.now());
        // Said again, it is no news: whoever hears of news and looks says again what they have seen.
        if !self.0.accounts_store.seen(who.account(), until).await? {
            return self.counts(who).await;
        }
        Ok(self.changed(who.account(), vec![]).await?)
    }

    /// All that there is now is read.
    pub async fn read_all(&self, who: &SignedIn) -> Result<Counts, NotificationError> {
        let (account, now) = (who.account(), self.0.clock.now());
        self.0.notices.read_all(account, now).await?;
        self.0.accounts_store.read(account, now).await?;
        Ok(self.changed(account, vec![]).await?)
    }

    /// One is read; with the unread messages of a chat, the chat is.
    pub async fn read(&self, who: &SignedIn, id: NotificationId) -> Result<Counts, NotificationError> {
        let (account, now) = (who.account(), self.0.clock.now());
        if !self.0.notices.read(account, id, now).await? && !self.read_derived(who, id, now).await? {
            return Err(NotificationError::NoSuchNotification);
        }
        Ok(self.changed(account, vec![id]).await?)
    }

    async fn read_derived(&self, who: &SignedIn, id: NotificationId, now: Time) -> Result<bool, NotificationError> {
        let (account, chat) = (who.account(), ChatId(id.0));
        if let Some(part) = self.0.chats.part_in(chat, account).await? {
            return match self.0.chats.messages().read(who, chat, part.chat().last_number).await {
                Ok(_) => Ok(true),
                Err(ChatError::NoSuchChat) => Ok(false),
                Err(error) => Err(error.into()),
            };
        }
        let Some((space, kind)) = self.news_behind(account, id).await? else { return Ok(false) };
        match kind {
            Kind::Share => self.0.levels.read_shares(account, space, now).await?,
            _ => self.0.levels.read_gatherings(account, space, now).await?,
        }
        Ok(true)
    }

    /// One looks at something, or at nothing that is told of. What is looked at is read.
    pub async fn look(&self, who: &SignedIn, place: Option<Place>) -> Result<(), NotificationError> {
        let (account, now) = (who.account(), self.0.clock.now());
        let look = Look { account, session: who.session(), place };
        self.0.looking.look(look, now);
        self.0.events.announce(NotificationEvent::Looks(look)).await;
        let read = match place {
            None => 0,
            // The mark may stand there already, when a reaction or a changed message came after it.
            Some(Place::Chat(chat)) => match self.0.chats.part_in(chat, account).await? {
                Some(part) => self.0.notices.read_up_to(account, chat.0, part.read_number(), now).await?,
                None => 0,
            },
            Some(Place::Space(space)) => {
                let proof = self.0.spaces.member(account, space).await?;
                self.0.levels.read_shares(account, proof.space_id(), now).await?;
                1
            }
            Some(place) => self.0.notices.read_at(account, place, now).await?,
        };
        if read > 0 {
            self.changed(account, vec![]).await?;
        }
        Ok(())
    }

    /// One looks at something at another process.
    pub fn looks_elsewhere(&self, look: Look) {
        self.0.looking.look(look, self.0.clock.now());
    }

    // --- telling --------------------------------------------------------------------------------------------------

    /// Tells an account of something, unless it is its own act, or it doesn't want to be told of such things. The one place
    /// where that is decided.
    pub(in crate::notifications) async fn tell(&self, news: News) -> Stored<()> {
        let News { account, kind, subject, cause, actor, at, read } = news;
        let own = actor.is_some_and(|actor| actor.account == account);
        if own || !self.0.accounts.exists(account).await? {
            return Ok(());
        }
        if let Some(actor) = actor
            && self.0.accounts.silenced_by(account).await?.is_silenced(actor.shown)
        {
            return Ok(());
        }
        let state = self.0.accounts_store.account(account).await?;
        if !state.settings.channels(kind).page {
            return Ok(());
        }
        let now = self.0.clock.now();
        let looked_at = read || self.0.looking.sees(account, now, |place| place.shows(&subject));
        let (id, at) = (NotificationId(self.0.ids.uuid()), at.unwrap_or(now));
        let new = NewNotice { id, account, kind, subject, cause, actor, at, looked_at };
        if let Some(id) = self.0.notices.note(&new).await?
            && !looked_at
        {
            self.created(account, id).await?;
            let jobs = if state.reachable { self.reaching(account, &state, kind) } else { vec![] };
            if !jobs.is_empty() {
                self.0.jobs.add_once(Lane::Sending, jobs).await?;
            }
        }
        Ok(())
    }

    async fn created(&self, account: AccountId, id: NotificationId) -> Stored<()> {
        let viewer = self.viewer(account).await?;
        let Some(notice) = self.0.notices.one(account, id).await? else { return Ok(()) };
        let mut views = self.views(&viewer, vec![Item::Row(notice)]).await?;
        let Some(notification) = views.pop().map(Arc::new) else { return Ok(()) };
        let counts = self.counts_of(&viewer).await?;
        self.0.events.announce(NotificationEvent::Created { account, notification, counts }).await;
        Ok(())
    }

    /// Tells the account's own sockets that something is seen, read or gone; and how many there are now.
    pub(in crate::notifications) async fn changed(
        &self,
        account: AccountId,
        ids: Vec<NotificationId>,
    ) -> Stored<Counts> {
        let counts = self.counts_of(&self.viewer(account).await?).await?;
        self.0.events.announce(NotificationEvent::Changed { account, ids, counts }).await;
        Ok(counts)
    }

    /// Tells these accounts, each once, that something of theirs is gone.
    pub(in crate::notifications) async fn changed_for(&self, mut accounts: Vec<AccountId>) -> Stored<()> {
        accounts.sort_unstable();
        accounts.dedup();
        for account in accounts {
            self.changed(account, vec![]).await?;
        }
        Ok(())
    }

    /// Forgets what told of what is gone, and tells those who were told.
    pub(in crate::notifications) async fn forget(&self, gone: Gone) -> Stored<()> {
        loop {
            let accounts = self.0.notices.forget(gone, PART).await?;
            let over = i64::try_from(accounts.len()).is_ok_and(|count| count < PART);
            self.changed_for(accounts).await?;
            if over {
                return Ok(());
            }
        }
    }

    pub(in crate::notifications) async fn withdraw(
        &self,
        account: AccountId,
        kind: Kind,
        subject: Subject,
        cause: &str,
    ) -> Stored<()> {
        if self.0.notices.withdraw(account, &subject.key(kind), cause).await? {
            self.changed(account, vec![]).await?;
        }
        Ok(())
    }

    pub(in crate::notifications) async fn announce_level(
        &self,
        account: AccountId,
        space: SpaceId,
        attention: Attention,
    ) {
        self.0.events.announce(NotificationEvent::LevelChanged { account, space, attention }).await;
    }

    pub(in crate::notifications) async fn announce_settings(&self, account: AccountId, settings: &Settings) {
        let settings = Arc::new(settings.view());
        self.0.events.announce(NotificationEvent::SettingsChanged { account, settings }).await;
    }
}
