//! The acts on who is a member.

use std::sync::Arc;

use super::model::{BanView, Member, RequestView};
use super::store::{Asked, Forgotten, Given, Removed};
use crate::accounts::{AccountId, DisplayName, Permission, Person, PersonId, SignedIn, Wrong};
use crate::platform::clock::Time;
use crate::platform::database::{Stored, to_the_end};
use crate::platform::page::Page;
use crate::spaces::error::{Checked, SpaceError};
use crate::spaces::events::{Parted, SpaceEvent};
use crate::spaces::faces::{Alias, Face, person, taken};
use crate::spaces::jobs::ERASE;
use crate::spaces::model::{Ban, MemberView, Note, Part, Role, Seen, Space, SpaceId, SpaceMember, SpaceView};
use crate::spaces::rules::{self, Admission};
use crate::spaces::service::Spaces;
use crate::spaces::store::Joined;

impl Spaces {
    pub async fn members(
        &self,
        who: &SignedIn,
        space: SpaceId,
        after: Option<PersonId>,
        limit: i64,
    ) -> Result<Page<MemberView>, SpaceError> {
        let proof = self.member(who.account(), space).await?;
        let members = self.0.members.members(&proof, after, limit + 1).await?;
        let page = Page::cut(members, limit, |member| member.face.shown);
        let people = self.shown(page.items.iter().map(|member| member.face)).await?;
        Ok(page.map(|member| MemberView {
            account: person(&people, member.face.shown),
            role: member.role,
            joined_at: member.joined_at,
        }))
    }

    /// Counts that somebody comes or goes: into a space or out of it, or into what is in it.
    pub fn count_move(&self, who: &SignedIn) -> Result<(), SpaceError> {
        self.0.moves.count(&who.account()).map_err(|wait_seconds| SpaceError::TooFast { wait_seconds })
    }

    /// Whether the members are told who comes and goes, which would be too much in a large space.
    pub(in crate::spaces) fn is_small(&self, space: &Space) -> bool {
        space.members <= self.0.small_members
    }

    /// Joins a community, or asks to, as it is set; who is a member already stays one.
    pub async fn join(
        &self,
        who: &SignedIn,
        space: SpaceId,
        coming: Coming,
        message: &str,
    ) -> Result<SpaceView, SpaceError> {
        let mut checked = Checked::default();
        let message = checked.take("message", Note::parse(message)).unwrap_or_default();
        checked.maybe("display_name", coming.display_name.as_deref(), DisplayName::parse);
        checked.done()?;
        who.must(Permission::JoinSpaces)?;
        self.count_move(who)?;
        let account = who.account();
        let seen = self.seen(account, space).await?;
        match seen.part {
            Part::Member { .. } => return self.space(who, space).await,
            Part::Banned(_) => return Err(SpaceError::Banned),
            Part::Requested | Part::None => {}
        }
        agreed(&seen.space, coming.accept_rules)?;
        let alias = self.alias(account, coming.display_name.as_deref()).await?;
        let at = self.0.clock.now();
        match rules::admission(&seen.space) {
            Admission::Welcome => {
                let joined = self.0.members.join(space, account, alias, at).await?;
                self.welcome(account, joined, SpaceError::NoSuchSpace).await?;
            }
            Admission::Ask => self.ask(account, space, alias, message).await?,
        }
        self.space(who, space).await
    }

    async fn ask(
        &self,
        account: AccountId,
        space: SpaceId,
        alias: Option<Alias>,
        message: Note,
    ) -> Result<(), SpaceError> {
        match self.0.members.ask(space, account, alias, message, self.0.clock.now()).await? {
            Asked::Now | Asked::AlreadyAMember => Ok(()),
            Asked::Banned => Err(SpaceError::Banned),
            Asked::UnderOwnName => Err(SpaceError::UnderOwnName),
            Asked::NameTaken => Err(taken()),
            Asked::Gone => Err(SpaceError::NoSuchSpace),
        }
    }

    /// What follows from somebody's coming in; `gone` is what to say when the way in isn't there any more.
    pub(in crate::spaces) async fn welcome(
        &self,
        account: AccountId,
        joined: Joined,
        gone: SpaceError,
    ) -> Result<(), SpaceError> {
        match joined {
            Joined::Now(space) => {
                self.announce_joined(account, &space).await;
                Ok(())
            }
            Joined::Already => Ok(()),
            Joined::Banned => Err(SpaceError::Banned),
            Joined::UnderOwnName => Err(SpaceError::UnderOwnName),
            Joined::NameTaken => Err(taken()),
            Joined::Gone => Err(gone),
        }
    }

