//! The audit log's tables.

use std::sync::Arc;

use hmac::{Hmac, KeyInit, Mac};
use serde_json::json;
use sha2::Sha256;
use uuid::Uuid;

use super::{Entry, Fault, Head, NewEntry, Verified, VerifiedPiece, Wanted};
use crate::platform::clock::Time;
use crate::platform::database::{Db, Row, StoreError, Stored, Tx};
use crate::platform::ids::hex;

macro_rules! select {
    ($rest:literal) => {
        concat!("SELECT number, at, actor, act, subject, detail, mac FROM audit_entries ", $rest)
    };
}

crate::statements! {
    // Whoever appends holds the head until the end of the transaction.
    HEAD = sqlite "SELECT number, mac, since, seal FROM audit_head WHERE one = 1",
        postgres "SELECT number, mac, since, seal FROM audit_head WHERE one = 1 FOR UPDATE";
    BEGIN = "INSERT INTO audit_head (one, number, mac, since, seal) VALUES (1, 0, '', 0, $1) ON CONFLICT (one) DO NOTHING";
    LAST = "SELECT number, mac FROM audit_entries WHERE number <= $1 ORDER BY number DESC LIMIT 1";
    APPEND = "INSERT INTO audit_entries (number, at, actor, act, subject, detail, mac) VALUES ($1, $2, $3, $4, $5, $6, $7)";
    MOVE_ON = "UPDATE audit_head SET number = $1, mac = $2, since = $3, seal = $4 WHERE one = 1";
    NEXT = select!("WHERE number >= $1 ORDER BY number LIMIT $2");
    NEWEST = select!("WHERE number < $1 ORDER BY number DESC LIMIT $2");
    BY_ACTOR = select!("WHERE number < $1 AND actor = $3 ORDER BY number DESC LIMIT $2");
    OF_ACT = select!("WHERE number < $1 AND act = $3 ORDER BY number DESC LIMIT $2");
    OF_BOTH = select!("WHERE number < $1 AND actor = $3 AND act = $4 ORDER BY number DESC LIMIT $2");
}

/// Faults beyond that many say nothing more.
const MOST_FAULTS: usize = 20;

/// Entries that are looked through at a time.
const PART: i64 = 1000;

/// No seal of any key.
const BROKEN: &str = "";

/// The end of the log, as it stands there.
struct End {
    head: Head,
    /// Up to there the entries were written with a key that is lost.
    since: i64,
    /// Whether the seal is ours.
    sealed: bool,
}

/// The log of this server. Cheap to clone.
#[derive(Clone)]
pub struct Audit {
    db: Db,
    key: Arc<[u8]>,
}

impl Audit {
    pub fn new(db: Db, key: &[u8]) -> Self {
        Self { db, key: key.into() }
    }

    /// Puts the entry in the transaction of its act: last of all, as other acts wait for it. Where somebody meddled with the
    /// end, the log goes on, but is never sealed again: what is wrong stays to be found.
    pub async fn put(&self, tx: &mut Tx, entry: NewEntry) -> Stored<()> {
        let end = match tx.run(&HEAD).maybe().await? {
            Some(row) => self.end(&row)?,
            None => {
                tx.run(&BEGIN).bind(BROKEN.to_owned()).done().await?;
                self.end(&tx.run(&HEAD).one().await?)?
            }
        };
        let last = tx.run(&LAST).bind(i64::MAX).maybe().await?;
        let last = last.map_or(Ok(0), |row| row.get::<i64>("number"))?;
        let (number, before) = (end.head.number.max(last) + 1, end.head.mac);
        let (at, detail) = (entry.at.millis(), entry.detail.to_string());
        let mac = self.mac(
            &before,
            &Written { number, at, actor: entry.actor, act: entry.act, subject: entry.subject, detail: &detail },
        );
        let append = tx.run(&APPEND).bind(number).bind(at).bind(entry.actor).bind(entry.act.to_owned());
        append.bind(entry.subject).bind(detail).bind(mac.clone()).done().await?;
        let seal = if end.sealed { self.seal(number, &mac, end.since) } else { BROKEN.to_owned() };
        tx.run(&MOVE_ON).bind(number).bind(mac).bind(end.since).bind(seal).done().await?;
        Ok(())
    }

    /// An end before the first entry, where there is none.
    pub(super) async fn seal_empty(&self, tx: &mut Tx) -> Stored<()> {
        tx.run(&BEGIN).bind(self.seal(0, "", 0)).done().await?;
        Ok(())
    }

