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
use crate::notifications::settings::Account;
use crate::notifications::settings::rules::{loud, mail_due};
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
        self.0.jobs.add_once(Lane::Slow, vec![job]).await
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
        if let Some(due_at) = mail_due(settings, now, self.0.mail_after).filter(|_| settings.mails(kind)) {
            jobs.push(self.mailing(account, state.mailed_until, due_at, now));
        }
        jobs
    }

    /// The job that mails what came after `from`: one, however often it is put.
    pub(in crate::notifications) fn mailing(&self, account: AccountId, from: Time, due_at: Time, now: Time) -> NewJob {
        let id = derived(account.0, derived(Uuid::from_u128(2), numbered(from.millis())));
        let payload = json!(Mail { id, account_id: account, from });
        NewJob { id, kind: MAIL, payload, due_at, created_at: now }
    }

    /// Whether mails and pushes may go to the account at all. The one place where that is decided.
    pub(in crate::notifications) async fn may_reach(&self, account: AccountId) -> Stored<bool> {
        self.0.accounts.exists(account).await
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
        let rows = self.0.notices.list(account, true, None, limit).await?;
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
