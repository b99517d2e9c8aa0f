//! Permissions in SQL.

use async_trait::async_trait;

use super::{Change, PermissionStore, Put};
use crate::accounts::model::AccountId;
use crate::accounts::permissions::model::{Exception, Standing, is_kept};
use crate::accounts::rules::{Permission, Role};
use crate::platform::clock::Time;
use crate::platform::database::{Db, Row, StoreError, Stored, Tx, id_list};

crate::statements! {
    HOLD = "UPDATE accounts SET role = role WHERE id = $1 AND deleted_at IS NULL RETURNING role";
    EXCEPTIONS = "SELECT permission, allowed, expires_at FROM account_permissions
        WHERE account_id = $1 AND (expires_at IS NULL OR expires_at > $2) ORDER BY permission";
    PUT = "INSERT INTO account_permissions (account_id, permission, allowed, expires_at) VALUES ($1, $2, $3, $4)
        ON CONFLICT (account_id, permission) DO UPDATE SET allowed = $3, expires_at = $4";
    DROP = "DELETE FROM account_permissions WHERE account_id = $1 AND permission = $2";
    DENIED = sqlite "SELECT account_id FROM account_permissions
            WHERE account_id IN (SELECT unhex(value) FROM json_each($1)) AND permission = $2 AND allowed = FALSE
            AND (expires_at IS NULL OR expires_at > $3)",
        postgres "SELECT account_id FROM account_permissions
            WHERE account_id IN (SELECT value::uuid FROM json_array_elements_text($1::json)) AND permission = $2
            AND allowed = FALSE AND (expires_at IS NULL OR expires_at > $3)";
    SWEEP = "DELETE FROM account_permissions WHERE (account_id, permission) IN
        (SELECT account_id, permission FROM account_permissions WHERE expires_at <= $1 ORDER BY expires_at LIMIT 500)
        AND expires_at <= $1 RETURNING account_id, permission";
}

/// The permissions of a database.
pub struct SqlPermissions(pub Db);

fn permission(row: &Row) -> Stored<Permission> {
    let word: String = row.get("permission")?;
    Permission::from_word(&word).ok_or_else(|| StoreError::Failed(format!("no such permission: {word}")))
}

fn exception(row: &Row) -> Stored<Exception> {
    Ok(Exception {
        permission: permission(row)?,
        allowed: row.get("allowed")?,
        until: row.get::<Option<i64>>("expires_at")?.map(Time::from_millis),
    })
}

/// How the account stands, which it does until the end of the transaction. None: there isn't one.
pub async fn standing_held(tx: &mut Tx, account: AccountId, now: Time) -> Stored<Option<Standing>> {
    let Some(row) = tx.run(&HOLD).bind(account.0).maybe().await? else { return Ok(None) };
    let word: String = row.get("role")?;
    let role = Role::from_word(&word).ok_or_else(|| StoreError::Failed(format!("no such role: {word}")))?;
    let rows = tx.run(&EXCEPTIONS).bind(account.0).bind(now.millis()).all().await?;
    let exceptions = rows.iter().map(exception).collect::<Stored<Vec<Exception>>>()?;
    Ok(Some(Standing::new(role, exceptions.into_iter().map(|one| (one.permission, one.allowed)))))
}

#[async_trait]
impl PermissionStore for SqlPermissions {
    async fn put(&self, change: Change) -> Stored<Put> {
        let Change { account, permission, said, above, now } = change;
        let mut tx = self.0.begin().await?;
        let Some(standing) = standing_held(&mut tx, account, now).await? else { return Ok(Put::Gone) };
        if above.is_some_and(|above| !standing.is_below(above)) {
            return Ok(Put::NotBelow);
        }
        if is_kept(standing.role(), permission) && said.is_some_and(|said| !said.allowed) {
            return Ok(Put::Kept);
        }
        let word = permission.word().to_owned();
        match said {
            None => tx.run(&DROP).bind(account.0).bind(word).done().await?,
            Some(Exception { allowed, until, .. }) => {
                let until = until.map(Time::millis);
                tx.run(&PUT).bind(account.0).bind(word).bind(allowed).bind(until).done().await?
            }
        };
        tx.commit().await?;
        Ok(Put::Now)
    }

    async fn exceptions(&self, account: AccountId, now: Time) -> Stored<Vec<Exception>> {
        let rows = self.0.read(&EXCEPTIONS).bind(account.0).bind(now.millis()).all().await?;
        rows.iter().map(exception).collect()
    }

    async fn denied(&self, permission: Permission, ids: &[AccountId], now: Time) -> Stored<Vec<AccountId>> {
        let (ids, word) = (id_list(ids.iter().map(|id| id.0)), permission.word().to_owned());
        let rows = self.0.read(&DENIED).bind(ids).bind(word).bind(now.millis()).all().await?;
        rows.iter().map(|row| row.get("account_id").map(AccountId)).collect()
    }

    async fn sweep(&self, now: Time) -> Stored<Vec<(AccountId, Permission)>> {
        let mut tx = self.0.begin().await?;
        let rows = tx.run(&SWEEP).bind(now.millis()).all().await?;
        tx.commit().await?;
        rows.iter().map(|row| Ok((AccountId(row.get("account_id")?), permission(row)?))).collect()
    }
}
