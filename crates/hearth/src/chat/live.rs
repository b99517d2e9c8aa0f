//! The live side: requests of sockets, and who hears what.

use std::collections::{BTreeMap, HashSet};

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use tokio::sync::mpsc;

use super::events::ChatEvent;
use super::messages::{Edit, Since};
use super::model::ChatId;
use super::sending::NewMessage;
use super::service::Chats;
use crate::accounts::{AccountId, Accounts, Permission, SignedIn};
use crate::media::Wanted;
use crate::platform::clock::Time;
use crate::platform::database::Stored;
use crate::platform::http::extract::parse_value;
use crate::platform::http::problem::{FieldError, Problem};
use crate::platform::live::Live;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Send {
    chat_id: ChatId,
    #[serde(default)]
    text: String,
    client_id: Option<String>,
    reply_to: Option<i64>,
    content_warning: Option<String>,
    #[serde(default)]
    attachments: Vec<Wanted>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Revise {
    chat_id: ChatId,
    number: i64,
    #[serde(default)]
    text: String,
    content_warning: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct One {
    chat_id: ChatId,
    number: i64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct React {
    chat_id: ChatId,
    number: i64,
    emoji: String,
    #[serde(default)]
    remove: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Pin {
    chat_id: ChatId,
    number: i64,
    #[serde(default)]
    remove: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Typing {
    chat_id: ChatId,
    typing: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Resume {
    chats: BTreeMap<uuid::Uuid, Last>,
}

#[derive(Deserialize)]
#[serde(untagged, expecting = "must be the number of a message, or {\"position\": …}")]
enum Last {
    Number(u32),
    Position { position: u32 },
}

/// One request may ask for this many chats.
const MOST_RESUMED: usize = 500;

/// Answers a request, when it is one of chat's.
pub async fn request(chats: &Chats, who: &SignedIn, event: &str, data: Value) -> Option<Result<Value, Problem>> {
    Some(match event {
        "message.send" => send(chats, who, data).await,
        "message.edit" => edit(chats, who, data).await,
        "message.delete" => delete(chats, who, data).await,
        "message.react" => react(chats, who, data).await,
        "message.pin" => pin(chats, who, data).await,
        "chat.read" => read(chats, who, data).await,
        "chat.typing" => typing(chats, who, data).await,
        "live.resume" => resume(chats, who, data).await,
        _ => return None,
    })
}

async fn send(chats: &Chats, who: &SignedIn, data: Value) -> Result<Value, Problem> {
    let Send { chat_id, text, client_id, reply_to, content_warning, attachments } = parse_value(data)?;
    let new = NewMessage { text, client_id, reply_to, content_warning, attachments };
    Ok(json!(chats.messages().send(who, chat_id, new).await?.message.as_ref()))
}

async fn edit(chats: &Chats, who: &SignedIn, data: Value) -> Result<Value, Problem> {
    let Revise { chat_id, number, text, content_warning } = parse_value(data)?;
    Ok(json!(chats.messages().edit(who, chat_id, number, Edit { text, content_warning }).await?))
}

async fn delete(chats: &Chats, who: &SignedIn, data: Value) -> Result<Value, Problem> {
    let One { chat_id, number } = parse_value(data)?;
    Ok(json!(chats.messages().delete(who, chat_id, number).await?))
}

async fn react(chats: &Chats, who: &SignedIn, data: Value) -> Result<Value, Problem> {
    let React { chat_id, number, emoji, remove } = parse_value(data)?;
    Ok(json!(chats.messages().react(who, chat_id, number, &emoji, !remove).await?))
}

async fn pin(chats: &Chats, who: &SignedIn, data: Value) -> Result<Value, Problem> {
    let Pin { chat_id, number, remove } = parse_value(data)?;
    Ok(json!(chats.messages().pin(who, chat_id, number, !remove).await?))
}

async fn read(chats: &Chats, who: &SignedIn, data: Value) -> Result<Value, Problem> {
    let One { chat_id, number } = parse_value(data)?;
    let mark = chats.messages().read(who, chat_id, number).await?;
    Ok(json!({ "chat_id": mark.chat, "account_id": mark.account, "number": mark.number, "unread": mark.unread }))
}

async fn typing(chats: &Chats, who: &SignedIn, data: Value) -> Result<Value, Problem> {
    let Typing { chat_id, typing } = parse_value(data)?;
    chats.messages().typing(who, chat_id, typing).await?;
    Ok(json!({}))
}

async fn resume(chats: &Chats, who: &SignedIn, data: Value) -> Result<Value, Problem> {
    let Resume { chats: asked } = parse_value(data)?;
    if asked.len() > MOST_RESUMED {
        let message = format!("must be at most {MOST_RESUMED} chats");
        return Err(Problem::invalid(vec![FieldError::new("chats", "too_many", message)]));
    }
    let mut answer = serde_json::Map::new();
    for (id, last) in asked {
        let since = match last {
            Last::Number(number) => Since::Number(number.into()),
            Last::Position { position } => Since::Position(position.into()),
        };
        let resumed = match chats.messages().resume(who, ChatId(id), since).await {
            Ok(resumed) => json!({
                "messages": resumed.messages,
                "position": resumed.position,
                "last_number": resumed.last_number,
                "reload": resumed.reload,
            }),
            Err(error) => json!({ "error": Problem::from(error).body() }),
        };
        answer.insert(id.to_string(), resumed);
    }
    Ok(json!({ "chats": answer }))
}

/// Passes on what happens in chats, in the order in which it was announced, until the announcers are gone.
pub async fn announce(live: Live, accounts: Accounts, mut events: mpsc::Receiver<ChatEvent>) {
    while let Some(event) = events.recv().await {
        if let ChatEvent::Joined { account, chat } = &event {
            seat(&live, &accounts, *account, chat.id).await;
        }
        tell(&live, event);
    }
}

/// Who comes into a chat hears it from now on, unless they may read no messages.
async fn seat(live: &Live, accounts: &Accounts, account: AccountId, chat: ChatId) {
    match accounts.denied(Permission::ReadMessages, &[account]).await {
        Ok(denied) if denied.is_empty() => live.join(account.0, chat.0),
        Ok(_) => {}
        // They come back, and what they hear is looked up again.
        Err(_) => live.restart(account.0, "not_ready"),
    }
}

fn tell(live: &Live, event: ChatEvent) {
    match event {
        ChatEvent::MessageSent(message) => live.emit(message.chat_id.0, "message.sent", message.as_ref()),
        ChatEvent::MessageEdited(message) => live.emit(message.chat_id.0, "message.edited", message.as_ref()),
        ChatEvent::MessageDeleted(message) => live.emit(message.chat_id.0, "message.deleted", message.as_ref()),
        ChatEvent::MessageHidden(message) => live.emit(message.chat_id.0, "message.hidden", message.as_ref()),
        ChatEvent::MessageRestored(message) => live.emit(message.chat_id.0, "message.restored", message.as_ref()),
        ChatEvent::MessageReacted(message) => live.emit(message.chat_id.0, "message.reacted", message.as_ref()),
        ChatEvent::MessagePinned(message) => live.emit(message.chat_id.0, "message.pinned", message.as_ref()),
        ChatEvent::Read { chat, who, number, told } => {
            let room = if told { chat.0 } else { who.account.0 };
            live.emit(room, "chat.read", &json!({ "chat_id": chat, "account_id": who.shown, "number": number }));
        }
        ChatEvent::LevelChanged { account, chat, attention } => {
            let news = json!({ "chat_id": chat, "level": attention.level, "until": attention.until });
            live.emit(account.0, "level.changed", &news);
        }
        ChatEvent::Typing { chat, who, typing } => {
            let news = json!({ "chat_id": chat, "account_id": who.shown, "typing": typing });
            live.emit_except(chat.0, who.account.0, "chat.typing", &news);
        }
        ChatEvent::Joined { account, chat } => {
            live.emit(account.0, "chat.joined", chat.as_ref());
        }
        ChatEvent::Left { account, chat } => {
            live.leave(account.0, chat.0);
            live.emit(account.0, "chat.left", &json!({ "chat_id": chat }));
        }
        ChatEvent::Changed(chat) => live.emit(chat.id.0, "chat.changed", chat.as_ref()),
        ChatEvent::Closed { chat } => {
            live.emit(chat.0, "chat.left", &json!({ "chat_id": chat }));
            live.empty(chat.0);
        }
    }
}

#[derive(Serialize)]
struct PresenceChanged {
    account_id: AccountId,
    online: bool,
    last_seen_at: Option<Time>,
}

/// Tells those in a small chat with the account that it came or went; not where it has a pseudonym, which isn't there and
/// away when the account is, and not who blocks it or is blocked by it.
pub async fn presence(
    chats: &Chats,
    live: &Live,
    account: AccountId,
    online: bool,
    last_seen_at: Option<Time>,
) -> Stored<()> {
    let news = PresenceChanged { account_id: account, online, last_seen_at };
    let rooms = chats.heard_by(account).await?;
    let small = rooms.into_iter().filter(|heard| !heard.hidden && chats.is_small(heard.members));
    let small: Vec<uuid::Uuid> = small.map(|heard| heard.chat.0).collect();
    let apart = chats.accounts().kept_apart(account).await?;
    let but: HashSet<uuid::Uuid> = apart.into_iter().chain([account]).map(|one| one.0).collect();
    live.emit_once(&small, &but, "presence.changed", &news);
    Ok(())
}
