//! The acts of blocking and muting, and what others ask of them.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use async_trait::async_trait;
use uuid::Uuid;

use super::model::{Silence, Silenced, SilencedView, Silences};
use super::store::{Lifted, Put};
use crate::accounts::error::AccountError;
use crate::accounts::events::AccountEvent;
use crate::accounts::model::{AccountId, Person, PersonId};
use crate::accounts::service::Accounts;
use crate::accounts::sessions::SignedIn;
use crate::platform::clock::Time;
use crate::platform::database::{Stored, Tx};
use crate::platform::page::Page;

/// So many one may block, and as many mute.
const MOST: i64 = 1000;

/// Knows the pseudonyms of spaces, which stand above accounts.
#[async_trait]
pub trait Pseudonyms: Send + Sync {
    /// Whose this id is in a space in which the account `asking` is a member. None: nobody's whom they could have met there.
    async fn met(&self, asking: AccountId, space: Uuid, person: PersonId) -> Stored<Option<AccountId>>;
    /// How these are shown, of those that are pseudonyms.
    async fn shown(&self, ids: &[PersonId]) -> Stored<HashMap<PersonId, Person>>;
}

/// Keeps something that an account is part of, and isn't to have before it once it blocks somebody.
#[async_trait]
pub trait Withholding: Send + Sync {
    /// Withholds what the account has with the person alone. What is withheld now.
    async fn withhold(&self, tx: &mut Tx, account: AccountId, person: PersonId) -> Stored<Vec<Uuid>>;
    /// Gives back all that was withheld because of the person. What is there again.
    async fn restore(&self, tx: &mut Tx, account: AccountId, person: PersonId) -> Stored<Vec<Uuid>>;
}

impl Accounts {
    /// Blocks or mutes a person: an account, or somebody whom one met in a space, by the id that is shown there.
    pub async fn silence(
        &self,
        who: &SignedIn,
        silence: Silence,
        person: PersonId,
        space: Option<Uuid>,
    ) -> Result<SilencedView, AccountError> {
        let account = who.account();
        self.count_silence(account)?;
        let meant = match space {
            None => Some(AccountId(person.0)).filter(|_| person != account.into()),
            Some(space) => self.0.pseudonyms.met(account, space, person).await?,
        };
        if meant == Some(account) || person == account.into() {
            return Err(AccountError::Yourself);
        }
        let meant = meant.ok_or(AccountError::NotFound)?;
        // Who is in the space under their own name is blocked as whom they are everywhere.
        let space = space.filter(|_| person != meant.into());
        if space.is_none() && !self.exists(meant).await? {
            return Err(AccountError::NotFound);
        }
        let new = Silenced { person, space, created_at: self.0.clock.now() };
        let silenced = match self.0.blocks.put(account, silence, new, MOST).await? {
            Put::Now { withheld } => {
                self.announce_silence(account, silence, new, true, withheld).await;
                new
            }
            Put::Already(before) => before,
            Put::TooMany => return Err(AccountError::TooManySilenced),
            Put::Gone => return Err(AccountError::NotSignedIn),
        };
        let mut views = self.silenced_views(vec![silenced]).await?;
        views.pop().ok_or(AccountError::NotFound)
    }

    /// Unblocks, or unmutes.
    pub async fn lift_silence(&self, who: &SignedIn, silence: Silence, person: PersonId) -> Result<(), AccountError> {
        let account = who.account();
        self.count_silence(account)?;
        match self.0.blocks.lift(account, silence, person).await? {
            Lifted::Now { silenced, restored } => {
                self.announce_silence(account, silence, silenced, false, restored).await;
                Ok(())
            }
            Lifted::NotThere => Err(AccountError::NotFound),
        }
    }

