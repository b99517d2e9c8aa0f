//! The admins' list of people in SQL.

use async_trait::async_trait;
use uuid::Uuid;

use super::PeopleStore;
use crate::accounts::model::AccountId;
use crate::accounts::people::model::Ways;
use crate::accounts::rules::Role;
use crate::platform::clock::Time;
use crate::platform::database::{Db, Row, Stored, id_list};

crate::statements! {
    NEWEST = "SELECT id FROM accounts WHERE deleted_at IS NULL AND id < $1 ORDER BY id DESC LIMIT $2";
    NEWEST_OF_ROLE = "SELECT id FROM accounts WHERE role = $1 AND id < $2 ORDER BY id DESC LIMIT $3";
    WAYS = sqlite "SELECT a.id,
            (SELECT COUNT(*) FROM sessions s WHERE s.account_id = a.id AND s.expires_at > $2) AS sessions,
            EXISTS (SELECT 1 FROM account_second_factors f WHERE f.account_id = a.id AND f.enabled_at IS NOT NULL) AS second
            FROM accounts a WHERE a.id IN (SELECT unhex(value) FROM json_each($1))",
        postgres "SELECT a.id,
            (SELECT COUNT(*) FROM sessions s WHERE s.account_id = a.id AND s.expires_at > $2) AS sessions,
            EXISTS (SELECT 1 FROM account_second_factors f WHERE f.account_id = a.id AND f.enabled_at IS NOT NULL) AS second
            FROM accounts a WHERE a.id IN (SELECT value::uuid FROM json_array_elements_text($1::json))";
}

/// The people of a database.
pub struct SqlPeople(pub Db);

fn ways(row: &Row) -> Stored<Ways> {
    Ok(Ways { account: AccountId(row.get("id")?), sessions: row.get("sessions")?, second_factor: row.get("second")? })
}

#[async_trait]
impl PeopleStore for SqlPeople {
    async fn newest(&self, role: Option<Role>, after: Option<AccountId>, limit: i64) -> Stored<Vec<AccountId>> {
        let before = after.map_or(Uuid::max(), |id| id.0);
        let read = match role {
            Some(role) => self.0.read(&NEWEST_OF_ROLE).bind(Role::word(role).to_owned()).bind(before),
            None => self.0.read(&NEWEST).bind(before),
        };
        read.bind(limit).all().await?.iter().map(|row| row.get("id").map(AccountId)).collect()
    }

    async fn ways(&self, ids: &[AccountId], now: Time) -> Stored<Vec<Ways>> {
        let ids = id_list(ids.iter().map(|id| id.0));
        self.0.read(&WAYS).bind(ids).bind(now.millis()).all().await?.iter().map(ways).collect()
    }
}
