//! Levels in SQL.

use async_trait::async_trait;
use uuid::Uuid;

use super::LevelStore;
use crate::accounts::AccountId;
use crate::chat::{Attention, Level};
use crate::notifications::levels::model::SpaceLevel;
use crate::platform::clock::Time;
use crate::platform::database::{Db, Row, Sql, StoreError, Stored, id_list};
use crate::spaces::SpaceId;

crate::statements! {
    OF = sqlite "SELECT space, level, level_until, shares_until, gatherings_until FROM notification_spaces
            WHERE account = $1 AND space IN (SELECT unhex(value) FROM json_each($2))",
        postgres "SELECT space, level, level_until, shares_until, gatherings_until FROM notification_spaces
            WHERE account = $1 AND space = ANY (ARRAY(SELECT value::uuid FROM json_array_elements_text($2::json)))";
    OF_ALL = sqlite "SELECT account, space, level, level_until, shares_until, gatherings_until FROM notification_spaces
            WHERE space = $1 AND account IN (SELECT unhex(value) FROM json_each($2))",
        postgres "SELECT account, space, level, level_until, shares_until, gatherings_until FROM notification_spaces
            WHERE space = $1 AND account = ANY (ARRAY(SELECT value::uuid FROM json_array_elements_text($2::json)))";
    CHOSEN = "SELECT space, level, level_until, shares_until, gatherings_until FROM notification_spaces
        WHERE account = $1 AND space > $2 AND level <> 'all' AND (level_until IS NULL OR level_until > $3)
        ORDER BY space LIMIT $4";
    MAKE = "INSERT INTO notification_spaces (account, space, level, level_until, shares_until, gatherings_until)
        VALUES ($1, $2, 'all', NULL, 0, 0) ON CONFLICT (account, space) DO NOTHING";
    ATTEND = "UPDATE notification_spaces SET level = $3, level_until = $4 WHERE account = $1 AND space = $2";
    READ_SHARES = "UPDATE notification_spaces SET shares_until = $3 WHERE account = $1 AND space = $2 AND shares_until < $3";
    READ_GATHERINGS = "UPDATE notification_spaces SET gatherings_until = $3
        WHERE account = $1 AND space = $2 AND gatherings_until < $3";
    FORGET = "DELETE FROM notification_spaces WHERE account = $1 AND space = $2";
    FORGET_SPACE = "DELETE FROM notification_spaces WHERE space = $1 AND account IN
        (SELECT account FROM notification_spaces WHERE space = $1 LIMIT $2)";
    FORGET_ACCOUNT = "DELETE FROM notification_spaces WHERE account = $1 AND space IN
        (SELECT space FROM notification_spaces WHERE account = $1 LIMIT $2)";
}

#[derive(Clone)]
pub struct SqlLevels(pub Db);

impl SqlLevels {
    async fn read_until(&self, statement: &'static Sql, account: AccountId, space: SpaceId, until: Time) -> Stored<()> {
        let mut tx = self.0.begin().await?;
        tx.run(&MAKE).bind(account.0).bind(space.0).done().await?;
        tx.run(statement).bind(account.0).bind(space.0).bind(until.millis()).done().await?;
        tx.commit().await
    }

    async fn erase(&self, statement: &'static Sql, id: Uuid, limit: i64) -> Stored<u64> {
        let mut tx = self.0.begin().await?;
        let erased = tx.run(statement).bind(id).bind(limit).done().await?;
        tx.commit().await?;
        Ok(erased)
    }
}

#[async_trait]
impl LevelStore for SqlLevels {
    async fn of(&self, account: AccountId, spaces: &[SpaceId]) -> Stored<Vec<SpaceLevel>> {
        let spaces = id_list(spaces.iter().map(|space| space.0));
        self.0.read(&OF).bind(account.0).bind(spaces).all().await?.iter().map(level_of).collect()
    }

    async fn of_all(&self, space: SpaceId, accounts: &[AccountId]) -> Stored<Vec<(AccountId, SpaceLevel)>> {
        let accounts = id_list(accounts.iter().map(|account| account.0));
        let rows = self.0.read(&OF_ALL).bind(space.0).bind(accounts).all().await?;
        rows.iter().map(|row| Ok((AccountId(row.get("account")?), level_of(row)?))).collect()
    }

    async fn chosen(
        &self,
        account: AccountId,
        now: Time,
        after: Option<SpaceId>,
        limit: i64,
    ) -> Stored<Vec<SpaceLevel>> {
        let after = after.map_or(Uuid::nil(), |space| space.0);
        let chosen = self.0.read(&CHOSEN).bind(account.0).bind(after).bind(now.millis()).bind(limit);
        chosen.all().await?.iter().map(level_of).collect()
    }

    async fn attend(&self, account: AccountId, space: SpaceId, attention: Attention) -> Stored<()> {
        let mut tx = self.0.begin().await?;
        tx.run(&MAKE).bind(account.0).bind(space.0).done().await?;
        let (level, until) = (attention.level.as_str().to_owned(), attention.until.map(Time::millis));
        tx.run(&ATTEND).bind(account.0).bind(space.0).bind(level).bind(until).done().await?;
        tx.commit().await
    }

    async fn read_shares(&self, account: AccountId, space: SpaceId, until: Time) -> Stored<()> {
        self.read_until(&READ_SHARES, account, space, until).await
    }

    async fn read_gatherings(&self, account: AccountId, space: SpaceId, until: Time) -> Stored<()> {
        self.read_until(&READ_GATHERINGS, account, space, until).await
    }

    async fn forget(&self, account: AccountId, space: SpaceId) -> Stored<()> {
        let mut tx = self.0.begin().await?;
        tx.run(&FORGET).bind(account.0).bind(space.0).done().await?;
        tx.commit().await
    }

    async fn forget_space(&self, space: SpaceId, limit: i64) -> Stored<u64> {
        self.erase(&FORGET_SPACE, space.0, limit).await
    }

    async fn forget_account(&self, account: AccountId, limit: i64) -> Stored<u64> {
        self.erase(&FORGET_ACCOUNT, account.0, limit).await
    }
}

fn level_of(row: &Row) -> Stored<SpaceLevel> {
    let level = Level::from_text(&row.get::<String>("level")?);
    let level =
        level.ok_or_else(|| StoreError::Failed("the database holds a level that this program doesn't know".into()))?;
    Ok(SpaceLevel {
        space: SpaceId(row.get("space")?),
        attention: Attention { level, until: row.get::<Option<i64>>("level_until")?.map(Time::from_millis) },
        shares_until: Time::from_millis(row.get("shares_until")?),
        gatherings_until: Time::from_millis(row.get("gatherings_until")?),
    })
}
