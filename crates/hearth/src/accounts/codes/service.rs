//! The acts on codes: choosing a password anew, confirming an address, inviting, and what an operator may do.

use std::time::Duration;

use serde_json::json;

use super::model::{Invitation, Link, Purpose};
use super::store::{NewCode, Reset};
use crate::accounts::confirming::Confirmed;
use crate::accounts::error::AccountError;
use crate::accounts::jobs;
use crate::accounts::model::{Account, AccountId};
use crate::accounts::names::{DisplayName, Email, Password, Username};
use crate::accounts::rules::{Permission, Role};
use crate::accounts::service::{Accounts, Checked, Wanted};
use crate::accounts::sessions::SignedIn;
use crate::accounts::store::KeyKind;
use crate::platform::database::Stored;
use crate::platform::ids::Secret;

/// The proof of sitting at the machine itself: made by the command line alone.
pub struct Operator(());

impl Operator {
    /// To be called by the commands of `main.rs`, which only who may read the data can run.
    pub fn at_the_console() -> Self {
        Self(())
    }
}

fn hours(hours: u64) -> Duration {
    Duration::from_secs(hours.saturating_mul(3600))
}

impl Accounts {
    // --- choosing a password anew ---------------------------------------------------------------------------------

    /// Asks for a link to choose a new password. Whether somebody has the address is found out later, by a job, so that
    /// neither the answer nor its time tells.
    pub async fn ask_for_reset(&self, email: &str) -> Result<(), AccountError> {
        let mut checked = Checked::default();
        let email = checked.take("email", Email::parse(email));
        checked.done()?;
        if let Some(email) = email {
            self.0.jobs.add(self.job(jobs::PASSWORD_RESET, json!({ "email": email.as_str() }))).await?;
        }
        Ok(())
    }

    /// Chooses a new password by a code; all sessions end.
    pub async fn reset_password(&self, code: &str, password: &str) -> Result<(), AccountError> {
        let mut checked = Checked::default();
        let password = checked.take("password", Password::parse(password));
        checked.done()?;
        let hash = Secret::presented(code).hash();
        let Some(password) = password else { return Err(AccountError::CodeRefused) };
        if !self.0.codes.holds(&hash, Purpose::Reset, self.0.clock.now()).await? {
            return Err(AccountError::CodeRefused);
        }
        let password_hash = self.hash(password).await?;
        match self.0.codes.reset(&hash, password_hash, self.0.clock.now()).await? {
            Reset::Now { sessions, .. } => self.announce_ended(sessions).await,
            Reset::Refused => return Err(AccountError::CodeRefused),
        }
        Ok(())
    }

    /// Makes the link for a job to send: the address it goes to, and the link. None when nobody has the address.
    pub(in crate::accounts) async fn reset_link_for(&self, email: &str) -> Stored<Option<(String, Link)>> {
        let Ok(email) = Email::parse(email) else { return Ok(None) };
        match self.0.store.find_by_key(KeyKind::Email, email.key()).await? {
            Some(found) if !self.banned(found.account).await? => self.mint(found.account, Purpose::Reset).await,
            Some(_) | None => Ok(None),
        }
    }

    // --- confirming an address ------------------------------------------------------------------------------------

    /// Asks for the mail to be sent again.
    pub async fn ask_for_verification(&self, who: &SignedIn) -> Result<(), AccountError> {
        let job = self.job(jobs::VERIFICATION, json!({ "account_id": who.account() }));
        Ok(self.0.jobs.add(job).await?)
    }

    /// Confirms the address that the code was sent to.
    pub async fn verify_email(&self, code: &str) -> Result<(), AccountError> {
        let hash = Secret::presented(code).hash();
        let confirmed = self.0.codes.verify(&hash, self.0.clock.now()).await?;
        confirmed.map(|_| ()).ok_or(AccountError::CodeRefused)
    }

    /// Makes the link for a job to send. None when there is nobody, or nothing to confirm.
    pub(in crate::accounts) async fn verification_link_for(&self, id: AccountId) -> Stored<Option<(String, Link)>> {
        match self.0.store.find(&[id]).await?.pop() {
            Some(account) if !account.email_verified && !self.banned(id).await? => self.mint(id, Purpose::Verify).await,
            _ => Ok(None),
        }
    }

