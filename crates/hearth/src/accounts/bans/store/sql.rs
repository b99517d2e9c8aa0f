//! Bans in SQL.

use async_trait::async_trait;
use uuid::Uuid;

use super::{BanStore, Banned, Lifted, Lifting, NewBan};
use crate::accounts::bans::model::Ban;
use crate::accounts::model::{AccountId, SessionId};
use crate::accounts::permissions::store::standing_held;
use crate::accounts::rules::Role;
use crate::platform::audit::{Audit, NewEntry};
use crate::platform::clock::Time;
use crate::platform::database::{Db, Row, Stored, id_list};

crate::statements! {
    PUT = "INSERT INTO account_bans (account_id, reason, banned_by, created_at, expires_at, decision)
        VALUES ($1, $2, $3, $4, $5, $6)
        ON CONFLICT (account_id) DO UPDATE SET reason = $2, banned_by = $3, created_at = $4, expires_at = $5, decision = $6";
    STANDS = "SELECT b.expires_at, b.banned_by, b.decision, a.role FROM account_bans b LEFT JOIN accounts a ON a.id = b.banned_by
        WHERE b.account_id = $1 AND (b.expires_at IS NULL OR b.expires_at > $2)";
    END_SESSIONS = "DELETE FROM sessions WHERE account_id = $1 RETURNING id";
    DROP_INVITED = "DELETE FROM account_invitations WHERE invited_by = $1";
    DROP = "DELETE FROM account_bans WHERE account_id = $1 AND (expires_at IS NULL OR expires_at > $2)
        RETURNING account_id";
    LIST = "SELECT account_id, reason, banned_by, created_at, expires_at, decision FROM account_bans
        WHERE (created_at, account_id) < ($1, $2) AND (expires_at IS NULL OR expires_at > $3)
        ORDER BY created_at DESC, account_id DESC LIMIT $4";
    OF = "SELECT account_id, reason, banned_by, created_at, expires_at, decision FROM account_bans
        WHERE account_id = $1 AND (expires_at IS NULL OR expires_at > $2)";
    AMONG = sqlite "SELECT account_id, reason, banned_by, created_at, expires_at, decision FROM account_bans
            WHERE account_id IN (SELECT unhex(value) FROM json_each($1)) AND (expires_at IS NULL OR expires_at > $2)",
        postgres "SELECT account_id, reason, banned_by, created_at, expires_at, decision FROM account_bans
            WHERE account_id IN (SELECT value::uuid FROM json_array_elements_text($1::json))
            AND (expires_at IS NULL OR expires_at > $2)";
    SWEEP = "DELETE FROM account_bans WHERE account_id IN
        (SELECT account_id FROM account_bans WHERE expires_at <= $1 ORDER BY expires_at LIMIT 500)
        AND expires_at <= $1 RETURNING account_id";
}

/// The bans of a database.
pub struct SqlBans {
    pub db: Db,
    pub audit: Audit,
}

fn ban(row: &Row) -> Stored<Ban> {
    Ok(Ban {
        account: AccountId(row.get("account_id")?),
        reason: row.get("reason")?,
        by: row.get::<Option<Uuid>>("banned_by")?.map(AccountId),
        created_at: Time::from_millis(row.get("created_at")?),
        until: row.get::<Option<i64>>("expires_at")?.map(Time::from_millis),
        decision: row.get("decision")?,
    })
}

/// The role of who said a ban, as it is now. The console says it as admins do; who is gone is above nobody.
fn said_by(row: &Row) -> Role {
    let by = row.get::<Option<Uuid>>("banned_by").ok().flatten();
    let role = row.get::<Option<String>>("role").ok().flatten().and_then(|word| Role::from_word(&word));
    if by.is_none() { Role::Admin } else { role.unwrap_or(Role::Member) }
}

