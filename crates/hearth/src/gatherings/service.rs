//! The acts on gatherings themselves. Attendees, answers and guests have their own.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::Arc;

use serde_json::json;

use super::answers::store::{AnswerStore, SqlAnswers};
use super::attendees::store::{AttendeeStore, SqlAttendees};
use super::attendees::{AttendeeId, MyPart, Person};
use super::availability::store::{AvailabilityStore, SqlAvailability};
use super::board::Boards;
use super::board::store::{BoardStore, SqlBoard};
use super::calendar::store::{CalendarStore, SqlCalendars};
use super::error::{GatheringError, WrongPart};
use super::events::{GatheringEvent, News};
use super::guests::Caller;
use super::guests::store::{GuestStore, SqlGuests};
use super::jobs::{DEADLINE, ERASE};
use super::limits::Limits;
use super::model::{Gathering, GatheringId, GatheringView, LinkView, Partaker, PlanChange, State};
use super::news::store::{NewsStore, SqlNews};
use super::plans::What;
use super::plans::store::{PlanStore, SqlPlans};
use super::polls::store::{PollStore, SqlPolls};
use super::rsvps::store::{RsvpStore, SqlRsvps};
use super::rules;
use super::statistics::store::{SqlStatistics, StatisticsStore};
use super::store::{Changed, GatheringStore, Leaving, SqlGatherings};
use super::talk::Talk;
use crate::accounts::{AccountId, Accounts, Permission, PersonId, SignedIn, Wrong};
use crate::platform::bus::Bus;
use crate::platform::clock::{Clock, Time};
use crate::platform::config::Settings;
use crate::platform::database::{Db, Stored};
use crate::platform::ids::{Ids, Secret};
use crate::platform::jobs::{Jobs, NewJob};
use crate::platform::mail;
use crate::platform::page::{Page, PageSizes};
use crate::spaces::{Face, SpaceError, SpaceId, SpaceMember, Spaces};

/// People who may take part in one gathering.
pub(in crate::gatherings) const MOST_ATTENDEES: i64 = 10_000;

/// What the service is made of.
pub struct GatheringParts<'s> {
    pub settings: &'s Settings,
    pub db: Db,
    pub jobs: Jobs,
    pub accounts: Accounts,
    pub spaces: Spaces,
    pub talk: Arc<dyn Talk>,
    pub clock: Clock,
    pub ids: Ids,
    pub events: Bus<GatheringEvent>,
}

/// The gatherings of this server. Cheap to clone.
#[derive(Clone)]
pub struct Gatherings(pub(in crate::gatherings) Arc<Inner>);

pub(in crate::gatherings) struct Inner {
    pub(in crate::gatherings) store: Arc<dyn GatheringStore>,
    pub(in crate::gatherings) attendees: Arc<dyn AttendeeStore>,
    pub(in crate::gatherings) answers: Arc<dyn AnswerStore>,
    pub(in crate::gatherings) guests: Arc<dyn GuestStore>,
    pub(in crate::gatherings) availability: Arc<dyn AvailabilityStore>,
    pub(in crate::gatherings) board: Arc<dyn BoardStore>,
    pub(in crate::gatherings) boards: Boards,
    pub(in crate::gatherings) statistics: Arc<dyn StatisticsStore>,
    pub(in crate::gatherings) plans: Arc<dyn PlanStore>,
    pub(in crate::gatherings) rsvps: Arc<dyn RsvpStore>,
    pub(in crate::gatherings) polls: Arc<dyn PollStore>,
    pub(in crate::gatherings) calendars: Arc<dyn CalendarStore>,
    pub(in crate::gatherings) news: Arc<dyn NewsStore>,
    pub(in crate::gatherings) accounts: Accounts,
    pub(in crate::gatherings) spaces: Spaces,
    pub(in crate::gatherings) jobs: Jobs,
    pub(in crate::gatherings) clock: Clock,
    pub(in crate::gatherings) ids: Ids,
    pub(in crate::gatherings) limits: Limits,
    events: Bus<GatheringEvent>,
    pub(in crate::gatherings) public_url: String,
    /// Where mails come from: in calendars it stands for hosts.
    pub(in crate::gatherings) organizer: String,
    pub(in crate::gatherings) text_characters: usize,
    pages: PageSizes,
}

