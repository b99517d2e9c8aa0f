//! Putting the jobs that reach somebody. Nothing is sent from here.

use std::time::Duration;

use moka::sync::Cache;
use serde_json::json;
use uuid::Uuid;

use super::jobs::{BURST, Burst};
use crate::accounts::{AccountError, AccountId};
use crate::chat::ChatId;
use crate::notifications::derived::Viewer;
use crate::notifications::mail::jobs::{MAIL, Mail};
use crate::notifications::model::{Kind, NotificationView};
use crate::notifications::push::jobs::{PUSH, Push};
use crate::notifications::service::Notifications;
use crate::notifications::settings::rules::{loud, mail_due};
use crate::notifications::settings::{Account, Settings};
use crate::notifications::store::Which;
use crate::notifications::views::Item;
use crate::platform::clock::Time;
use crate::platform::database::Stored;
use crate::platform::ids::derived;
use crate::platform::jobs::{Lane, NewJob};

/// What happens within this long is one push, and one look at a chat's members.
const BURST_LASTS: Duration = Duration::from_secs(3);

/// The chats that somebody wrote in a moment ago: what is said there meanwhile is seen by the job that waits already.
pub(in crate::notifications) struct Bursts(Cache<ChatId, ()>);

impl Default for Bursts {
    fn default() -> Self {
        Self(Cache::builder().max_capacity(100_000).time_to_live(BURST_LASTS).build())
    }
}

impl Notifications {
    /// Members of the chat who haven't read it may have to be reached. One job for all, and for all that is said within a
    /// moment; so it comes when that moment is over.
    pub(in crate::notifications) async fn burst(&self, chat: ChatId) -> Stored<()> {
        let mut fresh = false;
        self.0.bursts.0.get_with(chat, || fresh = true);
        if !fresh {
            return Ok(());
        }
        let now = self.0.clock.now();
        // A little later than the moment is over, so that nothing falls between two.
        let due_at = now.plus(BURST_LASTS);
        let job = NewJob {
            id: self.0.ids.uuid(),
            kind: BURST,
            payload: json!(Burst { chat_id: chat }),
            due_at,
            created_at: now,
        };
        self.0.jobs.add_once(Lane::Sending, vec![job]).await
    }

    /// Puts what reaches an account that was told something of this kind, if anything does.
    pub(in crate::notifications) fn reaching(&self, account: AccountId, state: &Account, kind: Kind) -> Vec<NewJob> {
        let (settings, now) = (&state.settings, self.0.clock.now());
        let mut jobs = Vec::new();
        if settings.pushes(kind) {
            let due_at = loud(settings, now.plus(BURST_LASTS));
            // The same job for all of one burst, and of quiet hours.
            let slot = due_at.millis() / i64::try_from(BURST_LASTS.as_millis()).unwrap_or(1);
            let id = derived(account.0, derived(Uuid::from_u128(1), numbered(slot)));
            let payload = json!(Push { id, account_id: account });
            jobs.push(NewJob { id, kind: PUSH, payload, due_at, created_at: now });
        }
        if settings.mails(kind) {
            jobs.extend(self.mailing(account, settings, now));
        }
        jobs
    }

    /// The job that mails what comes now and is still unread when its time has come, if anything is mailed. It is the same
    /// for all that comes within the time that mails wait, and for all that waits for the same hour; but never one that is
    /// being done already, whose time is over: so nothing is put down to a mail that doesn't tell of it.
    pub(in crate::notifications) fn mailing(
        &self,
        account: AccountId,
        settings: &Settings,
        now: Time,
    ) -> Option<NewJob> {
        let (after, due_at) = (self.0.mail_after, mail_due(settings, now, self.0.mail_after)?);
        let waits = i64::try_from(after.as_millis()).unwrap_or(i64::MAX).max(1);
        let (kind, slot) = if due_at == now.plus(after) { (2, due_at.millis() / waits) } else { (3, due_at.millis()) };
        let id = derived(account.0, derived(Uuid::from_u128(kind), numbered(slot)));
        let payload = json!(Mail { id, account_id: account, due_at, round: 0 });
        Some(NewJob { id, kind: MAIL, payload, due_at, created_at: now })
    }

