//! The acts on answers.

use std::sync::Arc;

use super::model::{Answer, AnswerView, Answered, AnsweredView, WantedAnswer};
use super::store::Put;
use crate::accounts::Wrong;
use crate::gatherings::attendees::{Attendee, AttendeeId, Person};
use crate::gatherings::days::Windows;
use crate::gatherings::error::GatheringError;
use crate::gatherings::events::{GatheringEvent, News};
use crate::gatherings::guests::Caller;
use crate::gatherings::model::{Gathering, GatheringId};
use crate::gatherings::rules::takes_answers;
use crate::gatherings::service::{Gatherings, MOST_ATTENDEES, refused, wrong_field};
use crate::platform::database::Stored;
use crate::platform::page::Page;

const NOT_FOR_GUESTS: Wrong =
    Wrong { code: "not_for_guests", allowed: "must not be given without an account to keep it for" };

impl Gatherings {
    /// When those can who answered.
    pub async fn answers(
        &self,
        caller: &Caller,
        id: GatheringId,
        after: Option<AttendeeId>,
        limit: i64,
    ) -> Result<Page<AnsweredView>, GatheringError> {
        self.part(caller, id).await?;
        let found = self.0.answers.answers(id, after, limit + 1).await?;
        let page = Page::cut(found, limit, |one| one.attendee.id);
        Ok(Page { items: self.answered_views(page.items).await?, next: page.next })
    }

    /// One's own.
    pub async fn answer(&self, caller: &Caller, id: GatheringId) -> Result<AnswerView, GatheringError> {
        let part = self.part(caller, id).await?;
        let answer = self.0.answers.answer(&part).await?.ok_or(GatheringError::NothingSaved)?;
        Ok(answer.view())
    }

    /// Answers, or changes one's answer.
    pub async fn put_answer(
        &self,
        caller: &Caller,
        id: GatheringId,
        wanted: WantedAnswer,
    ) -> Result<AnswerView, GatheringError> {
        let (part, now) = (self.part(caller, id).await?, self.0.clock.now());
        takes_answers(part.gathering(), now)?;
        let save = wanted.save;
        if save && part.account().is_none() {
            return Err(wrong_field("save", NOT_FOR_GUESTS));
        }
        let answer = Answer::parse(wanted, &part.gathering().plan, now)?;
        self.count_answer(caller, id)?;
        let view = answer.view();
        let (zone, private) = (answer.zone.clone(), answer.private);
        let fresh = AttendeeId(self.0.ids.unordered());
        let (gathering, answered, entered) = match self.0.answers.put(&part, answer, fresh, MOST_ATTENDEES).await? {
            Put::Now { gathering, answered, entered } => (gathering, answered, entered),
            Put::Refused(state) => return Err(refused(state)),
            Put::Full => return Err(GatheringError::Full),
            Put::NotThere => return Err(GatheringError::NoSuchGathering),
        };
        if let Some(account) = part.account().filter(|_| save) {
            self.0.availability.keep_usual(account, &zone, private).await?;
        }
        let counts = gathering.answered != part.gathering().answered;
        self.announce_answered(&gathering, *answered).await?;
        if let Some(account) = part.account().filter(|_| entered) {
            self.announce_entered(&gathering, account, false).await?;
        } else if counts {
            self.announce_changed(&gathering).await?;
        }
        Ok(view)
    }

    /// Takes one's own answer back.
    pub async fn withdraw(&self, caller: &Caller, id: GatheringId) -> Result<(), GatheringError> {
        let part = self.part(caller, id).await?;
        let attendee = part.attendee().map(|own| own.id).ok_or(GatheringError::NothingSaved)?;
        let gathering = self.0.answers.withdraw(&part).await?.ok_or(GatheringError::NothingSaved)?;
        self.announce_unanswered(&gathering, attendee).await;
        Ok(self.announce_changed(&gathering).await?)
    }

    pub(in crate::gatherings) fn count_answer(&self, caller: &Caller, id: GatheringId) -> Result<(), GatheringError> {
        let limits = &self.0.limits;
        let counted = match caller {
            Caller::Account(who) => limits.answers.count(&who.account().0),
            // First their own, so that one alone doesn't use up what all of them have.
            Caller::Guest(guest) => limits.answers.count(&guest.attendee().0).and_then(|()| limits.guests.count(&id)),
        };
        counted.map_err(|wait_seconds| GatheringError::TooFast { wait_seconds })
    }

    async fn announce_answered(&self, gathering: &Gathering, answered: Answered) -> Stored<()> {
        let attendee = answered.attendee.id;
        let answer = self.answered_views(vec![answered]).await?.pop();
        let (space, revision) = (gathering.space, gathering.revision);
        let news = News { gathering: gathering.id, space, revision, attendee, answer };
        self.announce(GatheringEvent::Answered(Arc::new(news))).await;
        Ok(())
    }

    pub(in crate::gatherings) async fn answered_views(&self, answered: Vec<Answered>) -> Stored<Vec<AnsweredView>> {
        let (attendees, windows): (Vec<_>, Vec<_>) =
            answered.into_iter().map(|one| (one.attendee, one.windows)).unzip();
        let people = self.people(&attendees).await?;
        let view = |((one, windows), person): ((Attendee, Windows), Person)| AnsweredView {
            attendee_id: one.id,
            person,
            guest: one.face().is_none(),
            required: one.required,
            zone: one.zone.map(|zone| zone.as_str().to_owned()).unwrap_or_default(),
            windows: windows.views(),
            answered_at: one.answered_at.unwrap_or(one.joined_at),
        };
        Ok(attendees.into_iter().zip(windows).zip(people).map(view).collect())
    }
}
