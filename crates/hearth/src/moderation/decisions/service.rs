//! The acts on decisions: deciding, seeing to it that it comes true, appealing, answering.

use std::time::Duration;

use serde_json::json;

use super::model::{Answer, Decision, DecisionView, JudgedView};
use super::store::{Appealed, Decided};
use crate::accounts::{AccountError, AccountId, Permission, Sentence, SignedIn};
use crate::moderation::cases::{Case, Moderator};
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
use crate::spaces::SpaceId;

const MOST_MESSAGE: usize = 2000;

/// Acts are carried out at once; the job is for when that was cut short.
const JOB_AFTER: Duration = Duration::from_secs(20);

/// Decisions about one account that are looked at to see what still holds, the newest.
const MOST_AT_ONCE: i64 = 100;

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
        if act == Act::Ban {
            who.must(Permission::Ban)?;
        }
        self.decides_for_others(&moderator, &case).await?;
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
            carried_out: false,
            taken_back: false,
            excerpt: case.seen.as_ref().map(Seen::excerpt).unwrap_or_default(),
            content_warning: case.seen.as_ref().and_then(|seen| seen.content_warning.clone()),
        };
        let job = self.job(CARRY_OUT, json!({ "decision_id": decision.id }), JOB_AFTER);
        let detail = json!({ "decision_id": decision.id, "act": act, "reason": decision.reason, "until": decision.until,
            "person_id": decision.account.and(case.author).map(|face| face.shown) });
        let entry = self.entry(who.account(), "moderation.decided", id.0, detail);
        match self.0.decisions.decide(decision.clone(), job, entry).await? {
            Decided::Now { .. } => self.follow(decision.id).await,
            Decided::NotOpen => return Err(ModerationError::NotOpen),
            Decided::Claimed => return Err(ModerationError::Claimed),
            Decided::OpinionWaits => return Err(ModerationError::OpinionWaits),
            Decided::NotThere => return Err(ModerationError::NoSuchCase),
        }
        self.judged(&moderator, case.space, vec![decision]).await?.pop().ok_or(ModerationError::NoSuchDecision)
    }

    /// Who reported something doesn't decide on it as well, unless nobody else could.
    async fn decides_for_others(&self, moderator: &Moderator, case: &Case) -> Result<(), ModerationError> {
        let account = moderator.account();
        if !self.0.cases.reported_by(case.id, account).await? {
            return Ok(());
        }
        let author = case.author.map_or(account, |face| face.account);
        if self.0.accounts.has_other_staff(account, author).await? { Err(ModerationError::OwnReport) } else { Ok(()) }
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

    /// What comes of a decision at once; its job sees to what is left.
    async fn follow(&self, id: DecisionId) {
        if let Err(error) = self.carry_out(id).await {
            tracing::warn!(%error, decision = %id, "a decision is carried out later, by its job");
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

    /// Makes true what a decision says by now, and tells those whom it concerns: once, whoever comes first. What others did
    /// since stays as they left it.
    pub(in crate::moderation) async fn carry_out(&self, id: DecisionId) -> Result<(), ModerationError> {
        let decision = self.0.decisions.decision(id).await?.ok_or(ModerationError::NoSuchDecision)?;
        let back = decision.appeal == Appeal::Overturned;
        let is_done = if back { decision.taken_back } else { decision.carried_out };
        if is_done {
            return Ok(());
        }
        if back {
            self.take_back(&decision).await?
        } else {
            self.act_on(&decision).await?
        }
        if self.0.decisions.mark(id, back).await? {
            self.tell(&decision, back).await?;
        }
        Ok(())
    }

    async fn act_on(&self, decision: &Decision) -> Result<(), ModerationError> {
        match (decision.act, decision.account) {
            (Act::Hide, _) => self.0.subjects.hide(decision.subject).await?,
            (Act::Delete, _) => self.0.subjects.delete(decision.subject).await?,
            (Act::Mute | Act::Ban, Some(account)) => self.sanction(decision, account).await?,
            // A warning and a dismissal are words.
            (Act::Mute | Act::Ban | Act::Dismiss | Act::Warn, _) => {}
        }
        Ok(())
    }

    /// Mutes or bans.
    async fn sanction(&self, decision: &Decision, account: AccountId) -> Result<(), ModerationError> {
        let (sentence, accounts) = (sentence(decision), &self.0.accounts);
        // Over before it began, when the job came late.
        if sentence.until.is_some_and(|until| until <= self.0.clock.now()) {
            return Ok(());
        }
        if decision.act == Act::Mute {
            return Ok(accounts.mute_as_decided(account, sentence).await?);
        }
        let said: String = decision.message.trim().replace('\t', " ").chars().take(500).collect();
        let reason = if said.is_empty() { decision.reason.as_str() } else { &said };
        Ok(accounts.ban_as_decided(account, reason, sentence).await?)
    }

    /// Undoes what came of this decision, as far as that can be, and of no other: what was deleted stays so, and what another
    /// decision says as well goes on.
    async fn take_back(&self, decision: &Decision) -> Result<(), ModerationError> {
        match (decision.act, decision.account) {
            (Act::Hide, _) if !self.0.decisions.is_hidden(decision.subject).await? => {
                self.0.subjects.restore(decision.subject).await?;
            }
            (Act::Mute, Some(account)) => {
                self.0.accounts.unmute_as_decided(account, sentence(decision)).await?;
                self.go_on(account, decision.act).await?;
            }
            (Act::Ban, Some(account)) => {
                self.0.accounts.unban_as_decided(account, sentence(decision)).await?;
                self.go_on(account, decision.act).await?;
            }
            (Act::Hide | Act::Delete | Act::Mute | Act::Ban | Act::Dismiss | Act::Warn, _) => {}
        }
        Ok(())
    }

    /// What other decisions say that this one outlasted.
    async fn go_on(&self, account: AccountId, act: Act) -> Result<(), ModerationError> {
        for other in self.0.decisions.about(account, None, MOST_AT_ONCE).await? {
            if other.act == act && other.carried_out && other.appeal != Appeal::Overturned {
                self.sanction(&other, account).await?;
            }
        }
        Ok(())
    }

    async fn tell(&self, decision: &Decision, back: bool) -> Stored<()> {
        if let Some(account) = decision.account {
            self.announce(ModerationEvent::Decided { account, decision: decision.id }).await;
        }
        // The first one closed the case.
        let first = self.0.decisions.on(decision.case, 1).await?;
        if !back && first.first().is_some_and(|first| first.id == decision.id) {
            self.tell_reporters(decision.case).await?;
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

    /// The decision by which somebody can't sign in, for who was told the code when they tried.
    pub async fn decision_by_code(&self, code: &str) -> Result<DecisionView, ModerationError> {
        let (account, decision) = self.0.accounts.appealing(code).await?;
        let decision = self.0.decisions.decision(DecisionId(decision)).await?;
        let decision = decision.filter(|decision| decision.account == Some(account));
        Ok(decision.ok_or(ModerationError::NoSuchDecision)?.into())
    }

    /// As [`Moderation::appeal`], by that code.
    pub async fn appeal_by_code(&self, code: &str, text: &str) -> Result<DecisionView, ModerationError> {
        let (account, decision) = self.0.accounts.appealing(code).await?;
        self.appeal_of(account, DecisionId(decision), text).await
    }

    /// Asks the moderators to look again at a decision about oneself. Once.
    pub async fn appeal(&self, who: &SignedIn, id: DecisionId, text: &str) -> Result<DecisionView, ModerationError> {
        self.appeal_of(who.account(), id, text).await
    }

    async fn appeal_of(&self, account: AccountId, id: DecisionId, text: &str) -> Result<DecisionView, ModerationError> {
        let text = wording("text", text, MOST_MESSAGE)?;
        if text.is_empty() {
            return Err(ModerationError::invalid("text", "missing", "must say why"));
        }
        match self.0.decisions.appeal(id, account, text, self.0.clock.now()).await? {
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
        Ok(Page { items: self.judged(&moderator, None, page.items).await?, next: page.next })
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
        if overturned && decision.act == Act::Ban {
            who.must(Permission::Ban)?;
        }
        let about = decision.account.unwrap_or(by);
        let alone = decision.decided_by == by && !self.0.accounts.has_other_staff(by, about).await?;
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
        self.follow(id).await;
        let decision = self.0.decisions.decision(id).await?.ok_or(ModerationError::NoSuchDecision)?;
        self.judged(&moderator, None, vec![decision]).await?.pop().ok_or(ModerationError::NoSuchDecision)
    }

    /// As a moderator sees them: `space` as in [`Moderation::staff`].
    pub(in crate::moderation) async fn judged(
        &self,
        moderator: &Moderator,
        space: Option<SpaceId>,
        decisions: Vec<Decision>,
    ) -> Stored<Vec<JudgedView>> {
        let staff =
            decisions.iter().flat_map(|decision| [Some(decision.decided_by), decision.answered_by]).flatten().collect();
        let staff = self.staff(moderator, space, staff).await?;
        let view = |decision: Decision| JudgedView {
            case_id: decision.case,
            decided_by: person(&staff, decision.decided_by),
            answered_by: decision.answered_by.map(|account| person(&staff, account)),
            decision: decision.into(),
        };
        Ok(decisions.into_iter().map(view).collect())
    }
}

fn sentence(decision: &Decision) -> Sentence {
    Sentence { decision: decision.id.0, by: decision.decided_by, until: decision.until }
}