#[async_trait]
impl BanStore for SqlBans {
    async fn ban(&self, new: NewBan, entry: NewEntry) -> Stored<Banned> {
        let NewBan { ban, above } = new;
        let mut tx = self.db.begin().await?;
        // With the account's row held, nobody is signed in who wasn't before.
        let Some(standing) = standing_held(&mut tx, ban.account, ban.created_at).await? else {
            return Ok(Banned::Gone);
        };
        let below = above.map_or(standing.role() != Role::Admin, |above| standing.is_below(above));
        if !below {
            return Ok(Banned::NotBelow);
        }
        if let Some(row) = tx.run(&STANDS).bind(ban.account.0).bind(ban.created_at.millis()).maybe().await? {
            let ends = row.get::<Option<i64>>("expires_at")?.unwrap_or(i64::MAX);
            if ban.decision.is_some() && ends >= ban.until.map_or(i64::MAX, Time::millis) {
                return Ok(Banned::Stands);
            }
            if above.is_some_and(|above| said_by(&row) > above.role()) {
                return Ok(Banned::NotBelow);
            }
        }
        tx.run(&PUT)
            .bind(ban.account.0)
            .bind(ban.reason)
            .bind(ban.by.map(|by| by.0))
            .bind(ban.created_at.millis())
            .bind(ban.until.map(Time::millis))
            .bind(ban.decision)
            .done()
            .await?;
        // Who is put out doesn't come back by a way that they opened before.
        tx.run(&DROP_INVITED).bind(ban.account.0).done().await?;
        let ended = tx.run(&END_SESSIONS).bind(ban.account.0).all().await?;
        self.audit.put(&mut tx, entry).await?;
        tx.commit().await?;
        let ended = ended.iter().map(|row| row.get("id").map(SessionId));
        ended.collect::<Stored<Vec<SessionId>>>().map(Banned::Now)
    }

    async fn unban(&self, account: AccountId, lifting: Lifting, entry: NewEntry) -> Stored<Lifted> {
        let now = entry.at;
        let mut tx = self.db.begin().await?;
        standing_held(&mut tx, account, now).await?;
        let Some(row) = tx.run(&STANDS).bind(account.0).bind(now.millis()).maybe().await? else {
            return Ok(Lifted::NoSuchBan);
        };
        match lifting {
            Lifting::By(standing) if said_by(&row) > standing.role() => return Ok(Lifted::NotBelow),
            Lifting::Decided(decision) if row.get::<Option<Uuid>>("decision")? != Some(decision) => {
                return Ok(Lifted::NoSuchBan);
            }
            _ => {}
        }
        tx.run(&DROP).bind(account.0).bind(now.millis()).maybe().await?;
        self.audit.put(&mut tx, entry).await?;
        tx.commit().await?;
        Ok(Lifted::Now)
    }

    async fn list(&self, now: Time, after: Option<(Time, AccountId)>, limit: i64) -> Stored<Vec<Ban>> {
        let (at, id) = after.map_or((i64::MAX, Uuid::max()), |(at, id)| (at.millis(), id.0));
        let rows = self.db.read(&LIST).bind(at).bind(id).bind(now.millis()).bind(limit).all().await?;
        rows.iter().map(ban).collect()
    }

    async fn of(&self, account: AccountId, now: Time) -> Stored<Option<Ban>> {
        let row = self.db.read(&OF).bind(account.0).bind(now.millis()).maybe().await?;
        row.as_ref().map(ban).transpose()
    }

    async fn among(&self, ids: &[AccountId], now: Time) -> Stored<Vec<Ban>> {
        let ids = id_list(ids.iter().map(|id| id.0));
        let rows = self.db.read(&AMONG).bind(ids).bind(now.millis()).all().await?;
        rows.iter().map(ban).collect()
    }

    async fn sweep(&self, now: Time) -> Stored<Vec<AccountId>> {
        let mut tx = self.db.begin().await?;
        let rows = tx.run(&SWEEP).bind(now.millis()).all().await?;
        tx.commit().await?;
        rows.iter().map(|row| row.get("account_id").map(AccountId)).collect()
    }
}
