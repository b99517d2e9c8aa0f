//! The acts on spaces themselves. Members, invitations and the directory have their own.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use moka::sync::Cache;
use serde_json::{Value, json};

use super::directory::store::{DirectoryStore, SqlDirectory};
use super::directory::{STARTING_TOPICS, TopicKey};
use super::error::{Checked, SpaceError};
use super::events::{Parted, SpaceEvent};
use super::faces::store::{FaceStore, SqlFaces};
use super::invitations::store::{InvitationStore, SqlInvitations};
use super::jobs::ERASE;
use super::members::store::{MemberStore, SqlMembers};
use super::model::{
    Appears, Joining, NewSpace, Part, Profile, Seen, Space, SpaceChange, SpaceContents, SpaceId, SpaceMember,
    SpaceName, SpaceView, Visibility,
};
use super::pictures::store::{PictureStore, SqlPictures};
use super::rules;
use super::store::{SpaceStore, SqlSpaces, Tenant, Written};
use super::upkeep::store::{SqlUpkeep, UpkeepStore};
use crate::accounts::{AccountId, Accounts, Permission, Person, PersonId, Place, PlacePart, SignedIn, Wrong};
use crate::media::Media;
use crate::platform::bus::Bus;
use crate::platform::clock::{Clock, Time};
use crate::platform::config::Settings;
use crate::platform::database::{Db, Stored, to_the_end};
use crate::platform::ids::Ids;
use crate::platform::jobs::{Jobs, NewJob};
use crate::platform::limits::Limiter;
use crate::platform::page::{Page, PageSizes};

/// What the service is made of.
pub struct SpaceParts<'s> {
    pub settings: &'s Settings,
    pub db: Db,
    pub jobs: Jobs,
    pub accounts: Accounts,
    pub media: Media,
    pub clock: Clock,
    pub ids: Ids,
    pub events: Bus<SpaceEvent>,
    /// The features that keep something in spaces.
    pub tenants: Vec<Arc<dyn Tenant>>,
}

/// The spaces of this server. Cheap to clone.
#[derive(Clone)]
pub struct Spaces(pub(in crate::spaces) Arc<Inner>);

pub(in crate::spaces) struct Inner {
    pub(in crate::spaces) store: Arc<dyn SpaceStore>,
    pub(in crate::spaces) members: Arc<dyn MemberStore>,
    pub(in crate::spaces) faces: Arc<dyn FaceStore>,
    pub(in crate::spaces) pictures: Arc<dyn PictureStore>,
    /// Pseudonyms, for a short while: every message under one asks.
    pub(in crate::spaces) pseudonyms: Cache<PersonId, Person>,
    pub(in crate::spaces) invitations: Arc<dyn InvitationStore>,
    pub(in crate::spaces) directory: Arc<dyn DirectoryStore>,
    pub(in crate::spaces) upkeep: Arc<dyn UpkeepStore>,
    pub(in crate::spaces) accounts: Accounts,
    pub(in crate::spaces) media: Media,
    pub(in crate::spaces) jobs: Jobs,
    pub(in crate::spaces) clock: Clock,
    pub(in crate::spaces) ids: Ids,
    events: Bus<SpaceEvent>,
    tenants: Vec<Arc<dyn Tenant>>,
    pub(in crate::spaces) invitation_lasts: Duration,
    pub(in crate::spaces) public_url: String,
    codes: Limiter<IpAddr>,
    pub(in crate::spaces) moves: Limiter<AccountId>,
    pub(in crate::spaces) small_members: i64,
    pages: PageSizes,
}

/// A space as somebody wants it, not yet checked.
pub struct Wanted {
    pub visibility: Visibility,
    pub joining: Option<Joining>,
    pub name: String,
    pub texts: WantedTexts,
    /// The pseudonym that the owner wants, if any.
    pub display_name: Option<String>,
}

/// What is said of a space, as far as it is said.
#[derive(Clone, Debug, Default)]
pub struct WantedTexts {
    pub description: Option<String>,
    pub rules: Option<String>,
    pub topic: Option<String>,
    pub country: Option<String>,
    pub region: Option<String>,
    pub city: Option<String>,
}