    /// Best effort: who misses it sees it on the next look.
    pub(in crate::spaces) async fn announce_joined(&self, account: AccountId, space: &Space) {
        let told = async {
            let member = self.0.members.member(space.id, account).await?;
            let Some(member) = member else { return Stored::Ok(()) };
            let (face, told, id) = (member.face, self.is_small(space), space.id);
            // Who is back may have another name now.
            self.0.pseudonyms.invalidate(&face.shown);
            let part = Part::Member { role: member.role, joined_at: member.joined_at };
            let Some(seen) = self.0.store.seen(id, account, self.0.clock.now()).await? else { return Ok(()) };
            let seen = Seen { space: space.clone(), part, ..seen };
            let (space, member) = (self.view(account, &seen).await?, self.member_view(member).await?);
            let (space, member) = (Arc::new(space), Arc::new(member));
            self.announce(SpaceEvent::Joined { account, space, member, told }).await;
            // Who was taken out meanwhile may have been told so before; being out has the last word, or else they
            // would go on hearing the space.
            if self.0.store.membership(id, account).await?.is_none() {
                self.announce(SpaceEvent::Left { face, space: id, parted: Parted::default(), told }).await;
            }
            Ok(())
        };
        if let Err(error) = told.await {
            tracing::debug!(%error, space = %space.id, "a new member wasn't announced");
        }
    }

    /// Gives a member another role; `owner` hands the ownership over.
    pub async fn give(
        &self,
        who: &SignedIn,
        space: SpaceId,
        shown: PersonId,
        role: Role,
    ) -> Result<MemberView, SpaceError> {
        let proof = self.member(who.account(), space).await?;
        let account = self.meant(who, space, shown).await?.ok_or(SpaceError::NoSuchMember)?;
        let member = self.other_member(&proof, account).await?;
        if role != member.role {
            if !rules::may_give(&proof, member.role, role) {
                return Err(SpaceError::NotAllowed);
            }
            match self.0.members.give(&proof, account, role).await? {
                Given::Now => {}
                Given::NotThere => return Err(SpaceError::NoSuchMember),
                Given::NotAllowed => return Err(SpaceError::NotAllowed),
            }
            self.announce_member(space, account).await?;
            if role == Role::Owner {
                self.announce_member(space, who.account()).await?;
            }
        }
        Ok(self.member_view(Member { role, ..member }).await?)
    }

    pub(in crate::spaces) async fn other_member(
        &self,
        proof: &SpaceMember,
        account: AccountId,
    ) -> Result<Member, SpaceError> {
        self.0.members.member(proof.space_id(), account).await?.ok_or(SpaceError::NoSuchMember)
    }

    pub(in crate::spaces) async fn announce_member(&self, space: SpaceId, account: AccountId) -> Stored<()> {
        if let Some(member) = self.0.members.member(space, account).await? {
            let member = Arc::new(self.member_view(member).await?);
            self.announce(SpaceEvent::MemberChanged { space, member }).await;
        }
        Ok(())
    }

    /// Removes a member, or leaves when it is oneself.
    pub async fn remove_member(&self, who: &SignedIn, space: SpaceId, shown: PersonId) -> Result<(), SpaceError> {
        let proof = self.member(who.account(), space).await?;
        let account = self.meant(who, space, shown).await?.ok_or(SpaceError::NoSuchMember)?;
        let member = self.other_member(&proof, account).await?;
        if account == who.account() {
            self.count_move(who)?;
        } else if !rules::may_remove(&proof, member.role) {
            return Err(SpaceError::NotAllowed);
        }
        match self.put_out(proof, member.face, None).await? {
            Removed::Now(_) | Removed::NotThere => Ok(()),
            Removed::Owner => Err(SpaceError::OwnerStays),
            Removed::NotAllowed => Err(SpaceError::NotAllowed),
        }
    }

