//! The acts: registering, being who one is, being found, leaving. Sessions and codes have their own.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use moka::sync::Cache;
use serde_json::{Value, json};

use super::bans::store::{BanStore, SqlBans};
use super::blocks::store::{BlockStore, SqlBlocks};
use super::blocks::{Pseudonyms, Silences, Withholding};
use super::codes::store::{CodeStore, SqlCodes};
use super::confirming::Confirmed;
use super::error::{AccountError, WrongField};
use super::events::AccountEvent;
use super::identities::store::{IdentityStore, SqlIdentities};
use super::jobs;
use super::limits::AddressLimits;
use super::model::{Account, AccountId, Known, NewAccount, Person, Presence, SessionId};
use super::names::{DisplayName, Email, Password, Username, Wrong};
use super::people::store::{PeopleStore, SqlPeople};
use super::permissions::store::{PermissionStore, SqlPermissions};
use super::rules::{Admission, Brought, Permission, Role, admission};
use super::second_factor::store::{SecondFactorStore, SqlSecondFactors};
use super::sessions::store::{SessionStore, SqlSessions};
use super::sessions::{Attempts, Living};
use super::store::{AccountStore, Registered, RoleSet, SqlAccounts};
use crate::media::Media;
use crate::platform::audit::Audit;
use crate::platform::bus::Bus;
use crate::platform::clock::{Clock, Time};
use crate::platform::config::{self, Settings};
use crate::platform::database::{Db, StoreError, Stored};
use crate::platform::ids::{Ids, Secret};
use crate::platform::jobs::{Jobs, NewJob};
use crate::platform::limits::Limiter;
use crate::platform::oidc::Providers;
use crate::platform::page::{Page, PageSizes};
use crate::platform::passwords::Passwords;
use crate::platform::screening::Screen;
use crate::platform::sealing::Seal;
use crate::platform::tokens::Tokens;

const MINUTE: Duration = Duration::from_secs(60);
const HOUR: Duration = Duration::from_secs(3600);

/// Who has a live connection.
pub trait Online: Send + Sync {
    fn online(&self, account: AccountId) -> bool;
    /// By id, after a given one.
    fn all_online(&self, after: Option<AccountId>, limit: i64) -> Vec<AccountId>;
}

/// What another feature adds to the export of an account.
#[async_trait]
pub trait ExportSection: Send + Sync {
    /// The field of the document under which it stands.
    fn name(&self) -> &'static str;
    /// One page; `after` is the `next` of the page before.
    async fn page(&self, account: AccountId, after: Option<String>) -> Result<Page<Value>, StoreError>;
}

/// What the service is made of.
pub struct AccountParts<'s> {
    pub settings: &'s Settings,
    pub db: Db,
    pub jobs: Jobs,
    pub clock: Clock,
    pub ids: Ids,
    pub tokens: Tokens,
    pub passwords: Passwords,
    /// Of the secrets of second factors, and of what providers carry for us.
    pub seal: Seal,
    pub providers: Providers,
    pub media: Media,
    pub events: Bus<AccountEvent>,
    pub online: Arc<dyn Online>,
    /// A job of each of these kinds is put when an account is deleted: `{"account_id", "erase_messages"}`.
    pub farewell: Vec<&'static str>,
    pub pseudonyms: Arc<dyn Pseudonyms>,
    /// What is withheld from who blocks somebody.
    pub withholding: Vec<Arc<dyn Withholding>>,
    pub export: Vec<Arc<dyn ExportSection>>,
    /// Says whether texts may be said: here, and to the features above.
    pub screen: Screen,
    /// Where acts of power are written down: here, and by the features above.
    pub audit: Audit,
}

/// The accounts of this server. Cheap to clone.
#[derive(Clone)]
pub struct Accounts(pub(super) Arc<Inner>);