impl Spaces {
    pub fn new(parts: SpaceParts<'_>) -> Self {
        let SpaceParts { settings, db, jobs, accounts, media, clock, ids, events, tenants } = parts;
        let (limits, shared): (_, Arc<[Arc<dyn Tenant>]>) = (&settings.limits, tenants.clone().into());
        Self(Arc::new(Inner {
            store: Arc::new(SqlSpaces { db: db.clone(), tenants: shared.clone() }),
            members: Arc::new(SqlMembers { db: db.clone(), tenants: shared.clone() }),
            upkeep: Arc::new(SqlUpkeep { db: db.clone(), tenants: shared }),
            faces: Arc::new(SqlFaces(db.clone())),
            pictures: Arc::new(SqlPictures(db.clone())),
            pseudonyms: Cache::builder().max_capacity(10_000).time_to_live(Duration::from_secs(30)).build(),
            invitations: Arc::new(SqlInvitations(db.clone())),
            directory: Arc::new(SqlDirectory(db)),
            invitation_lasts: days(settings.accounts.invitation_days),
            public_url: settings.public_url(),
            codes: Limiter::per_hour("spaces.too_many_codes", limits.enabled, limits.codes_per_address),
            moves: Limiter::per_minute("spaces.too_many_moves", limits.enabled, limits.moves_per_account),
            small_members: settings.chat.small_members,
            pages: settings.page_sizes(),
            accounts,
            media,
            jobs,
            clock,
            ids,
            events,
            tenants,
        }))
    }

    /// Puts the topics to start with into an empty list. To be called when the server starts.
    pub async fn set_up(&self) -> Stored<()> {
        self.0.directory.begin_with(STARTING_TOPICS).await
    }

    pub fn page_sizes(&self) -> PageSizes {
        self.0.pages
    }

    /// How often codes may be tried from one address.
    pub fn codes(&self) -> &Limiter<IpAddr> {
        &self.0.codes
    }

    /// The proof that the account is a member. A space that isn't there for it, or at all, is no such space; a community
    /// is there for everybody.
    pub async fn member(&self, account: AccountId, space: SpaceId) -> Result<SpaceMember, SpaceError> {
        match self.0.store.membership(space, account).await? {
            Some(proof) => Ok(proof),
            None => {
                self.seen(account, space).await?;
                Err(SpaceError::NotAMember)
            }
        }
    }

    /// The space, and what the account is to it, if it is there for it.
    pub(in crate::spaces) async fn seen(&self, account: AccountId, space: SpaceId) -> Result<Seen, SpaceError> {
        let seen = self.0.store.seen(space, account, self.0.clock.now()).await?;
        seen.filter(|seen| rules::is_seen(&seen.space, &seen.part)).ok_or(SpaceError::NoSuchSpace)
    }

    /// What is known by heart of somebody is forgotten: another process changed it.
    pub fn look_again(&self, person: PersonId) {
        self.0.pseudonyms.invalidate(&person);
    }

    pub fn look_at_all_again(&self) {
        self.0.pseudonyms.invalidate_all();
    }

    /// The proof of one who may manage the space.
    pub(in crate::spaces) async fn manager(&self, who: &SignedIn, space: SpaceId) -> Result<SpaceMember, SpaceError> {
        let proof = self.member(who.account(), space).await?;
        if rules::may_manage(&proof) { Ok(proof) } else { Err(SpaceError::NotAllowed) }
    }

    /// Why nothing came of an act for which somebody had a proof: it doesn't hold any more.
    pub(in crate::spaces) async fn outdated(&self, who: &SignedIn, space: SpaceId) -> SpaceError {
        self.manager(who, space).await.err().unwrap_or(SpaceError::NotAllowed)
    }

    pub async fn create(&self, who: &SignedIn, wanted: Wanted) -> Result<SpaceView, SpaceError> {
        who.must(Permission::CreateSpaces)?;
        let (visibility, joining) = (wanted.visibility, wanted.joining);
        let profile = profile_of(visibility, joining, &wanted)?;
        self.screen(who, Some(&wanted.name), &wanted.texts).await?;
        let alias = self.alias(who.account(), wanted.display_name.as_deref()).await?;
        let new = NewSpace {
            id: SpaceId(self.0.ids.uuid()),
            owner: who.account(),
            alias,
            visibility,
            joining: joining.unwrap_or(match visibility {
                Visibility::Community => Joining::Open,
                Visibility::Private => Joining::Approval,
            }),
            profile,
            at: self.0.clock.now(),
        };
        match self.0.store.create(new).await? {
            Written::Now(space) => {
                self.announce_joined(who.account(), &space).await;
                self.space(who, space.id).await
            }
            Written::NoSuchTopic => Err(SpaceError::NoSuchTopic),
            Written::Gone => Err(SpaceError::NoSuchSpace),
        }
    }

    pub async fn space(&self, who: &SignedIn, space: SpaceId) -> Result<SpaceView, SpaceError> {
        let seen = self.seen(who.account(), space).await?;
        Ok(self.view(who.account(), &seen).await?)
    }

    /// What a space is called, what it says, and since when there is. For moderation, which has a report on it.
    pub async fn reviewed(&self, space: SpaceId) -> Stored<Option<(String, String, Time)>> {
        let nobody = AccountId(uuid::Uuid::nil());
        let seen = self.0.store.seen(space, nobody, self.0.clock.now()).await?;
        Ok(seen.map(|Seen { space, .. }| {
            let (name, description) = (space.profile.name.as_str(), space.profile.description.as_str());
            (name.to_owned(), description.to_owned(), space.created_at)
        }))
    }

