//! Second factors in SQL.

use async_trait::async_trait;

use super::{Enabling, SecondFactorStore};
use crate::accounts::model::{AccountId, SessionId};
use crate::accounts::second_factor::SecondFactor;
use crate::platform::clock::Time;
use crate::platform::database::{Db, Stored, Tx};

crate::statements! {
    // There are ten recovery codes at most.
    FIND = "SELECT f.secret, f.enabled_at, f.last_step,
        (SELECT COUNT(*) FROM account_recovery_codes r WHERE r.account_id = f.account_id) AS codes_left
        FROM account_second_factors f WHERE f.account_id = $1";
    // First the account's row, as everybody does: no session is opened meanwhile, and the account can't go.
    HOLD = "UPDATE accounts SET email_verified = email_verified WHERE id = $1 AND deleted_at IS NULL RETURNING id";
    BEGIN = "INSERT INTO account_second_factors (account_id, secret, last_step) VALUES ($1, $2, 0)
        ON CONFLICT (account_id) DO UPDATE SET secret = $2
        WHERE account_second_factors.enabled_at IS NULL RETURNING account_id";
    ENABLE = "UPDATE account_second_factors SET enabled_at = $3, last_step = $4
        WHERE account_id = $1 AND secret = $2 AND enabled_at IS NULL RETURNING account_id";
    END_OTHERS = "DELETE FROM sessions WHERE account_id = $1 AND id <> $2 RETURNING id";
    USE_STEP = "UPDATE account_second_factors SET last_step = $2
        WHERE account_id = $1 AND enabled_at IS NOT NULL AND last_step < $2 RETURNING account_id";
    USE_RECOVERY = "DELETE FROM account_recovery_codes WHERE account_id = $1 AND hash = $2 RETURNING account_id";
    IN_FORCE = "SELECT account_id FROM account_second_factors WHERE account_id = $1 AND enabled_at IS NOT NULL";
    DROP_RECOVERY = "DELETE FROM account_recovery_codes WHERE account_id = $1";
    ADD_RECOVERY = "INSERT INTO account_recovery_codes (account_id, hash) VALUES ($1, $2)";
    REMOVE = "DELETE FROM account_second_factors WHERE account_id = $1 RETURNING enabled_at";
}

/// The second factors of a database.
pub struct SqlSecondFactors {
    db: Db,
}

impl SqlSecondFactors {
    pub fn new(db: Db) -> Self {
        Self { db }
    }
}

async fn hold(tx: &mut Tx, account: AccountId) -> Stored<bool> {
    Ok(tx.run(&HOLD).bind(account.0).maybe().await?.is_some())
}

async fn put_recovery(tx: &mut Tx, account: AccountId, hashes: Vec<String>) -> Stored<()> {
    tx.run(&DROP_RECOVERY).bind(account.0).done().await?;
    for hash in hashes {
        tx.run(&ADD_RECOVERY).bind(account.0).bind(hash).done().await?;
    }
    Ok(())
}

#[async_trait]
impl SecondFactorStore for SqlSecondFactors {
    async fn find(&self, account: AccountId) -> Stored<Option<SecondFactor>> {
        let Some(row) = self.db.read(&FIND).bind(account.0).maybe().await? else { return Ok(None) };
        Ok(Some(SecondFactor {
            secret: row.get("secret")?,
            enabled_at: row.get::<Option<i64>>("enabled_at")?.map(Time::from_millis),
            last_step: row.get("last_step")?,
            recovery_codes_left: row.get("codes_left")?,
        }))
    }

    async fn begin(&self, account: AccountId, secret: String) -> Stored<bool> {
        let mut tx = self.db.begin().await?;
        if !hold(&mut tx, account).await? {
            return Ok(false);
        }
        let begun = tx.run(&BEGIN).bind(account.0).bind(secret).maybe().await?;
        tx.commit().await?;
        Ok(begun.is_some())
    }

    async fn enable(&self, enabling: Enabling) -> Stored<Option<Vec<SessionId>>> {
        let Enabling { account, secret, step, recovery_hashes, at, keep } = enabling;
        let mut tx = self.db.begin().await?;
        if !hold(&mut tx, account).await? {
            return Ok(None);
        }
        let enabled = tx.run(&ENABLE).bind(account.0).bind(secret).bind(at.millis()).bind(step).maybe().await?;
        if enabled.is_none() {
            return Ok(None);
        }
        put_recovery(&mut tx, account, recovery_hashes).await?;
        let ended = tx.run(&END_OTHERS).bind(account.0).bind(keep.0).all().await?;
        tx.commit().await?;
        ended.iter().map(|row| row.get("id").map(SessionId)).collect::<Stored<Vec<_>>>().map(Some)
    }

    async fn use_step(&self, account: AccountId, step: i64) -> Stored<bool> {
        let mut tx = self.db.begin().await?;
        let used = tx.run(&USE_STEP).bind(account.0).bind(step).maybe().await?;
        tx.commit().await?;
        Ok(used.is_some())
    }

    async fn use_recovery(&self, account: AccountId, hash: &str) -> Stored<bool> {
        let mut tx = self.db.begin().await?;
        let used = tx.run(&USE_RECOVERY).bind(account.0).bind(hash.to_owned()).maybe().await?;
        tx.commit().await?;
        Ok(used.is_some())
    }

    async fn renew(&self, account: AccountId, hashes: Vec<String>) -> Stored<bool> {
        let mut tx = self.db.begin().await?;
        if !hold(&mut tx, account).await? || tx.run(&IN_FORCE).bind(account.0).maybe().await?.is_none() {
            return Ok(false);
        }
        put_recovery(&mut tx, account, hashes).await?;
        tx.commit().await?;
        Ok(true)
    }

    async fn remove(&self, account: AccountId) -> Stored<bool> {
        let mut tx = self.db.begin().await?;
        if !hold(&mut tx, account).await? {
            return Ok(false);
        }
        tx.run(&DROP_RECOVERY).bind(account.0).done().await?;
        let removed = tx.run(&REMOVE).bind(account.0).maybe().await?;
        tx.commit().await?;
        let enabled_at: Option<Option<i64>> = removed.map(|row| row.get("enabled_at")).transpose()?;
        Ok(enabled_at.flatten().is_some())
    }
}
