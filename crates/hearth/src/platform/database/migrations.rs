//! The schema's history. A migration that has landed is never edited; the next one is added.

use std::borrow::Cow;

use sqlx::SqlSafeStr;
use sqlx::migrate::{Migration, MigrationType, Migrator};

use super::{Db, Engine, OpenError};

/// One step: its name, and its text for each engine.
pub struct Step {
    pub name: &'static str,
    sqlite: &'static str,
    postgres: &'static str,
}

macro_rules! steps {
    ($($name:literal $(forked $fork:tt)?),* $(,)?) => { &[$(steps!(@ $name $($fork)?)),*] };
    (@ $name:literal) => { Step {
        name: $name,
        sqlite: include_str!(concat!("../../../migrations/", $name, ".sql")),
        postgres: include_str!(concat!("../../../migrations/", $name, ".sql")),
    } };
    (@ $name:literal both) => { Step {
        name: $name,
        sqlite: include_str!(concat!("../../../migrations/", $name, ".sqlite.sql")),
        postgres: include_str!(concat!("../../../migrations/", $name, ".postgres.sql")),
    } };
}

/// In order. `forked both`: the engines differ, and there are two files.
pub const MIGRATIONS: &[Step] = steps![
    "0001_platform",
    "0002_accounts",
    "0003_chat" forked both,
    "0004_chat_levels",
    "0005_media",
    "0006_spaces",
    "0007_chat_spaces",
    "0008_spaces_faces",
    "0009_chat_attachments",
    "0010_shares",
    "0011_spaces_pictures",
    "0012_platform_jobs_told",
    "0013_gatherings",
    "0014_gatherings_plans",
    "0015_accounts_permissions",
    "0016_accounts_blocks",
    "0017_notifications",
    "0018_moderation",
    "0019_accounts_sign_in",
    "0020_chat_unread",
    "0021_moderation_kept" forked both,
];

fn migrator(engine: Engine, steps: usize) -> Migrator {
    let steps = MIGRATIONS.iter().zip(1..).take(steps).map(|(step, version)| {
        let text = match engine {
            Engine::Sqlite => step.sqlite,
            Engine::Postgres => step.postgres,
        };
        Migration::new(version, Cow::Borrowed(step.name), MigrationType::Simple, text.into_sql_str(), false)
    });
    Migrator::with_migrations(steps.collect())
}

/// Brings the schema up to date; refuses when a step that was applied reads otherwise today.
pub async fn migrate(db: &Db) -> Result<(), OpenError> {
    migrate_to(db, MIGRATIONS.len()).await
}

/// Brings the schema as far as its first `steps`; refuses when it is further already.
pub(super) async fn migrate_to(db: &Db, steps: usize) -> Result<(), OpenError> {
    let migrator = migrator(db.engine(), steps);
    match db {
        Db::Sqlite { writer, .. } => migrator.run(writer).await,
        Db::Postgres(pool) => migrator.run(pool).await,
    }
    .map_err(|error| OpenError(format!("the database's schema can't be brought up to date: {error}")))
}

/// The names of the steps that the database doesn't have yet.
pub async fn pending(db: &Db) -> Vec<&'static str> {
    const APPLIED: &str = "SELECT version FROM _sqlx_migrations WHERE success";
    let applied: Vec<i64> = match db {
        Db::Sqlite { readers, .. } => sqlx::query_scalar(APPLIED).fetch_all(readers).await,
        Db::Postgres(pool) => sqlx::query_scalar(APPLIED).fetch_all(pool).await,
    }
    .unwrap_or_default();
    MIGRATIONS.iter().zip(1..).filter(|(_, version)| !applied.contains(version)).map(|(step, _)| step.name).collect()
}
