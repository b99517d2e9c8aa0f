//! Keeping the lists, and going by them.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use moka::sync::Cache;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use uuid::Uuid;

use super::model::{CardView, CardsView, CrisisBody, WordAct, WordsBody};
use super::rules::{Matcher, cards_for, has_link, wrong_crisis, wrong_words};
use super::store::{List, ListStore, SqlLists};
use crate::accounts::{AccountId, Permission, SignedIn};
use crate::moderation::error::{ModerationError, WrongInput};
use crate::moderation::events::ModerationEvent;
use crate::moderation::held::store::{HeldStore, SqlHeld};
use crate::moderation::model::HeldId;
use crate::moderation::service::Moderation;
use crate::moderation::store::broken;
use crate::platform::audit::{Audit, NewEntry};
use crate::platform::bus::Bus;
use crate::platform::clock::{Clock, Time};
use crate::platform::config::Settings;
use crate::platform::database::{Db, StoreError, Stored};
use crate::platform::ids::Ids;
use crate::platform::limits::Limiter;
use crate::platform::screening::{Held, Reaching, Screening, Verdict};

/// For so long a list is believed to be as it was read: as long as another process may go by an old one.
const BELIEVED_FOR: Duration = Duration::from_secs(2);

/// So much of one author's waits at a time.
const MOST_HELD: i64 = 100;

/// Somebody who is shown help lines isn't shown them again for so long.
const OFFERED_FOR: Duration = Duration::from_secs(24 * 3600);

/// What the guard is made of.
pub struct GuardParts<'s> {
    pub settings: &'s Settings,
    pub db: Db,
    pub audit: Audit,
    pub clock: Clock,
    pub ids: Ids,
    pub events: Bus<ModerationEvent>,
}

/// Looks at what people write, by the lists that admins keep. Cheap to clone.
#[derive(Clone)]
pub struct Guard(Arc<Inner>);

struct Inner {
    lists: Arc<dyn ListStore>,
    held: Arc<dyn HeldStore>,
    clock: Clock,
    ids: Ids,
    events: Bus<ModerationEvent>,
    known: Mutex<Option<(Time, Arc<Known>)>>,
    /// Who was shown help lines. Kept nowhere else, and forgotten.
    offered: Cache<Uuid, ()>,
    new_for: Duration,
    new_links: bool,
    strangers: Limiter<Uuid>,
    invitations: Limiter<Uuid>,
}

/// The lists, ready to be gone by.
struct Known {
    words: Matcher<WordAct>,
    phrases: Matcher<bool>,
}

impl Guard {
    pub fn new(parts: GuardParts<'_>) -> Self {
        let GuardParts { settings, db, audit, clock, ids, events } = parts;
        let (limits, moderation) = (&settings.limits, &settings.moderation);
        let new = |rate| Limiter::per_hour("moderation.new_account", limits.enabled, rate);
        Self(Arc::new(Inner {
            lists: Arc::new(SqlLists { db: db.clone(), audit: audit.clone() }),
            held: Arc::new(SqlHeld { db, audit }),
            known: Mutex::default(),
            offered: Cache::builder().max_capacity(100_000).time_to_live(OFFERED_FOR).build(),
            new_for: Duration::from_secs(moderation.new_account_hours.saturating_mul(3600)),
            new_links: moderation.new_account_links,
            strangers: new(moderation.new_account_requests_per_hour),
            invitations: new(moderation.new_account_invitations_per_hour),
            clock,
            ids,
            events,
        }))
    }

    /// To be called now and then.
    pub fn tidy(&self) {
        self.0.strangers.tidy();
        self.0.invitations.tidy();
    }

    /// An id says when it was made.
    fn is_new(&self, author: Uuid) -> bool {
        let made = author.get_timestamp().map(|stamp| stamp.to_unix().0);
        let made =
            made.and_then(|seconds| i64::try_from(seconds).ok()).map(|seconds| Time::from_millis(seconds * 1000));
        made.is_some_and(|made| self.0.clock.now() < made.plus(self.0.new_for))
    }

    async fn list<T: DeserializeOwned + Default>(&self, list: List) -> Stored<T> {
        let body = self.0.lists.list(list).await?;
        body.map_or_else(|| Ok(T::default()), |body| serde_json::from_str(&body).map_err(broken))
    }

    async fn known(&self) -> Stored<Arc<Known>> {
        let now = self.0.clock.now();
        let kept = self.0.known.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some((_, known)) = kept.filter(|(at, _)| now < at.plus(BELIEVED_FOR) && *at <= now) {
            return Ok(known);
        }
        let words: WordsBody = self.list(List::Words).await?;
        let crisis: CrisisBody = self.list(List::Crisis).await?;
        let failed = |error: aho_corasick::BuildError| StoreError::Failed(error.to_string());
        let words = words.words.iter().map(|word| (word.word.as_str(), word.whole, word.act));
        let phrases = crisis.phrases.iter().map(|phrase| (phrase.as_str(), true, true));
        let known =
            Known { words: Matcher::new(words).map_err(failed)?, phrases: Matcher::new(phrases).map_err(failed)? };
        let known = Arc::new(known);
        *self.0.known.lock().unwrap_or_else(PoisonError::into_inner) = Some((now, known.clone()));
        Ok(known)
    }

