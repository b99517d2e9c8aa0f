//! Hearing what other processes on the same database say, and speaking to them (`LISTEN` and `NOTIFY`). PostgreSQL's
//! alone: on SQLite there is one process.

use std::time::Duration;

use sqlx::postgres::{PgListener, PgPool, PgPoolOptions};

use super::{Db, StoreError, Stored};

crate::statements! {
    // SQLite is never asked. In PostgreSQL the texts leave with the commit, in this order and with nothing in between.
    SAY = sqlite "SELECT value FROM json_each($2) WHERE $1 IS NOT NULL",
        postgres "SELECT pg_notify($1, said.value) FROM json_array_elements_text($2::json) said(value)";
}

/// How long one who speaks waits for a connection.
const PATIENCE: Duration = Duration::from_secs(1);

/// A connection that hears one channel.
pub struct Listening(PgListener);

/// A connection by which one channel is spoken to: one of its own, so that what is said doesn't wait for requests.
pub struct Speaking {
    db: Db,
    channel: String,
}

impl Db {
    /// Hears a channel, on a connection of its own, from now on. None: nobody else is on this database.
    pub async fn listen(&self, channel: &str) -> Stored<Option<Listening>> {
        let Db::Postgres(pool) = self else { return Ok(None) };
        let own = alone(pool);
        let mut listener = PgListener::connect_with(&own).await?;
        listener.eager_reconnect(false);
        listener.listen(channel).await?;
        Ok(Some(Listening(listener)))
    }

    /// None: nobody else is on this database.
    pub fn speak(&self, channel: &str) -> Option<Speaking> {
        let Db::Postgres(pool) = self else { return None };
        Some(Speaking { db: Db::Postgres(alone(pool)), channel: channel.to_owned() })
    }
}

/// One connection like those of the pool.
fn alone(pool: &PgPool) -> PgPool {
    let own = PgPoolOptions::new().max_connections(1).max_lifetime(None).idle_timeout(None).acquire_timeout(PATIENCE);
    own.connect_lazy_with(pool.connect_options().as_ref().clone())
}

impl Speaking {
    /// Says texts, each of less than 8000 bytes, to all who hear the channel; all of them or none.
    pub async fn say(&self, texts: &[String]) -> Stored<()> {
        let texts = serde_json::to_string(texts).map_err(|error| StoreError::Failed(error.to_string()))?;
        let saying = async {
            let mut tx = self.db.begin().await?;
            tx.run(&SAY).bind(self.channel.clone()).bind(texts).all().await?;
            tx.commit().await
        };
        let late = |_| StoreError::Unavailable("it wasn't said in time".to_owned());
        tokio::time::timeout(PATIENCE, saying).await.map_err(late)?
    }
}

impl Listening {
    /// The next text. None: the connection is lost, and with it what is said until the next one hears.
    pub async fn next(&mut self) -> Option<String> {
        let heard = self.0.try_recv().await.ok()??;
        Some(heard.payload().to_owned())
    }
}
