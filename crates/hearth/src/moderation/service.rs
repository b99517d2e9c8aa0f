//! What the acts of moderation stand on. Reports, cases, decisions and the others have their own.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use serde_json::Value;

use super::cases::Moderator;
use super::decisions::store::{DecisionStore, SqlDecisions};
use super::error::ModerationError;
use super::events::ModerationEvent;
use super::held::store::{HeldStore, SqlHeld};
use super::lists::Guard;
use super::rules::Reach;
use super::store::{CaseStore, SqlCases};
use super::subjects::Subjects;
use crate::accounts::{AccountId, Accounts, Permission, Person, PersonId, SignedIn};
use crate::media::Media;
use crate::platform::audit::{Audit, NewEntry};
use crate::platform::bus::Bus;
use crate::platform::clock::Clock;
use crate::platform::config::Settings;
use crate::platform::database::{Db, Stored};
use crate::platform::ids::Ids;
use crate::platform::jobs::NewJob;
use crate::platform::limits::Limiter;
use crate::platform::page::PageSizes;
use crate::platform::text;
use crate::spaces::{Face, SpaceError, SpaceId, Spaces, may_manage};

/// What the service is made of.
pub struct ModerationParts<'s> {
    pub settings: &'s Settings,
    pub db: Db,
    pub audit: Audit,
    pub accounts: Accounts,
    pub spaces: Spaces,
    pub media: Media,
    pub subjects: Arc<dyn Subjects>,
    pub guard: Guard,
    pub clock: Clock,
    pub ids: Ids,
    pub events: Bus<ModerationEvent>,
}

/// Moderation on this server. Cheap to clone.
#[derive(Clone)]
pub struct Moderation(pub(in crate::moderation) Arc<Inner>);

pub(in crate::moderation) struct Inner {
    pub(in crate::moderation) cases: Arc<dyn CaseStore>,
    pub(in crate::moderation) decisions: Arc<dyn DecisionStore>,
    pub(in crate::moderation) held: Arc<dyn HeldStore>,
    pub(in crate::moderation) subjects: Arc<dyn Subjects>,
    pub(in crate::moderation) guard: Guard,
    pub(in crate::moderation) audit: Audit,
    pub(in crate::moderation) accounts: Accounts,
    pub(in crate::moderation) spaces: Spaces,
    pub(in crate::moderation) media: Media,
    pub(in crate::moderation) clock: Clock,
    pub(in crate::moderation) ids: Ids,
    events: Bus<ModerationEvent>,
    reports: Limiter<AccountId>,
    codes: Limiter<IpAddr>,
    kept: Duration,
    pages: PageSizes,
}

impl Moderation {
    pub fn new(parts: ModerationParts<'_>) -> Self {
        let ModerationParts { settings, db, audit, accounts, spaces, media, subjects, guard, .. } = parts;
        let ModerationParts { clock, ids, events, .. } = parts;
        let limits = &settings.limits;
        Self(Arc::new(Inner {
            cases: Arc::new(SqlCases { db: db.clone(), audit: audit.clone() }),
            decisions: Arc::new(SqlDecisions { db: db.clone(), audit: audit.clone() }),
            held: Arc::new(SqlHeld { db, audit: audit.clone() }),
            reports: Limiter::per_hour("moderation.too_many_reports", limits.enabled, limits.reports_per_account),
            codes: Limiter::per_hour("moderation.too_many_codes", limits.enabled, limits.codes_per_address),
            kept: Duration::from_secs(settings.moderation.keep_days.saturating_mul(24 * 3600)),
            pages: settings.page_sizes(),
            subjects,
            guard,
            audit,
            accounts,
            spaces,
            media,
            clock,
            ids,
            events,
        }))
    }

    pub fn page_sizes(&self) -> PageSizes {
        self.0.pages
    }

    /// Forgets what was kept long enough, a bounded number at a time. To be called now and then.
    pub async fn sweep(&self) -> Stored<()> {
        const PART: i64 = 200;
        self.0.reports.tidy();
        self.0.codes.tidy();
        self.0.guard.tidy();
        let before = self.0.clock.now().minus(self.0.kept);
        self.0.cases.forget_decided(before, PART).await?;
        self.0.held.lapse(before, PART).await?;
        Ok(())
    }

    // --- what the acts have in common -----------------------------------------------------------------------------