    fn forget(&self) {
        *self.0.known.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }

    /// Once a day, and for them alone. Whom it was, and what they wrote, is kept nowhere.
    async fn offer_help(&self, author: Uuid) {
        if !author.is_nil() && self.0.offered.entry(author).or_insert(()).is_fresh() {
            self.0.events.announce(ModerationEvent::CrisisNoticed { account: AccountId(author) }).await;
        }
    }
}

#[async_trait]
impl Screening for Guard {
    async fn screen(&self, author: Uuid, text: &str) -> Stored<Verdict> {
        let known = self.known().await?;
        if known.phrases.greatest(text).is_some() {
            self.offer_help(author).await;
        }
        let verdict = match known.words.greatest(text) {
            None => Verdict::Pass,
            Some(WordAct::Warn) => Verdict::Reconsider,
            Some(WordAct::Hold) => Verdict::Held,
            Some(WordAct::Refuse) => Verdict::Refused,
        };
        let link = !self.0.new_links && has_link(text) && self.is_new(author);
        Ok(if link { verdict.max(Verdict::NoLinksYet) } else { verdict })
    }

    async fn hold(&self, held: Held) -> Stored<bool> {
        self.0.held.hold(HeldId(self.0.ids.uuid()), held, MOST_HELD, self.0.clock.now()).await
    }

    fn reach_out(&self, author: Uuid, reaching: Reaching, people: usize) -> Result<(), u64> {
        if !self.is_new(author) {
            return Ok(());
        }
        match reaching {
            Reaching::Stranger => self.0.strangers.count_many(&author, people),
            Reaching::Inviting => self.0.invitations.count_many(&author, people),
        }
    }
}

impl Moderation {
    pub async fn words(&self, who: &SignedIn) -> Result<WordsBody, ModerationError> {
        keeps_lists(who)?;
        Ok(self.0.guard.list(List::Words).await?)
    }

    pub async fn set_words(&self, who: &SignedIn, words: WordsBody) -> Result<WordsBody, ModerationError> {
        keeps_lists(who)?;
        refused(wrong_words(&words))?;
        let detail = json!({ "words": words.words.len() });
        self.set(who, List::Words, json!(words), ("moderation.words_set", detail)).await?;
        Ok(words)
    }

    pub async fn crisis_list(&self, who: &SignedIn) -> Result<CrisisBody, ModerationError> {
        keeps_lists(who)?;
        Ok(self.0.guard.list(List::Crisis).await?)
    }

    pub async fn set_crisis_list(&self, who: &SignedIn, list: CrisisBody) -> Result<CrisisBody, ModerationError> {
        keeps_lists(who)?;
        refused(wrong_crisis(&list))?;
        let detail = json!({ "phrases": list.phrases.len(), "cards": list.cards.len() });
        self.set(who, List::Crisis, json!(list), ("moderation.crisis_set", detail)).await?;
        Ok(list)
    }

    async fn set(
        &self,
        who: &SignedIn,
        list: List,
        body: Value,
        (act, detail): (&'static str, Value),
    ) -> Result<(), ModerationError> {
        let at = self.0.clock.now();
        let entry = NewEntry { actor: Some(who.account().0), act, subject: None, detail, at };
        self.0.guard.0.lists.set(list, body.to_string(), entry).await?;
        self.0.guard.forget();
        Ok(())
    }

    /// The help lines for a region: if none is named, those of all. They are for whoever is signed in.
    pub async fn cards(&self, _: &SignedIn, region: Option<&str>) -> Result<CardsView, ModerationError> {
        let list: CrisisBody = self.0.guard.list(List::Crisis).await?;
        let cards = region.map_or_else(|| list.cards.clone(), |region| cards_for(&list, region));
        Ok(CardsView { cards })
    }

    /// What somebody who may need help is shown. Empty: nobody has written any.
    pub(in crate::moderation) async fn help_for(&self, account: AccountId) -> Result<Vec<CardView>, ModerationError> {
        let account = self.0.accounts.account(account).await?;
        let list: CrisisBody = self.0.guard.list(List::Crisis).await?;
        Ok(cards_for(&list, &account.country))
    }
}

fn keeps_lists(who: &SignedIn) -> Result<(), ModerationError> {
    if who.may(Permission::ManageAccounts) { Ok(()) } else { Err(ModerationError::NotAllowed) }
}

fn refused(wrong: Vec<WrongInput>) -> Result<(), ModerationError> {
    if wrong.is_empty() { Ok(()) } else { Err(ModerationError::Invalid(wrong)) }
}