    /// Removes or bans, and says so even when whoever asked for it has hung up meanwhile.
    async fn put_out(&self, proof: SpaceMember, whom: Face, ban: Option<(Ban, Time)>) -> Stored<Removed> {
        let spaces = self.clone();
        to_the_end(async move {
            let (members, jobs) = (&spaces.0.members, spaces.erasing(proof.space_id()));
            let removed = match ban {
                Some((ban, at)) => members.ban(&proof, whom, ban, at, jobs).await?,
                None => members.remove(&proof, whom.account, jobs).await?,
            };
            if let Removed::Now(parted) = &removed {
                spaces.announce_left(proof.space(), whom, parted.clone()).await;
            }
            Ok(removed)
        })
        .await
    }

    async fn announce_left(&self, space: &Space, face: Face, parted: Parted) {
        self.0.jobs.ring();
        let (told, space) = (self.is_small(space), space.id);
        self.announce(SpaceEvent::Left { face, space, parted, told }).await;
    }

    // --- requests -------------------------------------------------------------------------------------------------

    pub async fn requests(
        &self,
        who: &SignedIn,
        space: SpaceId,
        after: Option<PersonId>,
        limit: i64,
    ) -> Result<Page<RequestView>, SpaceError> {
        let proof = self.manager(who, space).await?;
        let requests = self.0.members.requests(&proof, after, limit + 1).await?;
        let page = Page::cut(requests, limit, |request| request.face.shown);
        let people = self.shown(page.items.iter().map(|request| request.face)).await?;
        Ok(page.map(|request| RequestView {
            account: person(&people, request.face.shown),
            message: request.message.as_str().to_owned(),
            created_at: request.created_at,
        }))
    }

    pub async fn approve(&self, who: &SignedIn, space: SpaceId, shown: PersonId) -> Result<MemberView, SpaceError> {
        let proof = self.manager(who, space).await?;
        let account = self.meant(who, space, shown).await?.ok_or(SpaceError::NoSuchRequest)?;
        // Who may not join any more doesn't come in by having asked before.
        let may_join = self.0.accounts.denied(Permission::JoinSpaces, &[account]).await?.is_empty();
        if !may_join || !self.0.accounts.exists(account).await? {
            return Err(SpaceError::NoSuchRequest);
        }
        let joined = self.0.members.approve(&proof, account, self.0.clock.now()).await?;
        if joined == Joined::Gone {
            self.manager(who, space).await?;
        }
        self.welcome(account, joined, SpaceError::NoSuchRequest).await?;
        let member = self.other_member(&proof, account).await?;
        Ok(self.member_view(member).await?)
    }

    /// Declines a request, or takes one's own back.
    pub async fn drop_request(&self, who: &SignedIn, space: SpaceId, shown: PersonId) -> Result<(), SpaceError> {
        let seen = self.seen(who.account(), space).await?;
        let account = self.meant(who, space, shown).await?;
        if account != Some(who.account()) {
            match seen.part {
                Part::Member { role, .. } if role >= Role::Admin => {}
                Part::Member { .. } => return Err(SpaceError::NotAllowed),
                Part::Requested | Part::Banned(_) | Part::None => return Err(SpaceError::NotAMember),
            }
        }
        let account = account.ok_or(SpaceError::NoSuchRequest)?;
        let dropped = self.0.members.drop_request(space, account).await?;
        if dropped { Ok(()) } else { Err(SpaceError::NoSuchRequest) }
    }

    // --- bans -----------------------------------------------------------------------------------------------------

    pub async fn bans(
        &self,
        who: &SignedIn,
        space: SpaceId,
        after: Option<PersonId>,
        limit: i64,
    ) -> Result<Page<BanView>, SpaceError> {
        let proof = self.manager(who, space).await?;
        let bans = self.0.members.bans(&proof, self.0.clock.now(), after, limit + 1).await?;
        let page = Page::cut(bans, limit, |banned| banned.face.shown);
        let people = self.shown(page.items.iter().map(|banned| banned.face)).await?;
        let admins: Vec<AccountId> = page.items.iter().map(|banned| banned.by).collect();
        let admins = self.faces(space, &admins).await?;
        Ok(page.map(|banned| BanView {
            account: person(&people, banned.face.shown),
            reason: banned.ban.reason.as_str().to_owned(),
            until: banned.ban.until,
            banned_by: admins.get(&banned.by).cloned().unwrap_or_else(|| Person::deleted(banned.by)),
            created_at: banned.created_at,
        }))
    }

