//! The acts on cases: looking, claiming, noting, asking for an opinion.

use std::collections::HashMap;

use serde_json::json;

use super::model::{
    AroundView, Case, CaseView, DetailsView, Found, Note, NoteView, ReportedView, Revealed, RevealedView, SeenView,
};
use crate::accounts::{AccountId, Permission, Person, PersonId, SignedIn};
use crate::moderation::error::ModerationError;
use crate::moderation::model::{CaseId, Kind};
use crate::moderation::rules::{Reach, decides_on, is_about};
use crate::moderation::service::{Moderation, person, wording};
use crate::moderation::store::Changed;
use crate::moderation::subjects::Seen;
use crate::platform::clock::Time;
use crate::platform::database::Stored;
use crate::platform::page::Page;
use crate::spaces::Face;

/// Of what a case has much of, so much is shown.
const MOST_SHOWN: i64 = 100;
const MOST_NOTE_CHARACTERS: usize = 2000;

/// The proof that an account may moderate, and how far. Made in one place, from a role that says so.
#[derive(Clone, Copy, Debug)]
pub struct Moderator {
    account: AccountId,
    reach: Reach,
}

impl Moderator {
    pub(in crate::moderation) fn new(account: AccountId, reach: Reach) -> Self {
        Self { account, reach }
    }
    pub fn account(&self) -> AccountId {
        self.account
    }
    pub fn reach(&self) -> Reach {
        self.reach
    }
}

impl Moderation {
    /// The cases that wait, the oldest first; or those that were decided, the newest first. A page may hold fewer than
    /// `limit` though there is a next one.
    pub async fn queue(
        &self,
        who: &SignedIn,
        found: Found,
        after: Option<CaseId>,
        limit: i64,
    ) -> Result<Page<CaseView>, ModerationError> {
        let moderator = self.moderator_in(who, found.space).await?;
        let found = Found { said: moderator.reach() == Reach::OneSpace, ..found };
        let cases = self.0.cases.queue(moderator.account(), found, after, limit + 1).await?;
        let page = Page::cut(cases, limit, |case| case.id);
        let (mut items, now) = (Vec::with_capacity(page.items.len()), self.0.clock.now());
        for case in page.items {
            let lapsed = found.mine && case.claimed(now).is_none();
            if !lapsed && !self.is_about(moderator.account(), &case).await? {
                items.push(case);
            }
        }
        Ok(Page { items: self.case_views(&moderator, &items).await?, next: page.next })
    }

    /// One case, with all that is known of it.
    pub async fn case(&self, who: &SignedIn, id: CaseId) -> Result<DetailsView, ModerationError> {
        let (moderator, case) = self.seen_case(who, id).await?;
        let now = self.0.subjects.now(case.subject).await?;
        let reports = self.0.cases.reports_on(id, MOST_SHOWN).await?.into_iter().map(|report| ReportedView {
            reporter: report.number,
            reason: report.reason,
            text: report.text,
            created_at: report.created_at,
        });
        let reports = reports.collect();
        let notes = self.0.cases.notes(id, MOST_SHOWN).await?;
        let people = self.staff(&moderator, case.space, notes.iter().map(|note| note.author).collect()).await?;
        let note =
            |note: Note| NoteView { by: person(&people, note.author), text: note.text, created_at: note.created_at };
        let notes = notes.into_iter().map(note).collect();
        let decisions = self.0.decisions.on(id, MOST_SHOWN).await?;
        Ok(DetailsView {
            case: self.one_case(&moderator, &case).await?,
            then: self.seen_view(case.seen).await?,
            now: self.seen_view(now).await?,
            reports,
            notes,
            decisions: self.judged(&moderator, case.space, decisions).await?,
        })
    }

    /// Says that one looks at it, so that nobody else does as well, for a day. An admin takes it over, and so does one of the server's
    /// staff from who isn't.
    pub async fn claim(&self, who: &SignedIn, id: CaseId) -> Result<CaseView, ModerationError> {
        let (moderator, case) = self.seen_case(who, id).await?;
        let entry = self.entry(who.account(), "moderation.claimed", id.0, json!({}));
        let anyway = is_admin(who) || self.outreaches(&moderator, &case).await?;
        let claimed = self.0.cases.claim(id, who.account(), anyway, entry).await?;
        self.changed(&moderator, id, claimed).await
    }

