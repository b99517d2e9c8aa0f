//! The acts on invitations.

use super::model::{Invitation, InvitationView, InvitedView, SpaceInvitationId, Whom};
use super::store::{Invited, Revoked};
use crate::accounts::{AccountId, Permission, SignedIn, Wrong};
use crate::platform::database::Stored;
use crate::platform::ids::Secret;
use crate::platform::page::Page;
use crate::platform::screening::Reaching;
use crate::spaces::error::{Checked, SpaceError};
use crate::spaces::events::SpaceEvent;
use crate::spaces::faces::{Alias, Face, person};
use crate::spaces::members::{Coming, agreed};
use crate::spaces::model::{Part, Space, SpaceId, SpaceView, Visibility};
use crate::spaces::service::{Spaces, days};
use crate::spaces::store::Joined;

/// Invitations that a space may have at a time.
const MOST: i64 = 1000;
const MOST_USES: i64 = 100_000;
const MOST_DAYS: i64 = 365;

/// What somebody wants of an invitation.
#[derive(Clone, Debug, Default)]
pub struct Inviting {
    /// For the one account of this username.
    pub username: Option<String>,
    /// How many may come by the code; None: any number.
    pub uses: Option<i64>,
    pub days: Option<i64>,
}

impl Spaces {
    /// Invites an account by its username, or whoever gets the code that is made.
    pub async fn invite(
        &self,
        who: &SignedIn,
        space: SpaceId,
        inviting: Inviting,
    ) -> Result<InvitationView, SpaceError> {
        let lasts = checked(&inviting)?;
        let proof = self.manager(who, space).await?;
        self.0.accounts.screen().reach_out(who.account().0, Reaching::Inviting, 1)?;
        let created_at = self.0.clock.now();
        let (whom, code) = match &inviting.username {
            Some(username) => (Whom::Account(self.account_of(username).await?), None),
            None => {
                let code = self.0.ids.code();
                (Whom::Code { hash: code.hash(), uses: inviting.uses }, Some(code.expose().to_owned()))
            }
        };
        let invitation = Invitation {
            id: SpaceInvitationId(self.0.ids.uuid()),
            space,
            whom: whom.clone(),
            invited_by: Face { account: who.account(), shown: proof.shown() },
            created_at,
            expires_at: created_at.plus(lasts.map_or(self.0.invitation_lasts, days)),
        };
        match self.0.invitations.invite(&proof, invitation.clone(), MOST).await? {
            Invited::Now => {}
            Invited::AlreadyAMember => return Err(SpaceError::AlreadyAMember),
            Invited::Banned => return Err(SpaceError::Banned),
            Invited::TooMany => return Err(SpaceError::TooManyInvitations),
            Invited::Gone => return Err(self.outdated(who, space).await),
        }
        if let Whom::Account(account) = whom
            && !self.0.accounts.silenced_by(account).await?.is_blocked(proof.shown())
        {
            let (by, space) = (invitation.invited_by, self.ahead(proof.space()).into());
            self.announce(SpaceEvent::Invited { account, by, space }).await;
        }
        let view = self.views(vec![invitation]).await?.pop().ok_or(SpaceError::NoSuchInvitation)?;
        let link = code.as_ref().map(|code| format!("{}/invited?code={code}", self.0.public_url));
        Ok(InvitationView { code, link, ..view })
    }

    async fn account_of(&self, username: &str) -> Result<AccountId, SpaceError> {
        let found = self.0.accounts.by_usernames(&[username.to_owned()]).await?;
        found.first().copied().ok_or(SpaceError::NoSuchAccount)
    }