    pub(in crate::spaces) async fn view(&self, account: AccountId, seen: &Seen) -> Stored<SpaceView> {
        let mut people = self.0.accounts.people(&[account]).await?;
        let own = people.remove(&account).unwrap_or_else(|| Person::deleted(account));
        Ok(SpaceView::seen(seen, own, &self.0.media))
    }

    /// As everybody sees it who may.
    pub(in crate::spaces) fn plain(&self, space: &Space) -> SpaceView {
        SpaceView::of(space, &self.0.media)
    }

    /// As who is invited sees it.
    pub(in crate::spaces) fn ahead(&self, space: &Space) -> SpaceView {
        SpaceView::ahead(space, &self.0.media)
    }

    /// Whether an account may see the head of a space.
    pub async fn sees(&self, account: AccountId, space: SpaceId) -> Stored<bool> {
        let seen = self.0.store.seen(space, account, self.0.clock.now()).await?;
        Ok(seen.is_some_and(|seen| rules::is_seen(&seen.space, &seen.part)))
    }

    /// Whether an account is a member of a space.
    pub async fn has_member(&self, account: AccountId, space: SpaceId) -> Stored<bool> {
        Ok(self.0.store.membership(space, account).await?.is_some())
    }

    /// The spaces that one is a member of, by age.
    pub async fn list(
        &self,
        who: &SignedIn,
        after: Option<SpaceId>,
        limit: i64,
    ) -> Result<Page<SpaceView>, SpaceError> {
        let proofs = self.0.store.spaces_of(who.account(), after, limit + 1).await?;
        let page = Page::cut(proofs, limit, SpaceMember::space_id);
        let mut items = Vec::with_capacity(page.items.len());
        for proof in &page.items {
            let part = Part::Member { role: proof.role(), joined_at: proof.joined_at() };
            let appears = proof.pseudonym().cloned().map_or(Appears::Itself, Appears::Hidden);
            items.push(self.view(who.account(), &Seen { space: proof.space().clone(), part, appears }).await?);
        }
        Ok(Page { items, next: page.next })
    }

    pub async fn change(
        &self,
        who: &SignedIn,
        space: SpaceId,
        name: Option<&str>,
        texts: WantedTexts,
        joining: Option<Joining>,
    ) -> Result<SpaceView, SpaceError> {
        let proof = self.manager(who, space).await?;
        let change = change_of(proof.space().visibility, name, &texts, joining)?;
        self.screen(who, name, &texts).await?;
        match self.0.store.change(&proof, change).await? {
            Written::Now(space) => {
                self.announce(SpaceEvent::Changed(Arc::new(self.plain(&space)))).await;
                self.space(who, space.id).await
            }
            Written::NoSuchTopic => Err(SpaceError::NoSuchTopic),
            Written::Gone => Err(self.outdated(who, space).await),
        }
    }

    /// What goes when the space is deleted, for who could do it.
    pub async fn contents(&self, who: &SignedIn, space: SpaceId) -> Result<SpaceContents, SpaceError> {
        let proof = self.owner(who, space).await?;
        Ok(self.0.store.contents(&proof).await?)
    }

    /// Ends the space for everybody, with all that is in it.
    pub async fn delete(&self, who: &SignedIn, space: SpaceId) -> Result<(), SpaceError> {
        let proof = self.owner(who, space).await?;
        let mut jobs = self.erasing(space);
        jobs.push(self.job(ERASE, json!({ "space_id": space })));
        let spaces = self.clone();
        let deleted = to_the_end(async move {
            let parted = spaces.0.store.delete(&proof, spaces.0.clock.now(), jobs).await?;
            let deleted = parted.is_some();
            if let Some(parted) = parted {
                spaces.announce_deleted(space, parted).await;
            }
            Ok(deleted)
        });
        if deleted.await? { Ok(()) } else { Err(self.outdated(who, space).await) }
    }

    async fn owner(&self, who: &SignedIn, space: SpaceId) -> Result<SpaceMember, SpaceError> {
        let proof = self.member(who.account(), space).await?;
        if rules::may_delete(&proof) { Ok(proof) } else { Err(SpaceError::NotAllowed) }
    }

    /// The ids of all spaces that an account is a member of: the rooms that it hears.
    pub async fn heard_by(&self, account: AccountId) -> Stored<Vec<SpaceId>> {
        const PART: i64 = 1000;
        let mut heard: Vec<SpaceId> = Vec::new();
        loop {
            let part = self.0.store.heard_by(account, heard.last().copied(), PART).await?;
            let full = i64::try_from(part.len()).is_ok_and(|count| count == PART);
            heard.extend(part);
            if !full {
                return Ok(heard);
            }
        }
    }

