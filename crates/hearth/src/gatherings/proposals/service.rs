//! The act of proposing.

use std::sync::Arc;

use crate::accounts::{AccountId, Permission, PersonId, SignedIn, Wrong};
use crate::gatherings::attendees::AttendeeId;
use crate::gatherings::error::{Checked, GatheringError};
use crate::gatherings::events::GatheringEvent;
use crate::gatherings::model::{
    GatheringId, GatheringView, Invited, NewGathering, Partaker, Plan, PlanChange, ProposedView,
};
use crate::gatherings::rules;
use crate::gatherings::service::{Gatherings, NOBODY, my_part, wrong_field};
use crate::gatherings::store::Proposed;
use crate::platform::ids::Secret;
use crate::platform::screening::Reaching;
use crate::spaces::{SpaceId, SpaceMember};

/// People who may be invited together with the proposal.
const MOST_INVITED: usize = 100;

const fn wrong(code: &'static str, allowed: &'static str) -> Wrong {
    Wrong { code, allowed }
}

const NO_SUCH_SPACE: Wrong = wrong("no_such_space", "must be a space that one is a member of");

/// A gathering as somebody wants it, not yet checked.
#[derive(Clone, Debug, Default)]
pub struct WantedGathering {
    pub space: Option<SpaceId>,
    pub plan: PlanChange,
    /// Whom, as they are shown where it is to be, and whether the others need them.
    pub invite: Vec<(PersonId, bool)>,
}

impl Gatherings {
    pub async fn propose(&self, who: &SignedIn, wanted: WantedGathering) -> Result<ProposedView, GatheringError> {
        let WantedGathering { space, plan, invite } = wanted;
        // A gathering is said to whom one invites, and brings a group along.
        who.must(Permission::SendMessages)?;
        who.must(Permission::CreateGroupChat)?;
        let at = self.0.clock.now();
        let plan = rules::plan(plan, at, self.0.text_characters)?;
        self.screen(who.account(), &plan).await?;
        let home = self.home(who, space).await?;
        let invited = self.invited(who, home.as_ref(), &invite).await?;
        self.count_move(who.account())?;
        self.0.accounts.screen().reach_out(who.account().0, Reaching::Inviting, invited.len())?;
        let secret = space.is_none().then(|| self.0.ids.secret());
        let id = GatheringId(self.0.ids.uuid());
        let jobs = self.closing(id, plan.deadline);
        let new = NewGathering {
            id,
            host: AttendeeId(self.0.ids.unordered()),
            plan,
            invited: invited.clone(),
            link_hash: secret.as_ref().map(Secret::hash),
            at,
        };
        let (gathering, own) = match self.0.store.propose(who.account(), space, new, jobs).await? {
            Proposed::Now(proposed) => *proposed,
            Proposed::NotAMember => return Err(self.not_members(who, space, &invited).await),
        };
        self.0.jobs.ring();
        let view = self.view(&gathering).await?;
        // Who blocks the host must not hear of it, and the host not of that: to them, all came into the group.
        let invited: Vec<AccountId> = invited.into_iter().map(|one| one.account).collect();
        let blocking = self.0.accounts.blocking(gathering.host.face.shown, &invited).await?;
        let (blocking, invited): (Vec<_>, Vec<_>) = invited.into_iter().partition(|account| blocking.contains(account));
        let told = Arc::new(view.clone());
        self.announce(GatheringEvent::Proposed { gathering: told.clone(), host: who.account(), invited }).await;
        for account in blocking {
            self.announce(GatheringEvent::Entered { gathering: told.clone(), account, invited: false }).await;
        }
        let part = Partaker::of(gathering, Some(own), home).ok_or(GatheringError::NoSuchGathering)?;
        let gathering = GatheringView { me: Some(my_part(&part)), ..view };
        Ok(ProposedView { gathering, link: secret.map(|secret| self.link(&secret)) })
    }

    /// Whether what a plan says may be said.
    pub(in crate::gatherings) async fn screen(&self, account: AccountId, plan: &Plan) -> Result<(), GatheringError> {
        let (title, place) = (plan.title.as_str(), plan.place.as_str());
        let said = [("title", title), ("description", plan.description.as_str()), ("place", place)];
        Ok(self.0.accounts.screen().passes(account.0, &said).await?)
    }

    /// The proof for the space that it is to be in, if it is to be in one.
    async fn home(&self, who: &SignedIn, space: Option<SpaceId>) -> Result<Option<SpaceMember>, GatheringError> {
        let Some(space) = space else { return Ok(None) };
        let member = self.member_of(who.account(), space).await?;
        Ok(Some(member.ok_or_else(|| wrong_field("space_id", NO_SUCH_SPACE))?))
    }

    /// Whom these ids mean, each once, and not the host.
    async fn invited(
        &self,
        who: &SignedIn,
        home: Option<&SpaceMember>,
        invite: &[(PersonId, bool)],
    ) -> Result<Vec<Invited>, GatheringError> {
        if invite.len() > MOST_INVITED {
            return Err(wrong_field("invite", wrong("too_many", "must be at most 100")));
        }
        let people: Vec<PersonId> = invite.iter().map(|(person, _)| *person).collect();
        let meant = self.meant(home.map(SpaceMember::space_id), &people).await?;
        let (mut checked, mut invited) = (Checked::default(), Vec::<Invited>::new());
        for (place, (meant, (_, required))) in meant.into_iter().zip(invite).enumerate() {
            let Some(account) = meant else {
                checked.refuse(&format!("invite[{place}].account_id"), NOBODY);
                continue;
            };
            if account != who.account() && invited.iter().all(|one| one.account != account) {
                let id = AttendeeId(self.0.ids.unordered());
                invited.push(Invited { id, account, required: *required });
            }
        }
        checked.done(Some(invited))
    }

    /// Which of those who were to take part isn't a member of the space any more.
    async fn not_members(&self, who: &SignedIn, space: Option<SpaceId>, invited: &[Invited]) -> GatheringError {
        let Some(space) = space else { return GatheringError::NoSuchGathering };
        if let Err(error) = self.0.spaces.member(who.account(), space).await {
            return error.into();
        }
        let mut checked = Checked::default();
        for (place, one) in invited.iter().enumerate() {
            if self.0.spaces.member(one.account, space).await.is_err() {
                checked.refuse(&format!("invite[{place}].account_id"), NOBODY);
            }
        }
        checked.done(None::<()>).err().unwrap_or(GatheringError::NoSuchGathering)
    }
}