    async fn mint(&self, account: AccountId, purpose: Purpose) -> Stored<Option<(String, Link)>> {
        let (lasting, page) = match purpose {
            Purpose::Reset => (hours(self.0.policy.reset_hours), "reset"),
            Purpose::Verify => (hours(self.0.policy.verification_hours), "verify"),
        };
        let (hash, link) = self.link(page, lasting);
        let code = NewCode { hash, purpose, account, created_at: self.0.clock.now(), expires_at: link.expires_at };
        Ok(self.0.codes.put(code).await?.map(|email| (email, link)))
    }

    /// A new link to a page, and the hash of its code.
    fn link(&self, page: &str, lasting: Duration) -> (String, Link) {
        let secret = self.0.ids.secret();
        let code = secret.expose().to_owned();
        let link = format!("{}/{page}?code={code}", self.0.public_url);
        (secret.hash(), Link { code, link, expires_at: self.0.clock.now().plus(lasting) })
    }

    // --- inviting -------------------------------------------------------------------------------------------------

    /// Makes a link with which one person can register.
    pub async fn invite(&self, who: &Confirmed, role: Role) -> Result<Link, AccountError> {
        who.must(Permission::Invite)?;
        if role != Role::Member {
            who.must(Permission::ManageRoles)?;
        }
        self.put_invitation(role, false, Some(who.account())).await?.ok_or(AccountError::Forbidden)
    }

    async fn put_invitation(&self, role: Role, setup: bool, invited_by: Option<AccountId>) -> Stored<Option<Link>> {
        let (hash, link) = self.link("join", hours(self.0.policy.invitation_days.saturating_mul(24)));
        let created_at = self.0.clock.now();
        let invitation = Invitation { role, setup, invited_by, created_at, expires_at: link.expires_at };
        Ok(self.0.codes.invite(hash, invitation).await?.then_some(link))
    }

    /// While there is no admin: a link with which the first one registers. It takes the place of an earlier one.
    pub async fn setup_invitation(&self) -> Stored<Option<Link>> {
        if self.0.store.has_admin().await? {
            return Ok(None);
        }
        self.put_invitation(Role::Admin, true, None).await
    }

    // --- at the console -------------------------------------------------------------------------------------------

    /// Makes an account, and a link with which its person chooses a password.
    pub async fn create_account(
        &self,
        _operator: &Operator,
        username: &str,
        email: &str,
        name: &str,
        role: Role,
    ) -> Result<(Account, Link), AccountError> {
        let mut checked = Checked::default();
        let username = checked.take("username", Username::parse(username));
        let email = checked.take("email", Email::parse(email));
        let name = checked.take("name", DisplayName::parse(name));
        checked.done()?;
        let (Some(username), Some(email), Some(name)) = (username, email, name) else {
            return Err(AccountError::NotFound);
        };
        let account = self.make(Wanted { username, email, name, password_hash: None, role }, None).await?;
        let (_, link) = self.mint(account.id, Purpose::Reset).await?.ok_or(AccountError::NotFound)?;
        Ok((account, link))
    }

    /// Gives an account another role.
    pub async fn set_role(&self, _operator: &Operator, username: &str, role: Role) -> Result<Account, AccountError> {
        let id = self.id_of(username).await?;
        self.put_role(None, id, role).await
    }

    /// Makes a link with which the person chooses a new password; the old one and all sessions end now.
    pub async fn revoke_password(&self, _operator: &Operator, username: &str) -> Result<Link, AccountError> {
        let id = self.id_of(username).await?;
        self.revoke(id).await
    }

    pub(in crate::accounts) async fn revoke(&self, id: AccountId) -> Result<Link, AccountError> {
        // No text has this hash.
        let old = self.0.store.credentials(id).await?.ok_or(AccountError::NotFound)?.password_hash;
        let ended = self.0.store.set_password(id, old, String::new(), None).await?;
        self.announce_ended(ended.ok_or(AccountError::NotFound)?).await;
        let (_, link) = self.mint(id, Purpose::Reset).await?.ok_or(AccountError::NotFound)?;
        Ok(link)
    }

    /// Makes a link with which one person can register.
    pub async fn invite_from_console(&self, _operator: &Operator, role: Role) -> Result<Link, AccountError> {
        self.put_invitation(role, false, None).await?.ok_or(AccountError::Forbidden)
    }

    pub(in crate::accounts) async fn id_of(&self, username: &str) -> Result<AccountId, AccountError> {
        let username = Username::parse(username).map_err(|_| AccountError::NotFound)?;
        let found = self.0.store.find_by_key(KeyKind::Username, username.key()).await?;
        found.map(|found| found.account).ok_or(AccountError::NotFound)
    }
}