impl Gatherings {
    pub fn new(parts: GatheringParts<'_>) -> Self {
        let GatheringParts { settings, db, jobs, accounts, spaces, talk, clock, ids, events } = parts;
        Self(Arc::new(Inner {
            store: Arc::new(SqlGatherings { db: db.clone(), talk: talk.clone() }),
            attendees: Arc::new(SqlAttendees { db: db.clone(), talk: talk.clone() }),
            answers: Arc::new(SqlAnswers { db: db.clone(), talk: talk.clone() }),
            guests: Arc::new(SqlGuests { db: db.clone(), talk: talk.clone() }),
            rsvps: Arc::new(SqlRsvps { db: db.clone(), talk: talk.clone() }),
            polls: Arc::new(SqlPolls { db: db.clone(), talk }),
            plans: Arc::new(SqlPlans(db.clone())),
            calendars: Arc::new(SqlCalendars(db.clone())),
            board: Arc::new(SqlBoard(db.clone())),
            news: Arc::new(SqlNews(db.clone())),
            boards: Boards::default(),
            statistics: Arc::new(SqlStatistics(db.clone())),
            availability: Arc::new(SqlAvailability(db)),
            organizer: mail::address(&settings.mail.from),
            limits: Limits::new(settings),
            public_url: settings.public_url(),
            text_characters: settings.limits.text_characters,
            pages: settings.page_sizes(),
            accounts,
            spaces,
            jobs,
            clock,
            ids,
            events,
        }))
    }

    pub fn page_sizes(&self) -> PageSizes {
        self.0.pages
    }

    /// To be called now and then.
    pub fn tidy(&self) {
        self.0.limits.tidy();
    }

    pub(in crate::gatherings) fn link(&self, secret: &Secret) -> LinkView {
        let code = secret.expose().to_owned();
        LinkView { address: format!("{}/gather?code={code}", self.0.public_url), code }
    }

    /// The proof that the account is a member. None: it isn't, be the space there for it or not.
    pub(in crate::gatherings) async fn member_of(
        &self,
        account: AccountId,
        space: SpaceId,
    ) -> Stored<Option<SpaceMember>> {
        match self.0.spaces.member(account, space).await {
            Ok(member) => Ok(Some(member)),
            Err(SpaceError::Store(error)) => Err(error),
            Err(_) => Ok(None),
        }
    }

    /// The accounts that these ids mean in a space, or outside of any.
    pub(in crate::gatherings) async fn meant(
        &self,
        space: Option<SpaceId>,
        people: &[PersonId],
    ) -> Stored<Vec<Option<AccountId>>> {
        if let Some(space) = space {
            let accounts = self.0.spaces.whose_all(space, people).await?;
            return Ok(people.iter().map(|person| accounts.get(person).copied()).collect());
        }
        let accounts: Vec<AccountId> = people.iter().map(|person| AccountId(person.0)).collect();
        let known = self.0.accounts.people(&accounts).await?;
        let lives = |account: AccountId| known.get(&account).is_some_and(|person| !person.deleted);
        Ok(accounts.into_iter().map(|account| Some(account).filter(|account| lives(*account))).collect())
    }

    /// Those that one attends, or all of a space; the newest first. Those that are past, or the others.
    pub async fn list(
        &self,
        who: &SignedIn,
        space: Option<SpaceId>,
        past: bool,
        after: Option<GatheringId>,
        limit: i64,
    ) -> Result<Page<GatheringView>, GatheringError> {
        let (account, now) = (who.account(), self.0.clock.now());
        let member = match space {
            Some(space) => Some(self.0.spaces.member(account, space).await?),
            None => None,
        };
        let found = match &member {
            Some(member) => self.0.store.in_space(member, past, now, after, limit + 1).await?,
            None => self.0.store.attended_by(account, past, now, after, limit + 1).await?,
        };
        let page = Page::cut(found, limit, |(gathering, _)| gathering.id);
        let people = self.0.spaces.shown(page.items.iter().map(|(gathering, _)| gathering.host.face)).await?;
        let mut members: HashMap<SpaceId, Option<SpaceMember>> =
            member.into_iter().map(|member| (member.space_id(), Some(member))).collect();
        let mut items = Vec::with_capacity(page.items.len());
        for (gathering, attendee) in page.items {
            let host = person(people.get(&gathering.host.face.shown), gathering.host.face);
            let view = GatheringView::of(&gathering, host, now);
            // One's own in spaces: whether one is an admin there, each space says.
            if let Some(space) = gathering.space
                && let Entry::Vacant(unknown) = members.entry(space)
            {
                unknown.insert(self.member_of(account, space).await?);
            }
            let member = gathering.space.and_then(|space| members.get(&space).cloned().flatten());
            if let Some(part) = Partaker::of(gathering, attendee, member) {
                items.push(GatheringView { me: Some(my_part(&part)), ..view });
            }
        }
        Ok(Page { items, next: page.next })
    }

