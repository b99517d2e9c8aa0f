//! Groups in spaces in SQL.

use std::sync::Arc;

use async_trait::async_trait;
use uuid::Uuid;

use super::SpaceChatStore;
use crate::accounts::AccountId;
use crate::chat::jobs::ERASE_SPACE;
use crate::chat::model::{Chat, ChatId, Listed, Role};
use crate::chat::store::{Added, chat_of, enter, membership_of, pass_on};
use crate::platform::clock::Time;
use crate::platform::database::{Db, Stored, Tx, id_list};
use crate::spaces::{Parted, SpaceContents, SpaceId, SpaceMember, Tenant, hold_member};

crate::statements! {
    CHATS_IN = "SELECT m.account, m.role, m.state, m.read_number, m.level, m.level_until, m.face, c.id, c.kind, c.title, c.capacity,
            c.pair_low, c.pair_high, c.space, c.joining, c.slow_seconds, c.members, c.last_number, c.position, c.created_at, c.active_at,
            c.last_number - m.read_number - (SELECT count(*) FROM messages d
                WHERE d.chat = c.id AND d.number > m.read_number AND (d.deleted_at IS NOT NULL OR d.hidden_at IS NOT NULL)) AS unread
        FROM chats c LEFT JOIN chat_members m ON m.chat = c.id AND m.account = $2 AND m.withheld IS NULL
        WHERE c.space = $1 AND c.id > $3 AND c.closed_at IS NULL AND (c.joining = 'open' OR m.account IS NOT NULL)
        ORDER BY c.id LIMIT $4";
    OPEN_IN = "SELECT space FROM chats WHERE id = $1 AND joining = 'open' AND space IS NOT NULL AND closed_at IS NULL";
    IS_OPEN = "SELECT id FROM chats WHERE id = $1 AND space = $2 AND joining = 'open' AND closed_at IS NULL";
    CLOSED_IN = "SELECT id FROM chats WHERE space = $1 AND id > $2 AND closed_at IS NOT NULL ORDER BY id LIMIT $3";
    ERASE_MEMBERS = "DELETE FROM chat_members WHERE chat = $1 AND account IN
        (SELECT m.account FROM chat_members m JOIN chats c ON c.id = m.chat
            WHERE m.chat = $1 AND c.closed_at IS NOT NULL LIMIT $2)";
    FORGET = "UPDATE chats SET space = NULL WHERE id = $1 AND closed_at IS NOT NULL";
    COUNT = "SELECT count(*) AS count FROM chats WHERE space = $1 AND closed_at IS NULL";
    // In the order of ids, like whoever sends to several chats at once.
    HOLD_MINE = sqlite "SELECT c.id FROM chats c JOIN chat_members m ON m.chat = c.id
            WHERE c.space = $1 AND m.account = $2 AND c.closed_at IS NULL ORDER BY c.id",
        postgres "SELECT c.id FROM chats c JOIN chat_members m ON m.chat = c.id
            WHERE c.space = $1 AND m.account = $2 AND c.closed_at IS NULL ORDER BY c.id FOR UPDATE OF c";
    LEAVE_MINE = sqlite "DELETE FROM chat_members WHERE account = $1 AND chat IN (SELECT unhex(value) FROM json_each($2))
            RETURNING chat, role",
        postgres "DELETE FROM chat_members WHERE account = $1
            AND chat = ANY (ARRAY(SELECT value::uuid FROM json_array_elements_text($2::json))) RETURNING chat, role";
    ADJUST_MINE = sqlite "UPDATE chats SET members = members - 1 WHERE id IN (SELECT unhex(value) FROM json_each($1))",
        postgres "UPDATE chats SET members = members - 1
            WHERE id = ANY (ARRAY(SELECT value::uuid FROM json_array_elements_text($1::json)))";
    HOLD_ALL = sqlite "SELECT id FROM chats WHERE space = $1 AND closed_at IS NULL ORDER BY id",
        postgres "SELECT id FROM chats WHERE space = $1 AND closed_at IS NULL ORDER BY id FOR UPDATE";
    CLOSE_ALL = "UPDATE chats SET closed_at = created_at, members = 0, title = NULL
        WHERE space = $1 AND closed_at IS NULL";
}

#[derive(Clone)]
pub struct SqlSpaceChats(pub Db);

/// What spaces are told of groups, and what they take along.
pub fn tenant(db: Db) -> Arc<dyn Tenant> {
    Arc::new(SqlSpaceChats(db))
}

