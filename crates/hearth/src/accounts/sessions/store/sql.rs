//! Sessions in SQL.

use std::collections::HashSet;

use async_trait::async_trait;
use uuid::Uuid;

use super::{NewSession, Rotated, Rotation, SessionStore};
use crate::accounts::model::{AccountId, SessionId};
use crate::accounts::permissions::Standing;
use crate::accounts::rules::{Permission, Role};
use crate::accounts::sessions::Session;
use crate::platform::clock::Time;
use crate::platform::database::{Db, Row, Stored, Tx, id_list};

crate::statements! {
    // Holds the account's row, so that a password can't become another, or the account go, while a session is opened.
    HOLD = "UPDATE accounts SET last_seen_at = $3 WHERE id = $1 AND COALESCE(password_hash, '') = $2 AND deleted_at IS NULL RETURNING id";
    // Asked with the row held, in a statement of its own: only that sees one that was enabled while waiting for the row.
    SECOND_FACTOR = "SELECT account_id FROM account_second_factors WHERE account_id = $1 AND enabled_at IS NOT NULL";
    INSERT = "INSERT INTO sessions (id, account_id, client, created_at, last_used_at, expires_at, confirmed_at)
        VALUES ($1, $2, $3, $4, $5, $6, $4)";
    CONFIRM = "UPDATE sessions SET confirmed_at = $3 WHERE id = $1 AND account_id = $2 RETURNING id";
    CONFIRMED_AT = "SELECT confirmed_at FROM sessions WHERE id = $1 AND account_id = $2";
    INSERT_TOKEN = "INSERT INTO refresh_tokens (hash, session_id, created_at) VALUES ($1, $2, $3)";
    // Asked with the row held, in a statement of its own: only that sees a ban that was written while waiting for the row.
    BAN = "SELECT account_id FROM account_bans WHERE account_id = $1 AND (expires_at IS NULL OR expires_at > $2)";
    STANDING = "SELECT a.role, p.permission, p.allowed FROM sessions s JOIN accounts a ON a.id = s.account_id
        LEFT JOIN account_permissions p ON p.account_id = a.id AND (p.expires_at IS NULL OR p.expires_at > $3)
        WHERE s.id = $1 AND s.account_id = $2 AND s.expires_at > $3 AND a.deleted_at IS NULL";
    LIST = "SELECT id, client, created_at, last_used_at, expires_at FROM sessions
        WHERE account_id = $1 AND expires_at > $2 AND id < $3 ORDER BY id DESC LIMIT $4";
    TOKEN = "SELECT session_id FROM refresh_tokens WHERE hash = $1";
    PROLONG = sqlite "UPDATE sessions SET last_used_at = $2, expires_at = MIN($3, created_at + $4)
            WHERE id = $1 AND expires_at > $2 RETURNING account_id",
        postgres "UPDATE sessions SET last_used_at = $2, expires_at = LEAST($3, created_at + $4)
            WHERE id = $1 AND expires_at > $2 RETURNING account_id";
    USE_UP = "UPDATE refresh_tokens SET used_at = $2 WHERE hash = $1 AND used_at IS NULL RETURNING hash";
    END_ANY = "DELETE FROM sessions WHERE id = $1";
    END = "DELETE FROM sessions WHERE id = $1 AND account_id = $2 RETURNING id";
    END_ALL = "DELETE FROM sessions WHERE account_id = $1 RETURNING id";
    LIVING = sqlite "SELECT id FROM sessions WHERE id IN (SELECT unhex(value) FROM json_each($1)) AND expires_at > $2",
        postgres "SELECT id FROM sessions
            WHERE id IN (SELECT value::uuid FROM json_array_elements_text($1::json)) AND expires_at > $2";
    SWEEP = "DELETE FROM sessions WHERE id IN
        (SELECT id FROM sessions WHERE expires_at <= $1 ORDER BY expires_at LIMIT 500) AND expires_at <= $1 RETURNING id";
    FORGET_TOKENS = "DELETE FROM refresh_tokens WHERE hash IN
        (SELECT hash FROM refresh_tokens WHERE used_at IS NOT NULL AND used_at < $1 ORDER BY used_at LIMIT 500)";
}

/// The sessions of a database.
pub struct SqlSessions {
    db: Db,
}

impl SqlSessions {
    pub fn new(db: Db) -> Self {
        Self { db }
    }
}

fn session(row: &Row) -> Stored<Session> {
    Ok(Session {
        id: SessionId(row.get("id")?),
        client: row.get("client")?,
        created_at: Time::from_millis(row.get("created_at")?),
        last_used_at: Time::from_millis(row.get("last_used_at")?),
        expires_at: Time::from_millis(row.get("expires_at")?),
    })
}

async fn put_token(tx: &mut Tx, hash: String, session: SessionId, now: Time) -> Stored<()> {
    tx.run(&INSERT_TOKEN).bind(hash).bind(session.0).bind(now.millis()).done().await?;
    Ok(())
}

