//! The messages in SQL.

mod append;

use async_trait::async_trait;
use uuid::Uuid;

use super::{Appended, MessageStore, Reacted, Revision};
use crate::accounts::{AccountId, Reaction};
use crate::chat::messages::model::{Draft, Message, Missed, Since, Window};
use crate::chat::messages::rules::found_by;
use crate::chat::model::{ChatId, Membership};
use crate::chat::store::face_of;
use crate::media::{Captioned, Erasing, MediaId, release};
use crate::platform::clock::Time;
use crate::platform::database::{Db, Engine, Row, Sql, StoreError, Stored, Tx};

macro_rules! select {
    ($from:literal) => {
        concat!(
            "SELECT m.id, m.chat, m.number, m.changed, m.sender, m.face, m.client_id, m.text, m.content_warning, m.reply_to,
            m.mentions, m.attachments, m.reactions, m.created_at, m.edited_at, m.deleted_at, m.pinned_at, m.hidden_at FROM ",
            $from
        )
    };
}

macro_rules! changing {
    ($change:literal) => {
        concat!(
            "UPDATE messages SET ",
            $change,
            " RETURNING id, chat, number, changed, sender, face, client_id, text, content_warning, reply_to, mentions,
            attachments, reactions, created_at, edited_at, deleted_at, pinned_at, hidden_at"
        )
    };
}

pub(in crate::chat) use {changing, select};

