//! Faces in SQL.

use async_trait::async_trait;
use uuid::Uuid;

use super::{FaceStore, Renamed};
use crate::accounts::{AccountId, DisplayName, PersonId};
use crate::platform::database::{Db, Row, Stored, Tx, id_list};
use crate::spaces::faces::model::{Alias, Pseudonym};
use crate::spaces::model::{Role, SpaceId, SpaceMember};
use crate::spaces::store::hold_as;

crate::statements! {
    PSEUDONYMS = sqlite "SELECT account, id, name FROM space_faces WHERE space = $1 AND id <> account
            AND account IN (SELECT unhex(value) FROM json_each($2))",
        postgres "SELECT account, id, name FROM space_faces WHERE space = $1 AND id <> account
            AND account = ANY (ARRAY(SELECT value::uuid FROM json_array_elements_text($2::json)))";
    NAMED = sqlite "SELECT id, name FROM space_faces WHERE id <> account
            AND id IN (SELECT unhex(value) FROM json_each($1))",
        postgres "SELECT id, name FROM space_faces WHERE id <> account
            AND id = ANY (ARRAY(SELECT value::uuid FROM json_array_elements_text($1::json)))";
    WHOSE = sqlite "SELECT id, account FROM space_faces WHERE space = $1 AND id IN (SELECT unhex(value) FROM json_each($2))",
        postgres "SELECT id, account FROM space_faces WHERE space = $1
            AND id = ANY (ARRAY(SELECT value::uuid FROM json_array_elements_text($2::json)))";
    OF_KEYS = sqlite "SELECT account FROM space_faces WHERE space = $1 AND key IN (SELECT value FROM json_each($2))",
        postgres "SELECT account FROM space_faces WHERE space = $1
            AND key = ANY (ARRAY(SELECT value FROM json_array_elements_text($2::json)))";
    OF = "SELECT space, id, name FROM space_faces WHERE account = $1 AND space > $2 AND id <> account
        ORDER BY space LIMIT $3";
    FACE = "SELECT id FROM space_faces WHERE account = $1 AND space = $2";
    OF_KEY = "SELECT account FROM space_faces WHERE space = $1 AND key = $2 AND account <> $3";
    PUT = "INSERT INTO space_faces (account, space, id, name, key) VALUES ($1, $2, $3, $4, $5)";
    RENAME = "UPDATE space_faces SET name = $3, key = $4 WHERE account = $1 AND space = $2 AND id <> account";
}

#[derive(Clone)]
pub struct SqlFaces(pub Db);

#[async_trait]
impl FaceStore for SqlFaces {
    async fn pseudonyms(&self, space: SpaceId, accounts: &[AccountId]) -> Stored<Vec<(AccountId, Pseudonym)>> {
        let accounts = id_list(accounts.iter().map(|account| account.0));
        let rows = self.0.read(&PSEUDONYMS).bind(space.0).bind(accounts).all().await?;
        rows.iter().map(|row| Ok((AccountId(row.get("account")?), pseudonym_of(row)?))).collect()
    }

    async fn named(&self, ids: &[PersonId]) -> Stored<Vec<Pseudonym>> {
        let rows = self.0.read(&NAMED).bind(id_list(ids.iter().map(|id| id.0))).all().await?;
        rows.iter().map(pseudonym_of).collect()
    }

    async fn whose(&self, space: SpaceId, shown: &[PersonId]) -> Stored<Vec<(PersonId, AccountId)>> {
        let shown = id_list(shown.iter().map(|id| id.0));
        let rows = self.0.read(&WHOSE).bind(space.0).bind(shown).all().await?;
        rows.iter().map(|row| Ok((PersonId(row.get("id")?), AccountId(row.get("account")?)))).collect()
    }

    async fn of_keys(&self, space: SpaceId, keys: &[String]) -> Stored<Vec<AccountId>> {
        let keys = serde_json::to_string(keys).unwrap_or_default();
        let rows = self.0.read(&OF_KEYS).bind(space.0).bind(keys).all().await?;
        rows.iter().map(|row| Ok(AccountId(row.get("account")?))).collect()
    }

    async fn of(&self, account: AccountId, after: Option<SpaceId>, limit: i64) -> Stored<Vec<(SpaceId, Pseudonym)>> {
        let after = after.map_or(Uuid::nil(), |space| space.0);
        let rows = self.0.read(&OF).bind(account.0).bind(after).bind(limit).all().await?;
        rows.iter().map(|row| Ok((SpaceId(row.get("space")?), pseudonym_of(row)?))).collect()
    }

    async fn rename(&self, proof: &SpaceMember, name: &DisplayName) -> Stored<Renamed> {
        let (account, space) = (proof.account(), proof.space_id());
        let mut tx = self.0.begin().await?;
        if hold_as(&mut tx, proof, Role::Member).await?.is_none() {
            return Ok(Renamed::Gone);
        }
        if is_taken(&mut tx, space, account, name).await? {
            return Ok(Renamed::Taken);
        }
        if !rename(&mut tx, space, account, name).await? {
            return Ok(Renamed::NoPseudonym);
        }
        tx.commit().await?;
        Ok(Renamed::Now)
    }
}

// --- within a transaction -----------------------------------------------------------------------------------------

/// As whom somebody comes in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Settled {
    /// The id of the pseudonym; None: under the account's own name.
    As(Option<PersonId>),
    /// A pseudonym was wanted, but the others have seen the account's own name.
    UnderOwnName,
    /// Somebody else has the name.
    Taken,
}

/// Settles as whom an account is in a space that is held: as before, or as it wants when it is there the first time.
/// Who has a pseudonym and wants another is renamed. Nothing is written unless it is `As`.
pub(in crate::spaces) async fn settle(
    tx: &mut Tx,
    space: SpaceId,
    account: AccountId,
    wanted: Option<&Alias>,
) -> Stored<Settled> {
    if let Some(alias) = wanted
        && is_taken(tx, space, account, &alias.name).await?
    {
        return Ok(Settled::Taken);
    }
    let Some(before) = tx.run(&FACE).bind(account.0).bind(space.0).maybe().await? else {
        let id = wanted.map_or(account.into(), |alias| alias.id);
        let name = wanted.map(|alias| &alias.name);
        tx.run(&PUT)
            .bind(account.0)
            .bind(space.0)
            .bind(id.0)
            .bind(name.map(|name| name.as_str().to_owned()))
            .bind(name.map(DisplayName::key))
            .done()
            .await?;
        return Ok(Settled::As(wanted.map(|alias| alias.id)));
    };
    let id = PersonId(before.get("id")?);
    match wanted {
        Some(_) if id == account.into() => Ok(Settled::UnderOwnName),
        Some(alias) => {
            rename(tx, space, account, &alias.name).await?;
            Ok(Settled::As(Some(id)))
        }
        None => Ok(Settled::As(Some(id).filter(|id| *id != account.into()))),
    }
}

async fn is_taken(tx: &mut Tx, space: SpaceId, account: AccountId, name: &DisplayName) -> Stored<bool> {
    Ok(tx.run(&OF_KEY).bind(space.0).bind(name.key()).bind(account.0).maybe().await?.is_some())
}

async fn rename(tx: &mut Tx, space: SpaceId, account: AccountId, name: &DisplayName) -> Stored<bool> {
    let statement = tx.run(&RENAME).bind(account.0).bind(space.0).bind(name.as_str().to_owned()).bind(name.key());
    Ok(statement.done().await? > 0)
}

fn pseudonym_of(row: &Row) -> Stored<Pseudonym> {
    Ok(Pseudonym { id: PersonId(row.get("id")?), name: row.get("name")? })
}