pub(super) struct Inner {
    pub(super) store: Arc<dyn AccountStore>,
    pub(super) sessions: Arc<dyn SessionStore>,
    pub(super) codes: Arc<dyn CodeStore>,
    pub(super) bans: Arc<dyn BanStore>,
    pub(super) permissions: Arc<dyn PermissionStore>,
    pub(super) listed: Arc<dyn PeopleStore>,
    pub(super) second_factors: Arc<dyn SecondFactorStore>,
    pub(super) identities: Arc<dyn IdentityStore>,
    pub(super) blocks: Arc<dyn BlockStore>,
    pub(super) pseudonyms: Arc<dyn Pseudonyms>,
    /// Whom accounts block and mute, for a moment: everything that tells them something asks.
    pub(super) silences: Cache<AccountId, Arc<Silences>>,
    pub(super) silencing: Limiter<AccountId>,
    pub(super) jobs: Jobs,
    pub(super) clock: Clock,
    pub(super) ids: Ids,
    pub(super) tokens: Tokens,
    pub(super) passwords: Passwords,
    pub(super) seal: Seal,
    pub(super) providers: Providers,
    pub(super) media: Media,
    pub(super) events: Bus<AccountEvent>,
    pub(super) attempts: Attempts,
    pub(super) attempts_in_all: Attempts,
    pub(super) codes_tried: Attempts,
    pub(super) living: Living,
    limits: AddressLimits,
    pub(super) policy: config::Accounts,
    pub(super) public_url: String,
    pages: PageSizes,
    pub(super) export: Vec<Arc<dyn ExportSection>>,
    screen: Screen,
    pub(super) audit: Audit,
    pub(super) online: Arc<dyn Online>,
    pub(super) farewell: Vec<&'static str>,
    pub(super) people: Cache<AccountId, Known>,
}

/// What somebody types to register.
#[derive(Clone)]
pub struct Registration {
    pub username: String,
    pub email: String,
    pub name: String,
    pub password: String,
    pub invitation: Option<String>,
}

/// Collects the wrong fields of a request, so that all are reported at once.
#[derive(Default)]
pub(super) struct Checked(Vec<WrongField>);

impl Checked {
    pub(super) fn take<T>(&mut self, field: &'static str, parsed: Result<T, Wrong>) -> Option<T> {
        parsed.map_err(|wrong| self.0.push(WrongField { field, wrong })).ok()
    }
    pub(super) fn done(self) -> Result<(), AccountError> {
        if self.0.is_empty() { Ok(()) } else { Err(AccountError::Invalid(self.0)) }
    }
}

impl Accounts {
    pub fn new(parts: AccountParts<'_>) -> Self {
        let AccountParts { settings, db, jobs, clock, ids, tokens, passwords, seal, media, events, online, .. } = parts;
        let AccountParts { providers, farewell, pseudonyms, withholding, export, screen, audit, .. } = parts;
        let limits = &settings.limits;
        Self(Arc::new(Inner {
            store: Arc::new(SqlAccounts { db: db.clone(), audit: audit.clone() }),
            sessions: Arc::new(SqlSessions::new(db.clone())),
            codes: Arc::new(SqlCodes::new(db.clone())),
            bans: Arc::new(SqlBans { db: db.clone(), audit: audit.clone() }),
            permissions: Arc::new(SqlPermissions { db: db.clone(), audit: audit.clone() }),
            listed: Arc::new(SqlPeople(db.clone())),
            second_factors: Arc::new(SqlSecondFactors::new(db.clone())),
            identities: Arc::new(SqlIdentities::new(db.clone())),
            blocks: Arc::new(SqlBlocks { db, withholding: withholding.into() }),
            pseudonyms,
            silences: Cache::builder().max_capacity(50_000).time_to_live(Duration::from_secs(1)).build(),
            silencing: Limiter::per_minute("accounts.too_many_changes", limits.enabled, limits.blocks_per_account),
            attempts: Attempts::new(limits.enabled, limits.sign_ins_per_account, MINUTE),
            attempts_in_all: Attempts::new(limits.enabled, limits.sign_ins_per_account.saturating_mul(10), MINUTE),
            codes_tried: Attempts::new(limits.enabled, limits.sign_ins_per_account, HOUR),
            limits: AddressLimits::new(limits),
            policy: settings.accounts.clone(),
            public_url: settings.public_url(),
            pages: settings.page_sizes(),
            living: Living::new(),
            people: Cache::builder().max_capacity(10_000).time_to_live(Duration::from_secs(30)).build(),
            jobs,
            clock,
            ids,
            tokens,
            passwords,
            seal,
            providers,
            media,
            events,
            online,
            farewell,
            export,
            screen,
            audit,
        }))
    }

    pub(super) fn job(&self, kind: &'static str, payload: Value) -> NewJob {
        let now = self.0.clock.now();
        NewJob { id: self.0.ids.uuid(), kind, payload, due_at: now, created_at: now }
    }

    pub(super) async fn hash(&self, password: Password) -> Result<String, AccountError> {
        self.0.passwords.hash(password.expose()).await.ok_or(AccountError::HashingFailed)
    }

