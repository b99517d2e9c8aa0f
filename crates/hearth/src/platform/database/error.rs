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