    /// Begins the log, where there is none: so that an empty one is not whole. To be called when the server starts.
    pub async fn begin(&self, at: Time) -> Stored<()> {
        let mut tx = self.db.begin().await?;
        // Entries without an end are a fault to be found, not a log to be begun.
        if tx.run(&HEAD).maybe().await?.is_some() || tx.run(&LAST).bind(i64::MAX).maybe().await?.is_some() {
            return Ok(());
        }
        tracing::info!("the audit log begins: there was none");
        self.seal_empty(&mut tx).await?;
        self.put(&mut tx, NewEntry { actor: None, act: "audit.began", subject: None, detail: json!({}), at }).await?;
        tx.commit().await
    }

    /// Whether there is anything that a key must fit.
    pub async fn has_entries(db: &Db) -> Stored<bool> {
        Ok(db.read(&LAST).bind(i64::MAX).maybe().await?.is_some())
    }

    /// Goes on with this key, when the one before is lost: what stands there can't be verified from then on, and an entry
    /// says so. False: the key is the right one, and nothing is changed.
    pub async fn go_on(&self, at: Time) -> Stored<bool> {
        let mut tx = self.db.begin().await?;
        tx.run(&BEGIN).bind(BROKEN.to_owned()).done().await?;
        if self.end(&tx.run(&HEAD).one().await?)?.sealed {
            return Ok(false);
        }
        let last = tx.run(&LAST).bind(i64::MAX).maybe().await?;
        let (number, mac) = match last {
            Some(row) => (row.get::<i64>("number")?.max(0), row.get("mac")?),
            None => (0, String::new()),
        };
        let seal = self.seal(number, &mac, number);
        tx.run(&MOVE_ON).bind(number).bind(mac).bind(number).bind(seal).done().await?;
        let detail = json!({ "unverified": number });
        self.put(&mut tx, NewEntry { actor: None, act: "audit.key_replaced", subject: None, detail, at }).await?;
        tx.commit().await?;
        Ok(true)
    }

    /// Puts an entry that nothing else is written with.
    pub async fn note(&self, entry: NewEntry) -> Stored<()> {
        let mut tx = self.db.begin().await?;
        self.put(&mut tx, entry).await?;
        tx.commit().await
    }

    /// By number, by (actor, number) or by (act, number): the newest first.
    pub async fn entries(&self, wanted: &Wanted, before: Option<i64>, limit: i64) -> Stored<Vec<Entry>> {
        let before = before.unwrap_or(i64::MAX);
        let rows = match (wanted.actor, wanted.act.clone()) {
            (None, None) => self.db.read(&NEWEST).bind(before).bind(limit).all().await?,
            (Some(actor), None) => self.db.read(&BY_ACTOR).bind(before).bind(limit).bind(actor).all().await?,
            (None, Some(act)) => self.db.read(&OF_ACT).bind(before).bind(limit).bind(act).all().await?,
            (Some(actor), Some(act)) => {
                self.db.read(&OF_BOTH).bind(before).bind(limit).bind(actor).bind(act).all().await?
            }
        };
        rows.iter().map(entry_of).collect()
    }

    /// Looks through the whole log, in one transaction, so that nobody appends meanwhile. `kept`: an earlier head, which
    /// must be part of it.
    pub async fn verify(&self, kept: Option<&Head>) -> Stored<Verified> {
        let mut tx = self.db.begin().await?;
        let end = self.sealed_end(&mut tx).await?;
        let mut walk = Walk::new(self, end.as_ref(), (0, String::new()));
        let mut held = kept.is_none_or(|kept| kept.number == 0);
        let mut from = Some(i64::MIN);
        while let Some(next) = from.filter(|_| walk.faults.len() <= MOST_FAULTS) {
            let rows = tx.run(&NEXT).bind(next).bind(PART).all().await?;
            from = None;
            for row in &rows {
                from = row.get::<i64>("number")?.checked_add(1);
                walk.on(row)?;
                if let Some(kept) = kept.filter(|kept| kept.number == walk.last) {
                    held = kept.mac == walk.mac;
                }
            }
        }
        walk.finish(end.as_ref());
        if let Some(kept) = kept.filter(|_| !held) {
            walk.faults.push(Fault::Replaced(kept.number));
        }
        Ok(Verified { unverified: walk.since, faults: walk.found(), head: end.map(|end| end.head) })
    }

    /// As [`Audit::verify`], a bounded piece of it: what follows after an entry, up to `limit`. The last piece looks at the
    /// end as well. Each goes by the entry before it, which the piece before looked at.
    pub async fn verify_piece(&self, after: Option<i64>, limit: i64) -> Stored<VerifiedPiece> {
        let mut tx = self.db.begin().await?;
        let end = self.sealed_end(&mut tx).await?;
        let before = match after {
            Some(after) => tx.run(&LAST).bind(after).maybe().await?,
            None => None,
        };
        let before = before.map(|row| Ok::<_, StoreError>((row.get::<i64>("number")?, row.get("mac")?))).transpose()?;
        let before = before.filter(|(number, _)| *number > 0).unwrap_or_default();
        let mut walk = Walk::new(self, end.as_ref(), before);
        let from = after.map_or(i64::MIN, |after| after.saturating_add(1));
        let rows = tx.run(&NEXT).bind(from).bind(limit).all().await?;
        rows.iter().try_for_each(|row| walk.on(row))?;
        let whole = i64::try_from(rows.len()).is_ok_and(|found| found == limit);
        let next = rows.last().filter(|_| whole).map(|row| row.get("number")).transpose()?;
        if next.is_none() {
            walk.finish(end.as_ref());
        }
        Ok(VerifiedPiece { entries: rows.len(), unverified: walk.since, faults: walk.found(), next })
    }

