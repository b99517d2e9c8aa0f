//! Sending mails. What is unread is looked up when the mail goes out, so that what was read meanwhile isn't mailed; only
//! when the mail server has taken it, it counts as mailed.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use uuid::Uuid;

use super::rules::write;
use crate::accounts::AccountId;
use crate::notifications::service::Notifications;
use crate::notifications::settings::rules::is_mail_due;
use crate::platform::clock::Time;
use crate::platform::ids::derived;
use crate::platform::jobs::{Handler, Lane, NewJob};
use crate::platform::mail::{Letter, Mailer};

/// Mails an account what is unread: a [`Mail`] as JSON.
pub const MAIL: &str = "notifications.mail";

/// Unread things that are looked through for a mail.
const LOOKED_AT: i64 = 100;

/// A mail that takes longer was cut short; another may begin.
const LASTS: Duration = Duration::from_secs(120);

/// What came within this long before a mail may not all be there yet, and is mailed by the next one.
const SETTLES: Duration = Duration::from_secs(2);

/// When all attempts have failed, the mail server is given so long.
const REST: Duration = Duration::from_secs(3600);

#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct Mail {
    pub id: Uuid,
    pub account_id: AccountId,
    /// When it was to be mailed.
    pub due_at: Time,
    /// How often all attempts have failed.
    pub round: u32,
}

pub fn handlers(notifications: &Notifications, mailer: &Mailer) -> Vec<Arc<dyn Handler>> {
    vec![Arc::new(Post { notifications: notifications.clone(), mailer: mailer.clone() })]
}

fn text(error: impl std::fmt::Display) -> String {
    error.to_string()
}

struct Post {
    notifications: Notifications,
    mailer: Mailer,
}

#[async_trait]
impl Handler for Post {
    fn kind(&self) -> &'static str {
        MAIL
    }

    async fn handle(&self, payload: Value) -> Result<(), String> {
        let Mail { account_id: account, due_at, .. } = serde_json::from_value(payload).map_err(text)?;
        let inner = &self.notifications.0;
        let (now, settings) = (inner.clock.now(), inner.accounts_store.account(account).await.map_err(text)?.settings);
        // Another hour, quiet hours or no mails at all may have been chosen since.
        if !is_mail_due(&settings, due_at, now) {
            let job = self.notifications.mailing(account, &settings, now);
            return inner.jobs.add_once(Lane::Sending, Vec::from_iter(job)).await.map_err(text);
        }
        if !inner.accounts_store.begin_mail(account, now, now.plus(LASTS)).await.map_err(text)? {
            return Err("another mail to the account is on its way".to_owned());
        }
        let until = now.minus(SETTLES.min(inner.mail_after));
        let sent = self.send(account, until).await;
        let mailed = sent.is_ok().then_some(until);
        inner.accounts_store.end_mail(account, mailed).await.map_err(text)?;
        if sent? == Left::Newer {
            // The job that was put for it may have been this very one.
            let job = self.notifications.mailing(account, &settings, now);
            inner.jobs.add_once(Lane::Sending, Vec::from_iter(job)).await.map_err(text)?;
        }
        Ok(())
    }

    /// The mail server may be away for longer than the attempts last: they begin again, later and under another name.
    async fn gave_up(&self, payload: Value) -> Result<(), String> {
        let mail: Mail = serde_json::from_value(payload).map_err(text)?;
        let (inner, round) = (&self.notifications.0, mail.round + 1);
        let now = inner.clock.now();
        let id = derived(mail.id, Uuid::from_u128(round.into()));
        let payload = json!(Mail { round, ..mail });
        let job = NewJob { id, kind: MAIL, payload, due_at: now.plus(REST), created_at: now };
        inner.jobs.add_once(Lane::Sending, vec![job]).await.map_err(text)
    }
}