    /// Whom one blocks, or mutes; the newest first.
    pub async fn silenced(
        &self,
        who: &SignedIn,
        silence: Silence,
        after: Option<(i64, PersonId)>,
        limit: i64,
    ) -> Result<Page<SilencedView>, AccountError> {
        let after = after.map(|(at, person)| (Time::from_millis(at), person));
        let found = self.0.blocks.list(who.account(), silence, after, limit + 1).await?;
        let page = Page::cut(found, limit, |one| (one.created_at.millis(), one.person));
        Ok(Page { items: self.silenced_views(page.items).await?, next: page.next })
    }

    async fn silenced_views(&self, silenced: Vec<Silenced>) -> Stored<Vec<SilencedView>> {
        let (hidden, own): (Vec<&Silenced>, Vec<&Silenced>) = silenced.iter().partition(|one| one.space.is_some());
        let hidden: Vec<PersonId> = hidden.into_iter().map(|one| one.person).collect();
        let own: Vec<AccountId> = own.into_iter().map(|one| AccountId(one.person.0)).collect();
        let mut people = self.0.pseudonyms.shown(&hidden).await?;
        people.extend(self.people(&own).await?.into_values().map(|person| (person.id, person)));
        let view = |one: Silenced| SilencedView {
            person: people.get(&one.person).cloned().unwrap_or_else(|| Person::deleted(one.person)),
            space_id: one.space,
            created_at: one.created_at,
        };
        Ok(silenced.into_iter().map(view).collect())
    }

    fn count_silence(&self, account: AccountId) -> Result<(), AccountError> {
        let counted = self.0.silencing.count(&account);
        counted.map_err(|wait_seconds| AccountError::TooMany { code: "accounts.too_many_changes", wait_seconds })
    }

    async fn announce_silence(
        &self,
        account: AccountId,
        silence: Silence,
        Silenced { person, space, .. }: Silenced,
        on: bool,
        chats: Vec<Uuid>,
    ) {
        self.0.silences.invalidate(&account);
        self.0.events.announce(AccountEvent::Silenced { account, silence, person, space, on, chats }).await;
    }

    // --- for the others -------------------------------------------------------------------------------------------

    /// Whom an account blocks and mutes, as it was within the last second.
    pub async fn silenced_by(&self, account: AccountId) -> Stored<Arc<Silences>> {
        if let Some(known) = self.0.silences.get(&account) {
            return Ok(known);
        }
        let found = Arc::new(Silences::of(self.0.blocks.all(account, MOST).await?));
        self.0.silences.insert(account, found.clone());
        Ok(found)
    }

    /// Which of these accounts block a person.
    pub async fn blocking(&self, person: PersonId, among: &[AccountId]) -> Stored<HashSet<AccountId>> {
        let mut blocking = HashSet::new();
        for part in among.chunks(500) {
            blocking.extend(self.0.blocks.blocking(person, part).await?);
        }
        Ok(blocking)
    }

    /// Whether one of two, each as an account and as whom it is shown to the other, blocks the other.
    pub async fn between(&self, one: (AccountId, PersonId), other: (AccountId, PersonId)) -> Stored<bool> {
        Ok(self.silenced_by(one.0).await?.is_blocked(other.1) || self.silenced_by(other.0).await?.is_blocked(one.1))
    }

    /// All whom an account blocks, and all who block it, under their own names: nobody here sees the other come and go.
    pub async fn kept_apart(&self, account: AccountId) -> Stored<HashSet<AccountId>> {
        let mut apart: HashSet<AccountId> =
            self.silenced_by(account).await?.blocked().map(|person| AccountId(person.0)).collect();
        let mut after = None;
        loop {
            let part = self.0.blocks.blockers(account.into(), after, MOST).await?;
            after = part.last().copied();
            let full = i64::try_from(part.len()).is_ok_and(|count| count == MOST);
            apart.extend(part);
            if !full {
                return Ok(apart);
            }
        }
    }

    /// Forgets which accounts block whom. To be called when another process may have changed it.
    pub fn forget_silences(&self) {
        self.0.silences.invalidate_all();
    }
}
