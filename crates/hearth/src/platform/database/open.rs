//! Opening the database that the settings name.

use std::str::FromStr;
use std::time::Duration;

use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};

use super::Db;
use crate::platform::config::{Settings, Synchronous};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    Sqlite,
    Postgres,
}

/// Why the database can't be used, for whoever starts the server.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct OpenError(pub String);

/// How long a request waits for a free connection before it is told that the database is unavailable.
const PATIENCE: Duration = Duration::from_secs(5);

/// Opens the database; makes SQLite's file when there is none.
pub async fn open(settings: &Settings) -> Result<Db, OpenError> {
    let url = settings.database_url();
    let failed = |error: sqlx::Error| OpenError(format!("the database can't be opened: {error}"));
    if let Some(path) = url.strip_prefix("sqlite:") {
        let options = SqliteConnectOptions::new()
            .filename(path.trim_start_matches("//"))
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(match settings.database.synchronous {
                Synchronous::Full => SqliteSynchronous::Full,
                Synchronous::Normal => SqliteSynchronous::Normal,
            })
            .foreign_keys(true)
            .busy_timeout(PATIENCE)
            .pragma("temp_store", "memory")
            // Bringing the log into the file costs an fsync of its own; every 16 MiB is seldom enough.
            .pragma("wal_autocheckpoint", "4000");
        let writer = SqlitePoolOptions::new()
            .max_connections(1)
            .min_connections(1)
            .idle_timeout(None)
            .max_lifetime(None)
            .test_before_acquire(false)
            .acquire_timeout(PATIENCE)
            .connect_with(options.clone())
            .await
            .map_err(failed)?;
        let readers = SqlitePoolOptions::new()
            .max_connections(settings.database.connections)
            .max_lifetime(None)
            .test_before_acquire(false)
            .acquire_timeout(PATIENCE)
            .connect_lazy_with(options.read_only(true).create_if_missing(false));
        return Ok(Db::Sqlite { writer, readers });
    }
    let options = PgConnectOptions::from_str(&url)
        .map_err(|_| OpenError("database.url isn't an address of a Postgres database".into()))?;
    let pool = PgPoolOptions::new()
        .max_connections(settings.database.connections)
        .acquire_timeout(PATIENCE)
        .connect_with(options)
        .await
        .map_err(failed)?;
    Ok(Db::Postgres(pool))
}

/// A database of one connection that is gone with it: the fast double for tests.
pub async fn open_in_memory() -> Result<Db, OpenError> {
    let options = SqliteConnectOptions::new().in_memory(true).foreign_keys(true);
    let pool = SqlitePoolOptions::new()
        .max_connections(1)
        .min_connections(1)
        .idle_timeout(None)
        .max_lifetime(None)
        .connect_with(options)
        .await
        .map_err(|error| OpenError(error.to_string()))?;
    Ok(Db::Sqlite { writer: pool.clone(), readers: pool })
}