    /// One gathering, as the caller sees it.
    pub async fn gathering(&self, caller: &Caller, id: GatheringId) -> Result<GatheringView, GatheringError> {
        let part = self.part(caller, id).await?;
        self.seen(&part).await
    }

    pub async fn change(
        &self,
        who: &SignedIn,
        id: GatheringId,
        change: PlanChange,
    ) -> Result<GatheringView, GatheringError> {
        who.must(Permission::SendMessages)?;
        self.count_plan(who, id)?;
        loop {
            let (part, now) = (self.manager(who, id).await?, self.0.clock.now());
            let before = &part.gathering().plan;
            let plan = rules::changed(before, change.clone(), now, self.0.text_characters)?;
            if plan == *before {
                return self.seen(&part).await;
            }
            self.screen(who.account(), &plan).await?;
            let renamed = plan.title != before.title;
            let deadline = plan.deadline.filter(|_| plan.deadline != before.deadline);
            let sequence = part.gathering().sequence;
            let following = |changed: &Gathering| {
                let mut jobs = self.closing(id, deadline);
                if changed.sequence != sequence {
                    jobs.extend(self.news(changed, What::Changed, now));
                }
                jobs
            };
            match self.0.store.revise(&part, before, plan, &following).await? {
                // Somebody else changed it meanwhile: then it is that which is to be changed.
                Changed::Not(_) => {}
                changed => {
                    let view = self.changed(who, id, changed).await?;
                    self.0.jobs.ring();
                    if renamed {
                        self.announce(GatheringEvent::Renamed(id)).await;
                    }
                    return Ok(view);
                }
            }
        }
    }

    pub async fn delete(&self, who: &SignedIn, id: GatheringId) -> Result<(), GatheringError> {
        let part = self.manager(who, id).await?;
        let gathering = part.gathering();
        if gathering.state == State::Settled && gathering.over_at() > self.0.clock.now() {
            return Err(GatheringError::CancelFirst);
        }
        match self.0.store.delete(&part, self.leaving(id)).await? {
            Changed::Now(()) | Changed::Not(()) => {}
            Changed::Refused(_) | Changed::NotThere => return Err(GatheringError::NoSuchGathering),
        }
        self.0.jobs.ring();
        self.announce(GatheringEvent::Deleted { gathering: id, space: part.gathering().space }).await;
        Ok(())
    }

    /// No more answers.
    pub async fn close(&self, who: &SignedIn, id: GatheringId) -> Result<GatheringView, GatheringError> {
        let part = self.manager(who, id).await?;
        let closed = self.0.store.close(&part).await?;
        self.changed(who, id, closed).await
    }

    /// Closes it, if this is still its deadline.
    pub(in crate::gatherings) async fn close_at(&self, id: GatheringId, deadline: Time) -> Stored<()> {
        if let Some(gathering) = self.0.store.close_at(id, deadline).await? {
            self.announce_changed(&gathering).await?;
        }
        Ok(())
    }

    // --- what the acts have in common -----------------------------------------------------------------------------

    /// The proof that the caller may see it.
    pub(in crate::gatherings) async fn part(
        &self,
        caller: &Caller,
        id: GatheringId,
    ) -> Result<Partaker, GatheringError> {
        match caller {
            Caller::Account(who) => self.part_of(who.account(), id).await,
            Caller::Guest(guest) if guest.gathering() == id => {
                let gathering = self.0.store.gathering(id).await?;
                let attendee = self.0.attendees.attendee(id, guest.attendee()).await?;
                let part = gathering.and_then(|gathering| Partaker::of(gathering, attendee, None));
                part.ok_or(GatheringError::NoSuchGathering)
            }
            Caller::Guest(_) => Err(GatheringError::NoSuchGathering),
        }
    }

    async fn part_of(&self, account: AccountId, id: GatheringId) -> Result<Partaker, GatheringError> {
        let found = self.0.store.found(id, account).await?;
        let (gathering, attendee) = found.ok_or(GatheringError::NoSuchGathering)?;
        let member = match gathering.space {
            Some(space) => self.member_of(account, space).await?,
            None => None,
        };
        Partaker::of(gathering, attendee, member).ok_or(GatheringError::NoSuchGathering)
    }

    /// The proof of one who may change it.
    pub(in crate::gatherings) async fn manager(
        &self,
        who: &SignedIn,
        id: GatheringId,
    ) -> Result<Partaker, GatheringError> {
        let part = self.part_of(who.account(), id).await?;
        if rules::may_manage(&part) { Ok(part) } else { Err(GatheringError::NotAllowed) }
    }

    pub(in crate::gatherings) fn count_move(&self, account: AccountId) -> Result<(), GatheringError> {
        self.0.limits.moves.count(&account).map_err(|wait_seconds| GatheringError::TooFast { wait_seconds })
    }

