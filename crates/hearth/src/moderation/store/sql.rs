//! Cases in SQL.

use std::collections::BTreeSet;

use async_trait::async_trait;
use uuid::Uuid;

use super::{CaseStore, Changed, Reporter};
use crate::accounts::{AccountId, PersonId};
use crate::moderation::cases::{Case, Found, Note, Reported};
use crate::moderation::model::{CaseId, Reason, ReportId, State, Subject};
use crate::moderation::reports::{NewReport, Report};
use crate::moderation::subjects::Seen;
use crate::platform::audit::{Audit, NewEntry};
use crate::platform::clock::Time;
use crate::platform::database::{Db, Row, Sql, StoreError, Stored, Tx, id_list};
use crate::spaces::{Face, SpaceId};

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT c.id, c.subject, c.space, c.author, c.face, c.state, c.reports, c.notes, c.seen, c.opened_at,
            c.claimed_by, c.claimed_at, c.wants_opinion, c.decided_at FROM moderation_cases c ",
            $rest
        )
    };
}

// $1: state, $2: cursor, $3: limit, $4: kind, $5: reason, $6: the asker; $7: space, $8: only what was said.
macro_rules! queue {
    ($more:literal, $from:literal, $order:literal) => {
        queue!("(c.kind = $4 OR $4 IS NULL)", $more, $from, $order)
    };
    ($kind:literal, $more:literal, $from:literal, $order:literal) => {
        concat!(
            select!("WHERE c.state = $1 AND c.id "),
            $from,
            " $2 AND ",
            $kind,
            " AND (c.author IS NULL OR c.author <> $6) AND (EXISTS (SELECT 1 FROM moderation_reports r WHERE r.case_id = c.id AND r.reason = $5) OR $5 IS NULL)",
            $more,
            " ORDER BY c.id ",
            $order,
            " LIMIT $3"
        )
    };
}