#[async_trait]
impl SpaceChatStore for SqlSpaceChats {
    async fn chats_in(
        &self,
        proof: &SpaceMember,
        after: Option<ChatId>,
        limit: i64,
    ) -> Stored<Vec<(Chat, Option<Listed>)>> {
        let after = after.map_or(Uuid::nil(), |chat| chat.0);
        let statement = self.0.read(&CHATS_IN).bind(proof.space_id().0).bind(proof.account().0).bind(after);
        let rows = statement.bind(limit).all().await?;
        let each = rows.iter().map(|row| {
            let own = match row.get::<Option<Uuid>>("account")? {
                Some(_) => Some(Listed { membership: membership_of(row)?, unread: row.get("unread")? }),
                None => None,
            };
            Ok((chat_of(row)?, own))
        });
        each.collect()
    }

    async fn open_in(&self, chat: ChatId) -> Stored<Option<SpaceId>> {
        let row = self.0.read(&OPEN_IN).bind(chat.0).maybe().await?;
        row.map(|row| Ok(SpaceId(row.get("space")?))).transpose()
    }

    async fn join(&self, proof: &SpaceMember, chat: ChatId, most: i64, at: Time) -> Stored<Added> {
        let (space, account) = (proof.space_id(), proof.account());
        let mut tx = self.0.begin().await?;
        let Some(face) = hold_member(&mut tx, space, account).await? else { return Ok(Added::NotInTheSpace) };
        if tx.run(&IS_OPEN).bind(chat.0).bind(space.0).maybe().await?.is_none() {
            return Ok(Added::NotInTheSpace);
        }
        let added = enter(&mut tx, chat, face, Role::Member, most, at).await?;
        tx.commit().await?;
        Ok(added)
    }

    async fn closed_in(&self, space: SpaceId, after: Option<ChatId>, limit: i64) -> Stored<Vec<ChatId>> {
        let after = after.map_or(Uuid::nil(), |chat| chat.0);
        let rows = self.0.read(&CLOSED_IN).bind(space.0).bind(after).bind(limit).all().await?;
        rows.iter().map(|row| Ok(ChatId(row.get("id")?))).collect()
    }

    async fn erase_members(&self, chat: ChatId, limit: i64) -> Stored<u64> {
        let mut tx = self.0.begin().await?;
        let erased = tx.run(&ERASE_MEMBERS).bind(chat.0).bind(limit).done().await?;
        tx.commit().await?;
        Ok(erased)
    }

    async fn forget(&self, chat: ChatId) -> Stored<()> {
        let mut tx = self.0.begin().await?;
        tx.run(&FORGET).bind(chat.0).done().await?;
        tx.commit().await
    }
}

#[async_trait]
impl Tenant for SqlSpaceChats {
    fn erasing(&self) -> &'static str {
        ERASE_SPACE
    }

    async fn count(&self, space: SpaceId, contents: &mut SpaceContents) -> Stored<()> {
        contents.chats = self.0.read(&COUNT).bind(space.0).one().await?.get("count")?;
        Ok(())
    }

    async fn part(&self, tx: &mut Tx, space: SpaceId, account: AccountId) -> Stored<Parted> {
        let held = tx.run(&HOLD_MINE).bind(space.0).bind(account.0).all().await?;
        let held: Vec<Uuid> = held.iter().map(|row| row.get("id")).collect::<Stored<_>>()?;
        let rows = tx.run(&LEAVE_MINE).bind(account.0).bind(id_list(held)).all().await?;
        let mut left = Vec::new();
        for row in &rows {
            left.push((row.get::<Uuid>("chat")?, row.get::<String>("role")? == Role::Owner.as_str()));
        }
        left.sort_unstable();
        tx.run(&ADJUST_MINE).bind(id_list(left.iter().map(|(chat, _)| *chat))).done().await?;
        let mut closed = Vec::new();
        for (chat, _) in left.iter().filter(|(_, owned)| *owned) {
            if pass_on(tx, ChatId(*chat)).await?.is_none() {
                closed.push(*chat);
            }
        }
        Ok(Parted { left: left.into_iter().map(|(chat, _)| chat).collect(), closed, ..Parted::default() })
    }

    async fn close(&self, tx: &mut Tx, space: SpaceId) -> Stored<Vec<Uuid>> {
        let held = tx.run(&HOLD_ALL).bind(space.0).all().await?;
        tx.run(&CLOSE_ALL).bind(space.0).done().await?;
        held.iter().map(|row| row.get("id")).collect()
    }
}
