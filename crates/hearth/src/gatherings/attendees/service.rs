//! The acts on attendees.

use std::sync::Arc;

use tokio::sync::mpsc;

use super::model::{Attendee, AttendeeId, AttendeeView, Person};
use super::store::{Entered, Out, Removed};
use crate::accounts::{AccountId, Permission, PersonId, SignedIn};
use crate::gatherings::error::GatheringError;
use crate::gatherings::events::GatheringEvent;
use crate::gatherings::guests::Caller;
use crate::gatherings::model::{Gathering, GatheringId, Invited};
use crate::gatherings::rules::may_manage;
use crate::gatherings::service::{Gatherings, MOST_ATTENDEES, NOBODY, person, wrong_field};
use crate::platform::clock::Time;
use crate::platform::database::Stored;
use crate::platform::page::Page;
use crate::platform::screening::Reaching;
use crate::spaces::{SpaceEvent, SpaceMember};

impl Gatherings {
    /// Those of a gathering, the oldest first.
    pub async fn attendees(
        &self,
        caller: &Caller,
        id: GatheringId,
        after: Option<(Time, AttendeeId)>,
        limit: i64,
    ) -> Result<Page<AttendeeView>, GatheringError> {
        let part = self.part(caller, id).await?;
        let found = self.0.attendees.attendees(&part, after, limit + 1).await?;
        let page = Page::cut(found, limit, |one| (one.joined_at, one.id));
        Ok(Page { items: self.attendee_views(part.gathering(), page.items).await?, next: page.next })
    }

    /// Makes somebody an attendee; whether they are new.
    pub async fn invite(
        &self,
        who: &SignedIn,
        id: GatheringId,
        whom: PersonId,
        required: bool,
    ) -> Result<(AttendeeView, bool), GatheringError> {
        who.must(Permission::SendMessages)?;
        let part = self.manager(who, id).await?;
        let meant = self.meant(part.gathering().space, &[whom]).await?;
        let account = meant.first().copied().flatten().ok_or_else(|| wrong_field("account_id", NOBODY))?;
        self.count_move(who.account())?;
        self.0.accounts.screen().reach_out(who.account().0, Reaching::Inviting, 1)?;
        let by = part.member().map_or(who.account().into(), SpaceMember::shown);
        let invited = Invited { id: AttendeeId(self.0.ids.unordered()), account, required };
        match self.0.attendees.invite(&part, invited, MOST_ATTENDEES, self.0.clock.now()).await? {
            Entered::Now(entered) => {
                let (gathering, attendee) = *entered;
                let told = !self.0.accounts.silenced_by(account).await?.is_blocked(by);
                self.announce_entered(&gathering, account, told).await?;
                Ok((self.attendee_view(&gathering, attendee).await?, true))
            }
            // To who asks they were there all the time.
            Entered::Revealed(there) => {
                let view = Arc::new(self.view(&there.0).await?);
                self.announce(GatheringEvent::Entered { gathering: view, account, invited: true }).await;
                Ok((self.attendee_view(&there.0, there.1).await?, false))
            }
            Entered::Already(there) => Ok((self.attendee_view(&there.0, there.1).await?, false)),
            Entered::Full => Err(GatheringError::Full),
            Entered::NotAMember => Err(wrong_field("account_id", NOBODY)),
            Entered::Cancelled => Err(GatheringError::Cancelled),
            Entered::NotThere => Err(GatheringError::NoSuchGathering),
        }
    }

    /// `invited`: by somebody else.
    pub(in crate::gatherings) async fn announce_entered(
        &self,
        gathering: &Gathering,
        account: AccountId,
        invited: bool,
    ) -> Stored<()> {
        let view = Arc::new(self.view(gathering).await?);
        self.announce(GatheringEvent::Entered { gathering: view.clone(), account, invited }).await;
        self.announce(GatheringEvent::Changed(view)).await;
        Ok(())
    }

    /// That somebody said something else than when they can; `entered`: who takes part by it.
    pub(in crate::gatherings) async fn announce_partaking(
        &self,
        gathering: &Gathering,
        entered: Option<AccountId>,
    ) -> Stored<()> {
        match entered {
            Some(account) => self.announce_entered(gathering, account, false).await,
            None => self.announce_changed(gathering).await,
        }
    }

