//! Blocks and mutes in SQL.

use std::collections::HashSet;
use std::sync::Arc;

use async_trait::async_trait;
use uuid::Uuid;

use super::{BlockStore, Lifted, Put};
use crate::accounts::blocks::Withholding;
use crate::accounts::blocks::model::{Silence, Silenced};
use crate::accounts::model::{AccountId, PersonId};
use crate::platform::clock::Time;
use crate::platform::database::{Db, Row, Stored, Tx, id_list};

crate::statements! {
    // Whoever blocks holds their account, so that a direct chat that begins at the same time sees it or is seen by it.
    HOLD = "UPDATE accounts SET bio = bio WHERE id = $1 AND deleted_at IS NULL RETURNING id";
    HOLD_PAIR = sqlite "SELECT id FROM accounts WHERE id IN ($1, $2) ORDER BY id",
        postgres "SELECT id FROM accounts WHERE id IN ($1, $2) ORDER BY id FOR NO KEY UPDATE";
    FIND = "SELECT person, space, created_at FROM account_silences WHERE account = $1 AND kind = $2 AND person = $3";
    COUNT = "SELECT count(*) AS count FROM account_silences WHERE account = $1 AND kind = $2";
    PUT = "INSERT INTO account_silences (account, kind, person, space, created_at) VALUES ($1, $2, $3, $4, $5)";
    LIFT = "DELETE FROM account_silences WHERE account = $1 AND kind = $2 AND person = $3
        RETURNING person, space, created_at";
    LIST = "SELECT person, space, created_at FROM account_silences WHERE account = $1 AND kind = $2
        AND (created_at, person) < ($3, $4) ORDER BY created_at DESC, person DESC LIMIT $5";
    ALL = "SELECT person, kind FROM account_silences WHERE account = $1 LIMIT $2";
    AMONG = sqlite "SELECT account FROM account_silences WHERE person = $1 AND kind = 'block'
            AND account IN (SELECT unhex(value) FROM json_each($2))",
        postgres "SELECT account FROM account_silences WHERE person = $1 AND kind = 'block'
            AND account = ANY (ARRAY(SELECT value::uuid FROM json_array_elements_text($2::json)))";
    BLOCKERS = "SELECT account FROM account_silences WHERE person = $1 AND kind = 'block' AND account > $2
        ORDER BY account LIMIT $3";
    DROP = "DELETE FROM account_silences WHERE account = $1";
}

/// The blocks and mutes of a database, and what is withheld by them.
pub struct SqlBlocks {
    pub db: Db,
    pub withholding: Arc<[Arc<dyn Withholding>]>,
}

#[async_trait]
impl BlockStore for SqlBlocks {
    async fn put(&self, account: AccountId, silence: Silence, new: Silenced, most: i64) -> Stored<Put> {
        let kind = || silence.word().to_owned();
        let mut tx = self.db.begin().await?;
        if tx.run(&HOLD).bind(account.0).maybe().await?.is_none() {
            return Ok(Put::Gone);
        }
        if let Some(row) = tx.run(&FIND).bind(account.0).bind(kind()).bind(new.person.0).maybe().await? {
            return Ok(Put::Already(silenced(&row)?));
        }
        let count: i64 = tx.run(&COUNT).bind(account.0).bind(kind()).one().await?.get("count")?;
        if count >= most {
            return Ok(Put::TooMany);
        }
        tx.run(&PUT)
            .bind(account.0)
            .bind(kind())
            .bind(new.person.0)
            .bind(new.space)
            .bind(new.created_at.millis())
            .done()
            .await?;
        let mut withheld = Vec::new();
        if silence == Silence::Block {
            for one in self.withholding.iter() {
                withheld.extend(one.withhold(&mut tx, account, new.person).await?);
            }
        }
        tx.commit().await?;
        Ok(Put::Now { withheld })
    }

