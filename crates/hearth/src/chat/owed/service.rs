//! The questions of what is owed. They are asked by features above, of accounts and not for callers.

use super::model::Quote;
use crate::accounts::{AccountId, PersonId};
use crate::chat::model::{ChatId, Listed, Membership};
use crate::chat::service::Chats;
use crate::chat::store::ChatCursor;
use crate::platform::database::Stored;
use crate::spaces::Face;

impl Chats {
    /// The chats of an account with messages after its read mark, newest activity first; or the requests that wait. All of
    /// these messages may be deleted.
    pub async fn owed(
        &self,
        account: AccountId,
        requests: bool,
        after: Option<ChatCursor>,
        limit: i64,
    ) -> Stored<Vec<Listed>> {
        self.0.owed.owed(account, requests, after, limit).await
    }

    /// Those who take part in a chat, of those who are shown there so.
    pub async fn addressed(&self, chat: ChatId, shown: &[PersonId]) -> Stored<Vec<Membership>> {
        self.0.owed.addressed(chat, shown).await
    }

    /// The part of an account in a chat.
    pub async fn part_in(&self, chat: ChatId, account: AccountId) -> Stored<Option<Membership>> {
        self.0.store.membership(chat, account).await
    }

    /// Members of a chat who haven't read all of it, by the ids that they are shown by.
    pub async fn behind(&self, chat: ChatId, after: Option<PersonId>, limit: i64) -> Stored<Vec<Membership>> {
        self.0.owed.behind(chat, after, limit).await
    }

    /// Those of these messages that are there for the account.
    pub async fn quoted(&self, account: AccountId, messages: &[(ChatId, i64)]) -> Stored<Vec<Quote>> {
        self.0.owed.quoted(account, messages).await
    }

    /// Whose message it is; None: it is deleted, or isn't there.
    pub async fn author(&self, chat: ChatId, number: i64) -> Stored<Option<Face>> {
        self.0.owed.author(chat, number).await
    }
}
