//! How a store fails. What may be expected is a value, not an error.

/// A failure of the store: never an expected outcome.
#[derive(Clone, Debug, thiserror::Error)]
pub enum StoreError {
    /// The database can't be reached, is stopping, is locked or has no room. Trying again may help.
    #[error("the database is unavailable: {0}")]
    Unavailable(String),
    /// A defect of ours or of the data.
    #[error("the statement failed: {0}")]
    Failed(String),
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        let text = error.to_string();
        let passing = match &error {
            sqlx::Error::Io(_)
            | sqlx::Error::Tls(_)
            | sqlx::Error::Protocol(_)
            | sqlx::Error::PoolTimedOut
            | sqlx::Error::PoolClosed
            | sqlx::Error::WorkerCrashed => true,
            sqlx::Error::Database(database) => database.code().is_some_and(|code| passes(&code)),
            _ => false,
        };
        if passing { Self::Unavailable(text) } else { Self::Failed(text) }
    }
}

/// Postgres: connection lost (08), out of resources (53), being shut down (57P), deadlock and serialization (40).
/// SQLite: busy (5), locked (6), input/output error (10), full (13), can't open (14), and their extended codes, whose
/// lowest byte says the same.
fn passes(code: &str) -> bool {
    if code.len() == 5 {
        return ["08", "40", "53", "57P"].iter().any(|class| code.starts_with(class));
    }
    code.parse::<i64>().is_ok_and(|code| [5, 6, 10, 13, 14].contains(&(code & 0xff)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::database::{Db, open_in_memory};

    #[tokio::test]
    async fn a_full_disk_is_a_trouble_that_passes() {
        let Db::Sqlite { writer, .. } = open_in_memory().await.unwrap() else { panic!("it is SQLite") };
        let run = async |sql: &'static str| sqlx::query(sql).execute(&writer).await;
        run("CREATE TABLE letters (body BLOB)").await.unwrap();
        run("PRAGMA max_page_count = 4").await.unwrap();
        let full = run("INSERT INTO letters VALUES (zeroblob(100000))").await.unwrap_err();
        assert!(full.to_string().contains("full"), "{full}");
        assert!(matches!(StoreError::from(full), StoreError::Unavailable(_)));
        run("PRAGMA max_page_count = 1000").await.unwrap();
        run("INSERT INTO letters VALUES (zeroblob(100000))").await.unwrap();
        let wrong = run("INSERT INTO letters VALUES (1, 2)").await.unwrap_err();
        assert!(matches!(StoreError::from(wrong), StoreError::Failed(_)), "a defect of ours doesn't pass");
    }
}
