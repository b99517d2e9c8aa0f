//! Sending mails. What is unread is looked up when the mail goes out, so that what was read meanwhile isn't mailed; only
//! when the mail server has taken it, it counts as mailed.

use std::sync::Arc;

use async_trait::async_trait;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use super::rules::write;
use crate::accounts::AccountId;
use crate::notifications::service::Notifications;
use crate::notifications::settings::rules::{loud, mail_due};
use crate::platform::clock::Time;
use crate::platform::jobs::{Handler, Lane};
use crate::platform::mail::{Letter, Mailer};

/// Mails an account what is unread: a [`Mail`] as JSON.
pub const MAIL: &str = "notifications.mail";

/// Unread things that are looked through for a mail.
const LOOKED_AT: i64 = 100;

#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct Mail {
    /// Which also names the mail: sent again, it is the same one.
    pub id: Uuid,
    pub account_id: AccountId,
    /// What came until then was mailed before.
    pub from: Time,
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
        let mail: Mail = serde_json::from_value(payload).map_err(text)?;
        let (inner, account) = (&self.notifications.0, mail.account_id);
        let state = inner.accounts_store.account(account).await.map_err(text)?;
        // Mailed before, by a job that was thought to be lost; or mails are off.
        if state.mailed_until != mail.from || mail_due(&state.settings, mail.from, inner.mail_after).is_none() {
            return Ok(());
        }
        let until = inner.clock.now();
        // Quiet hours may have been chosen since.
        if loud(&state.settings, until) > until {
            return self.next(account, mail.from, until).await;
        }
        if let Some((to, name)) = self.notifications.address_of(account).await?
            && self.notifications.may_reach(account).await.map_err(text)?
        {
            self.send(&mail, &to, &name, until).await?;
        }
        if inner.accounts_store.mailed(account, mail.from, until).await.map_err(text)? {
            // What came while this was on its way found this job, which doesn't tell of it.
            let (_, unread) = self.notifications.unread(account, 1).await.map_err(text)?;
            if unread.first().is_some_and(|newest| newest.at > until) {
                self.next(account, until, until).await?;
            }
        }
        Ok(())
    }
}

impl Post {
    async fn send(&self, mail: &Mail, to: &str, name: &str, until: Time) -> Result<(), String> {
        let (viewer, unread) = self.notifications.unread(mail.account_id, LOOKED_AT).await.map_err(text)?;
        let settings = &viewer.state.settings;
        let fresh = |at: Time| mail.from < at && at <= until;
        let items: Vec<_> = unread.into_iter().filter(|one| fresh(one.at) && settings.mails(one.kind)).collect();
        if items.is_empty() {
            return Ok(());
        }
        let code = self.notifications.0.unsubscriber.code(mail.account_id);
        let url = &self.notifications.0.public_url;
        let written = write(settings, name, &items, url, &format!("{url}/unsubscribe?code={code}")).map_err(text)?;
        self.mailer
            .send(Letter {
                to: to.to_owned(),
                subject: written.subject,
                text: written.text,
                html: Some(written.html),
                id: Some(mail.id),
                unsubscribe: Some(format!("{url}/api/v1/unsubscribe?code={code}")),
                ..Letter::default()
            })
            .await
    }

    async fn next(&self, account: AccountId, from: Time, now: Time) -> Result<(), String> {
        let inner = &self.notifications.0;
        let settings = inner.accounts_store.account(account).await.map_err(text)?.settings;
        let Some(due_at) = mail_due(&settings, now, inner.mail_after) else { return Ok(()) };
        let mut job = self.notifications.mailing(account, from, due_at, now);
        if from != now {
            // The one that runs has the name of this one.
            job.id = inner.ids.uuid();
        }
        inner.jobs.add_once(Lane::Slow, vec![job]).await.map_err(text)
    }
}
