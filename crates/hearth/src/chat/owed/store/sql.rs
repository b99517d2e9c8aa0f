//! What is owed, in SQL.

use async_trait::async_trait;
use serde_json::{Value, json};
use uuid::Uuid;

use super::OwedStore;
use crate::accounts::{AccountId, PersonId};
use crate::chat::model::{ChatId, Listed, Membership, State};
use crate::chat::owed::model::Quote;
use crate::chat::store::{ChatCursor, face_of, membership_of};
use crate::platform::database::{Db, Row, Stored, id_list};
use crate::spaces::Face;

macro_rules! membership {
    ($more:literal, $from:literal) => {
        concat!(
            "SELECT m.account, m.role, m.state, m.read_number, m.level, m.level_until, m.face, c.id, c.kind, c.title,
            c.capacity, c.pair_low, c.pair_high, c.space, c.joining, c.slow_seconds, c.members, c.last_number, c.position, c.created_at,
            c.active_at",
            $more,
            " FROM ",
            $from
        )
    };
}

crate::statements! {
    OWED = membership!(", c.last_number - m.read_number - (SELECT count(*) FROM messages d
            WHERE d.chat = c.id AND d.number > m.read_number AND (d.deleted_at IS NOT NULL OR d.hidden_at IS NOT NULL)) AS unread",
        "chat_members m JOIN chats c ON c.id = m.chat
        WHERE m.account = $1 AND m.state = $2 AND m.withheld IS NULL AND c.closed_at IS NULL AND c.last_number > m.read_number
            AND (c.active_at < $3 OR (c.active_at = $3 AND c.id < $4))
        ORDER BY c.active_at DESC, c.id DESC LIMIT $5");
    ADDRESSED = sqlite membership!("", "chats c JOIN chat_members m ON m.chat = c.id
            AND coalesce(m.face, m.account) IN (SELECT unhex(value) FROM json_each($2))
            WHERE c.id = $1 AND m.state <> 'left' AND m.withheld IS NULL AND c.closed_at IS NULL"),
        postgres membership!("", "chats c JOIN chat_members m ON m.chat = c.id
            AND coalesce(m.face, m.account) = ANY (ARRAY(SELECT value::uuid FROM json_array_elements_text($2::json)))
            WHERE c.id = $1 AND m.state <> 'left' AND m.withheld IS NULL AND c.closed_at IS NULL");
    BEHIND = membership!("", "chats c JOIN chat_members m ON m.chat = c.id
        WHERE c.id = $1 AND coalesce(m.face, m.account) > $2 AND m.state <> 'left' AND m.withheld IS NULL AND m.read_number < c.last_number
            AND c.closed_at IS NULL ORDER BY coalesce(m.face, m.account) LIMIT $3");
    QUOTED = sqlite membership!(", q.number AS quoted, q.sender, q.face AS sender_face, q.text, q.content_warning",
            "json_each($2) e JOIN messages q ON q.chat = unhex(e.value ->> 'c') AND q.number = e.value ->> 'n'
            JOIN chats c ON c.id = q.chat JOIN chat_members m ON m.chat = q.chat AND m.account = $1
            WHERE q.deleted_at IS NULL AND q.hidden_at IS NULL AND m.state <> 'left' AND m.withheld IS NULL AND c.closed_at IS NULL"),
        postgres membership!(", q.number AS quoted, q.sender, q.face AS sender_face, q.text, q.content_warning",
            "json_array_elements($2::json) AS e (value)
            JOIN messages q ON q.chat = (e.value ->> 'c')::uuid AND q.number = (e.value ->> 'n')::bigint
            JOIN chats c ON c.id = q.chat JOIN chat_members m ON m.chat = q.chat AND m.account = $1
            WHERE q.deleted_at IS NULL AND q.hidden_at IS NULL AND m.state <> 'left' AND m.withheld IS NULL AND c.closed_at IS NULL");
    AUTHOR = "SELECT sender, face FROM messages WHERE chat = $1 AND number = $2 AND deleted_at IS NULL";
}

#[derive(Clone)]
pub struct SqlOwed(pub Db);

#[async_trait]
impl OwedStore for SqlOwed {
    async fn owed(
        &self,
        account: AccountId,
        requests: bool,
        after: Option<ChatCursor>,
        limit: i64,
    ) -> Stored<Vec<Listed>> {
        let state = if requests { State::Requested } else { State::Member };
        let (at, id) = after.unwrap_or((i64::MAX, Uuid::max()));
        let asked = self.0.read(&OWED).bind(account.0).bind(state.as_str().to_owned()).bind(at).bind(id).bind(limit);
        let listed = |row: &Row| Ok(Listed { membership: membership_of(row)?, unread: row.get("unread")? });
        asked.all().await?.iter().map(listed).collect()
    }

    async fn addressed(&self, chat: ChatId, shown: &[PersonId]) -> Stored<Vec<Membership>> {
        let shown = id_list(shown.iter().map(|id| id.0));
        self.0.read(&ADDRESSED).bind(chat.0).bind(shown).all().await?.iter().map(membership_of).collect()
    }

    async fn behind(&self, chat: ChatId, after: Option<PersonId>, limit: i64) -> Stored<Vec<Membership>> {
        let after = after.map_or(Uuid::nil(), |id| id.0);
        self.0.read(&BEHIND).bind(chat.0).bind(after).bind(limit).all().await?.iter().map(membership_of).collect()
    }

    async fn quoted(&self, account: AccountId, messages: &[(ChatId, i64)]) -> Stored<Vec<Quote>> {
        let asked = messages.iter().map(|(chat, number)| json!({ "c": chat.0.simple(), "n": number }));
        let asked = Value::from_iter(asked).to_string();
        self.0.read(&QUOTED).bind(account.0).bind(asked).all().await?.iter().map(quote_of).collect()
    }

    async fn author(&self, chat: ChatId, number: i64) -> Stored<Option<Face>> {
        let row = self.0.read(&AUTHOR).bind(chat.0).bind(number).maybe().await?;
        row.map(|row| face_of(AccountId(row.get("sender")?), &row)).transpose()
    }
}

fn quote_of(row: &Row) -> Stored<Quote> {
    let account = AccountId(row.get("sender")?);
    let shown = row.get::<Option<Uuid>>("sender_face")?.map_or(account.into(), PersonId);
    Ok(Quote {
        proof: membership_of(row)?,
        number: row.get("quoted")?,
        sender: Face { account, shown },
        text: row.get::<Option<String>>("text")?.unwrap_or_default(),
        content_warning: row.get("content_warning")?,
    })
}