    /// As what an account is a member of all its spaces.
    pub async fn memberships(&self, account: AccountId) -> Stored<Vec<SpaceMember>> {
        const PART: i64 = 500;
        let mut all: Vec<SpaceMember> = Vec::new();
        loop {
            let part = self.0.store.spaces_of(account, all.last().map(SpaceMember::space_id), PART).await?;
            let full = i64::try_from(part.len()).is_ok_and(|count| count == PART);
            all.extend(part);
            if !full {
                return Ok(all);
            }
        }
    }

    /// Forgets what ran out, a bounded number at a time. To be called now and then.
    pub async fn sweep(&self) -> Stored<()> {
        self.0.codes.tidy();
        self.0.moves.tidy();
        let now = self.0.clock.now();
        self.0.members.sweep(now).await?;
        for (account, space) in self.0.invitations.sweep(now).await? {
            self.announce(SpaceEvent::Uninvited { account, space }).await;
        }
        Ok(())
    }

    // --- jobs and news --------------------------------------------------------------------------------------------

    pub(in crate::spaces) fn job(&self, kind: &'static str, payload: Value) -> NewJob {
        let now = self.0.clock.now();
        NewJob { id: self.0.ids.uuid(), kind, payload, due_at: now, created_at: now }
    }

    /// The jobs that erase what the tenants close in a space.
    pub(in crate::spaces) fn erasing(&self, space: SpaceId) -> Vec<NewJob> {
        self.0.tenants.iter().map(|tenant| self.job(tenant.erasing(), json!({ "space_id": space }))).collect()
    }

    pub(in crate::spaces) async fn announce(&self, event: SpaceEvent) {
        self.0.events.announce(event).await;
    }

    pub(in crate::spaces) async fn announce_deleted(&self, space: SpaceId, parted: Parted) {
        self.0.jobs.ring();
        self.announce(SpaceEvent::Deleted { space, parted }).await;
    }
}

pub(in crate::spaces) fn days(days: u64) -> Duration {
    Duration::from_secs(days.saturating_mul(24 * 3600))
}

fn profile_of(visibility: Visibility, joining: Option<Joining>, wanted: &Wanted) -> Result<Profile, SpaceError> {
    let mut checked = Checked::default();
    let name = checked.take("name", SpaceName::parse(&wanted.name));
    let change = texts_of(&mut checked, visibility, &wanted.texts, joining);
    if visibility == Visibility::Community && wanted.texts.topic.is_none() {
        checked.refuse("topic", Wrong { code: "missing", allowed: "must be one of GET /topics in a community" });
    }
    checked.done()?;
    let Some(name) = name else { return Err(SpaceError::NoSuchSpace) };
    Ok(Profile {
        name,
        description: change.description.unwrap_or_default(),
        rules: change.rules.unwrap_or_default(),
        topic: change.topic,
        place: Place {
            country: change.country.unwrap_or_default(),
            region: change.region.unwrap_or_default(),
            city: change.city.unwrap_or_default(),
        },
    })
}

fn change_of(
    visibility: Visibility,
    name: Option<&str>,
    texts: &WantedTexts,
    joining: Option<Joining>,
) -> Result<SpaceChange, SpaceError> {
    let mut checked = Checked::default();
    let name = checked.maybe("name", name, SpaceName::parse);
    let change = texts_of(&mut checked, visibility, texts, joining);
    checked.done()?;
    Ok(SpaceChange { name, ..change })
}

fn texts_of(
    checked: &mut Checked,
    visibility: Visibility,
    texts: &WantedTexts,
    joining: Option<Joining>,
) -> SpaceChange {
    const IN_A_COMMUNITY: Wrong = Wrong { code: "not_a_community", allowed: "must not be given in a private space" };
    if visibility == Visibility::Private {
        for (field, given) in [("topic", texts.topic.is_some()), ("joining", joining.is_some())] {
            if given {
                checked.refuse(field, IN_A_COMMUNITY);
            }
        }
    }
    SpaceChange {
        name: None,
        description: checked.maybe("description", texts.description.as_deref(), super::model::Description::parse),
        rules: checked.maybe("rules", texts.rules.as_deref(), super::model::Rules::parse),
        topic: checked.maybe("topic", texts.topic.as_deref(), TopicKey::parse),
        country: checked.maybe("country", texts.country.as_deref(), PlacePart::parse),
        region: checked.maybe("region", texts.region.as_deref(), PlacePart::parse),
        city: checked.maybe("city", texts.city.as_deref(), PlacePart::parse),
        joining,
    }
}
