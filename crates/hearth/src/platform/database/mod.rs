//! One SQL text over SQLite and Postgres: an enum at the floor, so that a feature's `store/sql.rs` is plain code.
//!
//! SQLite has one writing connection and several readers; `BEGIN IMMEDIATE` and the single writer make a transaction
//! there what a row lock makes it in Postgres.

pub mod backup;
mod error;
pub mod listen;
mod migrations;
mod open;
mod statement;

pub use error::StoreError;
pub use migrations::{MIGRATIONS, migrate, pending};
pub use open::{Engine, OpenError, open, open_in_memory};
pub use statement::{Datum, Row, Sql, Statement};

use sqlx::{AssertSqlSafe, PgPool, Postgres, Sqlite, SqlitePool};

/// The database.
#[derive(Clone)]
pub enum Db {
    Sqlite { writer: SqlitePool, readers: SqlitePool },
    Postgres(PgPool),
}

/// A transaction for writing. Dropped without [`Tx::commit`], it never was.
pub enum Tx {
    Sqlite(sqlx::Transaction<'static, Sqlite>),
    Postgres(sqlx::Transaction<'static, Postgres>),
}

pub type Stored<T> = Result<T, StoreError>;

impl Db {
    pub fn engine(&self) -> Engine {
        match self {
            Db::Sqlite { .. } => Engine::Sqlite,
            Db::Postgres(_) => Engine::Postgres,
        }
    }

    /// One reading statement of its own.
    pub fn read(&self, sql: &'static Sql) -> Statement<'_> {
        Statement::on_db(self, sql)
    }

    pub async fn begin(&self) -> Stored<Tx> {
        Ok(match self {
            Db::Sqlite { writer, .. } => Tx::Sqlite(writer.begin_with("BEGIN IMMEDIATE").await?),
            Db::Postgres(pool) => Tx::Postgres(pool.begin().await?),
        })
    }

    /// Whether the database answers.
    pub async fn ping(&self) -> Stored<()> {
        self.read(&PING).one().await.map(|_| ())
    }

    /// How many bytes the database takes.
    pub async fn bytes(&self) -> Stored<i64> {
        self.read(&BYTES).one().await?.get("bytes")
    }

    pub async fn close(&self) {
        match self {
            Db::Sqlite { writer, readers } => {
                readers.close().await;
                writer.close().await;
            }
            Db::Postgres(pool) => pool.close().await,
        }
    }
}

crate::statements! {
    PING = "SELECT 1";
    BYTES = sqlite "SELECT page_count * page_size AS bytes FROM pragma_page_count(), pragma_page_size()",
        postgres "SELECT pg_database_size(current_database()) AS bytes";
}

impl Tx {
    /// One statement within the transaction.
    pub fn run(&mut self, sql: &'static Sql) -> Statement<'_> {
        Statement::on_tx(self, sql)
    }

    /// Several writes that take the same single argument, one after the other. On SQLite they go to its thread as one:
    /// each way there and back costs more than a small write.
    pub async fn run_all(&mut self, all: &[&'static Sql], argument: String) -> Stored<()> {
        match self {
            Tx::Sqlite(tx) => {
                let texts: Vec<&str> = all.iter().map(|sql| sql.sqlite).collect();
                sqlx::query(AssertSqlSafe(texts.join(";\n"))).bind(argument).execute(&mut **tx).await?;
            }
            Tx::Postgres(_) => {
                for sql in all {
                    self.run(sql).bind(argument.clone()).done().await?;
                }
            }
        }
        Ok(())
    }

    pub async fn commit(self) -> Stored<()> {
        match self {
            Tx::Sqlite(tx) => tx.commit().await?,
            Tx::Postgres(tx) => tx.commit().await?,
        }
        Ok(())
    }

    pub async fn rollback(self) -> Stored<()> {
        match self {
            Tx::Sqlite(tx) => tx.rollback().await?,
            Tx::Postgres(tx) => tx.rollback().await?,
        }
        Ok(())
    }
}

/// Ids as the JSON array that a statement takes for "any of these" (see [`Sql`]).
pub fn id_list(ids: impl IntoIterator<Item = uuid::Uuid>) -> String {
    let ids: Vec<String> = ids.into_iter().map(|id| id.simple().to_string()).collect();
    serde_json::to_string(&ids).unwrap_or_default()
}

/// Does it to the end, even when whoever waits for it goes away: what is committed is announced, too.
pub async fn to_the_end<T: Send + 'static>(act: impl Future<Output = Stored<T>> + Send + 'static) -> Stored<T> {
    tokio::spawn(act).await.unwrap_or_else(|error| Err(StoreError::Failed(error.to_string())))
}
