//! The acts on decisions: deciding, seeing to it that it comes true, appealing, answering.

use std::time::Duration;

use serde_json::json;

use super::model::{Answer, Decision, DecisionView, JudgedView};
use super::store::{Appealed, Decided};
use crate::accounts::{AccountError, AccountId, SignedIn};
use crate::moderation::error::ModerationError;
use crate::moderation::events::ModerationEvent;
use crate::moderation::jobs::CARRY_OUT;
use crate::moderation::model::{Act, Appeal, CaseId, DecisionId, Reason};
use crate::moderation::rules;
use crate::moderation::service::{Moderation, person, wording};
use crate::moderation::subjects::Seen;
use crate::platform::clock::Time;
use crate::platform::database::Stored;
use crate::platform::page::Page;

const MOST_MESSAGE: usize = 2000;

/// Acts are carried out at once; the job is for when that was cut short.
const JOB_AFTER: Duration = Duration::from_secs(20);

/// A decision that somebody wants to make.
#[derive(Clone, Debug)]
pub struct Wanted {
    pub act: Act,
    pub reason: Reason,
    pub until: Option<Time>,
    pub message: String,
}

impl Moderation {
    /// Decides, and carries it out.
    pub async fn decide(&self, who: &SignedIn, id: CaseId, wanted: Wanted) -> Result<JudgedView, ModerationError> {
        let (moderator, case) = self.seen_case(who, id).await?;
        let (act, now) = (wanted.act, self.0.clock.now());
        if !rules::may_act(moderator.reach(), act) {
            return Err(ModerationError::NotAllowed);
        }
        if !rules::fits(act, case.subject.kind()) {
            return Err(ModerationError::invalid("act", "not_for_this", "must be one that fits what was reported"));
        }
        if let Some(allowed) = rules::wrong_until(act, wanted.until, now) {
            return Err(ModerationError::invalid("until", "invalid", allowed));
        }
        let author = case.author.map(|face| face.account);
        if author.is_none() && matches!(act, Act::Warn | Act::Mute | Act::Ban) {
            return Err(ModerationError::invalid("act", "nobody", "must be one that needs nobody: it has no author"));
        }
        if let Some(author) = author.filter(|_| matches!(act, Act::Mute | Act::Ban)) {
            self.outranks(who, author).await?;
        }
        let decision = Decision {
            id: DecisionId(self.0.ids.uuid()),
            case: id,
            subject: case.subject,
            account: author.filter(|_| act != Act::Dismiss),
            act,
            reason: wanted.reason,
            message: wording("message", &wanted.message, MOST_MESSAGE)?,
            until: wanted.until,
            decided_by: who.account(),
            created_at: now,
            appeal: Appeal::None,
            appeal_text: String::new(),
            appealed_at: None,
            answer: String::new(),
            answered_by: None,
            answered_at: None,
            excerpt: case.seen.as_ref().map(Seen::excerpt).unwrap_or_default(),
        };
        let job = self.job(CARRY_OUT, json!({ "decision_id": decision.id }), JOB_AFTER);
        let detail = json!({ "decision_id": decision.id, "act": act, "reason": decision.reason, "until": decision.until,
            "account_id": decision.account });
        let entry = self.entry(who.account(), "moderation.decided", id.0, detail);
        match self.0.decisions.decide(decision.clone(), job, entry).await? {
            Decided::Now { closed } => self.follow(&decision, closed).await,
            Decided::NotOpen => return Err(ModerationError::NotOpen),
            Decided::Claimed => return Err(ModerationError::Claimed),
            Decided::OpinionWaits => return Err(ModerationError::OpinionWaits),
            Decided::NotThere => return Err(ModerationError::NoSuchCase),
        }
        self.judged(vec![decision]).await?.pop().ok_or(ModerationError::NoSuchDecision)
    }

    /// Nobody mutes or bans who stands as high as they do.
    async fn outranks(&self, who: &SignedIn, author: AccountId) -> Result<(), ModerationError> {
        match self.0.accounts.account(author).await {
            Ok(account) if account.role < who.role() => Ok(()),
            Ok(_) => Err(ModerationError::NotAllowed),
            // Who is gone is neither muted nor banned any more.
            Err(AccountError::NotFound) => {
                Err(ModerationError::invalid("act", "nobody", "must be one that needs nobody: its author is gone"))
            }
            Err(error) => Err(error.into()),
        }
    }

    /// What comes of a decision once it is made: it is carried out, and those it concerns are told.
    async fn follow(&self, decision: &Decision, closed: bool) {
        if let Err(error) = self.carry_out(decision.id).await {
            tracing::warn!(%error, decision = %decision.id, "a decision is carried out later, by its job");
        }
        if let Some(account) = decision.account {
            self.announce(ModerationEvent::Decided { account, decision: decision.id }).await;
        }
        if closed && let Err(error) = self.tell_reporters(decision.case).await {
            tracing::warn!(%error, "reporters weren't told at once; their list of reports says it");
        }
    }

