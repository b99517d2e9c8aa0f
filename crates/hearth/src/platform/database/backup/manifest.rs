//! What a backup says about itself.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::platform::clock::Time;

/// The form of the archive. Raised when an older Hearth couldn't read a newer archive.
pub const FORMAT: u32 = 1;

#[derive(Debug, Serialize, Deserialize)]
pub struct Manifest {
    pub format: u32,
    /// The version of Hearth that made it.
    pub hearth: String,
    pub made_at: Time,
    /// The names of the schema's steps that had been applied, in order.
    pub migrations: Vec<String>,
    pub tables: BTreeMap<String, TableSum>,
    /// By path below `data.dir`.
    pub files: BTreeMap<String, FileSum>,
}

#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TableSum {
    pub rows: u64,
    pub sha256: String,
}

#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileSum {
    pub bytes: u64,
    pub sha256: String,
}

/// The part of a manifest that every format has.
#[derive(Deserialize)]
pub struct Head {
    pub format: u32,
    pub hearth: String,
}

impl Manifest {
    pub fn new(made_at: Time) -> Self {
        Self {
            format: FORMAT,
            hearth: env!("CARGO_PKG_VERSION").to_owned(),
            made_at,
            migrations: Vec::new(),
            tables: BTreeMap::new(),
            files: BTreeMap::new(),
        }
    }

    pub fn summary(&self) -> Summary {
        Summary {
            tables: self.tables.iter().map(|(name, sum)| (name.clone(), sum.rows)).collect(),
            files: self.files.len(),
            file_bytes: self.files.values().map(|sum| sum.bytes).sum(),
        }
    }
}

/// What was backed up or restored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Summary {
    /// How many rows, by table.
    pub tables: BTreeMap<String, u64>,
    pub files: usize,
    pub file_bytes: u64,
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = self.tables.keys().map(|name| name.len()).max().unwrap_or(0);
        for (name, rows) in &self.tables {
            writeln!(f, "  {name:names$}  {rows:>10} rows")?;
        }
        let rows: u64 = self.tables.values().sum();
        write!(f, "{} tables with {rows} rows, {} files with {} bytes", self.tables.len(), self.files, self.file_bytes)
    }
}