    async fn views(&self, invitations: Vec<Invitation>) -> Result<Vec<InvitationView>, SpaceError> {
        let named = |one: &Invitation| match one.whom {
            Whom::Account(account) => Some(account),
            Whom::Code { .. } => None,
        };
        // Whom an admin named is shown as named, whether or not they are here under a pseudonym as well.
        let invited: Vec<AccountId> = invitations.iter().filter_map(named).collect();
        let people = self.0.accounts.people(&invited).await?;
        let admins = self.shown(invitations.iter().map(|one| one.invited_by)).await?;
        let view = |one: Invitation| InvitationView {
            id: one.id,
            account: named(&one).and_then(|account| people.get(&account).cloned()),
            uses: match one.whom {
                Whom::Account(_) => None,
                Whom::Code { uses, .. } => uses,
            },
            invited_by: person(&admins, one.invited_by.shown),
            created_at: one.created_at,
            expires_at: one.expires_at,
            code: None,
            link: None,
        };
        Ok(invitations.into_iter().map(view).collect())
    }

    /// Those into a space that hold, oldest first.
    pub async fn invitations(
        &self,
        who: &SignedIn,
        space: SpaceId,
        after: Option<SpaceInvitationId>,
        limit: i64,
    ) -> Result<Page<InvitationView>, SpaceError> {
        let proof = self.manager(who, space).await?;
        let found = self.0.invitations.invitations(&proof, self.0.clock.now(), after, limit + 1).await?;
        let page = Page::cut(found, limit, |one| one.id);
        Ok(Page { items: self.views(page.items).await?, next: page.next })
    }

    pub async fn revoke(&self, who: &SignedIn, space: SpaceId, id: SpaceInvitationId) -> Result<(), SpaceError> {
        let proof = self.manager(who, space).await?;
        match self.0.invitations.revoke(&proof, id).await? {
            Revoked::Now(Some(account)) => self.announce(SpaceEvent::Uninvited { account, space }).await,
            Revoked::Now(None) => {}
            Revoked::NotThere => return Err(SpaceError::NoSuchInvitation),
        }
        Ok(())
    }

    // --- for the invited ------------------------------------------------------------------------------------------

    /// Where one is invited to by name.
    pub async fn invited(
        &self,
        who: &SignedIn,
        after: Option<SpaceId>,
        limit: i64,
    ) -> Result<Page<InvitedView>, SpaceError> {
        let found = self.0.invitations.for_account(who.account(), self.0.clock.now(), after, limit + 1).await?;
        let mut page = Page::cut(found, limit, |(_, space)| space.id);
        // To who invited it looks as if one hadn't answered.
        let silences = self.0.accounts.silenced_by(who.account()).await?;
        page.items.retain(|(one, _)| !silences.is_blocked(one.invited_by.shown));
        let people = self.shown(page.items.iter().map(|(one, _)| one.invited_by)).await?;
        Ok(page.map(|(one, space)| InvitedView {
            id: one.id,
            space: self.ahead(&space),
            invited_by: person(&people, one.invited_by.shown),
            expires_at: one.expires_at,
        }))
    }

    /// The spaces that an account is invited to by name.
    pub async fn invited_to(&self, account: AccountId) -> Stored<Vec<Space>> {
        const PART: i64 = 500;
        let mut all: Vec<Space> = Vec::new();
        loop {
            let (now, after) = (self.0.clock.now(), all.last().map(|space| space.id));
            let part = self.0.invitations.for_account(account, now, after, PART).await?;
            let full = i64::try_from(part.len()).is_ok_and(|count| count == PART);
            all.extend(part.into_iter().map(|(_, space)| space));
            if !full {
                return Ok(all);
            }
        }
    }

    pub async fn accept(&self, who: &SignedIn, id: SpaceInvitationId, coming: Coming) -> Result<SpaceView, SpaceError> {
        who.must(Permission::JoinSpaces)?;
        let (account, now) = (who.account(), self.0.clock.now());
        let found = self.0.invitations.one_for(id, account, now).await?;
        let silences = self.0.accounts.silenced_by(account).await?;
        let found = found.filter(|(one, _)| !silences.is_blocked(one.invited_by.shown));
        let (_, space) = found.ok_or(SpaceError::NoSuchInvitation)?;
        let alias = self.alias_of(who, &space, &coming).await?;
        let joined = self.0.invitations.accept(id, account, alias, now).await?;
        self.come_in(who, &space, joined).await
    }

