//! The act of having no more mails.

use super::model::Unsubscribed;
use crate::notifications::error::NotificationError;
use crate::notifications::service::Notifications;
use crate::notifications::settings::{Email, Settings};

impl Notifications {
    /// By the code of a mail, whoever has it. Done again, it changes nothing.
    pub async fn unsubscribe(&self, code: &str) -> Result<Unsubscribed, NotificationError> {
        let account = self.0.unsubscriber.account(code).ok_or(NotificationError::NoSuchCode)?;
        if !self.0.accounts.exists(account).await? {
            return Err(NotificationError::NoSuchCode);
        }
        let before = self.0.accounts_store.account(account).await?.settings;
        if before.email != Email::Off {
            let settings = Settings { email: Email::Off, ..before };
            self.0.accounts_store.change(account, &settings, self.0.clock.now()).await?;
            self.announce_settings(account, &settings).await;
        }
        Ok(Unsubscribed { email: Email::Off })
    }
}