    /// Says whether the others need this one to be able to come.
    pub async fn require(
        &self,
        who: &SignedIn,
        id: GatheringId,
        attendee: AttendeeId,
        required: bool,
    ) -> Result<AttendeeView, GatheringError> {
        let part = self.manager(who, id).await?;
        let found = self.0.attendees.require(&part, attendee, required).await?;
        let (gathering, attendee) = found.ok_or(GatheringError::NoSuchAttendee)?;
        if gathering.revision != part.gathering().revision {
            self.announce_changed(&gathering).await?;
        }
        self.attendee_view(&gathering, attendee).await
    }

    /// Takes somebody out, or leaves when it is oneself.
    pub async fn remove_attendee(
        &self,
        caller: &Caller,
        id: GatheringId,
        attendee: AttendeeId,
    ) -> Result<(), GatheringError> {
        let part = self.part(caller, id).await?;
        let is_oneself = part.attendee().is_some_and(|own| own.id == attendee);
        if !is_oneself && !may_manage(&part) {
            return Err(GatheringError::NotAllowed);
        }
        match self.0.attendees.remove(&part, attendee, self.leaving(id)).await? {
            Removed::Now(out) => Ok(self.announce_out(*out).await?),
            Removed::NoSuchAttendee => Err(GatheringError::NoSuchAttendee),
            Removed::NotThere => Err(GatheringError::NoSuchGathering),
        }
    }

    /// First that they are out, who hear nothing more of it; then what the others see of that.
    pub(in crate::gatherings) async fn announce_out(&self, out: Out) -> Stored<()> {
        let Out { gathering, attendee, gone } = out;
        self.0.jobs.ring();
        let (id, space) = (gathering.id, gathering.space);
        if let Some(account) = attendee.account() {
            self.announce(GatheringEvent::Left { gathering: id, space, account }).await;
        }
        if gone {
            self.announce(GatheringEvent::Deleted { gathering: id, space }).await;
            return Ok(());
        }
        self.announce_unanswered(&gathering, attendee.id).await;
        self.announce_changed(&gathering).await
    }

    // --- as they are seen -----------------------------------------------------------------------------------------

    pub(in crate::gatherings) async fn attendee_view(
        &self,
        gathering: &Gathering,
        attendee: Attendee,
    ) -> Result<AttendeeView, GatheringError> {
        let view = self.attendee_views(gathering, vec![attendee]).await?.pop();
        view.ok_or(GatheringError::NoSuchAttendee)
    }

    async fn attendee_views(&self, gathering: &Gathering, attendees: Vec<Attendee>) -> Stored<Vec<AttendeeView>> {
        let people = self.people(&attendees).await?;
        let view = |(one, person): (Attendee, Person)| AttendeeView {
            id: one.id,
            person,
            guest: one.face().is_none(),
            host: one.id == gathering.host.attendee,
            required: one.required,
            answered: one.answered_at.is_some(),
            zone: one.zone.map(|zone| zone.as_str().to_owned()),
            rsvp: one.rsvp,
            joined_at: one.joined_at,
        };
        Ok(attendees.into_iter().zip(people).map(view).collect())
    }

    /// As whom these are shown, in their order. Nothing else here says who somebody is.
    pub(in crate::gatherings) async fn people(&self, attendees: &[Attendee]) -> Stored<Vec<Person>> {
        let known = self.0.spaces.shown(attendees.iter().filter_map(Attendee::face)).await?;
        let shown = |one: &Attendee| match one.face() {
            Some(face) => person(known.get(&face.shown), face),
            None => one.guest().unwrap_or_else(|| Person::deleted(PersonId(one.id.0))),
        };
        Ok(attendees.iter().map(shown).collect())
    }
}

/// Tells what follows when somebody is out of a space, which is committed already, until the announcers are gone.
pub async fn follow(gatherings: Gatherings, mut events: mpsc::Receiver<SpaceEvent>) {
    while let Some(event) = events.recv().await {
        let SpaceEvent::Left { space, parted, .. } = event else { continue };
        for (gathering, attendee) in parted.attended {
            let (id, attendee) = (GatheringId(gathering), AttendeeId(attendee));
            match gatherings.0.store.gathering(id).await {
                Ok(Some(gathering)) => {
                    gatherings.announce_unanswered(&gathering, attendee).await;
                    if let Err(error) = gatherings.announce_changed(&gathering).await {
                        tracing::debug!(%error, %id, "who left with the space wasn't told to the others");
                    }
                }
                Ok(None) => gatherings.announce(GatheringEvent::Deleted { gathering: id, space: Some(space) }).await,
                Err(error) => tracing::debug!(%error, %id, "who left with the space wasn't told to the others"),
            }
        }
    }
}
