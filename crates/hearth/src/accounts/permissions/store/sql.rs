//! Permissions in SQL.

use async_trait::async_trait;
use uuid::Uuid;

use super::{Change, PermissionStore, Put};
use crate::accounts::model::AccountId;
use crate::accounts::permissions::model::{Exception, Standing, is_kept};
use crate::accounts::rules::{Permission, Role};
use crate::platform::audit::{Audit, NewEntry};
use crate::platform::clock::Time;
use crate::platform::database::{Db, Row, StoreError, Stored, Tx, id_list};

crate::statements! {
    HOLD = "UPDATE accounts SET role = role WHERE id = $1 AND deleted_at IS NULL RETURNING role";
    EXCEPTIONS = "SELECT permission, allowed, expires_at FROM account_permissions
        WHERE account_id = $1 AND (expires_at IS NULL OR expires_at > $2) ORDER BY permission";
    PUT = "INSERT INTO account_permissions (account_id, permission, allowed, expires_at, decision) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (account_id, permission) DO UPDATE SET allowed = $3, expires_at = $4, decision = $5";
    STANDS = "SELECT allowed, expires_at, decision FROM account_permissions
        WHERE account_id = $1 AND permission = $2 AND (expires_at IS NULL OR expires_at > $3)";
    DROP = "DELETE FROM account_permissions WHERE account_id = $1 AND permission = $2";
    DROP_INVITED = "DELETE FROM account_invitations WHERE invited_by = $1";
    DENIED = sqlite "SELECT account_id FROM account_permissions
            WHERE account_id IN (SELECT unhex(value) FROM json_each($1)) AND permission = $2 AND allowed = FALSE
            AND (expires_at IS NULL OR expires_at > $3)",
        postgres "SELECT account_id FROM account_permissions
            WHERE account_id IN (SELECT value::uuid FROM json_array_elements_text($1::json)) AND permission = $2
            AND allowed = FALSE AND (expires_at IS NULL OR expires_at > $3)";
    // $3: now. Those whose role lets them moderate, and those to whom it was lent.
    OTHER_STAFF = "SELECT a.id FROM accounts a WHERE a.role IN ('moderator', 'admin') AND a.id <> $1 AND a.id <> $2
            AND NOT EXISTS (SELECT 1 FROM account_permissions p WHERE p.account_id = a.id AND p.permission = 'moderate'
                AND p.allowed = FALSE AND (p.expires_at IS NULL OR p.expires_at > $3))
            AND NOT EXISTS (SELECT 1 FROM account_bans b WHERE b.account_id = a.id
                AND (b.expires_at IS NULL OR b.expires_at > $3)) LIMIT 1";
    LENT_STAFF = "SELECT p.account_id FROM account_permissions p WHERE p.permission = 'moderate' AND p.allowed = TRUE
            AND (p.expires_at IS NULL OR p.expires_at > $3) AND p.account_id <> $1 AND p.account_id <> $2
            AND NOT EXISTS (SELECT 1 FROM account_bans b WHERE b.account_id = p.account_id
                AND (b.expires_at IS NULL OR b.expires_at > $3)) LIMIT 1";
    SWEEP = "DELETE FROM account_permissions WHERE (account_id, permission) IN
        (SELECT account_id, permission FROM account_permissions WHERE expires_at <= $1 ORDER BY expires_at LIMIT 500)
        AND expires_at <= $1 RETURNING account_id, permission";
}

/// The permissions of a database.
pub struct SqlPermissions {
    pub db: Db,
    pub audit: Audit,
}

/// None: a word that this program doesn't know, of a newer one.
fn permission(row: &Row) -> Stored<Option<Permission>> {
    Ok(Permission::from_word(&row.get::<String>("permission")?))
}

fn exceptions(rows: &[Row]) -> Stored<Vec<Exception>> {
    let mut exceptions = Vec::with_capacity(rows.len());
    for row in rows {
        let Some(permission) = permission(row)? else { continue };
        let until = row.get::<Option<i64>>("expires_at")?.map(Time::from_millis);
        exceptions.push(Exception { permission, allowed: row.get("allowed")?, until });
    }
    Ok(exceptions)
}

