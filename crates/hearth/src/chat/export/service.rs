//! The feature's part of an account's export.

use std::sync::Arc;

use async_trait::async_trait;
use serde_json::{Value, json};

use crate::accounts::{AccountId, ExportSection};
use crate::chat::messages::{MessageStore, SqlMessages};
use crate::media::Captioned;
use crate::platform::database::{Db, Stored};
use crate::platform::page::{Page, decode};

/// What an account's export holds of its chats: what the person wrote, with its place.
struct MessagesExport(Arc<dyn MessageStore>);

#[async_trait]
impl ExportSection for MessagesExport {
    fn name(&self) -> &'static str {
        "messages"
    }

    async fn page(&self, account: AccountId, after: Option<String>) -> Stored<Page<Value>> {
        const PART: i64 = 500;
        let after = decode(after.as_deref()).ok().flatten();
        let messages = self.0.sent_by(account, after, PART + 1).await?;
        let page = Page::cut(messages, PART, |message| (message.chat.0, message.number));
        Ok(page.map(|message| {
            json!({
                "chat_id": message.chat,
                "number": message.number,
                "text": message.text,
                "content_warning": message.content_warning,
                "reply_to": message.reply_to,
                "attachments": message.attachments.iter().map(attached).collect::<Vec<_>>(),
                "created_at": message.created_at,
                "edited_at": message.edited_at,
            })
        }))
    }
}

/// The picture itself is in the export's part on pictures.
fn attached(one: &Captioned) -> Value {
    json!({ "media_id": one.picture.id, "caption": one.caption.as_str() })
}

/// The feature's part of an account's export.
pub fn export(db: Db) -> Arc<dyn ExportSection> {
    Arc::new(MessagesExport(Arc::new(SqlMessages(db))))
}