    /// What follows from a change, and the gathering as who changed it sees it.
    pub(in crate::gatherings) async fn changed(
        &self,
        who: &SignedIn,
        id: GatheringId,
        changed: Changed<Box<Gathering>>,
    ) -> Result<GatheringView, GatheringError> {
        match changed {
            Changed::Now(gathering) => self.announce_changed(&gathering).await?,
            Changed::Not(_) => {}
            Changed::Refused(state) => return Err(refused(state)),
            Changed::NotThere => {
                // Either it isn't there for them any more, or they don't manage it any more.
                self.manager(who, id).await?;
                return Err(GatheringError::NotAllowed);
            }
        }
        let part = self.part_of(who.account(), id).await?;
        self.seen(&part).await
    }

    /// The job that closes it.
    pub(in crate::gatherings) fn closing(&self, id: GatheringId, deadline: Option<Time>) -> Vec<NewJob> {
        let job = |deadline: Time| {
            let payload = json!({ "gathering_id": id, "deadline": deadline });
            let created_at = self.0.clock.now();
            NewJob { id: self.0.ids.uuid(), kind: DEADLINE, payload, due_at: deadline, created_at }
        };
        deadline.map(job).into_iter().collect()
    }

    pub(in crate::gatherings) fn leaving(&self, id: GatheringId) -> Leaving {
        let (payload, now) = (json!({ "gathering_id": id }), self.0.clock.now());
        let erasing = NewJob { id: self.0.ids.uuid(), kind: ERASE, payload, due_at: now, created_at: now };
        Leaving { talk: self.0.ids.uuid(), erasing }
    }

    pub(in crate::gatherings) async fn announce(&self, event: GatheringEvent) {
        self.0.events.announce(event).await;
    }

    pub(in crate::gatherings) async fn announce_changed(&self, gathering: &Gathering) -> Stored<()> {
        let view = Arc::new(self.view(gathering).await?);
        self.announce(GatheringEvent::Changed(view)).await;
        Ok(())
    }

    /// That somebody's answer isn't there any more.
    pub(in crate::gatherings) async fn announce_unanswered(&self, gathering: &Gathering, attendee: AttendeeId) {
        let (space, revision) = (gathering.space, gathering.revision);
        let news = News { gathering: gathering.id, space, revision, attendee, answer: None };
        self.announce(GatheringEvent::Answered(Arc::new(news))).await;
    }

    // --- as they are seen -----------------------------------------------------------------------------------------

    /// As everybody sees it who may.
    pub(in crate::gatherings) async fn view(&self, gathering: &Gathering) -> Stored<GatheringView> {
        let face = gathering.host.face;
        let host = person(self.0.spaces.shown([face]).await?.get(&face.shown), face);
        Ok(GatheringView::of(gathering, host, self.0.clock.now()))
    }

    pub(in crate::gatherings) async fn seen(&self, part: &Partaker) -> Result<GatheringView, GatheringError> {
        let view = self.view(part.gathering()).await?;
        Ok(GatheringView { me: Some(my_part(part)), ..view })
    }
}

const fn wrong(code: &'static str, allowed: &'static str) -> Wrong {
    Wrong { code, allowed }
}

/// Of who is to be invited.
pub(in crate::gatherings) const NOBODY: Wrong = wrong("nobody", "must be somebody who is here, or in the space");

pub(in crate::gatherings) fn wrong_field(field: &str, wrong: Wrong) -> GatheringError {
    GatheringError::Invalid(vec![WrongPart { field: field.to_owned(), wrong }])
}

/// Why it can't be in a state.
pub(in crate::gatherings) fn refused(state: State) -> GatheringError {
    match state {
        State::Open => GatheringError::NotSettled,
        State::Closed => GatheringError::Closed,
        State::Settled => GatheringError::Settled,
        State::Cancelled => GatheringError::Cancelled,
    }
}

pub(in crate::gatherings) fn person(known: Option<&Person>, face: Face) -> Person {
    known.cloned().unwrap_or_else(|| Person::deleted(face.shown))
}

pub(in crate::gatherings) fn my_part(part: &Partaker) -> MyPart {
    let own = part.attendee();
    let votes = own.map(|own| own.votes.clone()).filter(|votes| !votes.is_empty());
    MyPart {
        attendee_id: own.map(|own| own.id),
        host: part.is_host(),
        required: own.map(|own| own.required),
        answered: own.is_some_and(|own| own.answered_at.is_some()),
        rsvp: own.and_then(|own| own.rsvp),
        votes,
        may_manage: rules::may_manage(part),
    }
}
