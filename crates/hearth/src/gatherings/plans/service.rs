//! The acts on settled plans.

use serde_json::json;

use super::model::What;
use super::rules;
use crate::accounts::SignedIn;
use crate::gatherings::answers::WantedWindow;
use crate::gatherings::calendar::{News, TELL};
use crate::gatherings::error::GatheringError;
use crate::gatherings::model::{Gathering, GatheringId, GatheringView, State};
use crate::gatherings::service::Gatherings;
use crate::platform::clock::Time;
use crate::platform::jobs::NewJob;

impl Gatherings {
    /// Says when it takes place, or that it does so at another time.
    pub async fn settle(
        &self,
        who: &SignedIn,
        id: GatheringId,
        sittings: &[WantedWindow],
    ) -> Result<GatheringView, GatheringError> {
        self.count_plan(who, id)?;
        let (part, now) = (self.manager(who, id).await?, self.0.clock.now());
        let sittings = rules::sittings(sittings, &part.gathering().plan.zone, now)?;
        let what = |settled: &Gathering| if settled.sequence == 1 { What::Settled } else { What::Changed };
        let following = |settled: &Gathering| self.news(settled, what(settled), now);
        let settled = self.0.plans.settle(&part, &sittings, now, &following).await?;
        self.0.jobs.ring();
        self.changed(who, id, settled).await
    }

    /// Takes answers again, and gives up the time that there was.
    pub async fn reopen(&self, who: &SignedIn, id: GatheringId) -> Result<GatheringView, GatheringError> {
        self.count_plan(who, id)?;
        let (part, now) = (self.manager(who, id).await?, self.0.clock.now());
        let had_time = part.gathering().state == State::Settled;
        let following = |reopened: &Gathering| {
            let news = had_time.then(|| self.telling(reopened, What::Reopened, now));
            news.into_iter().collect()
        };
        let reopened = self.0.plans.reopen(&part, now, &following).await?;
        self.0.jobs.ring();
        self.changed(who, id, reopened).await
    }

    /// It doesn't take place.
    pub async fn cancel(&self, who: &SignedIn, id: GatheringId) -> Result<GatheringView, GatheringError> {
        self.count_plan(who, id)?;
        let (part, now) = (self.manager(who, id).await?, self.0.clock.now());
        let following = |cancelled: &Gathering| vec![self.telling(cancelled, What::Cancelled, now)];
        let cancelled = self.0.plans.cancel(&part, &following).await?;
        self.0.jobs.ring();
        self.changed(who, id, cancelled).await
    }

    /// How often one may change what others are told of, and one gathering may be changed.
    pub(in crate::gatherings) fn count_plan(&self, who: &SignedIn, id: GatheringId) -> Result<(), GatheringError> {
        self.count_move(who.account())?;
        self.0.limits.plans.count(&id).map_err(|wait_seconds| GatheringError::TooFast { wait_seconds })
    }

    /// The jobs that tell of a settled plan, now and before each sitting.
    pub(in crate::gatherings) fn news(&self, settled: &Gathering, what: What, now: Time) -> Vec<NewJob> {
        let reminders = rules::reminders(&settled.settled, now).into_iter();
        let reminders = reminders.map(|(due, minutes)| self.telling(settled, What::Reminder { minutes }, due));
        reminders.chain([self.telling(settled, what, now)]).collect()
    }

    /// The job that tells the attendees of it.
    pub(in crate::gatherings) fn telling(&self, gathering: &Gathering, what: What, due_at: Time) -> NewJob {
        let id = self.0.ids.uuid();
        let payload = json!(News { id, gathering_id: gathering.id, sequence: gathering.sequence, what });
        NewJob { id, kind: TELL, payload, due_at, created_at: self.0.clock.now() }
    }
}
