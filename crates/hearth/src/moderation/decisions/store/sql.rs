//! Decisions in SQL.

use async_trait::async_trait;
use uuid::Uuid;

use super::{Appealed, Decided, DecisionStore};
use crate::accounts::AccountId;
use crate::moderation::decisions::model::{Answer, Decision};
use crate::moderation::model::{Act, Appeal, CaseId, DecisionId, Reason, State, Subject};
use crate::moderation::store::{broken, hold_case, subject_of, word};
use crate::moderation::subjects::Seen;
use crate::platform::audit::{Audit, NewEntry};
use crate::platform::clock::Time;
use crate::platform::database::{Db, Row, StoreError, Stored};
use crate::platform::jobs::{Jobs, NewJob};

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT d.id, d.case_id, c.subject, c.seen, d.account, d.act, d.reason, d.message, d.until, d.decided_by,
            d.created_at, d.appeal, d.appeal_text, d.appealed_at, d.answer, d.answered_by, d.answered_at,
            d.carried_out, d.taken_back
            FROM moderation_decisions d JOIN moderation_cases c ON c.id = d.case_id ",
            $rest
        )
    };
}

crate::statements! {
    DECIDE = "INSERT INTO moderation_decisions (id, case_id, account, act, reason, message, until, decided_by, created_at,
        appeal, appeal_text, answer) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'none', '', '')";
    CLOSE = "UPDATE moderation_cases SET state = 'decided', decided_at = $2, claimed_by = $3, wants_opinion = NULL
        WHERE id = $1";
    ONE = select!("WHERE d.id = $1");
    ON = select!("WHERE d.case_id = $1 ORDER BY d.id LIMIT $2");
    ABOUT = select!("WHERE d.account = $1 AND d.id < $2 ORDER BY d.id DESC LIMIT $3");
    APPEAL = "UPDATE moderation_decisions SET appeal = 'open', appeal_text = $3, appealed_at = $4
        WHERE id = $1 AND account = $2 AND appeal = 'none'";
    MINE = "SELECT id FROM moderation_decisions WHERE id = $1 AND account = $2";
    APPEALS = select!("WHERE d.appeal = 'open' AND (d.appealed_at, d.id) > ($2, $3) AND d.account <> $1
        ORDER BY d.appealed_at, d.id LIMIT $4");
    ANSWER = "UPDATE moderation_decisions SET appeal = $2, answer = $3, answered_by = $4, answered_at = $5
        WHERE id = $1 AND appeal = 'open'";
    CARRIED_OUT = "UPDATE moderation_decisions SET carried_out = TRUE WHERE id = $1 AND carried_out = FALSE";
    TAKEN_BACK = "UPDATE moderation_decisions SET taken_back = TRUE WHERE id = $1 AND taken_back = FALSE";
    HIDDEN = "SELECT d.id FROM moderation_cases c JOIN moderation_decisions d ON d.case_id = c.id
        WHERE c.subject = $1 AND d.act = 'hide' AND d.appeal <> 'overturned' LIMIT 1";
    FORGET = "UPDATE moderation_decisions SET appeal_text = '' WHERE id IN
        (SELECT d.id FROM moderation_decisions d WHERE d.account = $1 AND d.appeal_text <> '' ORDER BY d.id LIMIT $2)";
}

#[derive(Clone)]
pub struct SqlDecisions {
    pub db: Db,
    pub audit: Audit,
}

#[async_trait]
impl DecisionStore for SqlDecisions {
    async fn decide(&self, new: Decision, job: NewJob, entry: NewEntry) -> Stored<Decided> {
        let mut tx = self.db.begin().await?;
        let Some(case) = hold_case(&mut tx, new.case).await? else { return Ok(Decided::NotThere) };
        let closed = case.state == State::Open;
        if !closed && new.act == Act::Dismiss {
            return Ok(Decided::NotOpen);
        }
        if closed && case.claimed(new.created_at).is_some_and(|claimed| claimed != new.decided_by) {
            return Ok(Decided::Claimed);
        }
        if case.wants_opinion == Some(new.decided_by) {
            return Ok(Decided::OpinionWaits);
        }
        let at = new.created_at.millis();
        let decide = tx.run(&DECIDE).bind(new.id.0).bind(new.case.0).bind(new.account.map(|account| account.0));
        let decide = decide.bind(new.act.as_str().to_owned()).bind(new.reason.as_str().to_owned()).bind(new.message);
        decide.bind(new.until.map(Time::millis)).bind(new.decided_by.0).bind(at).done().await?;
        if closed {
            tx.run(&CLOSE).bind(new.case.0).bind(at).bind(new.decided_by.0).done().await?;
        }
        Jobs::put(&mut tx, job).await?;
        self.audit.put(&mut tx, entry).await?;
        tx.commit().await?;
        Ok(Decided::Now { closed })
    }

