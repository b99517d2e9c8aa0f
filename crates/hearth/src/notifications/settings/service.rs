//! The acts on how one wants to be told.

use super::model::{Settings, SettingsView};
use crate::accounts::SignedIn;
use crate::notifications::error::NotificationError;
use crate::notifications::service::Notifications;
use crate::platform::jobs::Lane;

impl Notifications {
    pub async fn settings(&self, who: &SignedIn) -> Result<SettingsView, NotificationError> {
        Ok(self.0.accounts_store.account(who.account()).await?.settings.view())
    }

    /// All of them.
    pub async fn change_settings(
        &self,
        who: &SignedIn,
        wanted: SettingsView,
    ) -> Result<SettingsView, NotificationError> {
        let settings = Settings::parse(wanted);
        let settings = settings.map_err(|(field, wrong)| NotificationError::Invalid { field, wrong })?;
        // What came before mails were on isn't mailed.
        let (account, now) = (who.account(), self.0.clock.now());
        self.0.accounts_store.change(account, &settings, now).await?;
        // What waits to be mailed may wait for another hour now.
        self.0.jobs.add_once(Lane::Sending, Vec::from_iter(self.mailing(account, &settings, now))).await?;
        self.announce_settings(account, &settings).await;
        Ok(settings.view())
    }
}
