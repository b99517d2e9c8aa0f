//! Groups of gatherings in SQL.

use serde_json::json;
use uuid::Uuid;

use crate::accounts::{AccountId, PersonId};
use crate::chat::blocks::store::withhold;
use crate::chat::jobs::ERASE;
use crate::chat::model::{ChatId, Role};
use crate::chat::store;
use crate::platform::clock::Time;
use crate::platform::database::{Stored, Tx};
use crate::platform::jobs::{Jobs, NewJob};
use crate::spaces::{Face, SpaceId};

crate::statements! {
    OPEN = "INSERT INTO chats (id, kind, title, space, joining, members, last_number, position, created_at, active_at)
        VALUES ($1, 'group', $2, $3, 'gathering', 0, 0, 0, $4, $4)";
    RENAME = "UPDATE chats SET title = $2 WHERE id = $1 AND closed_at IS NULL";
    HOLD = sqlite "SELECT id FROM chats WHERE id = $1 AND closed_at IS NULL",
        postgres "SELECT id FROM chats WHERE id = $1 AND closed_at IS NULL FOR UPDATE";
    EMPTY = "DELETE FROM chat_members WHERE chat = $1";
    CLOSE = "UPDATE chats SET closed_at = created_at, members = 0, title = NULL WHERE id = $1";
}

/// Opens the group, with the host as its first member.
pub async fn open(tx: &mut Tx, chat: ChatId, space: Option<SpaceId>, title: &str, host: Face, at: Time) -> Stored<()> {
    let statement = tx.run(&OPEN).bind(chat.0).bind(title.to_owned()).bind(space.map(|space| space.0));
    statement.bind(at.millis()).done().await?;
    store::enter(tx, chat, host, Role::Owner, i64::MAX, at).await.map(drop)
}

/// Makes an attendee a member. Nothing happens when they are one already, or the group is closed.
pub async fn enter(tx: &mut Tx, chat: ChatId, who: Face, at: Time) -> Stored<()> {
    // How many may come, the gathering knows.
    store::enter(tx, chat, who, Role::Member, i64::MAX, at).await.map(drop)
}

/// Makes an attendee a member for whom the group isn't there, because they block the person who asked them.
pub async fn enter_withheld(tx: &mut Tx, chat: ChatId, who: Face, by: PersonId, at: Time) -> Stored<()> {
    enter(tx, chat, who, at).await?;
    withhold(tx, chat, who.account, by).await
}

/// Takes who is no attendee any more out; the longest-standing of the others becomes the owner, if need be.
pub async fn leave(tx: &mut Tx, chat: ChatId, account: AccountId, job: Uuid, at: Time) -> Stored<()> {
    if tx.run(&HOLD).bind(chat.0).maybe().await?.is_some()
        && store::leave_group(tx, chat, account).await? == store::Removed::Closed
    {
        Jobs::put(tx, erasing(chat, job, at)).await?;
    }
    Ok(())
}

pub async fn rename(tx: &mut Tx, chat: ChatId, title: &str) -> Stored<()> {
    tx.run(&RENAME).bind(chat.0).bind(title.to_owned()).done().await.map(drop)
}

/// Takes everybody out. What was said is erased by the job.
pub async fn close(tx: &mut Tx, chat: ChatId, job: Uuid, at: Time) -> Stored<()> {
    if tx.run(&HOLD).bind(chat.0).maybe().await?.is_none() {
        return Ok(());
    }
    tx.run(&EMPTY).bind(chat.0).done().await?;
    tx.run(&CLOSE).bind(chat.0).done().await?;
    Jobs::put(tx, erasing(chat, job, at)).await
}

fn erasing(chat: ChatId, job: Uuid, at: Time) -> NewJob {
    NewJob { id: job, kind: ERASE, payload: json!({ "chat_id": chat }), due_at: at, created_at: at }
}
