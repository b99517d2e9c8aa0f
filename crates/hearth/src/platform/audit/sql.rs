//! The audit log's tables.

use std::sync::Arc;

use hmac::{Hmac, KeyInit, Mac};
use serde_json::json;
use sha2::Sha256;
use uuid::Uuid;

use super::{Entry, Fault, Head, NewEntry, Verified, Wanted};
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
    HEAD = sqlite "SELECT number, mac, seal FROM audit_head WHERE one = 1",
        postgres "SELECT number, mac, seal FROM audit_head WHERE one = 1 FOR UPDATE";
    BEGIN = "INSERT INTO audit_head (one, number, mac, seal) VALUES (1, 0, $1, $2) ON CONFLICT (one) DO NOTHING";
    APPEND = "INSERT INTO audit_entries (number, at, actor, act, subject, detail, mac) VALUES ($1, $2, $3, $4, $5, $6, $7)";
    MOVE_ON = "UPDATE audit_head SET number = $1, mac = $2, seal = $3 WHERE one = 1";
    NEXT = select!("WHERE number > $1 ORDER BY number LIMIT $2");
    NEWEST = select!("WHERE number < $1 ORDER BY number DESC LIMIT $2");
    BY_ACTOR = select!("WHERE number < $1 AND actor = $3 ORDER BY number DESC LIMIT $2");
    OF_ACT = select!("WHERE number < $1 AND act = $3 ORDER BY number DESC LIMIT $2");
    OF_BOTH = select!("WHERE number < $1 AND actor = $3 AND act = $4 ORDER BY number DESC LIMIT $2");
}

/// Faults beyond that many say nothing more.
const MOST_FAULTS: usize = 20;

/// Entries that are looked through at a time.
const PART: i64 = 1000;

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

    /// Puts the entry in the transaction of its act: last of all, as other acts wait for it.
    pub async fn put(&self, tx: &mut Tx, entry: NewEntry) -> Stored<()> {
        let begun = self.seal(0, "");
        tx.run(&BEGIN).bind(String::new()).bind(begun).done().await?;
        let head = tx.run(&HEAD).one().await?;
        let (number, before) = (head.get::<i64>("number")? + 1, head.get::<String>("mac")?);
        let (at, detail) = (entry.at.millis(), entry.detail.to_string());
        let mac = self.mac(
            &before,
            &Written { number, at, actor: entry.actor, act: entry.act, subject: entry.subject, detail: &detail },
        );
        let append = tx.run(&APPEND).bind(number).bind(at).bind(entry.actor).bind(entry.act.to_owned());
        append.bind(entry.subject).bind(detail).bind(mac.clone()).done().await?;
        let seal = self.seal(number, &mac);
        tx.run(&MOVE_ON).bind(number).bind(mac).bind(seal).done().await?;
        Ok(())
    }

    /// Begins the log, where there is none: so that an empty one is not whole. To be called when the server starts.
    pub async fn begin(&self, at: Time) -> Stored<()> {
        let mut tx = self.db.begin().await?;
        if tx.run(&HEAD).maybe().await?.is_some() {
            return Ok(());
        }
        self.put(&mut tx, NewEntry { actor: None, act: "audit.began", subject: None, detail: json!({}), at }).await?;
        tx.commit().await
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
        let head = tx.run(&HEAD).maybe().await?;
        let sealed = head.as_ref().map(|row| self.sealed(row)).transpose()?.flatten();
        let mut faults = Vec::new();
        // Where there should be entries but no end is known, all of them come after it.
        let end = match (&sealed, &head) {
            (Some(head), _) => head.number,
            (None, _) => {
                faults.push(Fault::Unsealed);
                i64::MAX
            }
        };
        let (mut last, mut mac) = (0, String::new());
        let mut held = kept.is_none_or(|kept| kept.number == 0);
        loop {
            let rows = tx.run(&NEXT).bind(last).bind(PART).all().await?;
            for row in &rows {
                let number = row.get::<i64>("number")?;
                let written = row.get::<String>("mac")?;
                if number > end {
                    faults.push(Fault::Added(number));
                } else if number != last + 1 {
                    faults.push(Fault::Missing(last + 1, number - 1));
                } else if self.mac_of(&mac, row)? != written {
                    faults.push(Fault::Changed(number));
                }
                if let Some(kept) = kept.filter(|kept| kept.number == number) {
                    held = kept.mac == written;
                }
                (last, mac) = (number, written);
            }
            if rows.is_empty() || faults.len() > MOST_FAULTS {
                break;
            }
        }
        if let Some(head) = &sealed {
            if last < head.number {
                faults.push(Fault::Missing(last + 1, head.number));
            } else if last == head.number && mac != head.mac {
                faults.push(Fault::Changed(last));
            }
        }
        if let Some(kept) = kept.filter(|_| !held) {
            faults.push(Fault::Replaced(kept.number));
        }
        faults.dedup();
        faults.truncate(MOST_FAULTS);
        Ok(Verified { head: sealed, faults })
    }

    /// The end of the log, unless its seal isn't ours.
    fn sealed(&self, row: &Row) -> Stored<Option<Head>> {
        let head = Head { number: row.get("number")?, mac: row.get("mac")? };
        let ours = self.seal(head.number, &head.mac) == row.get::<String>("seal")?;
        Ok(ours.then_some(head))
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

    fn seal(&self, number: i64, mac: &str) -> String {
        self.over("head", &json!([number, mac]).to_string())
    }

    /// As JSON, so that no two things to be said make one text.
    fn over(&self, what: &str, text: &str) -> String {
        let mac = Hmac::<Sha256>::new_from_slice(&self.key).expect("HMAC takes keys of any length");
        hex(&mac.chain_update(what).chain_update(text).finalize().into_bytes())
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