    pub async fn unclaim(&self, who: &SignedIn, id: CaseId) -> Result<CaseView, ModerationError> {
        let (moderator, _) = self.seen_case(who, id).await?;
        let entry = self.entry(who.account(), "moderation.unclaimed", id.0, json!({}));
        let let_go = self.0.cases.unclaim(id, who.account(), is_admin(who), entry).await?;
        self.changed(&moderator, id, let_go).await
    }

    /// Writes something for the other moderators.
    pub async fn note(&self, who: &SignedIn, id: CaseId, text: &str) -> Result<CaseView, ModerationError> {
        let (moderator, _) = self.seen_case(who, id).await?;
        let text = wording("text", text, MOST_NOTE_CHARACTERS)?;
        if text.is_empty() {
            return Err(ModerationError::invalid("text", "missing", "must say something"));
        }
        let note = Note { id: self.0.ids.uuid(), author: who.account(), text, created_at: self.0.clock.now() };
        let entry = self.entry(who.account(), "moderation.noted", id.0, json!({}));
        let noted = self.0.cases.note(id, note, MOST_SHOWN, entry).await?;
        self.changed(&moderator, id, noted).await
    }

    /// Asks for somebody else's opinion. Until it is given, by a note or a decision, the asker doesn't decide; unless they
    /// claim the case again, and so take the question back.
    pub async fn ask_opinion(&self, who: &SignedIn, id: CaseId) -> Result<CaseView, ModerationError> {
        let (moderator, _) = self.seen_case(who, id).await?;
        let entry = self.entry(who.account(), "moderation.opinion_asked", id.0, json!({}));
        let asked = self.0.cases.ask_opinion(id, who.account(), entry).await?;
        self.changed(&moderator, id, asked).await
    }

    /// Who reported it: for admins, and written down.
    pub async fn reveal(&self, who: &SignedIn, id: CaseId) -> Result<Revealed, ModerationError> {
        self.seen_case(who, id).await?;
        if !is_admin(who) {
            return Err(ModerationError::NotAllowed);
        }
        let entry = self.entry(who.account(), "moderation.revealed", id.0, json!({}));
        let reporters = self.0.cases.reveal(id, MOST_SHOWN, entry).await?;
        let people = self.people(reporters.iter().filter_map(|reporter| reporter.account).collect()).await?;
        let view = |reporter: crate::moderation::store::Reporter| RevealedView {
            reporter: reporter.number,
            report_id: reporter.report,
            person: reporter.account.map(|account| person(&people, account)),
        };
        Ok(Revealed { reporters: reporters.into_iter().map(view).collect() })
    }

    // --- what the acts have in common -----------------------------------------------------------------------------

    /// A case that one may see: as one of the server's staff, or as an admin of its space; not one that is about oneself.
    pub(in crate::moderation) async fn seen_case(
        &self,
        who: &SignedIn,
        id: CaseId,
    ) -> Result<(Moderator, Case), ModerationError> {
        let case = self.0.cases.case(id).await?.ok_or(ModerationError::NoSuchCase)?;
        let moderator = match self.moderator_in(who, case.space).await {
            Err(ModerationError::NotAllowed) => return Err(ModerationError::NoSuchCase),
            moderator => moderator?,
        };
        if !decides_on(moderator.reach(), case.subject.kind()) || self.is_about(moderator.account(), &case).await? {
            return Err(ModerationError::NoSuchCase);
        }
        Ok((moderator, case))
    }

    /// Whether it is about oneself: who leads a space answers for it.
    async fn is_about(&self, account: AccountId, case: &Case) -> Stored<bool> {
        if case.subject.kind() == Kind::Space
            && let Some(space) = case.space
        {
            return self.leads(account, space).await;
        }
        Ok(is_about(case.author.map(|face| face.account), account))
    }