    pub(super) async fn announce_ended(&self, sessions: Vec<SessionId>) {
        self.0.living.forget_all();
        for session in sessions {
            self.0.events.announce(AccountEvent::SessionEnded { session }).await;
        }
    }

    pub(super) async fn announce_changed(&self, account: AccountId) {
        self.0.living.forget_all();
        self.0.people.invalidate(&account);
        self.0.events.announce(AccountEvent::Changed { account }).await;
    }

    /// What is known by heart of these is forgotten, and whose session lives: another process changed it.
    pub fn look_again(&self, accounts: &[AccountId]) {
        self.0.living.forget_all();
        accounts.iter().for_each(|account| self.0.people.invalidate(account));
    }

    pub fn look_at_all_again(&self) {
        self.0.living.forget_all();
        self.0.people.invalidate_all();
    }

    /// May this be said? Whoever takes texts from people asks here.
    pub fn screen(&self) -> &Screen {
        &self.0.screen
    }

    pub(super) fn registration(&self) -> config::Registration {
        self.0.policy.registration
    }

    pub(super) fn limits(&self) -> &AddressLimits {
        &self.0.limits
    }

    pub(super) fn media(&self) -> &Media {
        &self.0.media
    }

    /// The server's name in the net, without a port.
    pub(super) fn host(&self) -> &str {
        let address = self.0.public_url.split_once("://").map_or(self.0.public_url.as_str(), |(_, rest)| rest);
        let host = address.split('/').next().unwrap_or_default();
        host.rsplit_once(':')
            .filter(|(_, port)| port.bytes().all(|byte| byte.is_ascii_digit()))
            .map_or(host, |(host, _)| host)
    }

    pub(super) fn public_url(&self) -> &str {
        &self.0.public_url
    }

    pub(super) fn page_sizes(&self) -> PageSizes {
        self.0.pages
    }

    // --- registering ----------------------------------------------------------------------------------------------

    /// Makes an account, and a job that sends the mail to confirm its address.
    pub async fn register(&self, asked: Registration) -> Result<Account, AccountError> {
        let mut checked = Checked::default();
        let username = checked.take("username", Username::parse(&asked.username));
        let email = checked.take("email", Email::parse(&asked.email));
        let name = checked.take("name", DisplayName::parse(&asked.name));
        let password = checked.take("password", Password::parse(&asked.password));
        checked.done()?;
        let (Some(username), Some(email), Some(name), Some(password)) = (username, email, name, password) else {
            return Err(AccountError::NotFound);
        };
        // Nobody has an id yet.
        let names = [("username", asked.username.as_str()), ("name", asked.name.as_str())];
        self.0.screen.passes(uuid::Uuid::nil(), &names).await?;
        let invitation = asked.invitation.map(|code| Secret::presented(&code).hash());
        self.admit(invitation.as_deref()).await?;
        let password_hash = Some(self.hash(password).await?);
        self.make(Wanted { username, email, name, password_hash, role: Role::Member }, invitation).await
    }

    pub(super) async fn admit(&self, invitation: Option<&str>) -> Result<(), AccountError> {
        let brought = match invitation {
            None => Brought::Nothing,
            Some(hash) => match self.0.codes.invitation(hash, self.0.clock.now()).await? {
                None => return Err(AccountError::InvitationRefused),
                Some(invitation) if invitation.setup => Brought::SetupInvitation,
                Some(_) => Brought::Invitation,
            },
        };
        match admission(self.0.policy.registration, brought) {
            Admission::Welcome => Ok(()),
            Admission::InvitationNeeded => Err(AccountError::InvitationNeeded),
            Admission::Closed => Err(AccountError::RegistrationClosed),
        }
    }

    pub(super) async fn make(&self, wanted: Wanted, invitation: Option<String>) -> Result<Account, AccountError> {
        let id = AccountId(self.0.ids.uuid());
        let created_at = self.0.clock.now();
        let Wanted { username, email, name, password_hash, role } = wanted;
        let new = NewAccount {
            id,
            username,
            name,
            email,
            email_verified: false,
            password_hash,
            identity: None,
            role,
            created_at,
        };
        let job = self.job(jobs::VERIFICATION, json!({ "account_id": id }));
        match self.0.store.register(new, invitation, vec![job]).await? {
            Registered::Now { .. } => {}
            Registered::Taken { username, email } => return Err(AccountError::Taken { username, email }),
            Registered::NotInvited => return Err(AccountError::InvitationRefused),
            Registered::IdentityTaken => return Err(AccountError::IdentityTaken),
        }
        self.0.jobs.ring();
        self.account(id).await
    }

