//! Hearing what other processes on the same database say, and speaking to them (`LISTEN` and `NOTIFY`). PostgreSQL's
//! alone: on SQLite there is one process.

use sqlx::postgres::{PgListener, PgPoolOptions};

use super::{Db, StoreError, Stored};

crate::statements! {
    // SQLite is never asked. In PostgreSQL the texts leave with the commit, in this order and with nothing in between.
    SAY = sqlite "SELECT value FROM json_each($2) WHERE $1 IS NOT NULL",
        postgres "SELECT pg_notify($1, said.value) FROM json_array_elements_text($2::json) said(value)";
}

/// A connection that hears one channel.
pub struct Listening(PgListener);

impl Db {
    /// Hears a channel, on a connection of its own, from now on. None: nobody else is on this database.
    pub async fn listen(&self, channel: &str) -> Stored<Option<Listening>> {
        let Db::Postgres(pool) = self else { return Ok(None) };
        let own = PgPoolOptions::new().max_connections(1).max_lifetime(None).idle_timeout(None);
        let own = own.connect_lazy_with(pool.connect_options().as_ref().clone());
        let mut listener = PgListener::connect_with(&own).await?;
        listener.eager_reconnect(false);
        listener.listen(channel).await?;
        Ok(Some(Listening(listener)))
    }

    /// Says texts, each of less than 8000 bytes, to all who hear the channel; all of them or none.
    pub async fn say(&self, channel: &str, texts: &[String]) -> Stored<()> {
        let texts = serde_json::to_string(texts).map_err(|error| StoreError::Failed(error.to_string()))?;
        let mut tx = self.begin().await?;
        tx.run(&SAY).bind(channel.to_owned()).bind(texts).all().await?;
        tx.commit().await
    }
}

impl Listening {
    /// The next text. None: the connection is lost, and with it what is said until the next one hears.
    pub async fn next(&mut self) -> Option<String> {
        let heard = self.0.try_recv().await.ok()??;
        Some(heard.payload().to_owned())
    }
}