impl Post {
    /// Mails what is unread and came after the last mail, but not after `until`.
    async fn send(&self, account: AccountId, until: Time) -> Result<Left, String> {
        let Some((to, name)) = self.notifications.address_of(account).await? else { return Ok(Left::Nothing) };
        if !self.notifications.may_reach(account).await.map_err(text)? {
            return Ok(Left::Nothing);
        }
        let (viewer, unread) = self.notifications.unread(account, LOOKED_AT).await.map_err(text)?;
        let (settings, from) = (&viewer.state.settings, viewer.state.mailed_until);
        let fresh = |at: Time| from < at && at <= until;
        let newer = unread.iter().any(|one| until < one.at && settings.mails(one.kind));
        let left = if newer { Left::Newer } else { Left::Nothing };
        let items: Vec<_> = unread.into_iter().filter(|one| fresh(one.at) && settings.mails(one.kind)).collect();
        if items.is_empty() {
            return Ok(left);
        }
        let code = self.notifications.0.unsubscriber.code(account);
        let url = &self.notifications.0.public_url;
        let written = write(settings, &name, &items, url, &format!("{url}/unsubscribe?code={code}")).map_err(text)?;
        self.mailer
            .send(Letter {
                to,
                subject: written.subject,
                text: written.text,
                html: Some(written.html),
                // Should it be sent again, when nobody could note that it was sent, it is the same one.
                id: Some(derived(account.0, Uuid::from_u128(u128::from(from.millis().unsigned_abs())))),
                unsubscribe: Some(format!("{url}/api/v1/unsubscribe?code={code}")),
                ..Letter::default()
            })
            .await?;
        Ok(left)
    }
}

/// What is left to be mailed after a mail.
#[derive(PartialEq, Eq)]
enum Left {
    Nothing,
    Newer,
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::accounts::SignedIn;
    use crate::chat::{ChatId, NewMessage};
    use crate::notifications::settings::{Email, SettingsView};
    use crate::notifications::testing::House;

    impl House {
        async fn says(&mut self, who: &SignedIn, chat: ChatId, text: &str) {
            let new = NewMessage { text: text.to_owned(), ..NewMessage::default() };
            self.chats.messages().send(who, chat, new).await.unwrap();
            self.hears().await;
        }

        async fn reads(&mut self, who: &SignedIn, chat: ChatId, number: i64) {
            self.chats.messages().read(who, chat, number).await.unwrap();
            self.hears().await;
        }

        async fn wants(&self, who: &SignedIn, change: impl FnOnce(&mut SettingsView)) {
            let mut settings = self.notifications.settings(who).await.unwrap();
            change(&mut settings);
            self.notifications.change_settings(who, settings).await.unwrap();
        }

        /// Nothing is mailed meanwhile, if somebody looks every minute.
        async fn waits_in_vain(&self, minutes: u64) {
            for minute in 1..=minutes {
                self.server.clock.advance(Duration::from_secs(60));
                let sent = self.sent().await;
                assert!(sent.is_empty(), "after {minute} minutes: {sent:?}");
            }
        }

        async fn is_sent_one_after(&self, minutes: u64) -> String {
            self.server.clock.advance(Duration::from_secs(60 * minutes));
            let mut sent = self.sent().await;
            assert_eq!(sent.len(), 1, "{sent:?}");
            sent.remove(0)
        }

        async fn pair(&self) -> (SignedIn, SignedIn, ChatId) {
            let (ana, bo) = (self.joins("ana").await, self.joins("bo").await);
            let chat = self.chats.open_group(&ana, "Seeds", None, vec![bo.account().into()], None).await.unwrap().id;
            assert!(self.sent().await.is_empty());
            (ana, bo, chat)
        }
    }

    #[tokio::test]
    async fn what_is_still_unread_is_mailed_once() {
        let mut house = House::open().await;
        let (ana, bo, chat) = house.pair().await;
        house.says(&ana, chat, "before mails were on, @bo").await;
        house.server.clock.advance(Duration::from_secs(1));
        house.wants(&bo, |settings| settings.email = Email::AtOnce).await;
        house.server.clock.advance(Duration::from_secs(10));
        house.says(&ana, chat, "two for @bo").await;
        house.says(&ana, chat, "three for @bo").await;
        house.waits_in_vain(1).await;
        house.reads(&bo, chat, 2).await;
        let mail = house.is_sent_one_after(2).await;
        assert!(mail.contains("Subject: Seeds: ana mentioned you") && mail.contains("To: bo@example.org"), "{mail}");
        assert!(!mail.contains("three for"), "what was said stays here");
        house.waits_in_vain(10).await;
        house.says(&ana, chat, "four for @bo").await;
        house.reads(&bo, chat, 4).await;
        house.waits_in_vain(10).await;
    }