    /// Whether a case was claimed by somebody who can't keep it from this one: who isn't of the server's staff, for those who
    /// are; who leads the space no more, for those who do.
    async fn outreaches(&self, moderator: &Moderator, case: &Case) -> Stored<bool> {
        match case.claimed(self.0.clock.now()) {
            None => Ok(false),
            Some(other) if self.0.accounts.may_now(other, Permission::Moderate).await? => Ok(false),
            Some(other) => match (moderator.reach(), case.space) {
                (Reach::OneSpace, Some(space)) => Ok(!self.leads(other, space).await?),
                _ => Ok(true),
            },
        }
    }

    async fn changed(&self, moderator: &Moderator, id: CaseId, changed: Changed) -> Result<CaseView, ModerationError> {
        match changed {
            Changed::Now => {}
            Changed::NotOpen => return Err(ModerationError::NotOpen),
            Changed::Claimed => return Err(ModerationError::Claimed),
            Changed::OpinionWaits => return Err(ModerationError::OpinionWaits),
            Changed::TooMany => return Err(ModerationError::TooManyNotes),
            Changed::NotThere => return Err(ModerationError::NoSuchCase),
        }
        let case = self.0.cases.case(id).await?.ok_or(ModerationError::NoSuchCase)?;
        self.one_case(moderator, &case).await
    }

    async fn one_case(&self, moderator: &Moderator, case: &Case) -> Result<CaseView, ModerationError> {
        self.case_views(moderator, std::slice::from_ref(case)).await?.pop().ok_or(ModerationError::NoSuchCase)
    }

    async fn case_views(&self, moderator: &Moderator, cases: &[Case]) -> Stored<Vec<CaseView>> {
        let authors: Vec<Face> = cases.iter().filter_map(|case| case.author).collect();
        let authors = self.0.spaces.shown(authors).await?;
        let mut views = Vec::with_capacity(cases.len());
        let now = self.0.clock.now();
        for case in cases {
            let staff = [case.claimed(now), case.wants_opinion].into_iter().flatten().collect();
            let staff = self.staff(moderator, case.space, staff).await?;
            views.push(case_view(case, now, &authors, &staff));
        }
        Ok(views)
    }

    async fn seen_view(&self, seen: Option<Seen>) -> Stored<Option<SeenView>> {
        let Some(seen) = seen else { return Ok(None) };
        let faces: Vec<Face> = seen.around.iter().filter_map(|around| around.by).collect();
        let people = self.0.spaces.shown(faces).await?;
        let around = seen.around.into_iter().map(|around| AroundView {
            by: around.by.map(|face| shown(&people, face)),
            text: around.text,
            content_warning: around.content_warning,
            at: around.at,
            before: around.before,
        });
        Ok(Some(SeenView {
            title: seen.title,
            text: seen.text,
            content_warning: seen.content_warning,
            pictures_count: seen.pictures,
            at: seen.at,
            hidden: seen.hidden,
            around: around.collect(),
        }))
    }
}

fn case_view(
    case: &Case,
    now: Time,
    authors: &HashMap<PersonId, Person>,
    staff: &HashMap<AccountId, Person>,
) -> CaseView {
    let by = |account: Option<AccountId>| account.map(|account| person(staff, account));
    CaseView {
        id: case.id,
        subject: case.subject.into(),
        space_id: case.space,
        author: case.author.map(|face| shown(authors, face)),
        state: case.state,
        reports_count: case.reports,
        excerpt: case.seen.as_ref().map(Seen::excerpt).unwrap_or_default(),
        content_warning: case.seen.as_ref().and_then(|seen| seen.content_warning.clone()),
        opened_at: case.opened_at,
        claimed_by: by(case.claimed(now)),
        opinion_wanted_by: by(case.wants_opinion),
        decided_at: case.decided_at,
    }
}

/// Admins see who reported, and take over what others have claimed.
fn is_admin(who: &SignedIn) -> bool {
    who.may(Permission::ManageAccounts)
}

fn shown(people: &HashMap<PersonId, Person>, face: Face) -> Person {
    people.get(&face.shown).cloned().unwrap_or_else(|| Person::deleted(face.shown))
}