    async fn tell_reporters(&self, case: CaseId) -> Stored<()> {
        const PART: i64 = 200;
        let mut after = 0;
        loop {
            let reporters = self.0.cases.reporters(case, after, PART).await?;
            let Some(last) = reporters.last() else { return Ok(()) };
            after = last.number;
            for one in reporters {
                if let Some(reporter) = one.account {
                    self.announce(ModerationEvent::ReportClosed { reporter, report: one.report }).await;
                }
            }
        }
    }

    /// Makes true what a decision says by now. May come again.
    pub(in crate::moderation) async fn carry_out(&self, id: DecisionId) -> Result<(), ModerationError> {
        let decision = self.0.decisions.decision(id).await?.ok_or(ModerationError::NoSuchDecision)?;
        let (subject, subjects) = (decision.subject, &self.0.subjects);
        let stands = decision.appeal != Appeal::Overturned;
        match decision.act {
            Act::Hide if stands => subjects.hide(subject).await?,
            Act::Hide => subjects.restore(subject).await?,
            Act::Delete if stands => subjects.delete(subject).await?,
            // What was deleted stays so; a warning and a dismissal are words.
            Act::Delete | Act::Dismiss | Act::Warn | Act::Mute | Act::Ban => {}
        }
        Ok(())
    }

    /// The decisions about oneself, the newest first.
    pub async fn decisions(
        &self,
        who: &SignedIn,
        before: Option<DecisionId>,
        limit: i64,
    ) -> Result<Page<DecisionView>, ModerationError> {
        let decisions = self.0.decisions.about(who.account(), before, limit + 1).await?;
        Ok(Page::cut(decisions, limit, |decision| decision.id).map(DecisionView::from))
    }

    /// Asks the moderators to look again at a decision about oneself. Once.
    pub async fn appeal(&self, who: &SignedIn, id: DecisionId, text: &str) -> Result<DecisionView, ModerationError> {
        let text = wording("text", text, MOST_MESSAGE)?;
        if text.is_empty() {
            return Err(ModerationError::invalid("text", "missing", "must say why"));
        }
        match self.0.decisions.appeal(id, who.account(), text, self.0.clock.now()).await? {
            Appealed::Now => {}
            Appealed::Already => return Err(ModerationError::Appealed),
            Appealed::NotThere => return Err(ModerationError::NoSuchDecision),
        }
        let decision = self.0.decisions.decision(id).await?.ok_or(ModerationError::NoSuchDecision)?;
        Ok(decision.into())
    }

    /// The appeals that wait, the oldest first.
    pub async fn appeals(
        &self,
        who: &SignedIn,
        after: Option<(Time, DecisionId)>,
        limit: i64,
    ) -> Result<Page<JudgedView>, ModerationError> {
        let moderator = self.moderator(who)?;
        let appeals = self.0.decisions.appeals(moderator.account(), after, limit + 1).await?;
        let page = Page::cut(appeals, limit, |decision| (decision.appealed_at, decision.id));
        Ok(Page { items: self.judged(page.items).await?, next: page.next })
    }

    /// Answers an appeal: the decision stands, or is taken back, as far as it can be.
    pub async fn answer(
        &self,
        who: &SignedIn,
        id: DecisionId,
        overturned: bool,
        text: &str,
    ) -> Result<JudgedView, ModerationError> {
        let moderator = self.moderator(who)?;
        let text = wording("text", text, MOST_MESSAGE)?;
        let decision = self.0.decisions.decision(id).await?.ok_or(ModerationError::NoSuchDecision)?;
        let by = moderator.account();
        if rules::is_about(decision.account, by) {
            return Err(ModerationError::NoSuchDecision);
        }
        let alone = decision.decided_by == by && !self.0.accounts.has_other_staff(by).await?;
        if !rules::may_answer(decision.decided_by, decision.account, by, alone) {
            return Err(ModerationError::NotByYou);
        }
        let answer = Answer { by, overturned, text, at: self.0.clock.now() };
        let job = self.job(CARRY_OUT, json!({ "decision_id": id }), JOB_AFTER);
        let detail = json!({ "case_id": decision.case, "overturned": overturned });
        let entry = self.entry(by, "moderation.appeal_answered", id.0, detail);
        if !self.0.decisions.answer(id, answer, job, entry).await? {
            return Err(ModerationError::NoAppeal);
        }
        self.follow(&decision, false).await;
        let decision = self.0.decisions.decision(id).await?.ok_or(ModerationError::NoSuchDecision)?;
        self.judged(vec![decision]).await?.pop().ok_or(ModerationError::NoSuchDecision)
    }

    pub(in crate::moderation) async fn judged(&self, decisions: Vec<Decision>) -> Stored<Vec<JudgedView>> {
        let staff =
            decisions.iter().flat_map(|decision| [Some(decision.decided_by), decision.answered_by]).flatten().collect();
        let staff = self.people(staff).await?;
        let view = |decision: Decision| JudgedView {
            case_id: decision.case,
            decided_by: person(&staff, decision.decided_by),
            answered_by: decision.answered_by.map(|account| person(&staff, account)),
            decision: decision.into(),
        };
        Ok(decisions.into_iter().map(view).collect())
    }
}
