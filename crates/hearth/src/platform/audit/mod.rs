//! The audit log: what was done with power over others, in a chain that shows whether anybody meddled with it. An entry
//! goes into the transaction of its act where that is moderation's, or says who may be here and what they may do (bans,
//! permissions, roles); for others, like ending somebody's sessions, it is put right after the act.
//!
//! Each entry carries a MAC (HMAC-SHA256, RFC 2104) over itself and the MAC before it, made with a key that isn't in the
//! database. The head says where the log ends, under a seal of the same key. Who can write to the database but has no key
//! can't change, take out, move or add an entry, nor cut the end off, without [`Audit::verify`] saying so, then and after
//! whatever is appended later. Putting back all of an older state, or emptying the log, is found by whoever kept a head.

#[cfg(test)]
mod contract;
mod sql;

use serde_json::Value;
use uuid::Uuid;

pub use sql::{Audit, STATEMENTS};

use super::clock::Time;

/// An act, to be put in a transaction (see [`Audit::put`]).
#[derive(Clone, Debug)]
pub struct NewEntry {
    /// The account that did it. None: the operator, or the server by itself.
    pub actor: Option<Uuid>,
    /// Of what feature, and what, like `moderation.decided`.
    pub act: &'static str,
    /// To whom or what.
    pub subject: Option<Uuid>,
    /// An object. Ids, words and times; no texts, which might have to be erased.
    pub detail: Value,
    pub at: Time,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// 1, 2, 3 … without gaps.
    pub number: i64,
    pub at: Time,
    pub actor: Option<Uuid>,
    pub act: String,
    pub subject: Option<Uuid>,
    pub detail: Value,
}

/// Which entries are asked for.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    pub actor: Option<Uuid>,
    pub act: Option<String>,
}

/// Where a log ended at some time: what is kept elsewhere, to find out later whether all up to there is still there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    pub number: i64,
    pub mac: String,
}

impl std::fmt::Display for Head {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}", self.number, self.mac)
    }
}

impl std::str::FromStr for Head {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let parts = text.split_once(':').and_then(|(number, mac)| Some((number.parse().ok()?, mac)));
        let (number, mac) = parts.ok_or("must be a number, a colon and a MAC, as this command printed it")?;
        Ok(Self { number, mac: mac.to_owned() })
    }
}

/// What is wrong with a log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// It isn't what was written, or stands elsewhere than it was written, or what came before it doesn't.
    Changed(i64),
    /// These are gone, both ends included.
    Missing(i64, i64),
    /// It stands outside of the log: after its end, or before its beginning.
    Added(i64),
    /// The end itself isn't there, or isn't what was written.
    Unsealed,
    /// The log isn't the one that ended so at an earlier time.
    Replaced(i64),
}

impl std::fmt::Display for Fault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Changed(number) => write!(f, "entry {number} isn't as it was written, or isn't in its place"),
            Self::Missing(from, to) if from == to => write!(f, "entry {from} is missing"),
            Self::Missing(from, to) => write!(f, "the entries {from} to {to} are missing"),
            Self::Added(number) => write!(f, "entry {number} stands outside of the log"),
            Self::Unsealed => write!(f, "the end of the log isn't as it was written"),
            Self::Replaced(number) => {
                write!(f, "entry {number} isn't the one that was there when the given head was kept")
            }
        }
    }
}

/// What came of looking through a piece of a log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerifiedPiece {
    /// How many entries it has.
    pub entries: usize,
    pub unverified: i64,
    /// The first of them; none: it is whole.
    pub faults: Vec<Fault>,
    /// After which entry the next piece begins. None: this was the last one.
    pub next: Option<i64>,
}

/// What came of looking through a whole log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verified {
    /// Where it ends.
    pub head: Option<Head>,
    /// So many entries at its beginning were written with a key that is lost, and aren't verified.
    pub unverified: i64,
    /// The first of them; none: it is whole.
    pub faults: Vec<Fault>,
}
