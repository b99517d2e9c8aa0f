//! Settings in SQL.

use async_trait::async_trait;

use super::AccountStore;
use crate::accounts::AccountId;
use crate::notifications::settings::model::{Account, Email, Settings, SettingsView};
use crate::platform::clock::Time;
use crate::platform::database::{Db, Row, StoreError, Stored, id_list};

crate::statements! {
    ONE = "SELECT account, settings, reachable, seen_until, read_until, mailed_until FROM notification_accounts WHERE account = $1";
    REACHABLE = sqlite "SELECT account, settings, reachable, seen_until, read_until, mailed_until FROM notification_accounts
            WHERE reachable = TRUE AND account IN (SELECT unhex(value) FROM json_each($1))",
        postgres "SELECT account, settings, reachable, seen_until, read_until, mailed_until FROM notification_accounts
            WHERE reachable = TRUE AND account = ANY (ARRAY(SELECT value::uuid FROM json_array_elements_text($1::json)))";
    MAKE = "INSERT INTO notification_accounts (account, settings, reachable, seen_until, read_until, mailed_until, mailing_until)
        VALUES ($1, NULL, FALSE, 0, 0, 0, 0) ON CONFLICT (account) DO NOTHING";
    HOLD = sqlite "SELECT account, settings, reachable, seen_until, read_until, mailed_until FROM notification_accounts WHERE account = $1",
        postgres "SELECT account, settings, reachable, seen_until, read_until, mailed_until FROM notification_accounts
            WHERE account = $1 FOR UPDATE";
    CHANGE = "UPDATE notification_accounts SET settings = $2, reachable = (reachable OR $3), mailed_until = $4
        WHERE account = $1";
    SEEN = "UPDATE notification_accounts SET seen_until = $2 WHERE account = $1 AND seen_until < $2";
    READ = "UPDATE notification_accounts SET read_until = $2 WHERE account = $1 AND read_until < $2";
    BEGIN_MAIL = "UPDATE notification_accounts SET mailing_until = $3 WHERE account = $1 AND mailing_until <= $2";
    END_MAIL = "UPDATE notification_accounts SET mailing_until = 0,
        mailed_until = CASE WHEN $2 > mailed_until THEN $2 ELSE mailed_until END WHERE account = $1";
    SUBSCRIBED = "UPDATE notification_accounts SET reachable = TRUE WHERE account = $1 AND reachable = FALSE";
    FORGET = "DELETE FROM notification_accounts WHERE account = $1";
}

#[derive(Clone)]
pub struct SqlAccounts(pub Db);

#[async_trait]
impl AccountStore for SqlAccounts {
    async fn account(&self, account: AccountId) -> Stored<Account> {
        let row = self.0.read(&ONE).bind(account.0).maybe().await?;
        row.as_ref().map_or_else(|| Ok(Account::default()), account_of)
    }

    async fn reachable(&self, accounts: &[AccountId]) -> Stored<Vec<(AccountId, Account)>> {
        let accounts = id_list(accounts.iter().map(|account| account.0));
        let rows = self.0.read(&REACHABLE).bind(accounts).all().await?;
        rows.iter().map(|row| Ok((AccountId(row.get("account")?), account_of(row)?))).collect()
    }

    async fn change(&self, account: AccountId, settings: &Settings, now: Time) -> Stored<()> {
        let mut tx = self.0.begin().await?;
        tx.run(&MAKE).bind(account.0).done().await?;
        let before = account_of(&tx.run(&HOLD).bind(account.0).one().await?)?;
        let were_off = before.settings.email == Email::Off;
        let mailed_until = if were_off { before.mailed_until.max(now) } else { before.mailed_until };
        let kept = serde_json::to_string(&settings.view()).map_err(broken)?;
        let change = tx.run(&CHANGE).bind(account.0).bind(kept).bind(settings.email != Email::Off);
        change.bind(mailed_until.millis()).done().await?;
        tx.commit().await
    }

    async fn seen(&self, account: AccountId, until: Time) -> Stored<bool> {
        let mut tx = self.0.begin().await?;
        tx.run(&MAKE).bind(account.0).done().await?;
        let moved = tx.run(&SEEN).bind(account.0).bind(until.millis()).done().await? > 0;
        tx.commit().await?;
        Ok(moved)
    }

    async fn read(&self, account: AccountId, until: Time) -> Stored<()> {
        let mut tx = self.0.begin().await?;
        tx.run(&MAKE).bind(account.0).done().await?;
        tx.run(&READ).bind(account.0).bind(until.millis()).done().await?;
        tx.commit().await
    }

    async fn begin_mail(&self, account: AccountId, now: Time, until: Time) -> Stored<bool> {
        let mut tx = self.0.begin().await?;
        let begun = tx.run(&BEGIN_MAIL).bind(account.0).bind(now.millis()).bind(until.millis()).done().await?;
        tx.commit().await?;
        Ok(begun > 0)
    }

    async fn end_mail(&self, account: AccountId, mailed_until: Option<Time>) -> Stored<()> {
        let mut tx = self.0.begin().await?;
        tx.run(&END_MAIL).bind(account.0).bind(mailed_until.map_or(0, Time::millis)).done().await?;
        tx.commit().await
    }

    async fn subscribed(&self, account: AccountId) -> Stored<()> {
        let mut tx = self.0.begin().await?;
        tx.run(&MAKE).bind(account.0).done().await?;
        tx.run(&SUBSCRIBED).bind(account.0).done().await?;
        tx.commit().await
    }

    async fn forget(&self, account: AccountId) -> Stored<()> {
        let mut tx = self.0.begin().await?;
        tx.run(&FORGET).bind(account.0).done().await?;
        tx.commit().await
    }
}

fn account_of(row: &Row) -> Stored<Account> {
    let time = |name: &str| Ok::<_, StoreError>(Time::from_millis(row.get(name)?));
    let settings = match row.get::<Option<String>>("settings")? {
        None => Settings::default(),
        Some(kept) => {
            let view: SettingsView = serde_json::from_str(&kept).map_err(broken)?;
            Settings::parse(view)
                .map_err(|(field, _)| StoreError::Failed(format!("a kept setting is wrong: {field}")))?
        }
    };
    Ok(Account {
        settings,
        reachable: row.get("reachable")?,
        seen_until: time("seen_until")?,
        read_until: time("read_until")?,
        mailed_until: time("mailed_until")?,
    })
}

fn broken(error: serde_json::Error) -> StoreError {
    StoreError::Failed(error.to_string())
}