/// Whether what holds goes on, whatever a decision says: it lasts longer, or isn't the decision's to take back.
fn stands(row: Option<&Row>, said: Option<Exception>, decision: Uuid) -> Stored<bool> {
    let Some(row) = row else { return Ok(said.is_none()) };
    let Some(said) = said else { return Ok(row.get::<Option<Uuid>>("decision")? != Some(decision)) };
    let ends = row.get::<Option<i64>>("expires_at")?.unwrap_or(i64::MAX);
    Ok(!row.get::<bool>("allowed")? && ends >= said.until.map_or(i64::MAX, Time::millis))
}

/// How the account stands, which it does until the end of the transaction. None: there isn't one.
pub async fn standing_held(tx: &mut Tx, account: AccountId, now: Time) -> Stored<Option<Standing>> {
    let Some(row) = tx.run(&HOLD).bind(account.0).maybe().await? else { return Ok(None) };
    let word: String = row.get("role")?;
    let role = Role::from_word(&word).ok_or_else(|| StoreError::Failed(format!("no such role: {word}")))?;
    let rows = tx.run(&EXCEPTIONS).bind(account.0).bind(now.millis()).all().await?;
    Ok(Some(Standing::new(role, exceptions(&rows)?.into_iter().map(|one| (one.permission, one.allowed)))))
}

#[async_trait]
impl PermissionStore for SqlPermissions {
    async fn put(&self, change: Change, entry: NewEntry) -> Stored<Put> {
        let Change { account, permission, said, above, decision, now } = change;
        let mut tx = self.db.begin().await?;
        let Some(standing) = standing_held(&mut tx, account, now).await? else { return Ok(Put::Gone) };
        if above.is_some_and(|above| !standing.is_below(above)) {
            return Ok(Put::NotBelow);
        }
        if is_kept(standing.role(), permission) && said.is_some_and(|said| !said.allowed) {
            return Ok(Put::Kept);
        }
        let word = permission.word().to_owned();
        if let Some(decision) = decision {
            let row = tx.run(&STANDS).bind(account.0).bind(word.clone()).bind(now.millis()).maybe().await?;
            if stands(row.as_ref(), said, decision)? {
                return Ok(Put::Stands);
            }
        }
        match said {
            None => tx.run(&DROP).bind(account.0).bind(word).done().await?,
            Some(Exception { allowed, until, .. }) => {
                let until = until.map(Time::millis);
                tx.run(&PUT).bind(account.0).bind(word).bind(allowed).bind(until).bind(decision).done().await?
            }
        };
        // An invitation may carry a role.
        if matches!(permission, Permission::Invite | Permission::ManageRoles) && said.is_some_and(|said| !said.allowed)
        {
            tx.run(&DROP_INVITED).bind(account.0).done().await?;
        }
        self.audit.put(&mut tx, entry).await?;
        tx.commit().await?;
        Ok(Put::Now)
    }

    async fn exceptions(&self, account: AccountId, now: Time) -> Stored<Vec<Exception>> {
        let rows = self.db.read(&EXCEPTIONS).bind(account.0).bind(now.millis()).all().await?;
        exceptions(&rows)
    }

    async fn denied(&self, permission: Permission, ids: &[AccountId], now: Time) -> Stored<Vec<AccountId>> {
        let (ids, word) = (id_list(ids.iter().map(|id| id.0)), permission.word().to_owned());
        let rows = self.db.read(&DENIED).bind(ids).bind(word).bind(now.millis()).all().await?;
        rows.iter().map(|row| row.get("account_id").map(AccountId)).collect()
    }

    async fn has_other_staff(&self, id: AccountId, nor: AccountId, now: Time) -> Stored<bool> {
        for staff in [&OTHER_STAFF, &LENT_STAFF] {
            if self.db.read(staff).bind(id.0).bind(nor.0).bind(now.millis()).maybe().await?.is_some() {
                return Ok(true);
            }
        }
        Ok(false)
    }

    async fn sweep(&self, now: Time) -> Stored<Vec<(AccountId, Permission)>> {
        let mut tx = self.db.begin().await?;
        let rows = tx.run(&SWEEP).bind(now.millis()).all().await?;
        tx.commit().await?;
        let mut over = Vec::with_capacity(rows.len());
        for row in &rows {
            if let Some(permission) = permission(row)? {
                over.push((AccountId(row.get("account_id")?), permission));
            }
        }
        Ok(over)
    }
}