crate::statements! {
    OPEN = queue!("", ">", "");
    OPEN_OF = queue!("c.kind = $4", "", ">", "");
    OPEN_IN = queue!(" AND c.space = $7 AND (c.kind IN ('message', 'share', 'comment') OR $8 = FALSE)", ">", "");
    OPEN_MINE = queue!(" AND c.claimed_by = $6 AND (c.space = $7 OR $7 IS NULL)
        AND (c.kind IN ('message', 'share', 'comment') OR $8 = FALSE)", ">", "");
    DECIDED = queue!("", "<", "DESC");
    DECIDED_OF = queue!("c.kind = $4", "", "<", "DESC");
    DECIDED_IN = queue!(" AND c.space = $7 AND (c.kind IN ('message', 'share', 'comment') OR $8 = FALSE)", "<", "DESC");
    DECIDED_MINE = queue!(" AND c.claimed_by = $6 AND (c.space = $7 OR $7 IS NULL)
        AND (c.kind IN ('message', 'share', 'comment') OR $8 = FALSE)", "<", "DESC");
    ONE = select!("WHERE c.id = $1");
    HOLD = sqlite select!("WHERE c.id = $1"), postgres select!("WHERE c.id = $1 FOR UPDATE");
    // The unique index on open cases decides which of two reporters opens it.
    BEGIN = "INSERT INTO moderation_cases (id, subject, kind, space, author, face, state, reports, notes, seen, opened_at)
        VALUES ($1, $2, $3, $4, $5, $6, 'open', 0, 0, $7, $8) ON CONFLICT (subject) WHERE state = 'open'
        DO UPDATE SET reports = moderation_cases.reports RETURNING id";
    COUNT = "UPDATE moderation_cases SET reports = reports + 1 WHERE id = $1 RETURNING reports";
    REPORT = "INSERT INTO moderation_reports (case_id, number, id, reporter, reason, text, created_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7)";
    REPORTED = "SELECT r.id, c.subject, r.reason, r.text, r.created_at, c.state FROM moderation_reports r
        JOIN moderation_cases c ON c.id = r.case_id WHERE r.case_id = $1 AND r.reporter = $2";
    REPORTS_BY = "SELECT r.id, c.subject, r.reason, r.text, r.created_at, c.state FROM moderation_reports r
        JOIN moderation_cases c ON c.id = r.case_id WHERE r.reporter = $1 AND r.id < $2 ORDER BY r.id DESC LIMIT $3";
    REPORTS_ON = "SELECT number, id, reporter, reason, text, created_at FROM moderation_reports
        WHERE case_id = $1 AND number > $2 ORDER BY number LIMIT $3";
    NOTES = "SELECT id, author, text, created_at FROM moderation_notes WHERE case_id = $1 ORDER BY id LIMIT $2";
    CLAIM = "UPDATE moderation_cases SET claimed_by = $2, claimed_at = $3,
        wants_opinion = CASE WHEN wants_opinion = $2 THEN NULL ELSE wants_opinion END WHERE id = $1";
    NOTE = "INSERT INTO moderation_notes (case_id, id, author, text, created_at) VALUES ($1, $2, $3, $4, $5)";
    NOTED = "UPDATE moderation_cases SET notes = notes + 1,
        wants_opinion = CASE WHEN wants_opinion = $2 THEN wants_opinion ELSE NULL END WHERE id = $1";
    ASK = "UPDATE moderation_cases SET wants_opinion = $2, claimed_by = NULL WHERE id = $1";
    // The number stays, so that it tells nothing when somebody goes.
    FORGET_REPORTER = "UPDATE moderation_reports SET reporter = NULL, text = CASE WHEN $2 THEN '' ELSE text END WHERE id IN
        (SELECT r.id FROM moderation_reports r WHERE r.reporter = $1 ORDER BY r.id LIMIT $3)";
    LET_GO = "UPDATE moderation_cases SET claimed_by = NULL WHERE id IN
        (SELECT c.id FROM moderation_cases c WHERE c.claimed_by = $1 AND c.state = 'open' ORDER BY c.id LIMIT $2)";
    SPOKE = "INSERT INTO moderation_around (case_id, account) VALUES ($1, $2) ON CONFLICT DO NOTHING";
    AROUND_OF = "SELECT case_id FROM moderation_around WHERE account = $1 ORDER BY case_id LIMIT $2";
    SET_SEEN = "UPDATE moderation_cases SET seen = $2 WHERE id = $1";
    NOT_AROUND = "DELETE FROM moderation_around WHERE case_id = $1 AND account = $2";
    FORGET_SAID = "UPDATE moderation_cases SET seen = NULL WHERE id IN
        (SELECT c.id FROM moderation_cases c WHERE c.author = $1 AND c.seen IS NOT NULL ORDER BY c.id LIMIT $2)
        RETURNING id";
    FORGET_DECIDED = "UPDATE moderation_cases SET seen = NULL WHERE id IN
        (SELECT c.id FROM moderation_cases c WHERE c.decided_at < $1 AND c.seen IS NOT NULL ORDER BY c.decided_at LIMIT $2)
        RETURNING id";
    NOBODY_AROUND = sqlite "DELETE FROM moderation_around
            WHERE case_id IN (SELECT unhex(value) FROM json_each($1))",
        postgres "DELETE FROM moderation_around
            WHERE case_id = ANY (ARRAY(SELECT value::uuid FROM json_array_elements_text($1::json)))";
}

#[derive(Clone)]
pub struct SqlCases {
    pub db: Db,
    pub audit: Audit,
}

#[async_trait]
impl CaseStore for SqlCases {
    async fn report(&self, new: NewReport) -> Stored<Report> {
        let mut tx = self.db.begin().await?;
        let (subject, author) = (new.subject.key(), new.seen.author);
        let begin = tx.run(&BEGIN).bind(new.case.0).bind(subject).bind(new.subject.kind().as_str().to_owned());
        let begin = begin.bind(new.seen.space.map(|space| space.0)).bind(author.map(|face| face.account.0));
        let begin = begin.bind(author.and_then(Face::hidden).map(|shown| shown.0));
        let seen = serde_json::to_string(&new.seen).map_err(broken)?;
        let case: Uuid = begin.bind(seen).bind(new.at.millis()).one().await?.get("id")?;
        if case == new.case.0 {
            for account in speakers(&new.seen) {
                tx.run(&SPOKE).bind(case).bind(account.0).done().await?;
            }
        }
        if let Some(row) = tx.run(&REPORTED).bind(case).bind(new.reporter.0).maybe().await? {
            return report_of(&row);
        }
        let number: i64 = tx.run(&COUNT).bind(case).one().await?.get("reports")?;
        let report = tx.run(&REPORT).bind(case).bind(number).bind(new.id.0).bind(new.reporter.0);
        let report = report.bind(new.reason.as_str().to_owned()).bind(new.text.clone());
        report.bind(new.at.millis()).done().await?;
        tx.commit().await?;
        let NewReport { id, subject, reason, text, at, .. } = new;
        Ok(Report { id, subject, reason, text, created_at: at, state: State::Open })
    }

    async fn reports_by(&self, reporter: AccountId, before: Option<ReportId>, limit: i64) -> Stored<Vec<Report>> {
        let before = before.map_or(Uuid::max(), |report| report.0);
        let rows = self.db.read(&REPORTS_BY).bind(reporter.0).bind(before).bind(limit).all().await?;
        rows.iter().map(report_of).collect()
    }

    async fn queue(&self, asker: AccountId, found: Found, after: Option<CaseId>, limit: i64) -> Stored<Vec<Case>> {
        let (statement, state): (&'static Sql, _) = match (found.decided, found.mine, found.space) {
            (false, true, _) => (&OPEN_MINE, State::Open),
            (false, false, Some(_)) => (&OPEN_IN, State::Open),
            (false, false, None) if found.kind.is_some() => (&OPEN_OF, State::Open),
            (false, false, None) => (&OPEN, State::Open),
            (true, true, _) => (&DECIDED_MINE, State::Decided),
            (true, false, Some(_)) => (&DECIDED_IN, State::Decided),
            (true, false, None) if found.kind.is_some() => (&DECIDED_OF, State::Decided),
            (true, false, None) => (&DECIDED, State::Decided),
        };
        let start = if found.decided { Uuid::max() } else { Uuid::nil() };
        let after = after.map_or(start, |case| case.0);
        let queue = self.db.read(statement).bind(state.as_str().to_owned()).bind(after).bind(limit);
        let queue = queue.bind(found.kind.map(|kind| kind.as_str().to_owned()));
        let queue = queue.bind(found.reason.map(|reason| reason.as_str().to_owned())).bind(asker.0);
        let queue = match (found.mine, found.space) {
            (false, None) => queue,
            (_, space) => queue.bind(space.map(|space| space.0)).bind(found.said),
        };
        queue.all().await?.iter().map(case_of).collect()
    }

    async fn case(&self, case: CaseId) -> Stored<Option<Case>> {
        self.db.read(&ONE).bind(case.0).maybe().await?.as_ref().map(case_of).transpose()
    }

    async fn reported_by(&self, case: CaseId, reporter: AccountId) -> Stored<bool> {
        Ok(self.db.read(&REPORTED).bind(case.0).bind(reporter.0).maybe().await?.is_some())
    }

    async fn reports_on(&self, case: CaseId, limit: i64) -> Stored<Vec<Reported>> {
        let rows = self.db.read(&REPORTS_ON).bind(case.0).bind(0_i64).bind(limit).all().await?;
        let reported = |row: &Row| {
            Ok(Reported {
                number: row.get("number")?,
                reason: word(row, "reason", Reason::from_text)?,
                text: row.get("text")?,
                created_at: Time::from_millis(row.get("created_at")?),
            })
        };
        rows.iter().map(reported).collect()
    }

    async fn notes(&self, case: CaseId, limit: i64) -> Stored<Vec<Note>> {
        let rows = self.db.read(&NOTES).bind(case.0).bind(limit).all().await?;
        let note = |row: &Row| {
            let created_at = Time::from_millis(row.get("created_at")?);
            Ok(Note { id: row.get("id")?, author: AccountId(row.get("author")?), text: row.get("text")?, created_at })
        };
        rows.iter().map(note).collect()
    }

    async fn claim(&self, case: CaseId, by: AccountId, anyway: bool, entry: NewEntry) -> Stored<Changed> {
        let mut tx = self.db.begin().await?;
        let Some(held) = hold_case(&mut tx, case).await? else { return Ok(Changed::NotThere) };
        if held.state != State::Open {
            return Ok(Changed::NotOpen);
        }
        match held.claimed(entry.at) {
            Some(claimed) if claimed == by => return Ok(Changed::Now),
            Some(_) if !anyway => return Ok(Changed::Claimed),
            _ => {}
        }
        tx.run(&CLAIM).bind(case.0).bind(Some(by.0)).bind(Some(entry.at.millis())).done().await?;
        self.written(tx, entry).await
    }

    async fn unclaim(&self, case: CaseId, by: AccountId, anyway: bool, entry: NewEntry) -> Stored<Changed> {
        let mut tx = self.db.begin().await?;
        let Some(held) = hold_case(&mut tx, case).await? else { return Ok(Changed::NotThere) };
        if held.state != State::Open {
            return Ok(Changed::NotOpen);
        }
        match held.claimed(entry.at) {
            None => return Ok(Changed::Now),
            Some(claimed) if claimed != by && !anyway => return Ok(Changed::Claimed),
            Some(_) => {}
        }
        tx.run(&CLAIM).bind(case.0).bind(None::<Uuid>).bind(None::<i64>).done().await?;
        self.written(tx, entry).await
    }

    async fn note(&self, case: CaseId, note: Note, most: i64, entry: NewEntry) -> Stored<Changed> {
        let mut tx = self.db.begin().await?;
        let Some(row) = tx.run(&HOLD).bind(case.0).maybe().await? else { return Ok(Changed::NotThere) };
        if row.get::<i64>("notes")? >= most {
            return Ok(Changed::TooMany);
        }
        let write = tx.run(&NOTE).bind(case.0).bind(note.id).bind(note.author.0).bind(note.text);
        write.bind(note.created_at.millis()).done().await?;
        tx.run(&NOTED).bind(case.0).bind(note.author.0).done().await?;
        self.written(tx, entry).await
    }

    async fn ask_opinion(&self, case: CaseId, by: AccountId, entry: NewEntry) -> Stored<Changed> {
        let mut tx = self.db.begin().await?;
        let Some(held) = hold_case(&mut tx, case).await? else { return Ok(Changed::NotThere) };
        if held.state != State::Open {
            return Ok(Changed::NotOpen);
        }
        if held.claimed(entry.at).is_some_and(|claimed| claimed != by) {
            return Ok(Changed::Claimed);
        }
        if held.wants_opinion.is_some_and(|asker| asker != by) {
            return Ok(Changed::OpinionWaits);
        }
        tx.run(&ASK).bind(case.0).bind(by.0).done().await?;
        self.written(tx, entry).await
    }

    async fn reveal(&self, case: CaseId, limit: i64, entry: NewEntry) -> Stored<Vec<Reporter>> {
        let mut tx = self.db.begin().await?;
        let rows = tx.run(&REPORTS_ON).bind(case.0).bind(0_i64).bind(limit).all().await?;
        self.audit.put(&mut tx, entry).await?;
        tx.commit().await?;
        rows.iter().map(reporter_of).collect()
    }

    async fn reporters(&self, case: CaseId, after: i64, limit: i64) -> Stored<Vec<Reporter>> {
        let rows = self.db.read(&REPORTS_ON).bind(case.0).bind(after).bind(limit).all().await?;
        rows.iter().map(reporter_of).collect()
    }

    async fn forget_reporter(&self, account: AccountId, erase: bool, limit: i64) -> Stored<u64> {
        let mut tx = self.db.begin().await?;
        let forgotten = tx.run(&FORGET_REPORTER).bind(account.0).bind(erase).bind(limit).done().await?;
        tx.commit().await?;
        Ok(forgotten)
    }

    async fn let_go(&self, account: AccountId, limit: i64) -> Stored<u64> {
        let mut tx = self.db.begin().await?;
        let claimed = tx.run(&LET_GO).bind(account.0).bind(limit).done().await?;
        tx.commit().await?;
        Ok(claimed)
    }

    async fn forget_around(&self, account: AccountId, limit: i64) -> Stored<u64> {
        let mut tx = self.db.begin().await?;
        let cases = tx.run(&AROUND_OF).bind(account.0).bind(limit).all().await?;
        for row in &cases {
            let case = row.get::<Uuid>("case_id")?;
            let held = hold_case(&mut tx, CaseId(case)).await?;
            if let Some(mut seen) = held.and_then(|held| held.seen) {
                seen.around.retain(|said| said.by.is_none_or(|by| by.account != account));
                let seen = serde_json::to_string(&seen).map_err(broken)?;
                tx.run(&SET_SEEN).bind(case).bind(seen).done().await?;
            }
            tx.run(&NOT_AROUND).bind(case).bind(account.0).done().await?;
        }
        tx.commit().await?;
        Ok(cases.len() as u64)
    }

    async fn forget_said(&self, account: AccountId, limit: i64) -> Stored<u64> {
        let mut tx = self.db.begin().await?;
        let forgotten = tx.run(&FORGET_SAID).bind(account.0).bind(limit).all().await?;
        emptied(tx, &forgotten).await
    }

    async fn forget_decided(&self, before: Time, limit: i64) -> Stored<u64> {
        let mut tx = self.db.begin().await?;
        let forgotten = tx.run(&FORGET_DECIDED).bind(before.millis()).bind(limit).all().await?;
        emptied(tx, &forgotten).await
    }
}

impl SqlCases {
    async fn written(&self, mut tx: Tx, entry: NewEntry) -> Stored<Changed> {
        self.audit.put(&mut tx, entry).await?;
        tx.commit().await?;
        Ok(Changed::Now)
    }
}

/// Whose words stand around a subject.
fn speakers(seen: &Seen) -> BTreeSet<AccountId> {
    seen.around.iter().filter_map(|said| said.by).map(|face| face.account).collect()
}

/// Nothing stands around these cases any more; how many there are.
async fn emptied(mut tx: Tx, cases: &[Row]) -> Stored<u64> {
    let ids = cases.iter().map(|row| row.get("id")).collect::<Stored<Vec<Uuid>>>()?;
    tx.run(&NOBODY_AROUND).bind(id_list(ids)).done().await?;
    tx.commit().await?;
    Ok(cases.len() as u64)
}

/// The case, held until the end of the transaction.
pub(in crate::moderation) async fn hold_case(tx: &mut Tx, case: CaseId) -> Stored<Option<Case>> {
    tx.run(&HOLD).bind(case.0).maybe().await?.as_ref().map(case_of).transpose()
}

// --- rows -------------------------------------------------------------------------------------------------------------

fn case_of(row: &Row) -> Stored<Case> {
    let account = |name| Ok::<_, StoreError>(row.get::<Option<Uuid>>(name)?.map(AccountId));
    let seen: Option<String> = row.get("seen")?;
    let face = row.get::<Option<Uuid>>("face")?.map(PersonId);
    Ok(Case {
        id: CaseId(row.get("id")?),
        subject: subject_of(row)?,
        space: row.get::<Option<Uuid>>("space")?.map(SpaceId),
        author: account("author")?.map(|account| Face { account, shown: face.unwrap_or(account.into()) }),
        state: word(row, "state", State::from_text)?,
        reports: row.get("reports")?,
        seen: seen.map(|seen| serde_json::from_str(&seen).map_err(broken)).transpose()?,
        opened_at: Time::from_millis(row.get("opened_at")?),
        claimed_by: account("claimed_by")?,
        claimed_at: row.get::<Option<i64>>("claimed_at")?.map(Time::from_millis),
        wants_opinion: account("wants_opinion")?,
        decided_at: row.get::<Option<i64>>("decided_at")?.map(Time::from_millis),
    })
}

fn report_of(row: &Row) -> Stored<Report> {
    Ok(Report {
        id: ReportId(row.get("id")?),
        subject: subject_of(row)?,
        reason: word(row, "reason", Reason::from_text)?,
        text: row.get("text")?,
        created_at: Time::from_millis(row.get("created_at")?),
        state: word(row, "state", State::from_text)?,
    })
}

fn reporter_of(row: &Row) -> Stored<Reporter> {
    let account = row.get::<Option<Uuid>>("reporter")?.map(AccountId);
    Ok(Reporter { number: row.get("number")?, report: ReportId(row.get("id")?), account })
}

pub(in crate::moderation) fn subject_of(row: &Row) -> Stored<Subject> {
    word(row, "subject", Subject::from_key)
}

/// What a column says, in a word of ours.
pub(in crate::moderation) fn word<T>(row: &Row, column: &str, parse: fn(&str) -> Option<T>) -> Stored<T> {
    let text: String = row.get(column)?;
    parse(&text).ok_or_else(|| StoreError::Failed(format!("{column} says {text}")))
}

pub(in crate::moderation) fn broken(error: serde_json::Error) -> StoreError {
    StoreError::Failed(error.to_string())
}
