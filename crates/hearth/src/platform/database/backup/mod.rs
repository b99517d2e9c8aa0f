//! The whole of a community in one file, and back again.
//!
//! A backup is a gzip'd tar that says nothing of the engine it came from: `tables/<name>.ndjson` (one JSON object a row,
//! by primary key), `files/…` (what lies in `data.dir`), and last `manifest.json` with counts and checksums. So it is
//! also the way from SQLite to Postgres and back, and any other program can read it.
//!
//! It needs the machine's disk and the database for as long as it runs, and blocks the thread it runs on: it is for
//! commands, not for requests.
//!
//! Not in it, of what lies in `data.dir`: the database's own files; `keys/`, since the key there signs nothing but access
//! tokens, which last minutes, and a new one is made at the next start; `backups/`, so that backups can be kept there.

mod archive;
mod files;
mod manifest;
mod rows;
mod schema;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufRead, BufReader};
use std::path::Path;

pub use manifest::Summary;
pub use schema::STATEMENTS;

use archive::{NewArchive, Summed};
use files::Placed;
use manifest::{FileSum, Manifest, TableSum};
use schema::{Schema, Table};

use super::migrations::migrate_to;
use super::{Db, MIGRATIONS, OpenError, StoreError, Stored, Tx, migrate};
use crate::platform::clock::Time;
use crate::platform::config::Settings;

/// Why there is no backup, or nothing was restored; for whoever gave the command.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// Something stands in the way, and can be put out of it.
    #[error("{0}")]
    Refused(String),
    /// The file is no backup, or no longer the one that was made.
    #[error("the backup is damaged and can't be used: {0}")]
    Damaged(String),
    /// What was written reads otherwise.
    #[error("the restored data differ from the backup, don't use them: {0}")]
    Differs(String),
    #[error("{0}: {1}")]
    Io(String, io::Error),
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Open(#[from] OpenError),
}

type Outcome<T> = Result<T, BackupError>;

/// Says what couldn't be done to an error of the file system.
fn io_error<'a>(what: &'a str, path: &'a Path) -> impl FnOnce(io::Error) -> BackupError + 'a {
    move |error| BackupError::Io(format!("{} can't be {what}", path.display()), error)
}

/// How many bytes of rows go into the database with one statement.
const BATCH_BYTES: usize = 1 << 20;

/// Writes all data to `file`, which must not exist yet. The server may go on serving: the rows are of one moment, and
/// the files are read after it, so that a file that a row speaks of is there.
pub async fn backup(
    settings: &Settings,
    db: &Db,
    file: &Path,
    now: Time,
    progress: &dyn Fn(&str),
) -> Result<Summary, BackupError> {
    let mut archive = NewArchive::create(file, now)?;
    let mut manifest = Manifest::new(now);
    let mut tx = snapshot(db).await?;
    let schema = Schema::read(&mut tx).await?;
    if schema.applied.is_empty() {
        return Err(BackupError::Refused("the database is empty: there is nothing to back up yet".into()));
    }
    for table in schema.parents_first()? {
        let mut spool = archive.spool()?;
        let rows = rows::dump(&mut tx, table, &mut spool).await?;
        let sha256 = archive.append_spool(&format!("tables/{}.ndjson", table.name), spool)?;
        progress(&format!("{}: {rows} rows", table.name));
        manifest.tables.insert(table.name.clone(), TableSum { rows, sha256 });
    }
    manifest.migrations = schema.applied;
    tx.rollback().await?;

    let folder = &settings.data.dir;
    for path in files::list(settings, file)? {
        // What was there when the folder was listed may be gone by now; no row speaks of it then.
        if let Some(sum) = archive.append_file(&format!("files/{path}"), &folder.join(&path))? {
            manifest.files.insert(path, sum);
        }
    }
    progress(&format!("{} files", manifest.files.len()));
    archive.finish(&manifest)?;
    Ok(manifest.summary())
}

