//! Statements and rows.

use sqlx::postgres::{PgArguments, PgRow};
use sqlx::sqlite::{SqliteArguments, SqliteRow};
use sqlx::{Arguments, AssertSqlSafe, Decode, Encode, Postgres, Row as _, Sqlite, Type};

use super::{Db, Engine, StoreError, Stored, Tx};

/// A statement's text: one for both engines, or one each. Made by [`crate::statements!`] alone, which also lists
/// it, so that a test can prepare every statement there is.
pub struct Sql {
    pub sqlite: &'static str,
    pub postgres: &'static str,
}

impl Sql {
    pub fn text(&self, engine: Engine) -> &'static str {
        match engine {
            Engine::Sqlite => self.sqlite,
            Engine::Postgres => self.postgres,
        }
    }
}

/// Declares a store's statements, and `STATEMENTS`, the list of them.
///
/// ```text
/// statements! {
///     FIND = "SELECT … WHERE id = $1";
///     SEARCH = sqlite "… MATCH $1 …", postgres "… @@ to_tsquery($1) …";
/// }
/// ```
#[macro_export]
macro_rules! statements {
    (@each [$($done:ident)*]) => {
        /// Every statement of this store, by name.
        pub static STATEMENTS: &[(&str, &$crate::platform::database::Sql)] = &[$((stringify!($done), &$done)),*];
    };
    (@each [$($done:ident)*] $name:ident = sqlite $sqlite:expr, postgres $postgres:expr; $($rest:tt)*) => {
        static $name: $crate::platform::database::Sql =
            $crate::platform::database::Sql { sqlite: $sqlite, postgres: $postgres };
        $crate::statements!(@each [$($done)* $name] $($rest)*);
    };
    (@each [$($done:ident)*] $name:ident = $both:expr; $($rest:tt)*) => {
        static $name: $crate::platform::database::Sql =
            $crate::platform::database::Sql { sqlite: $both, postgres: $both };
        $crate::statements!(@each [$($done)* $name] $($rest)*);
    };
    ($($all:tt)*) => { $crate::statements!(@each [] $($all)*); };
}

/// What both engines can bind and read.
pub trait Datum:
    Send
    + 'static
    + for<'q> Encode<'q, Sqlite>
    + for<'q> Decode<'q, Sqlite>
    + Type<Sqlite>
    + for<'q> Encode<'q, Postgres>
    + for<'q> Decode<'q, Postgres>
    + Type<Postgres>
{
}
impl<T> Datum for T where
    T: Send
        + 'static
        + for<'q> Encode<'q, Sqlite>
        + for<'q> Decode<'q, Sqlite>
        + Type<Sqlite>
        + for<'q> Encode<'q, Postgres>
        + for<'q> Decode<'q, Postgres>
        + Type<Postgres>
{
}

enum Args {
    Sqlite(SqliteArguments),
    Postgres(PgArguments),
}

enum On<'e> {
    Db(&'e Db),
    Tx(&'e mut Tx),
}

/// A statement under way: bind its arguments in order, then ask for its rows.
#[must_use = "a statement does nothing until asked for its rows"]
pub struct Statement<'e> {
    sql: &'static str,
    args: Result<Args, sqlx::error::BoxDynError>,
    on: On<'e>,
}

impl<'e> Statement<'e> {
    pub(super) fn on_db(db: &'e Db, sql: &'static Sql) -> Self {
        Self { sql: sql.text(db.engine()), args: Ok(Args::of(db.engine())), on: On::Db(db) }
    }

    pub(super) fn on_tx(tx: &'e mut Tx, sql: &'static Sql) -> Self {
        let engine = match tx {
            Tx::Sqlite(_) => Engine::Sqlite,
            Tx::Postgres(_) => Engine::Postgres,
        };
        Self { sql: sql.text(engine), args: Ok(Args::of(engine)), on: On::Tx(tx) }
    }

    pub fn bind<T: Datum>(mut self, value: T) -> Self {
        self.args = self.args.and_then(|mut args| {
            match &mut args {
                Args::Sqlite(args) => args.add(value)?,
                Args::Postgres(args) => args.add(value)?,
            }
            Ok(args)
        });
        self
    }

    pub async fn all(self) -> Stored<Vec<Row>> {
        let (sql, args) = (AssertSqlSafe(self.sql), self.args.map_err(sqlx::Error::Encode)?);
        Ok(match (args, self.on) {
            (Args::Sqlite(args), On::Db(Db::Sqlite { readers, .. })) => {
                sqlite(sqlx::query_with(sql, args).fetch_all(readers).await?)
            }
            (Args::Sqlite(args), On::Tx(Tx::Sqlite(tx))) => {
                sqlite(sqlx::query_with(sql, args).fetch_all(&mut **tx).await?)
            }
            (Args::Postgres(args), On::Db(Db::Postgres(pool))) => {
                postgres(sqlx::query_with(sql, args).fetch_all(pool).await?)
            }
            (Args::Postgres(args), On::Tx(Tx::Postgres(tx))) => {
                postgres(sqlx::query_with(sql, args).fetch_all(&mut **tx).await?)
            }
            _ => unreachable!("a statement's arguments are made for its own engine"),
        })
    }

    pub async fn maybe(self) -> Stored<Option<Row>> {
        Ok(self.all().await?.into_iter().next())
    }

    pub async fn one(self) -> Stored<Row> {
        self.maybe().await?.ok_or_else(|| StoreError::Failed("a row that must exist doesn't".into()))
    }

    /// Runs a statement without rows of interest; how many rows it changed.
    pub async fn done(self) -> Stored<u64> {
        let (sql, args) = (AssertSqlSafe(self.sql), self.args.map_err(sqlx::Error::Encode)?);
        Ok(match (args, self.on) {
            (Args::Sqlite(args), On::Db(Db::Sqlite { readers, .. })) => {
                sqlx::query_with(sql, args).execute(readers).await?.rows_affected()
            }
            (Args::Sqlite(args), On::Tx(Tx::Sqlite(tx))) => {
                sqlx::query_with(sql, args).execute(&mut **tx).await?.rows_affected()
            }
            (Args::Postgres(args), On::Db(Db::Postgres(pool))) => {
                sqlx::query_with(sql, args).execute(pool).await?.rows_affected()
            }
            (Args::Postgres(args), On::Tx(Tx::Postgres(tx))) => {
                sqlx::query_with(sql, args).execute(&mut **tx).await?.rows_affected()
            }
            _ => unreachable!("a statement's arguments are made for its own engine"),
        })
    }
}

impl Args {
    fn of(engine: Engine) -> Self {
        match engine {
            Engine::Sqlite => Args::Sqlite(SqliteArguments::default()),
            Engine::Postgres => Args::Postgres(PgArguments::default()),
        }
    }
}

fn sqlite(rows: Vec<SqliteRow>) -> Vec<Row> {
    rows.into_iter().map(Row::Sqlite).collect()
}

fn postgres(rows: Vec<PgRow>) -> Vec<Row> {
    rows.into_iter().map(Row::Postgres).collect()
}

/// One row of an answer.
pub enum Row {
    Sqlite(SqliteRow),
    Postgres(PgRow),
}

impl Row {
    pub fn get<T: Datum>(&self, column: &str) -> Stored<T> {
        Ok(match self {
            Row::Sqlite(row) => row.try_get(column)?,
            Row::Postgres(row) => row.try_get(column)?,
        })
    }
}