    /// Whether mails and pushes may go to the account at all. The one place where that is decided.
    pub(in crate::notifications) async fn may_reach(&self, account: AccountId) -> Stored<bool> {
        Ok(self.0.accounts.exists(account).await? && !self.0.accounts.banned(account).await?)
    }

    /// The account's own address, if it is confirmed: whoever never did that may have given somebody else's.
    pub(in crate::notifications) async fn address_of(
        &self,
        account: AccountId,
    ) -> Result<Option<(String, String)>, String> {
        match self.0.accounts.account(account).await {
            Ok(found) if found.email_verified => Ok(Some((found.email, found.name))),
            Ok(_) | Err(AccountError::NotFound) => Ok(None),
            Err(error) => Err(error.to_string()),
        }
    }

    /// The newest of what is unread, as its account sees it.
    pub(in crate::notifications) async fn unread(
        &self,
        account: AccountId,
        limit: i64,
    ) -> Stored<(Viewer, Vec<NotificationView>)> {
        let viewer = self.viewer(account).await?;
        let which = Which { unread: true, messages: viewer.reads };
        let rows = self.0.notices.list(account, which, None, limit).await?;
        let mut items: Vec<Item> = rows.into_iter().map(Item::Row).collect();
        items.extend(self.derived(&viewer, None, limit).await?);
        items.sort_by_key(|item| std::cmp::Reverse(item.cursor()));
        items.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
        let views = self.views(&viewer, items).await?;
        Ok((viewer, views))
    }
}

fn numbered(number: i64) -> Uuid {
    Uuid::from_u128(u128::from(number.unsigned_abs()))
}

#[cfg(test)]
mod tests {
    use crate::chat::{ChatId, NewMessage};
    use crate::notifications::testing::House;
    use crate::platform::database::Sql;

    /// Rows that were written since the database was opened.
    static WRITTEN: Sql = Sql { sqlite: "SELECT total_changes() AS rows", postgres: "" };
    /// So many members more, of whom nobody is ever there.
    static CROWD: Sql = Sql {
        sqlite: "WITH RECURSIVE crowd (number) AS (SELECT 1 UNION ALL SELECT number + 1 FROM crowd WHERE number < $2)
            INSERT INTO chat_members (account, chat, role, state, read_number, joined_at)
            SELECT randomblob(16), $1, 'member', 'member', 0, 0 FROM crowd",
        postgres: "",
    };
    static BEHIND: Sql =
        Sql { sqlite: "SELECT count(*) AS rows FROM chat_members WHERE chat = $1 AND read_number = 0", postgres: "" };

    impl House {
        async fn written(&self) -> i64 {
            let mut tx = self.server.fresh.db.begin().await.unwrap();
            tx.run(&WRITTEN).one().await.unwrap().get("rows").unwrap()
        }

        async fn fills(&self, chat: ChatId, members: i64) {
            let mut tx = self.server.fresh.db.begin().await.unwrap();
            tx.run(&CROWD).bind(chat.0).bind(members).done().await.unwrap();
            tx.commit().await.unwrap();
            let behind = self.server.fresh.db.read(&BEHIND).bind(chat.0).one().await.unwrap();
            assert!(behind.get::<i64>("rows").unwrap() >= members, "they are there");
        }
    }

    /// A message in a chat of ten thousand writes what it writes in a chat of ten: with the look through its members, and
    /// what is told to the one who is named.
    #[tokio::test]
    async fn a_message_writes_as_many_rows_whatever_the_number_of_members() {
        let mut written = Vec::new();
        for members in [10, 10_000] {
            let mut house = House::open().await;
            let (ana, bo) = (house.joins("ana").await, house.joins("bo").await);
            let chat = house.chats.open_group(&ana, "Seeds", None, vec![bo.account().into()], None).await.unwrap().id;
            house.fills(chat, members - 2).await;
            house.sent().await;
            let before = house.written().await;
            for text in ["one", "two for @bo"] {
                let new = NewMessage { text: text.to_owned(), ..NewMessage::default() };
                house.chats.messages().send(&ana, chat, new).await.unwrap();
            }
            house.hears().await;
            house.server.clock.advance(super::BURST_LASTS);
            house.sent().await;
            written.push(house.written().await - before);
        }
        assert!((1..50).contains(&written[0]), "{written:?}");
        assert_eq!(written[0], written[1]);
    }
}
