//! Rows as JSON, from a table and into one. The only SQL with text of its own making; the names in it are the schema's.

use std::io::Write;

use futures_util::stream::BoxStream;
use futures_util::{StreamExt, TryStreamExt};
use sqlx::AssertSqlSafe;
use uuid::Uuid;

use super::schema::{Column, Kind, Table, quoted};
use super::{BackupError, Outcome};
use crate::platform::database::{Engine, Row, Stored, Tx};

/// Writes every row of a table as a line of JSON, by primary key; how many there were. The same rows make the same
/// bytes on every engine: columns sorted by name, ids as 32 lower-case digits, no space that isn't data.
pub async fn dump(tx: &mut Tx, table: &Table, out: &mut impl Write) -> Outcome<u64> {
    let engine = engine(tx);
    let select = format!(
        "SELECT {} FROM {} ORDER BY {}",
        table.columns.iter().map(|column| selected(column, engine)).collect::<Vec<_>>().join(", "),
        quoted(&table.name),
        table.order(engine)
    );
    let mut rows = stream(tx, select);
    let (mut count, mut line) = (0, Vec::new());
    while let Some(row) = rows.next().await {
        line.clear();
        write_row(table, &row?, &mut line)?;
        out.write_all(&line).map_err(|error| BackupError::Io("the backup can't be written".into(), error))?;
        count += 1;
    }
    Ok(count)
}

/// Whether a table has any row.
pub async fn any(tx: &mut Tx, table: &Table) -> Stored<bool> {
    let mut rows = stream(tx, format!("SELECT 1 FROM {} LIMIT 1", quoted(&table.name)));
    Ok(rows.next().await.transpose()?.is_some())
}

/// A statement that inserts the rows of a JSON array. It takes many rows at once and one argument, so that it is
/// parsed once a table.
pub fn insert(tx: &Tx, table: &Table) -> String {
    let (name, columns) = (quoted(&table.name), table.column_list());
    let each = |of: &dyn Fn(&Column) -> String| table.columns.iter().map(of).collect::<Vec<_>>().join(", ");
    match engine(tx) {
        Engine::Sqlite => {
            let values = each(&|column| {
                let value = format!("value ->> '{}'", column.name.replace('\'', "''"));
                if column.kind == Kind::Uuid { format!("unhex({value})") } else { value }
            });
            format!("INSERT INTO {name} ({columns}) SELECT {values} FROM json_each($1)")
        }
        Engine::Postgres => {
            let record = each(&|column| format!("{} {}", quoted(&column.name), postgres_type(column.kind)));
            format!(
                "INSERT INTO {name} ({columns}) OVERRIDING SYSTEM VALUE \
                 SELECT {columns} FROM json_to_recordset($1::json) AS r ({record})"
            )
        }
    }
}

/// Runs what [`insert`] made.
pub async fn add(tx: &mut Tx, insert: &str, array: String) -> Stored<()> {
    let insert = AssertSqlSafe(insert.to_owned());
    match tx {
        Tx::Sqlite(tx) => sqlx::query(insert).bind(array).execute(&mut **tx).await.map(|_| ())?,
        Tx::Postgres(tx) => sqlx::query(insert).bind(array).execute(&mut **tx).await.map(|_| ())?,
    }
    Ok(())
}

/// Refuses rows that the table has no place for, or that lack something it has: they would be cut without a word.
pub fn refuse_other_columns(table: &Table, line: &str) -> Outcome<()> {
    let row: serde_json::Map<String, serde_json::Value> =
        serde_json::from_str(line).map_err(|error| BackupError::Damaged(format!("{}: {error}", table.name)))?;
    let mut there: Vec<&str> = row.keys().map(String::as_str).collect();
    there.sort_unstable();
    let here: Vec<&str> = table.columns.iter().map(|column| column.name.as_str()).collect();
    if here == there {
        return Ok(());
    }
    Err(BackupError::Refused(format!(
        "the backup's table {} has other columns ({}) than the database's ({})",
        table.name,
        there.join(", "),
        here.join(", ")
    )))
}

/// Postgres counts identities by a sequence of its own, which inserts of given numbers don't move.
pub async fn continue_identities(tx: &mut Tx, table: &Table) -> Stored<()> {
    let name = quoted(&table.name);
    for column in table.columns.iter().filter(|column| column.identity) {
        let literal = |text: &str| text.replace('\'', "''");
        let set = format!(
            "SELECT setval(pg_get_serial_sequence('{}', '{}'), coalesce(max({column}), 1), max({column}) IS NOT NULL) \
             FROM {name}",
            literal(&name),
            literal(&column.name),
            column = quoted(&column.name)
        );
        stream(tx, set).try_collect::<Vec<_>>().await?;
    }
    Ok(())
}

fn engine(tx: &Tx) -> Engine {
    match tx {
        Tx::Sqlite(_) => Engine::Sqlite,
        Tx::Postgres(_) => Engine::Postgres,
    }
}

fn stream(tx: &mut Tx, text: String) -> BoxStream<'_, Stored<Row>> {
    let query = AssertSqlSafe(text);
    match tx {
        Tx::Sqlite(tx) => sqlx::query(query).fetch(&mut **tx).map(|row| Ok(Row::Sqlite(row?))).boxed(),
        Tx::Postgres(tx) => sqlx::query(query).fetch(&mut **tx).map(|row| Ok(Row::Postgres(row?))).boxed(),
    }
}

fn selected(column: &Column, engine: Engine) -> String {
    let name = quoted(&column.name);
    match (engine, column.kind) {
        // Of whatever width the column is.
        (Engine::Postgres, Kind::Integer) => format!("{name}::bigint AS {name}"),
        _ => name,
    }
}

fn postgres_type(kind: Kind) -> &'static str {
    match kind {
        Kind::Uuid => "uuid",
        Kind::Integer => "bigint",
        Kind::Text => "text",
        Kind::Boolean => "boolean",
    }
}

fn write_row(table: &Table, row: &Row, out: &mut Vec<u8>) -> Stored<()> {
    for (index, column) in table.columns.iter().enumerate() {
        out.push(if index == 0 { b'{' } else { b',' });
        json(out, &column.name);
        out.push(b':');
        match column.kind {
            Kind::Uuid => json(out, &row.get::<Option<Uuid>>(&column.name)?.map(|id| id.simple().to_string())),
            Kind::Integer => json(out, &row.get::<Option<i64>>(&column.name)?),
            Kind::Text => json(out, &row.get::<Option<String>>(&column.name)?),
            Kind::Boolean => json(out, &row.get::<Option<bool>>(&column.name)?),
        }
    }
    out.extend_from_slice(b"}\n");
    Ok(())
}

fn json(out: &mut Vec<u8>, value: &(impl serde::Serialize + ?Sized)) {
    serde_json::to_writer(out, value).expect("texts and numbers are always JSON, and memory takes all bytes");
}
