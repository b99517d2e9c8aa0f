//! Every statement is one that both engines take, and has an index.

use super::statements;
use crate::platform::database::Sql;
use crate::platform::testing::{Fresh, Kind};

/// What SQLite may go through from end to end, and why.
const SCANS: &[(&str, &str)] = &[
    ("SCAN CONSTANT ROW", "no table at all"),
    ("SCAN _sqlx_migrations", "a row for each migration"),
    ("INDEX accounts_admins", "admins, few whatever the number of accounts"),
    ("SCAN account_invitations", "only before there is an admin, when there is the set-up invitation alone"),
];

/// The statements for which PostgreSQL may read a table through, and why.
const SCANS_OF_POSTGRES: &[(&str, &str)] =
    &[("DROP_SETUP", "only before there is an admin, when there is the set-up invitation alone")];

fn with(before: &str, statement: &Sql) -> &'static Sql {
    let text = |text: &str| -> &'static str { String::leak(format!("{before} {text}")) };
    Box::leak(Box::new(Sql { sqlite: text(statement.sqlite), postgres: text(statement.postgres) }))
}

#[tokio::test]
async fn sqlite_prepares_every_statement_and_scans_no_table() {
    let fresh = Fresh::open(Kind::SqliteInMemory).await;
    let (mut wrong, mut needed) = (Vec::new(), std::collections::BTreeSet::<&str>::new());
    for (name, statement) in statements() {
        let mut tx = fresh.db.begin().await.unwrap();
        let plan = tx.run(with("EXPLAIN QUERY PLAN", statement)).all().await;
        let plan = plan.unwrap_or_else(|error| panic!("{name}: {error}"));
        for step in plan.iter().map(|row| row.get::<String>("detail").unwrap()) {
            // A virtual table is a list that was bound (json_each), or the words, which are looked up.
            if !step.starts_with("SCAN") || step.contains("VIRTUAL TABLE") {
                continue;
            }
            let known = SCANS.iter().find(|(known, _)| step.contains(known));
            if known.is_none() {
                wrong.push(format!("{name}: {step}"));
            }
            needed.extend(known.map(|(step, _)| *step));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert_eq!(needed.len(), SCANS.len(), "an exception that nothing needs any more");
}

#[tokio::test]
async fn postgres_prepares_every_statement() {
    let fresh = Fresh::open(Kind::Postgres).await;
    let mut wrong = Vec::new();
    for (at, (name, statement)) in statements().into_iter().enumerate() {
        let mut tx = fresh.db.begin().await.unwrap();
        if let Err(error) = tx.run(with(&format!("PREPARE statement_{at} AS"), statement)).done().await {
            wrong.push(format!("{name}: {error}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// How many arguments a statement takes.
fn arguments(statement: &Sql) -> usize {
    (1..=20).rev().find(|number| statement.postgres.contains(&format!("${number}"))).unwrap_or(0)
}

#[tokio::test]
async fn postgres_has_an_index_for_every_statement() {
    let fresh = Fresh::open(Kind::Postgres).await;
    let (mut wrong, mut needed) = (Vec::new(), std::collections::BTreeSet::<&str>::new());
    for (at, (name, statement)) in statements().into_iter().enumerate() {
        let mut tx = fresh.db.begin().await.unwrap();
        // Where it reads a table through in spite of this, there is no other way.
        let nothing = Sql { sqlite: "", postgres: "" };
        for text in ["SET LOCAL enable_seqscan = off", "SET LOCAL plan_cache_mode = force_generic_plan"] {
            tx.run(with(text, &nothing)).done().await.unwrap();
        }
        tx.run(with(&format!("PREPARE plan_{at} AS"), statement)).done().await.unwrap();
        let nulls = vec!["NULL"; arguments(statement)].join(", ");
        let call = if nulls.is_empty() { String::new() } else { format!("({nulls})") };
        let plan = tx.run(with(&format!("EXPLAIN EXECUTE plan_{at}{call}"), &nothing)).all().await.unwrap();
        for step in plan.iter().map(|row| row.get::<String>("QUERY PLAN").unwrap()) {
            if !step.contains("Seq Scan on") {
                continue;
            }
            let known = SCANS_OF_POSTGRES.iter().find(|(of, _)| *of == name);
            if known.is_none() {
                wrong.push(format!("{name}: {step}"));
            }
            needed.extend(known.map(|(of, _)| *of));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert_eq!(needed.len(), SCANS_OF_POSTGRES.len(), "an exception that nothing needs any more");
}