/// Puts the data of `file` into an empty database and `data.dir`, and brings the schema up to date. The file is read
/// through first: nothing is written before every checksum was right, and nothing stays when anything fails later.
/// `verify`: reads the database and the files again in the end, and compares them with what the backup says.
pub async fn restore(
    settings: &Settings,
    db: &Db,
    file: &Path,
    verify: bool,
    progress: &dyn Fn(&str),
) -> Result<Summary, BackupError> {
    let mut source = File::open(file).map_err(io_error("read", file))?;
    let manifest = archive::check(&mut source)?;
    refuse_unknown_steps(&manifest)?;
    progress(&format!("The backup is whole. Hearth {} made it at {}.", manifest.hearth, manifest.made_at));
    refuse_data(db, &manifest).await?;
    files::refuse_present(&settings.data.dir, &manifest)?;

    // A backup of an older Hearth goes into the schema that it knows; later steps then change its data as they would
    // have changed it where it came from.
    migrate_to(db, manifest.migrations.len()).await?;
    let mut tx = db.begin().await?;
    let schema = Schema::read(&mut tx).await?;
    refuse_other_tables(&schema, &manifest)?;
    let mut placed = Placed::new(&settings.data.dir);
    fill(&mut tx, &schema, &manifest, &mut source, &mut placed, progress).await?;
    placed.sync()?;
    tx.commit().await?;
    placed.keep();

    if verify {
        compare(settings, db, &manifest, progress).await?;
    }
    migrate(db).await?;
    Ok(manifest.summary())
}

/// A reading transaction that sees one moment, and holds up nobody.
async fn snapshot(db: &Db) -> Stored<Tx> {
    Ok(match db {
        // The readers' connections are read-only, and in WAL mode a reader sees the moment of its first statement.
        Db::Sqlite { readers, .. } => Tx::Sqlite(readers.begin_with("BEGIN DEFERRED").await?),
        Db::Postgres(pool) => Tx::Postgres(pool.begin_with("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY").await?),
    })
}

fn refuse_unknown_steps(manifest: &Manifest) -> Outcome<()> {
    let known: Vec<&str> = MIGRATIONS.iter().map(|step| step.name).collect();
    if known.starts_with(&manifest.migrations.iter().map(String::as_str).collect::<Vec<_>>()) {
        return Ok(());
    }
    let unknown: Vec<&str> =
        manifest.migrations.iter().map(String::as_str).filter(|name| !known.contains(name)).collect();
    Err(BackupError::Refused(format!(
        "the backup was made by Hearth {}, whose database this version doesn't know ({}): restore it with that version \
         or a newer one",
        manifest.hearth,
        if unknown.is_empty() { "other order of steps".to_owned() } else { unknown.join(", ") },
    )))
}

/// Refuses a database that holds anything, or that is ahead of the backup.
async fn refuse_data(db: &Db, manifest: &Manifest) -> Outcome<()> {
    let mut tx = snapshot(db).await?;
    let schema = Schema::read(&mut tx).await?;
    for table in &schema.tables {
        if rows::any(&mut tx, table).await? {
            return Err(BackupError::Refused(format!(
                "the database holds data already (in the table {}): restore into another data.dir or an empty database",
                table.name
            )));
        }
    }
    tx.rollback().await?;
    if manifest.migrations.starts_with(&schema.applied) {
        return Ok(());
    }
    Err(BackupError::Refused(
        "the database was set up by a newer Hearth than the one that made the backup: restore into another data.dir or \
         an empty database, which restore sets up itself"
            .into(),
    ))
}

fn refuse_other_tables(schema: &Schema, manifest: &Manifest) -> Outcome<()> {
    let here: Vec<&str> = schema.tables.iter().map(|table| table.name.as_str()).collect();
    let there: Vec<&str> = manifest.tables.keys().map(String::as_str).collect();
    if here == there {
        return Ok(());
    }
    Err(BackupError::Refused(format!(
        "the backup has other tables ({}) than the database ({})",
        there.join(", "),
        here.join(", ")
    )))
}

