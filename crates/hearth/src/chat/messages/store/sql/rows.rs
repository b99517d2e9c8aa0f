//! Messages as rows.

use crate::accounts::{AccountId, Reaction};
use crate::chat::messages::model::Message;
use crate::chat::model::ChatId;
use crate::chat::store::face_of;
use crate::media::Captioned;
use crate::platform::clock::Time;
use crate::platform::database::{Row, StoreError, Stored};

pub(super) fn json(reactions: &[Reaction]) -> String {
    serde_json::to_string(reactions).unwrap_or_default()
}

pub(super) fn all(rows: Vec<Row>) -> Stored<Vec<Message>> {
    rows.iter().map(message_of).collect()
}

pub(super) fn attached_in(row: &Row) -> Stored<Vec<Captioned>> {
    let json: Option<String> = row.get("attachments")?;
    let parsed = json.map_or(Ok(vec![]), |json| serde_json::from_str(&json));
    parsed.map_err(|error| StoreError::Failed(error.to_string()))
}

/// A message as its chat sees it: of a hidden one, that it was there.
pub(in crate::chat) fn message_of(row: &Row) -> Stored<Message> {
    whole_message_of(row).map(Message::shown_to_others)
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