crate::statements! {
    ONE = select!("messages m WHERE m.chat = $1 AND m.number = $2");
    NEWEST = sqlite select!("json_each($1) e JOIN messages m ON m.chat = unhex(e.value ->> 'c') AND m.number = e.value ->> 'n'"),
        postgres select!("json_array_elements($1::json) AS e (value) JOIN messages m
            ON m.chat = (e.value ->> 'c')::uuid AND m.number = (e.value ->> 'n')::bigint");
    BEFORE = select!("messages m WHERE m.chat = $1 AND m.number < $2 ORDER BY m.number DESC LIMIT $3");
    AFTER = select!("messages m WHERE m.chat = $1 AND m.number > $2 ORDER BY m.number LIMIT $3");
    POSITION_OF = "SELECT position FROM messages WHERE chat = $1 AND number = $2";
    COUNTERS = "SELECT last_number, position FROM chats WHERE id = $1";
    MISSED = select!("messages m WHERE m.chat = $1 AND m.changed > $2 ORDER BY m.changed LIMIT $3");
    PINNED = select!("messages m WHERE m.chat = $1 AND m.pinned_at IS NOT NULL AND m.number < $2 ORDER BY m.number DESC LIMIT $3");
    SEARCH = sqlite select!("messages_fts JOIN messages m ON m.id = messages_fts.rowid
            WHERE messages_fts MATCH $1 AND messages_fts.rowid < $2 AND m.deleted_at IS NULL
            AND m.chat IN (SELECT p.chat FROM chat_members p JOIN chats c ON c.id = p.chat
                WHERE p.account = $3 AND p.state <> 'left' AND p.withheld IS NULL AND c.closed_at IS NULL)
            ORDER BY messages_fts.rowid DESC LIMIT $4"),
        postgres select!("messages m WHERE m.found_by @@ $1::tsquery AND m.id < $2 AND m.deleted_at IS NULL
            AND m.chat IN (SELECT p.chat FROM chat_members p JOIN chats c ON c.id = p.chat
                WHERE p.account = $3 AND p.state <> 'left' AND p.withheld IS NULL AND c.closed_at IS NULL)
            ORDER BY m.id DESC LIMIT $4");
    SEARCH_CHAT = sqlite select!("messages_fts JOIN messages m ON m.id = messages_fts.rowid
            WHERE messages_fts MATCH $1 AND messages_fts.rowid < $2 AND m.deleted_at IS NULL
            AND m.chat IN (SELECT p.chat FROM chat_members p JOIN chats c ON c.id = p.chat
                WHERE p.account = $3 AND p.chat = $5 AND p.state <> 'left' AND p.withheld IS NULL AND c.closed_at IS NULL)
            ORDER BY messages_fts.rowid DESC LIMIT $4"),
        postgres select!("messages m WHERE m.found_by @@ $1::tsquery AND m.id < $2 AND m.deleted_at IS NULL
            AND m.chat IN (SELECT p.chat FROM chat_members p JOIN chats c ON c.id = p.chat
                WHERE p.account = $3 AND p.chat = $5 AND p.state <> 'left' AND p.withheld IS NULL AND c.closed_at IS NULL)
            ORDER BY m.id DESC LIMIT $4");
    SENT_BY = select!("messages m WHERE m.sender = $1 AND m.deleted_at IS NULL
        AND EXISTS (SELECT 1 FROM chats c WHERE c.id = m.chat AND c.closed_at IS NULL)
        AND (m.chat > $2 OR (m.chat = $2 AND m.number > $3)) ORDER BY m.chat, m.number LIMIT $4");
    BUMP = "UPDATE chats SET position = position + 1 WHERE id = $1 RETURNING position";
    REVISE = changing!("text = $4, content_warning = $5, mentions = $6, edited_at = $7, words = $9, changed = $3
        WHERE chat = $1 AND number = $2 AND sender = $8 AND deleted_at IS NULL AND hidden_at IS NULL");
    DELETE = changing!("text = NULL, words = NULL, content_warning = NULL, mentions = '[]', reactions = '[]', attachments = NULL,
        pinned_at = NULL, hidden_at = NULL, deleted_at = $4, changed = $3
        WHERE chat = $1 AND number = $2 AND deleted_at IS NULL AND (sender = $5 OR $6)");
    // What was attached is read first: it is to be erased.
    ATTACHED = "SELECT attachments FROM messages WHERE chat = $1 AND number = $2 AND deleted_at IS NULL
        AND (sender = $3 OR $4) AND attachments IS NOT NULL";
    FORGET_REACTIONS = "DELETE FROM reactions WHERE chat = $1 AND number = $2";
    REACT = "INSERT INTO reactions (account, chat, number, emoji, created_at, face) VALUES ($1, $2, $3, $4, $5, $6)
        ON CONFLICT (account, chat, number, emoji) DO NOTHING";
    UNREACT = "DELETE FROM reactions WHERE account = $1 AND chat = $2 AND number = $3 AND emoji = $4";
    SUM_UP = changing!("reactions = $4, changed = $3 WHERE chat = $1 AND number = $2");
    PIN = changing!("pinned_at = $4, changed = $3 WHERE chat = $1 AND number = $2 AND deleted_at IS NULL
        AND hidden_at IS NULL");
    READ = "UPDATE chat_members SET read_number = CASE
            WHEN (SELECT last_number FROM chats WHERE id = $1) < $3 THEN (SELECT last_number FROM chats WHERE id = $1)
            WHEN read_number < $3 THEN $3 ELSE read_number END
        WHERE chat = $1 AND account = $2 AND read_number < $3 RETURNING read_number";
    READ_UP_TO = "SELECT read_number FROM chat_members WHERE chat = $1 AND account = $2";
    SENT_BY_ANY = "SELECT chat, number FROM messages WHERE sender = $1 AND deleted_at IS NULL ORDER BY chat, number LIMIT $2";
    REACTED_BY_ANY = "SELECT chat, number, emoji, face FROM reactions WHERE account = $1 ORDER BY chat, number LIMIT $2";
    ERASE = "DELETE FROM messages WHERE chat = $1 AND number IN
        (SELECT number FROM messages WHERE chat = $1 ORDER BY number LIMIT $2)";
    ATTACHED_IN = "SELECT attachments FROM messages WHERE chat = $1 AND attachments IS NOT NULL AND number IN
        (SELECT number FROM messages WHERE chat = $1 ORDER BY number LIMIT $2)";
    // Under the same messages as ERASE, so that a part is a part of the reactions as well.
    ERASE_REACTIONS = "DELETE FROM reactions WHERE chat = $1 AND number IN
        (SELECT number FROM messages WHERE chat = $1 ORDER BY number LIMIT $2)";
}

/// Every statement on messages.
pub fn statements() -> Vec<(&'static str, &'static Sql)> {
    STATEMENTS.iter().chain(append::STATEMENTS).copied().collect()
}

#[derive(Clone)]
pub struct SqlMessages(pub Db);

#[async_trait]
impl MessageStore for SqlMessages {
    async fn append(&self, batch: &[Draft], strangers: i64) -> Stored<Vec<Appended>> {
        let mut tx = self.0.begin().await?;
        let appended = append::append(&mut tx, batch, strangers).await?;
        tx.commit().await?;
        Ok(appended)
    }

    async fn message(&self, proof: &Membership, number: i64) -> Stored<Option<Message>> {
        let row = self.0.read(&ONE).bind(proof.chat_id().0).bind(number).maybe().await?;
        row.as_ref().map(message_of).transpose()
    }

    async fn newest(&self, proofs: &[Membership]) -> Stored<Vec<Message>> {
        let asked = proofs
            .iter()
            .map(|proof| serde_json::json!({ "c": proof.chat_id().0.simple(), "n": proof.chat().last_number }));
        let asked = serde_json::Value::from_iter(asked).to_string();
        all(self.0.read(&NEWEST).bind(asked).all().await?)
    }

    async fn window(&self, proof: &Membership, window: Window, limit: i64) -> Stored<Vec<Message>> {
        let before = |number: i64, limit: i64| async move {
            let mut messages =
                all(self.0.read(&BEFORE).bind(proof.chat_id().0).bind(number).bind(limit).all().await?)?;
            messages.reverse();
            Ok::<_, StoreError>(messages)
        };
        let after = |number: i64, limit: i64| async move {
            all(self.0.read(&AFTER).bind(proof.chat_id().0).bind(number).bind(limit).all().await?)
        };
        match window {
            Window::Newest => before(i64::MAX, limit).await,
            Window::Before(number) => before(number, limit).await,
            Window::After(number) => after(number, limit).await,
            Window::Around(number) => {
                let mut messages = before(number, limit / 2).await?;
                let rest = limit - i64::try_from(messages.len()).unwrap_or(0);
                messages.extend(after(number.saturating_sub(1), rest).await?);
                Ok(messages)
            }
        }
    }

    async fn missed(&self, proof: &Membership, since: Since, limit: i64) -> Stored<Missed> {
        let chat = proof.chat_id().0;
        // The counters first: what comes after them comes live, or is in the list as well.
        let counters = self.0.read(&COUNTERS).bind(chat).one().await?;
        let (last_number, position) = (counters.get("last_number")?, counters.get("position")?);
        let reload = Missed { messages: Vec::new(), position, last_number, reload: true };
        let from: i64 = match since {
            Since::Position(from) => from,
            Since::Number(0) => 0,
            Since::Number(number) => match self.0.read(&POSITION_OF).bind(chat).bind(number).maybe().await? {
                Some(row) => row.get("position")?,
                None => return Ok(reload),
            },
        };
        if from > position {
            return Ok(reload);
        }
        let messages = all(self.0.read(&MISSED).bind(chat).bind(from).bind(limit + 1).all().await?)?;
        if messages.len() > usize::try_from(limit).unwrap_or(usize::MAX) {
            return Ok(reload);
        }
        let position = messages.last().map_or(position, |message| message.position.max(position));
        let last_number = messages.iter().map(|message| message.number).max().unwrap_or(0).max(last_number);
        Ok(Missed { messages, position, last_number, reload: false })
    }

    async fn pinned(&self, proof: &Membership, before: Option<i64>, limit: i64) -> Stored<Vec<Message>> {
        let before = before.unwrap_or(i64::MAX);
        all(self.0.read(&PINNED).bind(proof.chat_id().0).bind(before).bind(limit).all().await?)
    }

    async fn search(
        &self,
        account: AccountId,
        words: &[String],
        chat: Option<ChatId>,
        before: Option<i64>,
        limit: i64,
    ) -> Stored<Vec<(i64, Message)>> {
        if words.is_empty() {
            return Ok(Vec::new());
        }
        // The words hold letters and digits only, so nothing in them is syntax.
        let query: Vec<String> = match self.0.engine() {
            Engine::Sqlite => words.iter().map(|word| format!("\"{word}\"*")).collect(),
            Engine::Postgres => words.iter().map(|word| format!("'{word}':*")).collect(),
        };
        let query = query.join(if self.0.engine() == Engine::Sqlite { " AND " } else { " & " });
        let sql = if chat.is_some() { &SEARCH_CHAT } else { &SEARCH };
        let statement = self.0.read(sql).bind(query).bind(before.unwrap_or(i64::MAX)).bind(account.0).bind(limit);
        let statement = match chat {
            Some(chat) => statement.bind(chat.0),
            None => statement,
        };
        let rows = statement.all().await?;
        rows.iter().map(|row| Ok((row.get("id")?, message_of(row)?))).collect()
    }

    async fn sent_by(&self, account: AccountId, after: Option<(Uuid, i64)>, limit: i64) -> Stored<Vec<Message>> {
        let (chat, number) = after.unwrap_or((Uuid::nil(), 0));
        // One's own export has what others don't see any more.
        let rows = self.0.read(&SENT_BY).bind(account.0).bind(chat).bind(number).bind(limit).all().await?;
        rows.iter().map(whole_message_of).collect()
    }

    async fn revise(&self, proof: &Membership, number: i64, revision: Revision) -> Stored<Option<Message>> {
        let mut tx = self.0.begin().await?;
        let position = bump(&mut tx, proof.chat_id()).await?;
        let words = found_by(&revision.text);
        let row = tx
            .run(&REVISE)
            .bind(proof.chat_id().0)
            .bind(number)
            .bind(position)
            .bind(revision.text)
            .bind(revision.content_warning)
            .bind(serde_json::to_string(&revision.mentions).unwrap_or_default())
            .bind(revision.at.millis())
            .bind(proof.account().0)
            .bind(words)
            .maybe()
            .await?;
        settle(tx, row).await
    }

    async fn delete(
        &self,
        proof: &Membership,
        number: i64,
        anybodys: bool,
        erasing: Erasing,
    ) -> Stored<Option<Message>> {
        let mut tx = self.0.begin().await?;
        let whose = Whose { account: proof.account(), anybodys };
        let Some((deleted, attached)) = delete(&mut tx, proof.chat_id(), number, whose, erasing.at).await? else {
            return Ok(None);
        };
        release(&mut tx, &attached, erasing).await?;
        tx.commit().await?;
        Ok(Some(deleted))
    }

    async fn react(&self, proof: &Membership, number: i64, emoji: &str, on: bool, at: Time) -> Stored<Reacted> {
        let (chat, account) = (proof.chat_id(), proof.account());
        let mut tx = self.0.begin().await?;
        let position = bump(&mut tx, chat).await?;
        let Some(row) = tx.run(&ONE).bind(chat.0).bind(number).maybe().await? else {
            return Ok(Reacted::NoSuchMessage);
        };
        let message = message_of(&row)?;
        if message.deleted || message.hidden {
            return Ok(Reacted::NoSuchMessage);
        }
        if on && !Reaction::is_room(&message.reactions, emoji) {
            return Ok(Reacted::TooMany);
        }
        let changed = if on {
            let statement = tx.run(&REACT).bind(account.0).bind(chat.0).bind(number).bind(emoji.to_owned());
            statement.bind(at.millis()).bind(proof.face().hidden().map(|shown| shown.0)).done().await?
        } else {
            tx.run(&UNREACT).bind(account.0).bind(chat.0).bind(number).bind(emoji.to_owned()).done().await?
        };
        if changed == 0 {
            return Ok(Reacted::Already(message));
        }
        let reactions = json(&Reaction::summed_up(message.reactions, emoji, proof.shown(), on));
        let row = tx.run(&SUM_UP).bind(chat.0).bind(number).bind(position).bind(reactions).one().await?;
        tx.commit().await?;
        Ok(Reacted::Now(message_of(&row)?))
    }

    async fn pin(&self, proof: &Membership, number: i64, pinned: Option<Time>) -> Stored<Option<Message>> {
        let mut tx = self.0.begin().await?;
        let position = bump(&mut tx, proof.chat_id()).await?;
        let at = pinned.map(Time::millis);
        let row = tx.run(&PIN).bind(proof.chat_id().0).bind(number).bind(position).bind(at).maybe().await?;
        settle(tx, row).await
    }

    async fn mark_read(&self, proof: &Membership, number: i64) -> Stored<i64> {
        let (chat, account) = (proof.chat_id().0, proof.account().0);
        // Whoever was taken out meanwhile has no mark any more: where it was when the proof was made.
        let mark = |row: Option<Row>| row.map_or(Ok(proof.read_number()), |row| row.get("read_number"));
        if proof.read_number() >= number {
            return mark(self.0.read(&READ_UP_TO).bind(chat).bind(account).maybe().await?);
        }
        let mut tx = self.0.begin().await?;
        let row = match tx.run(&READ).bind(chat).bind(account).bind(number).maybe().await? {
            Some(row) => Some(row),
            None => tx.run(&READ_UP_TO).bind(chat).bind(account).maybe().await?,
        };
        tx.commit().await?;
        mark(row)
    }

    async fn erase_sent_by(&self, account: AccountId, limit: i64, erasing: Erasing) -> Stored<Vec<Message>> {
        let mut tx = self.0.begin().await?;
        let rows = tx.run(&SENT_BY_ANY).bind(account.0).bind(limit).all().await?;
        let whose = Whose { account, anybodys: false };
        let (mut erased, mut pictures) = (Vec::with_capacity(rows.len()), Vec::new());
        for row in rows {
            let deleted = delete(&mut tx, ChatId(row.get("chat")?), row.get("number")?, whose, erasing.at).await?;
            let Some((message, attached)) = deleted else { continue };
            erased.push(message);
            pictures.extend(attached);
        }
        release(&mut tx, &pictures, erasing).await?;
        tx.commit().await?;
        Ok(erased)
    }

    async fn erase_reactions_by(&self, account: AccountId, limit: i64) -> Stored<Vec<Message>> {
        let mut tx = self.0.begin().await?;
        let rows = tx.run(&REACTED_BY_ANY).bind(account.0).bind(limit).all().await?;
        let mut changed = Vec::with_capacity(rows.len());
        for row in rows {
            let (chat, number, emoji) =
                (row.get::<Uuid>("chat")?, row.get::<i64>("number")?, row.get::<String>("emoji")?);
            let (position, shown) = (bump(&mut tx, ChatId(chat)).await?, face_of(account, &row)?.shown);
            // Another may have done it already, and counted it.
            let taken = tx.run(&UNREACT).bind(account.0).bind(chat).bind(number).bind(emoji.clone()).done().await?;
            if taken == 0 {
                continue;
            }
            let Some(message) = tx.run(&ONE).bind(chat).bind(number).maybe().await? else { continue };
            let reactions = message_of(&message)?.reactions;
            let reactions = json(&Reaction::summed_up(reactions, &emoji, shown, false));
            let row = tx.run(&SUM_UP).bind(chat).bind(number).bind(position).bind(reactions).one().await?;
            changed.push(message_of(&row)?);
        }
        tx.commit().await?;
        Ok(changed)
    }

    async fn erase_chat(&self, chat: ChatId, limit: i64, erasing: Erasing) -> Stored<u64> {
        let mut tx = self.0.begin().await?;
        let mut pictures = Vec::new();
        for row in tx.run(&ATTACHED_IN).bind(chat.0).bind(limit).all().await? {
            pictures.extend(attached_in(&row)?.into_iter().map(|one| one.picture.id));
        }
        release(&mut tx, &pictures, erasing).await?;
        tx.run(&ERASE_REACTIONS).bind(chat.0).bind(limit).done().await?;
        let erased = tx.run(&ERASE).bind(chat.0).bind(limit).done().await?;
        tx.commit().await?;
        Ok(erased)
    }
}

/// The next position of the chat. Whoever took it holds the chat until the end of the transaction.
pub(in crate::chat) async fn bump(tx: &mut Tx, chat: ChatId) -> Stored<i64> {
    tx.run(&BUMP).bind(chat.0).one().await?.get("position")
}

/// Commits a change that was made; a change that wasn't takes its position back by never having been.
async fn settle(tx: Tx, row: Option<Row>) -> Stored<Option<Message>> {
    let Some(row) = row else { return Ok(None) };
    tx.commit().await?;
    message_of(&row).map(Some)
}

/// As [`delete`], whoever sent it.
pub(in crate::chat) async fn delete_anybodys(
    tx: &mut Tx,
    chat: ChatId,
    number: i64,
    at: Time,
) -> Stored<Option<(Message, Vec<MediaId>)>> {
    delete(tx, chat, number, Whose { account: AccountId(Uuid::nil()), anybodys: true }, at).await
}

#[derive(Clone, Copy)]
struct Whose {
    account: AccountId,
    anybodys: bool,
}

/// The tombstone, and what was attached, which is to be released.
async fn delete(
    tx: &mut Tx,
    chat: ChatId,
    number: i64,
    whose: Whose,
    at: Time,
) -> Stored<Option<(Message, Vec<MediaId>)>> {
    let position = bump(tx, chat).await?;
    let Whose { account, anybodys } = whose;
    let attached = tx.run(&ATTACHED).bind(chat.0).bind(number).bind(account.0).bind(anybodys).maybe().await?;
    let attached = attached.as_ref().map_or(Ok(vec![]), attached_in)?;
    let row = tx
        .run(&DELETE)
        .bind(chat.0)
        .bind(number)
        .bind(position)
        .bind(at.millis())
        .bind(account.0)
        .bind(anybodys)
        .maybe()
        .await?;
    let Some(row) = row else { return Ok(None) };
    tx.run(&FORGET_REACTIONS).bind(chat.0).bind(number).done().await?;
    Ok(Some((message_of(&row)?, attached.into_iter().map(|one| one.picture.id).collect())))
}

fn json(reactions: &[Reaction]) -> String {
    serde_json::to_string(reactions).unwrap_or_default()
}

fn all(rows: Vec<Row>) -> Stored<Vec<Message>> {
    rows.iter().map(message_of).collect()
}

fn attached_in(row: &Row) -> Stored<Vec<Captioned>> {
    let json: Option<String> = row.get("attachments")?;
    let parsed = json.map_or(Ok(vec![]), |json| serde_json::from_str(&json));
    parsed.map_err(|error| StoreError::Failed(error.to_string()))
}

/// A message as its chat sees it: of a hidden one, that it was there.
pub(in crate::chat) fn message_of(row: &Row) -> Stored<Message> {
    whole_message_of(row).map(Message::as_shown)
}

pub(in crate::chat) fn whole_message_of(row: &Row) -> Stored<Message> {
    let json = |name| -> Stored<String> { row.get(name) };
    let broken = |error: serde_json::Error| StoreError::Failed(error.to_string());
    Ok(Message {
        chat: ChatId(row.get("chat")?),
        number: row.get("number")?,
        position: row.get("changed")?,
        sender: face_of(AccountId(row.get("sender")?), row)?,
        client_id: row.get("client_id")?,
        text: row.get("text")?,
        content_warning: row.get("content_warning")?,
        reply_to: row.get("reply_to")?,
        mentions: serde_json::from_str(&json("mentions")?).map_err(broken)?,
        attachments: attached_in(row)?,
        reactions: serde_json::from_str(&json("reactions")?).map_err(broken)?,
        created_at: Time::from_millis(row.get("created_at")?),
        edited_at: row.get::<Option<i64>>("edited_at")?.map(Time::from_millis),
        deleted: row.get::<Option<i64>>("deleted_at")?.is_some(),
        pinned: row.get::<Option<i64>>("pinned_at")?.is_some(),
        hidden: row.get::<Option<i64>>("hidden_at")?.is_some(),
    })
}