    async fn decision(&self, decision: DecisionId) -> Stored<Option<Decision>> {
        self.db.read(&ONE).bind(decision.0).maybe().await?.as_ref().map(decision_of).transpose()
    }

    async fn on(&self, case: CaseId, limit: i64) -> Stored<Vec<Decision>> {
        self.db.read(&ON).bind(case.0).bind(limit).all().await?.iter().map(decision_of).collect()
    }

    async fn about(&self, account: AccountId, before: Option<DecisionId>, limit: i64) -> Stored<Vec<Decision>> {
        let before = before.map_or(Uuid::max(), |decision| decision.0);
        let rows = self.db.read(&ABOUT).bind(account.0).bind(before).bind(limit).all().await?;
        rows.iter().map(decision_of).collect()
    }

    async fn appeal(&self, decision: DecisionId, account: AccountId, text: String, at: Time) -> Stored<Appealed> {
        let mut tx = self.db.begin().await?;
        let appeal = tx.run(&APPEAL).bind(decision.0).bind(account.0).bind(text).bind(at.millis());
        if appeal.done().await? > 0 {
            tx.commit().await?;
            return Ok(Appealed::Now);
        }
        let mine = tx.run(&MINE).bind(decision.0).bind(account.0).maybe().await?;
        Ok(if mine.is_some() { Appealed::Already } else { Appealed::NotThere })
    }

    async fn appeals(&self, asker: AccountId, after: Option<(Time, DecisionId)>, limit: i64) -> Stored<Vec<Decision>> {
        let (at, id) = after.map_or((i64::MIN, Uuid::nil()), |(at, decision)| (at.millis(), decision.0));
        let appeals = self.db.read(&APPEALS).bind(asker.0).bind(at).bind(id).bind(limit);
        appeals.all().await?.iter().map(decision_of).collect()
    }

    async fn answer(&self, decision: DecisionId, answer: Answer, job: NewJob, entry: NewEntry) -> Stored<bool> {
        let mut tx = self.db.begin().await?;
        let appeal = if answer.overturned { Appeal::Overturned } else { Appeal::Upheld };
        let write = tx.run(&ANSWER).bind(decision.0).bind(appeal.as_str().to_owned()).bind(answer.text);
        if write.bind(answer.by.0).bind(answer.at.millis()).done().await? == 0 {
            return Ok(false);
        }
        Jobs::put(&mut tx, job).await?;
        self.audit.put(&mut tx, entry).await?;
        tx.commit().await?;
        Ok(true)
    }

    async fn mark(&self, decision: DecisionId, back: bool) -> Stored<bool> {
        let mut tx = self.db.begin().await?;
        let mark = if back { &TAKEN_BACK } else { &CARRIED_OUT };
        let marked = tx.run(mark).bind(decision.0).done().await? > 0;
        tx.commit().await?;
        Ok(marked)
    }

    async fn is_hidden(&self, subject: Subject) -> Stored<bool> {
        Ok(self.db.read(&HIDDEN).bind(subject.key()).maybe().await?.is_some())
    }

    async fn forget(&self, account: AccountId, limit: i64) -> Stored<u64> {
        let mut tx = self.db.begin().await?;
        let forgotten = tx.run(&FORGET).bind(account.0).bind(limit).done().await?;
        tx.commit().await?;
        Ok(forgotten)
    }
}

fn decision_of(row: &Row) -> Stored<Decision> {
    let time = |name| Ok::<_, StoreError>(row.get::<Option<i64>>(name)?.map(Time::from_millis));
    let seen: Option<String> = row.get("seen")?;
    let seen: Option<Seen> = seen.map(|seen| serde_json::from_str(&seen).map_err(broken)).transpose()?;
    Ok(Decision {
        id: DecisionId(row.get("id")?),
        case: CaseId(row.get("case_id")?),
        subject: subject_of(row)?,
        account: row.get::<Option<Uuid>>("account")?.map(AccountId),
        act: word(row, "act", Act::from_text)?,
        reason: word(row, "reason", Reason::from_text)?,
        message: row.get("message")?,
        until: time("until")?,
        decided_by: AccountId(row.get("decided_by")?),
        created_at: Time::from_millis(row.get("created_at")?),
        appeal: word(row, "appeal", Appeal::from_text)?,
        appeal_text: row.get("appeal_text")?,
        appealed_at: time("appealed_at")?,
        answer: row.get("answer")?,
        answered_by: row.get::<Option<Uuid>>("answered_by")?.map(AccountId),
        answered_at: time("answered_at")?,
        carried_out: row.get("carried_out")?,
        taken_back: row.get("taken_back")?,
        excerpt: seen.as_ref().map(Seen::excerpt).unwrap_or_default(),
        content_warning: seen.and_then(|seen| seen.content_warning),
    })
}
