//! Reviewing messages in SQL.

use async_trait::async_trait;
use uuid::Uuid;

use super::ReviewStore;
use crate::accounts::AccountId;
use crate::chat::messages::store::{bump, changing, delete_anybodys, message_of, select, whole_message_of};
use crate::chat::messages::{Message, found_by};
use crate::chat::model::ChatId;
use crate::media::{Erasing, MediaId, conceal, release};
use crate::platform::clock::Time;
use crate::platform::database::{Db, Stored};
use crate::spaces::SpaceId;

crate::statements! {
    AROUND = select!("messages m WHERE m.chat = $1 AND m.number >= $2 AND m.number <= $3 ORDER BY m.number");
    WHOLE = select!("messages m WHERE m.chat = $1 AND m.number = $2");
    SPACE = "SELECT space FROM chats WHERE id = $1 AND closed_at IS NULL";
    WITHHELD = "SELECT s.created_at FROM chat_members m JOIN chats c ON c.id = m.chat
        JOIN account_silences s ON s.account = m.account AND s.kind = 'block' AND s.person = m.withheld
        WHERE m.account = $1 AND m.chat = $2 AND m.state <> 'left' AND c.closed_at IS NULL";
    // Without words nothing finds it; what it says stays, to come back.
    HIDE = changing!("hidden_at = $4, words = NULL, pinned_at = NULL, changed = $3
        WHERE chat = $1 AND number = $2 AND deleted_at IS NULL AND hidden_at IS NULL");
    RESTORE = changing!("hidden_at = NULL, words = $4, changed = $3
        WHERE chat = $1 AND number = $2 AND deleted_at IS NULL AND hidden_at IS NOT NULL");
}

#[derive(Clone)]
pub struct SqlReview(pub Db);

#[async_trait]
impl ReviewStore for SqlReview {
    async fn around(&self, chat: ChatId, number: i64, each: i64) -> Stored<(Option<SpaceId>, Vec<Message>)> {
        let Some(row) = self.0.read(&SPACE).bind(chat.0).maybe().await? else { return Ok((None, Vec::new())) };
        let space = row.get::<Option<Uuid>>("space")?.map(SpaceId);
        let (from, to) = (number.saturating_sub(each), number.saturating_add(each));
        let rows = self.0.read(&AROUND).bind(chat.0).bind(from).bind(to).all().await?;
        Ok((space, rows.iter().map(whole_message_of).collect::<Stored<_>>()?))
    }

    async fn withheld_since(&self, chat: ChatId, account: AccountId) -> Stored<Option<Time>> {
        let row = self.0.read(&WITHHELD).bind(account.0).bind(chat.0).maybe().await?;
        row.map(|row| row.get("created_at").map(Time::from_millis)).transpose()
    }

    async fn hide(&self, chat: ChatId, number: i64, at: Option<Time>) -> Stored<Option<Message>> {
        let mut tx = self.0.begin().await?;
        if tx.run(&SPACE).bind(chat.0).maybe().await?.is_none() {
            return Ok(None);
        }
        let position = bump(&mut tx, chat).await?;
        let Some(row) = tx.run(&WHOLE).bind(chat.0).bind(number).maybe().await? else { return Ok(None) };
        let whole = whole_message_of(&row)?;
        let changed = match at {
            Some(at) => tx.run(&HIDE).bind(chat.0).bind(number).bind(position).bind(at.millis()),
            None => {
                let words = found_by(whole.text.as_deref().unwrap_or_default());
                tx.run(&RESTORE).bind(chat.0).bind(number).bind(position).bind(words)
            }
        };
        let Some(row) = changed.maybe().await? else { return Ok(None) };
        let pictures: Vec<MediaId> = whole.attachments.iter().map(|one| one.picture.id).collect();
        conceal(&mut tx, &pictures, at.is_some()).await?;
        tx.commit().await?;
        message_of(&row).map(Some)
    }

    async fn remove(&self, chat: ChatId, number: i64, erasing: Erasing) -> Stored<Option<Message>> {
        let mut tx = self.0.begin().await?;
        if tx.run(&SPACE).bind(chat.0).maybe().await?.is_none() {
            return Ok(None);
        }
        let Some((removed, attached)) = delete_anybodys(&mut tx, chat, number, erasing.at).await? else {
            return Ok(None);
        };
        release(&mut tx, &attached, erasing).await?;
        tx.commit().await?;
        Ok(Some(removed))
    }
}
