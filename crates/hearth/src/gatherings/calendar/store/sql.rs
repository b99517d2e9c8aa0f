//! Calendars' addresses in SQL.

use async_trait::async_trait;

use super::CalendarStore;
use crate::accounts::AccountId;
use crate::platform::clock::Time;
use crate::platform::database::{Db, Stored};

crate::statements! {
    PUT = "INSERT INTO gathering_calendars (account, secret_hash, created_at) VALUES ($1, $2, $3)
        ON CONFLICT (account) DO UPDATE SET secret_hash = excluded.secret_hash, created_at = excluded.created_at";
    SINCE = "SELECT created_at FROM gathering_calendars WHERE account = $1";
    WHOSE = "SELECT account FROM gathering_calendars WHERE secret_hash = $1";
    REMOVE = "DELETE FROM gathering_calendars WHERE account = $1";
}

#[derive(Clone)]
pub struct SqlCalendars(pub Db);

#[async_trait]
impl CalendarStore for SqlCalendars {
    async fn put(&self, account: AccountId, secret_hash: String, at: Time) -> Stored<()> {
        let mut tx = self.0.begin().await?;
        tx.run(&PUT).bind(account.0).bind(secret_hash).bind(at.millis()).done().await?;
        tx.commit().await
    }

    async fn since(&self, account: AccountId) -> Stored<Option<Time>> {
        let row = self.0.read(&SINCE).bind(account.0).maybe().await?;
        row.map(|row| Ok(Time::from_millis(row.get("created_at")?))).transpose()
    }

    async fn whose(&self, secret_hash: String) -> Stored<Option<AccountId>> {
        let row = self.0.read(&WHOSE).bind(secret_hash).maybe().await?;
        row.map(|row| Ok(AccountId(row.get("account")?))).transpose()
    }

    async fn remove(&self, account: AccountId) -> Stored<bool> {
        let mut tx = self.0.begin().await?;
        let removed = tx.run(&REMOVE).bind(account.0).done().await? > 0;
        tx.commit().await?;
        Ok(removed)
    }
}