/// Rows into the transaction, files into their places, in the order of the archive.
async fn fill(
    tx: &mut Tx,
    schema: &Schema,
    manifest: &Manifest,
    source: &mut File,
    placed: &mut Placed,
    progress: &dyn Fn(&str),
) -> Outcome<()> {
    let tables: BTreeMap<&str, &Table> = schema.tables.iter().map(|table| (table.name.as_str(), table)).collect();
    let mut archive = archive::open(source)?;
    for entry in archive.entries().map_err(archive::damaged)? {
        let entry = entry.map_err(archive::damaged)?;
        let name = archive::name_of(&entry)?;
        let mut entry = Summed::new(entry);
        let wanted = if let Some(path) = name.strip_prefix("files/") {
            placed.place(path, &mut entry)?;
            manifest.files.get(path).map(|sum| &sum.sha256)
        } else if let Some(table) = archive::table_of(&name) {
            let rows = match tables.get(table) {
                Some(table) => fill_table(tx, table, &mut entry).await?,
                None => 0,
            };
            progress(&format!("{table}: {rows} rows"));
            manifest.tables.get(table).map(|sum| &sum.sha256)
        } else {
            continue;
        };
        // It was right a moment ago, but it is another reading of a file that others may write.
        if wanted != Some(&entry.sha256()) {
            return Err(BackupError::Damaged(format!("{name} changed while it was being restored")));
        }
    }
    for table in &schema.tables {
        rows::continue_identities(tx, table).await?;
    }
    Ok(())
}

async fn fill_table(tx: &mut Tx, table: &Table, source: impl io::Read) -> Outcome<u64> {
    let insert = rows::insert(tx, table);
    let mut source = BufReader::new(source);
    let (mut rows, mut batch) = (0, String::new());
    loop {
        let start = batch.len();
        let read = source.read_line(&mut batch).map_err(archive::damaged)?;
        if read > 0 && rows == 0 {
            rows::refuse_other_columns(table, &batch[start..])?;
        }
        if batch.len() >= BATCH_BYTES || (read == 0 && !batch.is_empty()) {
            // Each line is a JSON object, so this is an array of them.
            let array = format!("[{}]", batch.trim_end().replace('\n', ","));
            rows::add(tx, &insert, array).await?;
            batch.clear();
        }
        if read == 0 {
            return Ok(rows);
        }
        rows += 1;
    }
}

/// Reads everything again and compares it with what the backup said.
async fn compare(settings: &Settings, db: &Db, manifest: &Manifest, progress: &dyn Fn(&str)) -> Outcome<()> {
    let mut wrong = Vec::new();
    let mut say = |good: bool, what: String| {
        let verdict = if good { "as in the backup" } else { "DIFFERS from the backup" };
        progress(&format!("{what}: {verdict}"));
        if !good {
            wrong.push(what);
        }
    };
    let mut tx = snapshot(db).await?;
    let schema = Schema::read(&mut tx).await?;
    for table in schema.parents_first()? {
        let mut sum = Summed::new(io::sink());
        let rows = rows::dump(&mut tx, table, &mut sum).await?;
        let read = TableSum { rows, sha256: sum.sha256() };
        say(manifest.tables.get(&table.name) == Some(&read), format!("{}, {rows} rows", table.name));
    }
    tx.rollback().await?;
    for (path, wanted) in &manifest.files {
        let place = settings.data.dir.join(path);
        let mut file = Summed::new(File::open(&place).map_err(io_error("read", &place))?);
        let bytes = io::copy(&mut file, &mut io::sink()).map_err(io_error("read", &place))?;
        let read = FileSum { bytes, sha256: file.sha256() };
        if read != *wanted {
            say(false, format!("the file {path}"));
        }
    }
    if wrong.is_empty() {
        progress(&format!("{} files: as in the backup", manifest.files.len()));
        return Ok(());
    }
    Err(BackupError::Differs(wrong.join("; ")))
}
