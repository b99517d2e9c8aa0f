//! What a chat holds, as a member reads it.

use serde_json::{Value, json};

use super::Person;

/// An unread count as the server says it, and as the history says it.
#[derive(Debug, PartialEq, Eq)]
pub struct Unread {
    pub counted: i64,
    pub recounted: i64,
}

impl Person {
    /// Every message from the first on, page by page.
    pub async fn history(&self, chat: &str) -> Vec<Value> {
        self.history_after(chat, 0).await
    }

    pub async fn history_after(&self, chat: &str, mut after: i64) -> Vec<Value> {
        let mut all = Vec::new();
        loop {
            let part = format!("GET /chats/{chat}/messages?after={after}&limit=500");
            let items = self.gets(200, &part, Value::Null).await["items"].as_array().unwrap().clone();
            let Some(last) = items.last() else { return all };
            after = last["number"].as_i64().unwrap();
            all.extend(items);
        }
    }

    /// To be asked while nobody writes.
    pub async fn unread(&self, chat: &str, history: &[Value]) -> Unread {
        let me = self.gets(200, &format!("GET /chats/{chat}"), Value::Null).await["me"].clone();
        let mark = me["read_number"].as_i64().unwrap();
        let unread = |message: &&Value| {
            let others = message["sender"]["id"] != json!(self.id) && message["deleted"] == json!(false);
            others && message["number"].as_i64().unwrap() > mark
        };
        let recounted = i64::try_from(history.iter().filter(unread).count()).unwrap();
        Unread { counted: me["unread"].as_i64().unwrap(), recounted }
    }
}

pub fn numbers(messages: &[Value]) -> Vec<i64> {
    messages.iter().map(|message| message["number"].as_i64().unwrap()).collect()
}

/// 1, 2, 3 … to the end.
pub fn assert_gapless(history: &[Value]) {
    let found = numbers(history);
    let wanted: Vec<i64> = (1..=i64::try_from(history.len()).unwrap()).collect();
    assert_eq!(found, wanted, "numbers without gaps");
}
