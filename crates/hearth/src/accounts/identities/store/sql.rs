//! Identities in SQL.

use async_trait::async_trait;

use super::{IdentityStore, Linked, Unlinked};
use crate::accounts::identities::model::Ticket;
use crate::accounts::identities::{Identity, IdentityId, NewIdentity};
use crate::accounts::model::AccountId;
use crate::platform::clock::Time;
use crate::platform::database::{Db, StoreError, Stored, Tx};

crate::statements! {
    WHOSE = "SELECT account_id FROM account_identities WHERE issuer = $1 AND subject = $2";
    LIST = "SELECT id, issuer, email, linked_at FROM account_identities WHERE account_id = $1 ORDER BY issuer";
    // First the account's row, as everybody does: of two who unlink, one sees what the other left.
    HOLD = "UPDATE accounts SET email_verified = email_verified WHERE id = $1 AND deleted_at IS NULL
        RETURNING COALESCE(password_hash, '') AS password_hash";
    LINK = "INSERT INTO account_identities (id, account_id, issuer, subject, email, linked_at)
        VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING RETURNING id";
    UNLINK = "DELETE FROM account_identities WHERE account_id = $1 AND id = $2 RETURNING id";
    OTHER = "SELECT id FROM account_identities WHERE account_id = $1 AND id <> $2 LIMIT 1";
    PUT_TICKET = "INSERT INTO account_tickets (hash, challenge, said, expires_at) VALUES ($1, $2, $3, $4)";
    TICKET = "SELECT challenge, said FROM account_tickets WHERE hash = $1 AND expires_at > $2";
    TAKE_TICKET = "DELETE FROM account_tickets WHERE hash = $1 RETURNING hash";
    SWEEP = "DELETE FROM account_tickets WHERE hash IN
        (SELECT hash FROM account_tickets WHERE expires_at <= $1 ORDER BY expires_at LIMIT 500)";
}

/// The identities of a database.
pub struct SqlIdentities {
    db: Db,
}

impl SqlIdentities {
    pub fn new(db: Db) -> Self {
        Self { db }
    }
}

/// Links an identity to an account whose row is held; false when it is taken.
pub async fn link(tx: &mut Tx, account: AccountId, new: NewIdentity) -> Stored<bool> {
    let linked = tx
        .run(&LINK)
        .bind(new.id.0)
        .bind(account.0)
        .bind(new.issuer)
        .bind(new.subject)
        .bind(new.email)
        .bind(new.linked_at.millis())
        .maybe()
        .await?;
    Ok(linked.is_some())
}

#[async_trait]
impl IdentityStore for SqlIdentities {
    async fn whose(&self, issuer: &str, subject: &str) -> Stored<Option<AccountId>> {
        let row = self.db.read(&WHOSE).bind(issuer.to_owned()).bind(subject.to_owned()).maybe().await?;
        row.map(|row| row.get("account_id").map(AccountId)).transpose()
    }

    async fn list(&self, account: AccountId) -> Stored<Vec<Identity>> {
        let rows = self.db.read(&LIST).bind(account.0).all().await?;
        let identity = |row: &crate::platform::database::Row| {
            Ok(Identity {
                id: IdentityId(row.get("id")?),
                issuer: row.get("issuer")?,
                email: row.get("email")?,
                linked_at: Time::from_millis(row.get("linked_at")?),
            })
        };
        rows.iter().map(identity).collect()
    }

    async fn link(&self, account: AccountId, new: NewIdentity) -> Stored<Linked> {
        let mut tx = self.db.begin().await?;
        if tx.run(&HOLD).bind(account.0).maybe().await?.is_none() {
            return Ok(Linked::Gone);
        }
        let linked = link(&mut tx, account, new).await?;
        tx.commit().await?;
        Ok(if linked { Linked::Now } else { Linked::Taken })
    }

    async fn unlink(&self, account: AccountId, id: IdentityId) -> Stored<Unlinked> {
        let mut tx = self.db.begin().await?;
        let Some(row) = tx.run(&HOLD).bind(account.0).maybe().await? else { return Ok(Unlinked::NotThere) };
        if tx.run(&UNLINK).bind(account.0).bind(id.0).maybe().await?.is_none() {
            return Ok(Unlinked::NotThere);
        }
        let no_password = row.get::<String>("password_hash")?.is_empty();
        if no_password && tx.run(&OTHER).bind(account.0).bind(id.0).maybe().await?.is_none() {
            tx.rollback().await?;
            return Ok(Unlinked::LastWayIn);
        }
        tx.commit().await?;
        Ok(Unlinked::Now)
    }

    async fn put_ticket(&self, hash: String, ticket: Ticket, expires_at: Time) -> Stored<()> {
        let said = serde_json::to_string(&ticket.said).map_err(|error| StoreError::Failed(error.to_string()))?;
        let mut tx = self.db.begin().await?;
        let put = tx.run(&PUT_TICKET).bind(hash).bind(ticket.challenge).bind(said).bind(expires_at.millis());
        put.done().await?;
        tx.commit().await
    }

    async fn ticket(&self, hash: &str, now: Time) -> Stored<Option<Ticket>> {
        let row = self.db.read(&TICKET).bind(hash.to_owned()).bind(now.millis()).maybe().await?;
        let Some(row) = row else { return Ok(None) };
        let said: String = row.get("said")?;
        let said = serde_json::from_str(&said).map_err(|error| StoreError::Failed(error.to_string()))?;
        Ok(Some(Ticket { challenge: row.get("challenge")?, said }))
    }

    async fn take_ticket(&self, hash: &str) -> Stored<bool> {
        let mut tx = self.db.begin().await?;
        let taken = tx.run(&TAKE_TICKET).bind(hash.to_owned()).maybe().await?;
        tx.commit().await?;
        Ok(taken.is_some())
    }

    async fn sweep(&self, now: Time) -> Stored<()> {
        let mut tx = self.db.begin().await?;
        tx.run(&SWEEP).bind(now.millis()).done().await?;
        tx.commit().await
    }
}