    /// Keeps an account out of the space: a member is removed, and nobody can come (back) in until it is over.
    pub async fn ban(
        &self,
        who: &SignedIn,
        space: SpaceId,
        shown: PersonId,
        reason: &str,
        until: Option<Time>,
    ) -> Result<BanView, SpaceError> {
        let now = self.0.clock.now();
        let mut checked = Checked::default();
        let reason = checked.take("reason", Note::parse(reason)).unwrap_or_default();
        if until.is_some_and(|until| until <= now) {
            checked.refuse("until", Wrong { code: "past", allowed: "must be in the future, or null for good" });
        }
        checked.done()?;
        let proof = self.manager(who, space).await?;
        let whom = if shown == who.account().into() {
            Face { account: who.account(), shown: proof.shown() }
        } else {
            self.nameable(space, shown).await?
        };
        let member = self.0.members.member(space, whom.account).await?;
        if member.is_some_and(|member| member.face == whom && !rules::may_remove(&proof, member.role)) {
            return Err(SpaceError::NotAllowed);
        }
        let (ban, banned_by) = (Ban { reason, until }, self.face(space, who.account()).await?);
        match self.put_out(proof, whom, Some((ban.clone(), now))).await? {
            Removed::Now(_) | Removed::NotThere => {}
            Removed::Owner | Removed::NotAllowed => return Err(SpaceError::NotAllowed),
        }
        let people = self.shown([whom]).await?;
        Ok(BanView {
            account: person(&people, whom.shown),
            reason: ban.reason.as_str().to_owned(),
            until,
            banned_by,
            created_at: now,
        })
    }

    pub async fn unban(&self, who: &SignedIn, space: SpaceId, shown: PersonId) -> Result<(), SpaceError> {
        let proof = self.manager(who, space).await?;
        let unbanned = self.0.members.unban(&proof, shown).await?;
        if unbanned { Ok(()) } else { Err(SpaceError::NoSuchBan) }
    }

    // --- who is gone ----------------------------------------------------------------------------------------------

    /// Takes a deleted account out of all its spaces; idempotent, for the job. First what could still lead it into one;
    /// and again afterwards what was written meanwhile.
    pub async fn forget(&self, account: AccountId) -> Stored<()> {
        const PART: i64 = 1000;
        self.0.members.forget_traces(account).await?;
        loop {
            let proofs = self.0.store.spaces_of(account, None, PART).await?;
            if proofs.is_empty() {
                return self.0.members.forget_traces(account).await;
            }
            for proof in proofs {
                self.forget_in(proof.space(), account).await?;
            }
        }
    }

    async fn forget_in(&self, space: &Space, account: AccountId) -> Stored<()> {
        let (id, now) = (space.id, self.0.clock.now());
        let Some(member) = self.0.members.member(id, account).await? else { return Ok(()) };
        let closing = self.job(ERASE, serde_json::json!({ "space_id": id }));
        match self.0.members.forget(id, account, now, self.erasing(id), closing).await? {
            Forgotten::Parted { parted, heir } => {
                self.announce_left(space, member.face, parted).await;
                if let Some(heir) = heir {
                    self.announce_member(id, heir).await?;
                }
            }
            Forgotten::Closed(parted) => self.announce_deleted(id, parted).await,
            Forgotten::NotThere => {}
        }
        Ok(())
    }

    pub(in crate::spaces) async fn member_view(&self, member: Member) -> Stored<MemberView> {
        let people = self.shown([member.face]).await?;
        let Member { face, role, joined_at } = member;
        Ok(MemberView { account: person(&people, face.shown), role, joined_at })
    }
}

/// How somebody comes in by their own will.
#[derive(Clone, Debug, Default)]
pub struct Coming {
    /// Whether they keep to the rules.
    pub accept_rules: bool,
    /// The pseudonym that they want, if any.
    pub display_name: Option<String>,
}

/// Whoever comes in by their own will says that they keep to the rules, where there are any.
pub(in crate::spaces) fn agreed(space: &Space, accept_rules: bool) -> Result<(), SpaceError> {
    if accept_rules || space.profile.rules.as_str().is_empty() { Ok(()) } else { Err(SpaceError::RulesNotAccepted) }
}
