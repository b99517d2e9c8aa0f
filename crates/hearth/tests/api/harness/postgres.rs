//! The PostgreSQL that `tools/with-postgres` runs for the tests.

use std::process::Stdio;

use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection};
use tokio::process::Command;

use super::environment;

const MISSING: &str = "there is no PostgreSQL: run the tests by tools/with-postgres";

/// A database server, and the program that stops and starts it.
pub struct Postgres {
    address: String,
    control: String,
}

impl Postgres {
    /// The one that all tests share: never to be stopped.
    pub fn shared() -> Self {
        Self {
            address: environment("HEARTH_TEST_POSTGRES").expect(MISSING),
            control: environment("HEARTH_TEST_POSTGRES_CONTROL").expect(MISSING),
        }
    }

    /// One of its own for a test that stops it.
    pub async fn own() -> Self {
        let said = Self::shared().control("new").await;
        let mut lines = said.lines();
        let (address, control) = lines.next().zip(lines.next()).expect("an address and a control program");
        Self { address: address.to_owned(), control: control.to_owned() }
    }

    /// A fresh database's address.
    pub async fn database(&self) -> String {
        let name = format!("hearth_{:016x}", rand::random::<u64>());
        let mut connection = PgConnection::connect(&self.address).await.expect(MISSING);
        connection.execute(AssertSqlSafe(format!("CREATE DATABASE {name}"))).await.unwrap();
        connection.close().await.unwrap();
        let (server, _) = self.address.rsplit_once('/').expect("an address that ends in a database's name");
        format!("{server}/{name}")
    }

    /// `stop`, `kill` or `start`.
    pub async fn control(&self, verb: &str) -> String {
        let mut command = Command::new(&self.control);
        let done = command.arg(verb).stdin(Stdio::null()).output().await.unwrap();
        assert!(done.status.success(), "{verb}: {}", String::from_utf8_lossy(&done.stderr));
        String::from_utf8(done.stdout).unwrap()
    }
}