    #[tokio::test]
    async fn a_digest_comes_at_its_hour_and_quiet_hours_hold_mails_back() {
        let mut house = House::open().await;
        let (ana, bo, chat) = house.pair().await;
        // It is 22:13 in UTC.
        house.wants(&bo, |settings| (settings.email, settings.daily_hour) = (Email::Daily, 7)).await;
        house.server.clock.advance(Duration::from_secs(10));
        house.says(&ana, chat, "one for @bo").await;
        house.waits_in_vain(1).await;
        house.says(&ana, chat, "two for @bo").await;
        house.waits_in_vain(8 * 60).await;
        let mail = house.is_sent_one_after(60).await;
        assert!(mail.contains("Subject: 2 things are new"), "{mail}");
        house.waits_in_vain(24 * 60).await;

        // It is 7:14 in the morning.
        let quiet = |from: &str, to: &str| serde_json::from_value(json!({ "from": from, "to": to })).unwrap();
        let wanted = (Email::AtOnce, Some(quiet("06:00", "12:00")));
        house.wants(&bo, |settings| (settings.email, settings.quiet) = wanted).await;
        house.says(&ana, chat, "three for @bo").await;
        house.waits_in_vain(4 * 60).await;
        let mail = house.is_sent_one_after(60).await;
        assert!(mail.contains("Subject: Seeds: ana mentioned you"), "{mail}");
    }

    #[tokio::test]
    async fn what_waits_to_be_mailed_goes_by_what_one_wants_then() {
        let mut house = House::open().await;
        let (ana, bo, chat) = house.pair().await;
        house.wants(&bo, |settings| settings.email = Email::AtOnce).await;
        house.server.clock.advance(Duration::from_secs(10));
        house.says(&ana, chat, "one for @bo").await;
        house.wants(&bo, |settings| (settings.email, settings.daily_hour) = (Email::Daily, 7)).await;
        house.waits_in_vain(60).await;
        house.says(&ana, chat, "two for @bo").await;
        house.wants(&bo, |settings| settings.email = Email::AtOnce).await;
        let mail = house.is_sent_one_after(3).await;
        assert!(mail.contains("Subject: 2 things are new"), "{mail}");
        house.says(&ana, chat, "three for @bo").await;
        house.wants(&bo, |settings| settings.email = Email::Off).await;
        house.waits_in_vain(24 * 60).await;
    }

    #[tokio::test]
    async fn a_mail_server_may_be_away_for_longer_than_the_attempts_last() {
        let mut house = House::open().await;
        let (ana, bo, chat) = house.pair().await;
        house.wants(&bo, |settings| settings.email = Email::AtOnce).await;
        house.server.clock.advance(Duration::from_secs(10));
        house.says(&ana, chat, "one for @bo").await;
        // Where the folder of the mails should be, is a file.
        let folder = house.server.fresh.folder().join("mail");
        fs::remove_dir(&folder).unwrap();
        fs::write(&folder, "").unwrap();
        let buried = async || house.server.jobs.dead(None, 9).await.unwrap().len();
        let mut minutes = 0;
        while buried().await == 0 {
            house.waits_in_vain(10).await;
            minutes += 10;
            assert!(minutes < 300, "there are so many attempts");
        }
        house.says(&ana, chat, "two for @bo, meanwhile").await;
        house.waits_in_vain(5).await;
        fs::remove_file(&folder).unwrap();
        let mut sent = Vec::new();
        for _ in 0..120 {
            house.server.clock.advance(Duration::from_secs(60));
            sent.extend(house.sent().await);
        }
        let [mail] = &sent[..] else { panic!("one mail: {sent:?}") };
        assert!(mail.contains("Subject: 2 things are new"), "{mail}");
        // Whoever runs the dead letter again sends nothing twice.
        let dead = house.server.jobs.dead(None, 9).await.unwrap();
        house.server.jobs.revive(dead[0].id, house.server.clock.now()).await.unwrap();
        house.waits_in_vain(10).await;
    }

    #[tokio::test]
    async fn a_discreet_mail_says_nothing_in_its_subject_and_a_code_ends_them() {
        let mut house = House::open().await;
        let (ana, bo, chat) = house.pair().await;
        house.wants(&bo, |settings| (settings.email, settings.discreet) = (Email::AtOnce, true)).await;
        house.server.clock.advance(Duration::from_secs(10));
        house.says(&ana, chat, "one for @bo").await;
        let mail = house.is_sent_one_after(3).await;
        assert!(mail.contains("Subject: There is news\r\n"), "{mail}");
        assert!(mail.contains("List-Unsubscribe-Post: List-Unsubscribe=One-Click"));
        let code = mail.split("/unsubscribe?code=").nth(1).unwrap().split(['>', '"', '\r', '\n']).next().unwrap();
        house.notifications.unsubscribe(code).await.unwrap();
        assert_eq!(house.notifications.settings(&bo).await.unwrap().email, Email::Off);
        house.says(&ana, chat, "two for @bo").await;
        house.waits_in_vain(60).await;
        assert!(house.notifications.unsubscribe("AAAA").await.is_err());
    }
}
