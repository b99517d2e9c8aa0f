//! Whoever meddles with the audit log, with the database in their hands but not its key, is found out.

use serde_json::{Value, json};
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection, SqliteConnection};

use crate::harness::{Server, Store, on_both_stores};

on_both_stores!(any_meddling_with_the_log_is_found);

/// What stands in the place of the log before each attempt.
const KEPT: [&str; 2] =
    ["CREATE TABLE kept_entries AS SELECT * FROM audit_entries", "CREATE TABLE kept_head AS SELECT * FROM audit_head"];
const PUT_BACK: [&str; 4] = [
    "DELETE FROM audit_entries",
    "INSERT INTO audit_entries SELECT * FROM kept_entries",
    "DELETE FROM audit_head",
    "INSERT INTO audit_head SELECT * FROM kept_head",
];

/// What somebody may try, and what is then said of it.
const ATTEMPTS: [(&[&str], &str); 9] = [
    (&["UPDATE audit_entries SET actor = NULL WHERE number = 3"], "entry 3 "),
    (&["UPDATE audit_entries SET detail = '{}' WHERE number = 2"], "entry 2 "),
    (&["DELETE FROM audit_entries WHERE number = 3"], "entry 3 is missing"),
    (
        &["DELETE FROM audit_entries WHERE number = 3", "UPDATE audit_entries SET number = 3 WHERE number = 4"],
        "entry 3 isn't as it was written",
    ),
    (
        &[
            "UPDATE audit_entries SET number = 999 WHERE number = 2",
            "UPDATE audit_entries SET number = 2 WHERE number = 3",
            "UPDATE audit_entries SET number = 3 WHERE number = 999",
        ],
        "entry 2 ",
    ),
    (
        &[
            "INSERT INTO audit_entries SELECT number + 1000, at, actor, act, subject, detail, mac FROM audit_entries WHERE number = 2",
        ],
        "entry 1002 stands outside",
    ),
    (
        &[
            "INSERT INTO audit_entries SELECT -1, at, actor, act, subject, detail, mac FROM audit_entries WHERE number = 2",
        ],
        "entry -1 stands outside",
    ),
    (&["DELETE FROM audit_entries WHERE number > 2"], "are missing"),
    (
        &[
            "DELETE FROM audit_entries WHERE number > 2",
            "UPDATE audit_head SET number = 2, mac = (SELECT mac FROM audit_entries WHERE number = 2)",
        ],
        "the end of the log isn't as it was written",
    ),
];

enum Database {
    File(SqliteConnection),
    Postgres(PgConnection),
}

impl Database {
    async fn of(server: &Server, store: Store) -> Self {
        match store {
            Store::Sqlite => {
                let file = format!("sqlite:{}", server.data().join("hearth.db").display());
                Self::File(SqliteConnection::connect(&file).await.unwrap())
            }
            Store::Postgres => Self::Postgres(PgConnection::connect(server.database()).await.unwrap()),
        }
    }

    async fn suffers(&mut self, statements: &[&str]) {
        for statement in statements {
            let text = AssertSqlSafe((*statement).to_owned());
            match self {
                Self::File(database) => database.execute(text).await.map(|_| ()),
                Self::Postgres(database) => database.execute(text).await.map(|_| ()),
            }
            .unwrap_or_else(|error| panic!("{statement}: {error}"));
        }
    }
}

/// What is wrong with the log; empty: it is whole.
async fn verified(server: &Server) -> String {
    let done = server.runs(&["admin", "audit", "--verify"]).await;
    let said = format!("{}{}", String::from_utf8_lossy(&done.stdout), String::from_utf8_lossy(&done.stderr));
    assert_eq!(done.status.success(), said.contains("is whole"), "{said}");
    if done.status.success() { String::new() } else { said }
}

async fn any_meddling_with_the_log_is_found(store: Store) {
    let mut server = Server::start(store).await;
    let admin = server.has_admin("chief").await;
    let bo = server.joins("bo").await;
    let act = async || {
        admin.gets(200, &format!("PUT /accounts/{}/ban", bo.id), json!({ "reason": "a pest" })).await;
        admin.gets(204, &format!("DELETE /accounts/{}/ban", bo.id), Value::Null).await;
    };
    act().await;
    act().await;
    let log = admin.gets(200, "GET /moderation/audit", Value::Null).await;
    assert!(log["items"].as_array().unwrap().len() >= 5, "the premise: {log}");
    assert_eq!(verified(&server).await, "");
    let told = admin.gets(200, "GET /moderation/audit/verification", Value::Null).await;
    let expected = json!({ "whole": true, "entries": told["entries"], "unverified": 0, "wrong": [], "next": null });
    assert!(told["entries"].as_i64().unwrap() >= 5 && told == expected, "{told}");

    let mut database = Database::of(&server, store).await;
    database.suffers(&KEPT).await;
    for (statements, expected) in ATTEMPTS {
        database.suffers(statements).await;
        let found = verified(&server).await;
        assert!(found.contains(expected), "{statements:?}: {found}");
        let told = admin.gets(200, "GET /moderation/audit/verification", Value::Null).await;
        assert_eq!(told["whole"], false, "{statements:?}: {told}");
        assert!(!told["wrong"].as_array().unwrap().is_empty(), "{statements:?}: {told}");
        // Nor does the server seal it again, by what it writes itself.
        act().await;
        assert_ne!(verified(&server).await, "", "{statements:?}, and something appended");
        database.suffers(&PUT_BACK).await;
        assert_eq!(verified(&server).await, "", "the premise of the next attempt");
    }
}