    // --- who somebody is ------------------------------------------------------------------------------------------

    /// A living account.
    pub async fn account(&self, id: AccountId) -> Result<Account, AccountError> {
        self.0.store.find(&[id]).await?.pop().ok_or(AccountError::NotFound)
    }

    /// Whether there is a living account of this id.
    pub async fn exists(&self, id: AccountId) -> Stored<bool> {
        Ok(self.people(&[id]).await?.get(&id).is_some_and(|person| !person.deleted))
    }

    /// All of these, by id; those who aren't here (any more) as deleted accounts.
    pub async fn people(&self, ids: &[AccountId]) -> Stored<HashMap<AccountId, Person>> {
        let mut people = HashMap::with_capacity(ids.len());
        let mut missing = Vec::new();
        for id in ids {
            match self.0.people.get(id) {
                Some(known) => drop(people.insert(*id, self.person(known))),
                None => missing.push(*id),
            }
        }
        missing.sort_unstable();
        missing.dedup();
        // In parts, so that no statement grows with the chat.
        for part in missing.chunks(500) {
            for known in self.0.store.people(part).await? {
                self.0.people.insert(known.id, known.clone());
                people.insert(known.id, self.person(known));
            }
        }
        for id in missing {
            people.entry(id).or_insert_with(|| Person::deleted(id));
        }
        Ok(people)
    }

    fn person(&self, known: Known) -> Person {
        let picture = known.picture.map(|picture| self.media().thumbnail(&picture));
        Person { id: known.id.into(), username: Some(known.username), name: known.name, deleted: false, picture }
    }

    /// Which of these hide whether they are here.
    pub async fn presence_hidden(&self, ids: &[AccountId]) -> Stored<Vec<AccountId>> {
        let accounts = self.0.store.find(ids).await?;
        Ok(accounts.into_iter().filter(|account| account.hide_presence).map(|account| account.id).collect())
    }

    /// Notes that the account was here until then.
    pub async fn seen(&self, id: AccountId, until: Time) -> Stored<()> {
        self.0.store.seen(id, until).await
    }

    /// Whether somebody is here, unless they hide it. Oneself may always know.
    pub fn presence(&self, asking: AccountId, account: &Account) -> Option<Presence> {
        let shown = asking == account.id || !account.hide_presence;
        let presence = Presence { online: self.0.online.online(account.id), last_seen_at: account.last_seen_at };
        shown.then_some(presence)
    }

    // --- roles, and keeping house -------------------------------------------------------------------------------------

    /// Gives an account another role.
    pub async fn change_role(&self, who: &Confirmed, id: AccountId, role: Role) -> Result<Account, AccountError> {
        who.must(Permission::ManageRoles)?;
        self.put_role(Some(who.account()), id, role).await
    }

    pub(super) async fn put_role(
        &self,
        by: Option<AccountId>,
        id: AccountId,
        role: Role,
    ) -> Result<Account, AccountError> {
        let entry = self.entry(by, "account.role_set", id, json!({ "role": role }));
        match self.0.store.set_role(id, role, entry).await? {
            RoleSet::Now => {}
            RoleSet::LastAdmin => return Err(AccountError::LastAdmin),
            RoleSet::Banned => return Err(AccountError::IsBanned),
            RoleSet::Gone => return Err(AccountError::NotFound),
        }
        self.announce_changed(id).await;
        self.account(id).await
    }

    /// Forgets what expired, a bounded number at a time. To be called now and then.
    pub async fn sweep(&self) -> Stored<()> {
        self.0.limits.tidy();
        self.0.silencing.tidy();
        let now = self.0.clock.now();
        let ended = self.0.sessions.sweep(now, now.minus(self.session_lifetime())).await?;
        self.announce_ended(ended).await;
        self.sweep_bans().await?;
        self.sweep_permissions().await?;
        self.0.identities.sweep(now).await?;
        self.0.codes.sweep(now).await
    }
}

/// An account to be made, by whoever it is wanted.
pub(super) struct Wanted {
    pub(super) username: Username,
    pub(super) email: Email,
    pub(super) name: DisplayName,
    pub(super) password_hash: Option<String>,
    pub(super) role: Role,
}
