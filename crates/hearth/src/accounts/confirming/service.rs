//! Saying again who one is.

use std::time::Duration;

use super::Confirmed;
use crate::accounts::error::AccountError;
use crate::accounts::service::Accounts;
use crate::accounts::sessions::SignedIn;

impl Accounts {
    /// Makes the session fresh: by the password, and a code where there is a second factor.
    pub async fn confirm(&self, who: &SignedIn, password: String, code: Option<&str>) -> Result<(), AccountError> {
        if !self.has_password(who).await? {
            return Err(AccountError::SignInAnew);
        }
        self.check_password(who.account(), password).await?;
        self.check_code(who.account(), code).await?;
        let confirmed = self.0.sessions.confirm(who.account(), who.session(), self.0.clock.now()).await?;
        if confirmed { Ok(()) } else { Err(AccountError::NotSignedIn) }
    }

    /// The proof, if the session is fresh.
    pub async fn confirmed(&self, who: SignedIn) -> Result<Confirmed, AccountError> {
        let now = self.0.clock.now();
        let lasting = Duration::from_secs(self.0.policy.fresh_minutes.saturating_mul(60));
        let at = self.0.sessions.confirmed_at(who.account(), who.session()).await?;
        let fresh = at.is_some_and(|at| now < at.plus(lasting));
        if fresh { Ok(Confirmed::new(who)) } else { Err(AccountError::ConfirmFirst) }
    }

    /// What is asked before an account is changed for good: the password, or a fresh session where there is none.
    pub(in crate::accounts) async fn prove(
        &self,
        who: &SignedIn,
        password: Option<String>,
    ) -> Result<Option<String>, AccountError> {
        if self.has_password(who).await? {
            return self.check_password(who.account(), password.unwrap_or_default()).await.map(Some);
        }
        self.confirmed(who.clone()).await?;
        Ok(None)
    }

    pub(in crate::accounts) async fn has_password(&self, who: &SignedIn) -> Result<bool, AccountError> {
        let found = self.0.store.credentials(who.account()).await?.ok_or(AccountError::NotSignedIn)?;
        Ok(found.password_hash.is_some())
    }
}
