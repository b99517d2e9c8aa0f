//! Codes in SQL.

use async_trait::async_trait;

use super::{CodeStore, NewCode, Reset};
use crate::accounts::codes::{Invitation, Purpose};
use crate::accounts::model::{AccountId, SessionId};
use crate::accounts::rules::Role;
use crate::platform::clock::Time;
use crate::platform::database::{Db, StoreError, Stored, Tx};

crate::statements! {
    // Holds the account's row: its address can't become another, nor the account go, before the code is kept.
    HOLD = "UPDATE accounts SET email_verified = email_verified WHERE id = $1 AND deleted_at IS NULL
        RETURNING email, email_key";
    // The same for the account of a code, before the code itself is touched: everybody goes in this order.
    HOLD_OWNER = "UPDATE accounts SET email_verified = email_verified WHERE deleted_at IS NULL
        AND id = (SELECT account_id FROM account_codes WHERE hash = $1 AND purpose = $2) RETURNING id";
    DROP_EARLIER = "DELETE FROM account_codes WHERE account_id = $1 AND purpose = $2";
    PUT = "INSERT INTO account_codes (hash, purpose, account_id, email_key, created_at, expires_at)
        VALUES ($1, $2, $3, $4, $5, $6)";
    HOLDS = "SELECT hash FROM account_codes WHERE hash = $1 AND purpose = $2 AND expires_at > $3";
    USE_UP = "DELETE FROM account_codes WHERE hash = $1 AND purpose = $2 AND expires_at > $3 RETURNING account_id, email_key";
    SET_PASSWORD = "UPDATE accounts SET password_hash = $2 WHERE id = $1 AND deleted_at IS NULL RETURNING id";
    END_SESSIONS = "DELETE FROM sessions WHERE account_id = $1 RETURNING id";
    CONFIRM = "UPDATE accounts SET email_verified = TRUE WHERE id = $1 AND email_key = $2 AND deleted_at IS NULL RETURNING id";
    HAS_ADMIN = "SELECT id FROM accounts WHERE role = 'admin' LIMIT 1";
    DROP_SETUP = "DELETE FROM account_invitations WHERE setup = TRUE";
    INVITE = "INSERT INTO account_invitations (hash, role, setup, invited_by, created_at, expires_at)
        VALUES ($1, $2, $3, $4, $5, $6)";
    INVITATION = "SELECT role, setup, invited_by, created_at, expires_at FROM account_invitations
        WHERE hash = $1 AND expires_at > $2";
    SWEEP_CODES = "DELETE FROM account_codes WHERE hash IN
        (SELECT hash FROM account_codes WHERE expires_at <= $1 ORDER BY expires_at LIMIT 500)";
    SWEEP_INVITATIONS = "DELETE FROM account_invitations WHERE hash IN
        (SELECT hash FROM account_invitations WHERE expires_at <= $1 ORDER BY expires_at LIMIT 500)";
}

/// The codes of a database.
pub struct SqlCodes {
    db: Db,
}

impl SqlCodes {
    pub fn new(db: Db) -> Self {
        Self { db }
    }
}

/// The code's account and the address it was for, if it could be used up.
async fn use_up(tx: &mut Tx, hash: &str, purpose: Purpose, now: Time) -> Stored<Option<(AccountId, Option<String>)>> {
    let purpose = purpose.word().to_owned();
    tx.run(&HOLD_OWNER).bind(hash.to_owned()).bind(purpose.clone()).done().await?;
    let used = tx.run(&USE_UP).bind(hash.to_owned()).bind(purpose).bind(now.millis()).maybe().await?;
    used.map(|row| Ok((AccountId(row.get("account_id")?), row.get("email_key")?))).transpose()
}

#[async_trait]
impl CodeStore for SqlCodes {
    async fn put(&self, code: NewCode) -> Stored<Option<String>> {
        let purpose = code.purpose.word().to_owned();
        let mut tx = self.db.begin().await?;
        let Some(row) = tx.run(&HOLD).bind(code.account.0).maybe().await? else { return Ok(None) };
        tx.run(&DROP_EARLIER).bind(code.account.0).bind(purpose.clone()).done().await?;
        tx.run(&PUT)
            .bind(code.hash)
            .bind(purpose)
            .bind(code.account.0)
            .bind(row.get::<String>("email_key")?)
            .bind(code.created_at.millis())
            .bind(code.expires_at.millis())
            .done()
            .await?;
        tx.commit().await?;
        row.get("email").map(Some)
    }

    async fn holds(&self, hash: &str, purpose: Purpose, now: Time) -> Stored<bool> {
        let statement = self.db.read(&HOLDS).bind(hash.to_owned()).bind(purpose.word().to_owned());
        Ok(statement.bind(now.millis()).maybe().await?.is_some())
    }

    async fn reset(&self, hash: &str, password_hash: String, now: Time) -> Stored<Reset> {
        let mut tx = self.db.begin().await?;
        let Some((account, _)) = use_up(&mut tx, hash, Purpose::Reset, now).await? else { return Ok(Reset::Refused) };
        if tx.run(&SET_PASSWORD).bind(account.0).bind(password_hash).maybe().await?.is_none() {
            return Ok(Reset::Refused);
        }
        let ended = tx.run(&END_SESSIONS).bind(account.0).all().await?;
        tx.commit().await?;
        let sessions = ended.iter().map(|row| row.get("id").map(SessionId)).collect::<Stored<_>>()?;
        Ok(Reset::Now { account, sessions })
    }

    async fn verify(&self, hash: &str, now: Time) -> Stored<Option<AccountId>> {
        let mut tx = self.db.begin().await?;
        let Some((account, email_key)) = use_up(&mut tx, hash, Purpose::Verify, now).await? else { return Ok(None) };
        let confirmed = tx.run(&CONFIRM).bind(account.0).bind(email_key).maybe().await?;
        tx.commit().await?;
        Ok(confirmed.map(|_| account))
    }

    async fn invite(&self, hash: String, invitation: Invitation) -> Stored<bool> {
        let mut tx = self.db.begin().await?;
        if invitation.setup {
            if tx.run(&HAS_ADMIN).maybe().await?.is_some() {
                return Ok(false);
            }
            tx.run(&DROP_SETUP).done().await?;
        }
        tx.run(&INVITE)
            .bind(hash)
            .bind(invitation.role.word().to_owned())
            .bind(invitation.setup)
            .bind(invitation.invited_by.map(|id| id.0))
            .bind(invitation.created_at.millis())
            .bind(invitation.expires_at.millis())
            .done()
            .await?;
        tx.commit().await?;
        Ok(true)
    }

    async fn invitation(&self, hash: &str, now: Time) -> Stored<Option<Invitation>> {
        let row = self.db.read(&INVITATION).bind(hash.to_owned()).bind(now.millis()).maybe().await?;
        let Some(row) = row else { return Ok(None) };
        let word: String = row.get("role")?;
        Ok(Some(Invitation {
            role: Role::from_word(&word).ok_or_else(|| StoreError::Failed(format!("no such role: {word}")))?,
            setup: row.get("setup")?,
            invited_by: row.get::<Option<uuid::Uuid>>("invited_by")?.map(AccountId),
            created_at: Time::from_millis(row.get("created_at")?),
            expires_at: Time::from_millis(row.get("expires_at")?),
        }))
    }

    async fn sweep(&self, now: Time) -> Stored<()> {
        let mut tx = self.db.begin().await?;
        tx.run(&SWEEP_CODES).bind(now.millis()).done().await?;
        tx.run(&SWEEP_INVITATIONS).bind(now.millis()).done().await?;
        tx.commit().await
    }
}