    /// The end, if it is one that was sealed by us. Held until the end of the transaction, so that nobody appends meanwhile.
    async fn sealed_end(&self, tx: &mut Tx) -> Stored<Option<End>> {
        let end = tx.run(&HEAD).maybe().await?.map(|row| self.end(&row)).transpose()?;
        Ok(end.filter(|end| end.sealed))
    }

    fn end(&self, row: &Row) -> Stored<End> {
        let head = Head { number: row.get("number")?, mac: row.get("mac")? };
        let since = row.get("since")?;
        let sealed = self.seal(head.number, &head.mac, since) == row.get::<String>("seal")?;
        Ok(End { head, since, sealed })
    }

    fn mac_of(&self, before: &str, row: &Row) -> Stored<String> {
        let (act, detail) = (row.get::<String>("act")?, row.get::<String>("detail")?);
        Ok(self.mac(
            before,
            &Written {
                number: row.get("number")?,
                at: row.get("at")?,
                actor: row.get("actor")?,
                act: &act,
                subject: row.get("subject")?,
                detail: &detail,
            },
        ))
    }

    fn mac(&self, before: &str, written: &Written<'_>) -> String {
        let Written { number, at, actor, act, subject, detail } = written;
        self.over("entry", &json!([before, number, at, actor, act, subject, detail]).to_string())
    }

    fn seal(&self, number: i64, mac: &str, since: i64) -> String {
        self.over("head", &json!([number, mac, since]).to_string())
    }

    /// As JSON, so that no two things to be said make one text.
    fn over(&self, what: &str, text: &str) -> String {
        let mac = Hmac::<Sha256>::new_from_slice(&self.key).expect("HMAC takes keys of any length");
        hex(&mac.chain_update(what).chain_update(text).finalize().into_bytes())
    }
}

/// Going from entry to entry, and what is found on the way.
struct Walk<'a> {
    audit: &'a Audit,
    since: i64,
    /// Where the log should end.
    until: i64,
    /// The entry that was looked at last, 0 before the first.
    last: i64,
    mac: String,
    faults: Vec<Fault>,
}

impl<'a> Walk<'a> {
    fn new(audit: &'a Audit, end: Option<&End>, (last, mac): (i64, String)) -> Self {
        let since = end.map_or(0, |end| end.since);
        // Where there should be entries but no end is known, all of them may be.
        let until = end.map_or(i64::MAX, |end| end.head.number);
        Self { audit, since, until, last, mac, faults: Vec::new() }
    }

    fn on(&mut self, row: &Row) -> Stored<()> {
        let number = row.get::<i64>("number")?;
        if number < 1 || number > self.until {
            self.faults.push(Fault::Added(number));
            return Ok(());
        }
        let written = row.get::<String>("mac")?;
        if number != self.last + 1 {
            self.faults.push(Fault::Missing(self.last + 1, number - 1));
        } else if number > self.since && self.audit.mac_of(&self.mac, row)? != written {
            self.faults.push(Fault::Changed(number));
        }
        (self.last, self.mac) = (number, written);
        Ok(())
    }

    fn finish(&mut self, end: Option<&End>) {
        match end.map(|end| &end.head) {
            None => self.faults.push(Fault::Unsealed),
            Some(head) if self.last < head.number => self.faults.push(Fault::Missing(self.last + 1, head.number)),
            Some(head) if self.mac != head.mac => self.faults.push(Fault::Changed(self.last)),
            Some(_) => {}
        }
    }

    fn found(mut self) -> Vec<Fault> {
        self.faults.dedup();
        self.faults.truncate(MOST_FAULTS);
        self.faults
    }
}

/// An entry as it is written.
struct Written<'e> {
    number: i64,
    at: i64,
    actor: Option<Uuid>,
    act: &'e str,
    subject: Option<Uuid>,
    detail: &'e str,
}

fn entry_of(row: &Row) -> Stored<Entry> {
    let detail: String = row.get("detail")?;
    Ok(Entry {
        number: row.get("number")?,
        at: Time::from_millis(row.get("at")?),
        actor: row.get("actor")?,
        act: row.get("act")?,
        subject: row.get("subject")?,
        detail: serde_json::from_str(&detail).map_err(|error| StoreError::Failed(error.to_string()))?,
    })
}
