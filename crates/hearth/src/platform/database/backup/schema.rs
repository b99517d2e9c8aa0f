//! Which tables there are: asked of the database itself, so that a new one can't be forgotten.

use std::collections::{BTreeMap, BTreeSet};

use super::{BackupError, Outcome};
use crate::platform::database::{Engine, Row, Stored, Tx};

crate::statements! {
    // What `pragma_table_list` calls virtual or shadow belongs to the search index, and `pragma_table_info` leaves
    // generated columns out.
    COLUMNS = sqlite "SELECT t.name AS table_name, c.name AS column_name, c.type AS type_name, c.pk AS key_place, \
            FALSE AS identity \
        FROM pragma_table_list AS t, pragma_table_info(t.name) AS c \
        WHERE t.schema = 'main' AND t.type = 'table' AND t.name NOT LIKE 'sqlite!_%' ESCAPE '!'",
        postgres "SELECT t.relname::text AS table_name, c.attname::text AS column_name, \
            format_type(c.atttypid, NULL) AS type_name, c.attidentity <> '' AS identity, \
            coalesce(array_position(k.indkey::int2[], c.attnum) + 1, 0)::int8 AS key_place \
        FROM pg_class AS t \
        JOIN pg_namespace AS n ON n.oid = t.relnamespace \
        JOIN pg_attribute AS c ON c.attrelid = t.oid AND c.attnum > 0 AND NOT c.attisdropped AND c.attgenerated = '' \
        LEFT JOIN pg_index AS k ON k.indrelid = t.oid AND k.indisprimary \
        WHERE n.nspname = current_schema() AND t.relkind IN ('r', 'p') AND NOT t.relispartition";
    REFERENCES = sqlite "SELECT t.name AS child, r.\"table\" AS parent \
        FROM pragma_table_list AS t, pragma_foreign_key_list(t.name) AS r WHERE t.schema = 'main' AND t.type = 'table'",
        postgres "SELECT t.relname::text AS child, parent.relname::text AS parent \
        FROM pg_constraint AS r \
        JOIN pg_class AS t ON t.oid = r.conrelid \
        JOIN pg_class AS parent ON parent.oid = r.confrelid \
        JOIN pg_namespace AS n ON n.oid = t.relnamespace \
        WHERE r.contype = 'f' AND n.nspname = current_schema()";
    APPLIED = "SELECT description FROM _sqlx_migrations WHERE success ORDER BY version";
}

const STEPS: &str = "_sqlx_migrations";

pub struct Schema {
    /// By name.
    pub tables: Vec<Table>,
    /// The names of the steps that the schema has; none in a database that is not Hearth's yet.
    pub applied: Vec<String>,
    parents: BTreeMap<String, BTreeSet<String>>,
}

pub struct Table {
    pub name: String,
    /// By name, without the generated ones.
    pub columns: Vec<Column>,
    /// The order of rows: by these columns. All of them in a table without primary key, where equal rows are alike.
    pub key: Vec<String>,
}

pub struct Column {
    pub name: String,
    pub kind: Kind,
    /// Whether the database counts it up by itself and must be told where to go on.
    pub identity: bool,
}

/// What both engines have, and how JSON says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// 32 hexadecimal digits.
    Uuid,
    Integer,
    Text,
    Boolean,
}

impl Kind {
    /// A new type in a migration needs a line here, and its way to and from JSON in `rows.rs`.
    fn declared(text: &str) -> Option<Self> {
        match text.to_ascii_lowercase().as_str() {
            "uuid" => Some(Kind::Uuid),
            "bigint" | "integer" => Some(Kind::Integer),
            "text" => Some(Kind::Text),
            "boolean" => Some(Kind::Boolean),
            _ => None,
        }
    }
}