    pub async fn decline(&self, who: &SignedIn, id: SpaceInvitationId) -> Result<(), SpaceError> {
        let account = who.account();
        let space = self.0.invitations.decline(id, account).await?.ok_or(SpaceError::NoSuchInvitation)?;
        self.announce(SpaceEvent::Uninvited { account, space }).await;
        Ok(())
    }

    /// What a code leads to, before one goes in.
    pub async fn behind_code(&self, who: &SignedIn, code: &str) -> Result<InvitedView, SpaceError> {
        let (one, space) = self.of_code(who, code).await?;
        let people = self.shown([one.invited_by]).await?;
        Ok(InvitedView {
            id: one.id,
            space: self.ahead(&space),
            invited_by: person(&people, one.invited_by.shown),
            expires_at: one.expires_at,
        })
    }

    pub async fn redeem(&self, who: &SignedIn, code: &str, coming: Coming) -> Result<SpaceView, SpaceError> {
        who.must(Permission::JoinSpaces)?;
        let (_, space) = self.of_code(who, code).await?;
        let alias = self.alias_of(who, &space, &coming).await?;
        let hash = Secret::typed(code).hash();
        let joined = self.0.invitations.redeem(&hash, who.account(), alias, self.0.clock.now()).await?;
        self.come_in(who, &space, joined).await
    }

    /// Who comes in keeps to the rules, and maybe wants a pseudonym.
    async fn alias_of(&self, who: &SignedIn, space: &Space, coming: &Coming) -> Result<Option<Alias>, SpaceError> {
        agreed(space, coming.accept_rules)?;
        self.alias(who.account(), coming.display_name.as_deref()).await
    }

    /// For who is banned from a private space, a code leads nowhere, as the space isn't there for them.
    async fn of_code(&self, who: &SignedIn, code: &str) -> Result<(Invitation, Space), SpaceError> {
        let now = self.0.clock.now();
        let found = self.0.invitations.by_hash(&Secret::typed(code).hash(), now).await?;
        let (one, space) = found.ok_or(SpaceError::NoSuchInvitation)?;
        let seen = self.0.store.seen(space.id, who.account(), now).await?;
        let banned = seen.is_some_and(|seen| matches!(seen.part, Part::Banned(_)));
        if banned && space.visibility == Visibility::Private {
            return Err(SpaceError::NoSuchInvitation);
        }
        Ok((one, space))
    }

    async fn come_in(&self, who: &SignedIn, space: &Space, joined: Joined) -> Result<SpaceView, SpaceError> {
        if joined == Joined::Banned && space.visibility == Visibility::Private {
            return Err(SpaceError::NoSuchInvitation);
        }
        self.welcome(who.account(), joined, SpaceError::NoSuchInvitation).await?;
        self.space(who, space.id).await
    }
}

/// For how many days the invitation is to hold, if that is said.
fn checked(inviting: &Inviting) -> Result<Option<u64>, SpaceError> {
    let mut checked = Checked::default();
    let mut within = |field, given: Option<i64>, most, allowed| {
        if given.is_some_and(|given| !(1..=most).contains(&given)) {
            checked.refuse(field, Wrong { code: "out_of_range", allowed });
        }
    };
    within("uses", inviting.uses, MOST_USES, "must be from 1 to 100000");
    within("days", inviting.days, MOST_DAYS, "must be from 1 to 365");
    if inviting.username.is_some() && inviting.uses.is_some() {
        checked.refuse("uses", Wrong { code: "not_a_code", allowed: "must not be given with a username" });
    }
    checked.done()?;
    Ok(inviting.days.and_then(|days| u64::try_from(days).ok()))
}