#[async_trait]
impl SessionStore for SqlSessions {
    async fn open(&self, new: NewSession) -> Stored<bool> {
        let NewSession { session, account, password_hash, second_factor, refresh_hash } = new;
        let mut tx = self.db.begin().await?;
        let now = session.created_at;
        let held = tx.run(&HOLD).bind(account.0).bind(password_hash).bind(now.millis()).maybe().await?;
        if held.is_none() || tx.run(&BAN).bind(account.0).bind(now.millis()).maybe().await?.is_some() {
            return Ok(false);
        }
        if !second_factor && tx.run(&SECOND_FACTOR).bind(account.0).maybe().await?.is_some() {
            return Ok(false);
        }
        tx.run(&INSERT)
            .bind(session.id.0)
            .bind(account.0)
            .bind(session.client)
            .bind(now.millis())
            .bind(session.last_used_at.millis())
            .bind(session.expires_at.millis())
            .done()
            .await?;
        put_token(&mut tx, refresh_hash, session.id, now).await?;
        tx.commit().await?;
        Ok(true)
    }

    async fn standing(&self, account: AccountId, session: SessionId, now: Time) -> Stored<Option<Standing>> {
        let rows = self.db.read(&STANDING).bind(session.0).bind(account.0).bind(now.millis()).all().await?;
        let Some(first) = rows.first() else { return Ok(None) };
        let role: String = first.get("role")?;
        let mut exceptions = Vec::new();
        for row in &rows {
            let permission = row.get::<Option<String>>("permission")?.and_then(|word| Permission::from_word(&word));
            if let Some(permission) = permission {
                exceptions.push((permission, row.get("allowed")?));
            }
        }
        Ok(Role::from_word(&role).map(|role| Standing::new(role, exceptions)))
    }

    async fn confirm(&self, account: AccountId, session: SessionId, at: Time) -> Stored<bool> {
        let mut tx = self.db.begin().await?;
        let confirmed = tx.run(&CONFIRM).bind(session.0).bind(account.0).bind(at.millis()).maybe().await?;
        tx.commit().await?;
        Ok(confirmed.is_some())
    }

    async fn confirmed_at(&self, account: AccountId, session: SessionId) -> Stored<Option<Time>> {
        let row = self.db.read(&CONFIRMED_AT).bind(session.0).bind(account.0).maybe().await?;
        let at: Option<Option<i64>> = row.map(|row| row.get("confirmed_at")).transpose()?;
        Ok(at.flatten().map(Time::from_millis))
    }

    async fn list(&self, account: AccountId, now: Time, after: Option<SessionId>, limit: i64) -> Stored<Vec<Session>> {
        let before = after.map_or(Uuid::max(), |id| id.0);
        let rows = self.db.read(&LIST).bind(account.0).bind(now.millis()).bind(before).bind(limit).all().await?;
        rows.iter().map(session).collect()
    }

    async fn rotate(&self, rotation: Rotation) -> Stored<Rotated> {
        let Rotation { old_hash, new_hash, now, expires_at, most } = rotation;
        let most = i64::try_from(most.as_millis()).unwrap_or(i64::MAX / 2);
        let mut tx = self.db.begin().await?;
        let Some(row) = tx.run(&TOKEN).bind(old_hash.clone()).maybe().await? else { return Ok(Rotated::Unknown) };
        let session = SessionId(row.get("session_id")?);
        // First the session's row, as everybody does who touches both: of two rivals one waits here, then finds the
        // token used up.
        let prolong = tx.run(&PROLONG).bind(session.0).bind(now.millis()).bind(expires_at.millis());
        let Some(row) = prolong.bind(most).maybe().await? else {
            tx.rollback().await?;
            return Ok(Rotated::Expired);
        };
        let account = AccountId(row.get("account_id")?);
        if tx.run(&USE_UP).bind(old_hash).bind(now.millis()).maybe().await?.is_none() {
            tx.run(&END_ANY).bind(session.0).done().await?;
            tx.commit().await?;
            return Ok(Rotated::Reused { session });
        }
        put_token(&mut tx, new_hash, session, now).await?;
        tx.commit().await?;
        Ok(Rotated::Now { account, session })
    }

    async fn end(&self, account: AccountId, session: SessionId) -> Stored<bool> {
        let mut tx = self.db.begin().await?;
        let ended = tx.run(&END).bind(session.0).bind(account.0).maybe().await?;
        tx.commit().await?;
        Ok(ended.is_some())
    }

    async fn end_all(&self, account: AccountId) -> Stored<Vec<SessionId>> {
        let mut tx = self.db.begin().await?;
        let ended = tx.run(&END_ALL).bind(account.0).all().await?;
        tx.commit().await?;
        ended.iter().map(|row| row.get("id").map(SessionId)).collect()
    }

    async fn ended(&self, sessions: &[SessionId], now: Time) -> Stored<Vec<SessionId>> {
        let ids = id_list(sessions.iter().map(|id| id.0));
        let rows = self.db.read(&LIVING).bind(ids).bind(now.millis()).all().await?;
        let living = rows.iter().map(|row| row.get("id").map(SessionId)).collect::<Stored<HashSet<SessionId>>>()?;
        Ok(sessions.iter().copied().filter(|session| !living.contains(session)).collect())
    }

    async fn sweep(&self, now: Time, forget: Time) -> Stored<Vec<SessionId>> {
        let mut tx = self.db.begin().await?;
        let rows = tx.run(&SWEEP).bind(now.millis()).all().await?;
        tx.run(&FORGET_TOKENS).bind(forget.millis()).done().await?;
        tx.commit().await?;
        rows.iter().map(|row| row.get("id").map(SessionId)).collect()
    }
}
