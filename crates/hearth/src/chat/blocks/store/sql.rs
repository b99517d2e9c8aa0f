//! Withheld chats in SQL.

use std::sync::Arc;

use async_trait::async_trait;
use uuid::Uuid;

use crate::accounts::{AccountId, PersonId, Withholding};
use crate::chat::model::ChatId;
use crate::platform::database::{Db, Row, Stored, Tx};

crate::statements! {
    WITHHOLD_DIRECT = "UPDATE chat_members SET withheld = $2 WHERE account = $1 AND withheld IS NULL
        AND chat = (SELECT id FROM chats WHERE pair_low = $3 AND pair_high = $4) RETURNING chat";
    WITHHOLD = "UPDATE chat_members SET withheld = $3 WHERE chat = $1 AND account = $2";
    RESTORE = "UPDATE chat_members SET withheld = NULL WHERE account = $1 AND withheld = $2 RETURNING chat";
    REVEAL = "UPDATE chat_members SET withheld = NULL WHERE chat = $1 AND account = $2 AND withheld IS NOT NULL";
    IS_WITHHELD = "SELECT m.chat FROM chat_members m JOIN chats c ON c.id = m.chat
        WHERE m.account = $1 AND m.chat = $2 AND m.withheld IS NOT NULL AND m.state <> 'left' AND c.kind = 'direct'";
}

/// What a block withholds of chats.
struct Withheld;

pub fn withholding() -> Arc<dyn Withholding> {
    Arc::new(Withheld)
}

#[async_trait]
impl Withholding for Withheld {
    async fn withhold(&self, tx: &mut Tx, account: AccountId, person: PersonId) -> Stored<Vec<Uuid>> {
        let (low, high) = (account.0.min(person.0), account.0.max(person.0));
        let rows = tx.run(&WITHHOLD_DIRECT).bind(account.0).bind(person.0).bind(low).bind(high).all().await?;
        chats(&rows)
    }

    async fn restore(&self, tx: &mut Tx, account: AccountId, person: PersonId) -> Stored<Vec<Uuid>> {
        chats(&tx.run(&RESTORE).bind(account.0).bind(person.0).all().await?)
    }
}

fn chats(rows: &[Row]) -> Stored<Vec<Uuid>> {
    rows.iter().map(|row| row.get("chat")).collect()
}

/// Withholds a chat from a member who blocks the person who brought them into it.
pub(in crate::chat) async fn withhold(tx: &mut Tx, chat: ChatId, account: AccountId, by: PersonId) -> Stored<()> {
    tx.run(&WITHHOLD).bind(chat.0).bind(account.0).bind(by.0).done().await.map(drop)
}

/// Lets a member have a chat that was withheld: whether it was.
pub(in crate::chat) async fn reveal(tx: &mut Tx, chat: ChatId, account: AccountId) -> Stored<bool> {
    Ok(tx.run(&REVEAL).bind(chat.0).bind(account.0).done().await? > 0)
}

/// Whether it is the direct chat with somebody whom the account blocks.
pub(in crate::chat) async fn is_withheld(db: &Db, chat: ChatId, account: AccountId) -> Stored<bool> {
    Ok(db.read(&IS_WITHHELD).bind(account.0).bind(chat.0).maybe().await?.is_some())
}