    async fn lift(&self, account: AccountId, silence: Silence, person: PersonId) -> Stored<Lifted> {
        let mut tx = self.db.begin().await?;
        tx.run(&HOLD).bind(account.0).maybe().await?;
        let lifted = tx.run(&LIFT).bind(account.0).bind(silence.word().to_owned()).bind(person.0).maybe().await?;
        let Some(row) = lifted else { return Ok(Lifted::NotThere) };
        let mut restored = Vec::new();
        if silence == Silence::Block {
            for one in self.withholding.iter() {
                restored.extend(one.restore(&mut tx, account, person).await?);
            }
        }
        let silenced = silenced(&row)?;
        tx.commit().await?;
        Ok(Lifted::Now { silenced, restored })
    }

    async fn list(
        &self,
        account: AccountId,
        silence: Silence,
        after: Option<(Time, PersonId)>,
        limit: i64,
    ) -> Stored<Vec<Silenced>> {
        let (at, person) = after.map_or((i64::MAX, Uuid::max()), |(at, person)| (at.millis(), person.0));
        let statement = self.db.read(&LIST).bind(account.0).bind(silence.word().to_owned());
        let rows = statement.bind(at).bind(person).bind(limit).all().await?;
        rows.iter().map(silenced).collect()
    }

    async fn all(&self, account: AccountId, most: i64) -> Stored<Vec<(PersonId, Silence)>> {
        let rows = self.db.read(&ALL).bind(account.0).bind(2 * most).all().await?;
        let one = |row: &Row| {
            let blocked = row.get::<String>("kind")? == Silence::Block.word();
            Ok((PersonId(row.get("person")?), if blocked { Silence::Block } else { Silence::Mute }))
        };
        rows.iter().map(one).collect()
    }

    async fn blocking(&self, person: PersonId, among: &[AccountId]) -> Stored<Vec<AccountId>> {
        let among = id_list(among.iter().map(|account| account.0));
        accounts(&self.db.read(&AMONG).bind(person.0).bind(among).all().await?)
    }

    async fn blockers(&self, person: PersonId, after: Option<AccountId>, limit: i64) -> Stored<Vec<AccountId>> {
        let after = after.map_or(Uuid::nil(), |account| account.0);
        accounts(&self.db.read(&BLOCKERS).bind(person.0).bind(after).bind(limit).all().await?)
    }
}

fn silenced(row: &Row) -> Stored<Silenced> {
    Ok(Silenced {
        person: PersonId(row.get("person")?),
        space: row.get("space")?,
        created_at: Time::from_millis(row.get("created_at")?),
    })
}

fn accounts(rows: &[Row]) -> Stored<Vec<AccountId>> {
    rows.iter().map(|row| row.get("account").map(AccountId)).collect()
}

// --- within a transaction -----------------------------------------------------------------------------------------

/// Holds two accounts, so that neither blocks the other before the transaction ends.
pub async fn hold_pair(tx: &mut Tx, one: AccountId, other: AccountId) -> Stored<()> {
    tx.run(&HOLD_PAIR).bind(one.0).bind(other.0).all().await?;
    Ok(())
}

/// Whether the account blocks the person.
pub async fn blocks(tx: &mut Tx, account: AccountId, person: PersonId) -> Stored<bool> {
    let found = tx.run(&FIND).bind(account.0).bind(Silence::Block.word().to_owned()).bind(person.0).maybe().await?;
    Ok(found.is_some())
}

/// Which of these block the person.
pub async fn blocks_among(tx: &mut Tx, person: PersonId, among: &[AccountId]) -> Stored<HashSet<AccountId>> {
    let mut found = HashSet::new();
    for part in among.chunks(500) {
        let among = id_list(part.iter().map(|account| account.0));
        found.extend(accounts(&tx.run(&AMONG).bind(person.0).bind(among).all().await?)?);
    }
    Ok(found)
}

/// Forgets whom a deleted account blocked and muted. Who blocked it goes on doing so: what it said stays.
pub(in crate::accounts) async fn drop_silences(tx: &mut Tx, account: AccountId) -> Stored<()> {
    tx.run(&DROP).bind(account.0).done().await?;
    Ok(())
}
