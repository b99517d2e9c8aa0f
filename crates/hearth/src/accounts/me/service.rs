//! The acts on one's own account.

use serde_json::json;

use crate::accounts::error::AccountError;
use crate::accounts::events::AccountEvent;
use crate::accounts::jobs;
use crate::accounts::model::{Account, ProfileChange};
use crate::accounts::service::Accounts;
use crate::accounts::sessions::SignedIn;
use crate::accounts::store::{Changed, Deleted, PictureSet};
use crate::media::{MediaError, MediaId, PicturePlace};

impl Accounts {
    /// One's own account.
    pub(in crate::accounts) async fn own(&self, who: &SignedIn) -> Result<Account, AccountError> {
        // Deleted since the proof was made.
        self.0.store.find(&[who.account()]).await?.pop().ok_or(AccountError::NotSignedIn)
    }

    /// Changes one's own account. Another e-mail address needs the password (or a fresh session
    /// where there is none), and is confirmed by a mail to it.
    pub async fn change(
        &self,
        who: &SignedIn,
        change: ProfileChange,
        password: Option<String>,
    ) -> Result<Account, AccountError> {
        if change.email.is_some() {
            self.prove(who, password).await?;
        }
        let username = change.username.as_ref().map_or("", |username| username.as_str());
        if !username.is_empty() && self.account(who.account()).await?.username != username {
            // One signs in by it, too.
            self.confirmed(who.clone()).await?;
        }
        let name = change.name.as_ref().map_or("", |name| name.as_str());
        let bio = change.bio.as_ref().map_or("", |bio| bio.as_str());
        let said = [("username", username), ("name", name), ("bio", bio)];
        self.screen().passes(who.account().0, &said).await?;
        let job = self.job(jobs::VERIFICATION, json!({ "account_id": who.account() }));
        let changed = match self.0.store.change(who.account(), change, vec![job]).await? {
            Changed::Now(account) => *account,
            Changed::Taken { username, email } => return Err(AccountError::Taken { username, email }),
            Changed::Gone => return Err(AccountError::NotSignedIn),
        };
        self.0.jobs.ring();
        self.announce_changed(who.account()).await;
        Ok(changed)
    }

    /// Shows one of one's own pictures on one's account, or none. The one that was there is gone for good.
    pub async fn show_picture(
        &self,
        who: &SignedIn,
        place: PicturePlace,
        media: Option<MediaId>,
    ) -> Result<Account, AccountError> {
        let erasing = self.media().erasing();
        let changed = match self.0.store.set_picture(who.account(), place, media, erasing).await? {
            PictureSet::Now(account) => *account,
            PictureSet::NoSuchMedia => return Err(MediaError::NoSuchMedia.into()),
            PictureSet::NotReady => return Err(MediaError::NotReady.into()),
            PictureSet::Gone => return Err(AccountError::NotSignedIn),
        };
        self.0.jobs.ring();
        self.announce_changed(who.account()).await;
        Ok(changed)
    }

    /// Deletes one's own account: what others see of it from now on is that there was one.
    pub async fn delete(
        &self,
        who: &SignedIn,
        password: Option<String>,
        erase_messages: bool,
    ) -> Result<(), AccountError> {
        let account = who.account();
        self.prove(who, password).await?;
        let payload = json!({ "account_id": account, "erase_messages": erase_messages });
        let jobs = self.0.farewell.iter().map(|kind| self.job(kind, payload.clone())).collect();
        match self.0.store.delete(account, self.0.clock.now(), jobs, self.media().erasing()).await? {
            Deleted::Now(sessions) => self.announce_ended(sessions).await,
            Deleted::LastAdmin => return Err(AccountError::LastAdmin),
            Deleted::Already => return Err(AccountError::NotSignedIn),
        }
        self.0.people.invalidate(&account);
        self.0.events.announce(AccountEvent::Deleted { account }).await;
        self.0.jobs.ring();
        Ok(())
    }
}