impl Schema {
    pub async fn read(tx: &mut Tx) -> Outcome<Self> {
        let mut tables: BTreeMap<String, Vec<(i64, Column)>> = BTreeMap::new();
        for row in tx.run(&COLUMNS).all().await? {
            let table: String = row.get("table_name")?;
            let place: i64 = row.get("key_place")?;
            if table == STEPS {
                tables.entry(table).or_default();
            } else {
                let column = column(&row, &table)?;
                tables.entry(table).or_default().push((place, column));
            }
        }
        let applied = match tables.remove(STEPS) {
            Some(_) => applied(tx).await?,
            None => Vec::new(),
        };
        let mut parents: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for row in tx.run(&REFERENCES).all().await? {
            let (child, parent): (String, String) = (row.get("child")?, row.get("parent")?);
            // Rows go in by primary key, and ids sort by time, so a row comes after the row of its own table that it
            // speaks of.
            if child != parent {
                parents.entry(child).or_default().insert(parent);
            }
        }
        let tables = tables.into_iter().map(|(name, columns)| Table::new(name, columns)).collect();
        Ok(Self { tables, applied, parents })
    }

    /// Every table after those that its rows refer to. The same on every engine.
    pub fn parents_first(&self) -> Outcome<Vec<&Table>> {
        let mut left: Vec<&Table> = self.tables.iter().collect();
        let mut done: Vec<&Table> = Vec::new();
        while !left.is_empty() {
            let waits = |table: &&Table| {
                let parents = self.parents.get(&table.name);
                parents.is_some_and(|parents| left.iter().any(|other| parents.contains(&other.name)))
            };
            let (waiting, free): (Vec<&Table>, Vec<&Table>) = left.iter().partition(|table| waits(table));
            if free.is_empty() {
                let names: Vec<&str> = waiting.iter().map(|table| table.name.as_str()).collect();
                return Err(BackupError::Refused(format!("the tables {} refer to one another", names.join(", "))));
            }
            done.extend(free);
            left = waiting;
        }
        Ok(done)
    }
}

async fn applied(tx: &mut Tx) -> Stored<Vec<String>> {
    tx.run(&APPLIED).all().await?.iter().map(|row| row.get("description")).collect()
}

fn column(row: &Row, table: &str) -> Outcome<Column> {
    let (name, declared): (String, String) = (row.get("column_name")?, row.get("type_name")?);
    let kind = Kind::declared(&declared)
        .ok_or_else(|| BackupError::Refused(format!("{table}.{name} is a {declared}, which a backup can't hold")))?;
    Ok(Column { name, kind, identity: row.get("identity")? })
}

impl Table {
    fn new(name: String, mut columns: Vec<(i64, Column)>) -> Self {
        columns.sort_by(|(_, one), (_, other)| one.name.cmp(&other.name));
        let mut key: Vec<(i64, String)> =
            columns.iter().filter(|(place, _)| *place > 0).map(|(place, c)| (*place, c.name.clone())).collect();
        if key.is_empty() {
            key = columns.iter().map(|(_, column)| (0, column.name.clone())).collect();
        }
        key.sort();
        Self {
            name,
            columns: columns.into_iter().map(|(_, column)| column).collect(),
            key: key.into_iter().map(|(_, name)| name).collect(),
        }
    }

    /// The names of the columns, for a statement.
    pub fn column_list(&self) -> String {
        self.columns.iter().map(|column| quoted(&column.name)).collect::<Vec<_>>().join(", ")
    }

    /// One of several places where texts differ: by bytes on both engines, whatever the database's locale.
    pub fn order(&self, engine: Engine) -> String {
        let bytes = match engine {
            Engine::Sqlite => " COLLATE BINARY",
            Engine::Postgres => " COLLATE \"C\"",
        };
        let is_text = |name: &str| self.columns.iter().any(|column| column.name == name && column.kind == Kind::Text);
        let order = self.key.iter().map(|name| {
            let collation = if is_text(name) { bytes } else { "" };
            format!("{}{collation} NULLS FIRST", quoted(name))
        });
        order.collect::<Vec<_>>().join(", ")
    }
}

pub fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}