    /// The proof of one of the server's staff.
    pub(in crate::moderation) fn moderator(&self, who: &SignedIn) -> Result<Moderator, ModerationError> {
        if who.may(Permission::Moderate) {
            Ok(Moderator::new(who.account(), Reach::Everywhere))
        } else {
            Err(ModerationError::NotAllowed)
        }
    }

    /// The proof of one of the server's staff, or of an admin of this space.
    pub(in crate::moderation) async fn moderator_in(
        &self,
        who: &SignedIn,
        space: Option<SpaceId>,
    ) -> Result<Moderator, ModerationError> {
        if let (false, Some(space)) = (who.may(Permission::Moderate), space) {
            return match self.0.spaces.member(who.account(), space).await {
                Ok(member) if may_manage(&member) => Ok(Moderator::new(who.account(), Reach::OneSpace)),
                Err(SpaceError::Store(error)) => Err(error.into()),
                _ => Err(ModerationError::NotAllowed),
            };
        }
        self.moderator(who)
    }

    /// How often an address may come with a code.
    pub(in crate::moderation) fn codes(&self) -> &Limiter<IpAddr> {
        &self.0.codes
    }

    pub(in crate::moderation) fn count_report(&self, who: &SignedIn) -> Result<(), ModerationError> {
        self.0.reports.count(&who.account()).map_err(|wait_seconds| ModerationError::TooFast { wait_seconds })
    }

    /// An entry of the audit log, of now.
    pub(in crate::moderation) fn entry(
        &self,
        actor: AccountId,
        act: &'static str,
        subject: uuid::Uuid,
        detail: Value,
    ) -> NewEntry {
        NewEntry { actor: Some(actor.0), act, subject: Some(subject), detail, at: self.0.clock.now() }
    }

    pub(in crate::moderation) fn job(&self, kind: &'static str, payload: Value, after: Duration) -> NewJob {
        let now = self.0.clock.now();
        NewJob { id: self.0.ids.uuid(), kind, payload, due_at: now.plus(after), created_at: now }
    }

    pub(in crate::moderation) async fn announce(&self, event: ModerationEvent) {
        self.0.events.announce(event).await;
    }

    /// Whether an account is an admin of a space, or its owner.
    pub(in crate::moderation) async fn leads(&self, account: AccountId, space: SpaceId) -> Stored<bool> {
        match self.0.spaces.member(account, space).await {
            Ok(member) => Ok(may_manage(&member)),
            Err(SpaceError::Store(error)) => Err(error),
            Err(_) => Ok(false),
        }
    }

    /// Those who look at a case, as a moderator sees them: in a space's case, its members as whom they are there. To an admin
    /// of the space alone, the server's staff have no names: who is a moderator here needn't be known by all.
    pub(in crate::moderation) async fn staff(
        &self,
        viewer: &Moderator,
        space: Option<SpaceId>,
        accounts: Vec<AccountId>,
    ) -> Stored<HashMap<AccountId, Person>> {
        let mut people = self.people(accounts.clone()).await?;
        let Some(space) = space else { return Ok(people) };
        for account in accounts {
            match self.0.spaces.member(account, space).await {
                Ok(member) => {
                    let face = Face { account, shown: member.shown() };
                    if let Some(person) = self.0.spaces.shown([face]).await?.remove(&face.shown) {
                        people.insert(account, person);
                    }
                }
                Err(SpaceError::Store(error)) => return Err(error),
                Err(_) if viewer.reach() == Reach::OneSpace => {
                    people.insert(account, Person::pseudonym(PersonId(uuid::Uuid::nil()), "Moderator".to_owned()));
                }
                Err(_) => {}
            }
        }
        Ok(people)
    }

    /// Accounts under their own names: moderators to one another.
    pub(in crate::moderation) async fn people(&self, accounts: Vec<AccountId>) -> Stored<HashMap<AccountId, Person>> {
        self.0.accounts.people(&accounts).await
    }
}

/// A text of several lines, up to `most` characters; white space says nothing.
pub(in crate::moderation) fn wording(field: &str, said: &str, most: usize) -> Result<String, ModerationError> {
    if said.trim().is_empty() && said.chars().count() <= most && !said.chars().any(|c| c.is_control() && c != '\n') {
        return Ok(String::new());
    }
    text::text(said, most).map_err(|allowed| ModerationError::invalid(field, "invalid", allowed))
}

pub(in crate::moderation) fn person(people: &HashMap<AccountId, Person>, account: AccountId) -> Person {
    people.get(&account).cloned().unwrap_or_else(|| Person::deleted(account))
}
