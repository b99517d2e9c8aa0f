//! The acts on second factors.

use serde_json::json;

use super::SecondFactor;
use super::model::{Beginning, Codes, RECOVERY_CODES};
use super::store::Enabling;
use crate::accounts::codes::Operator;
use crate::accounts::confirming::Confirmed;
use crate::accounts::error::AccountError;
use crate::accounts::model::AccountId;
use crate::accounts::service::Accounts;
use crate::accounts::sessions::SignedIn;
use crate::platform::database::{StoreError, Stored};
use crate::platform::ids::Secret;

impl Accounts {
    /// One's own second factor, if there is one in force.
    pub async fn second_factor(&self, who: &SignedIn) -> Stored<Option<SecondFactor>> {
        self.in_force(who.account()).await
    }

    /// Makes a secret, which is in force once [`Accounts::enable_second_factor`] has seen a code of it.
    pub async fn begin_second_factor(
        &self,
        who: &SignedIn,
        password: Option<String>,
    ) -> Result<Beginning, AccountError> {
        self.prove(who, password).await?;
        let account = self.own(who).await?;
        let secret = self.0.ids.shared_secret();
        let sealed = self.0.seal.seal(&secret, account.id.0.as_bytes());
        let sealed = sealed.ok_or_else(|| unusable("a secret can't be sealed"))?;
        if !self.0.second_factors.begin(account.id, sealed).await? {
            return Err(AccountError::SecondFactorOn);
        }
        let begun = Beginning::new(secret.to_vec(), self.host(), &account.username);
        Ok(begun.ok_or_else(|| unusable("a secret makes no address"))?)
    }

    /// Puts the secret in force, once a code of it is right. All other sessions end. The recovery codes, which are shown
    /// this once.
    pub async fn enable_second_factor(&self, who: &SignedIn, code: &str) -> Result<Vec<Secret>, AccountError> {
        let found = self.0.second_factors.find(who.account()).await?.ok_or(AccountError::NoSecondFactor)?;
        if found.enabled_at.is_some() {
            return Err(AccountError::SecondFactorOn);
        }
        let attempt = self.0.codes_tried.begin(who.account().to_string())?;
        let step = self.codes_of(who.account(), &found)?.step(code, self.0.clock.now());
        let step = step.ok_or(AccountError::SecondFactorRefused)?;
        attempt.was_right();
        let (codes, recovery_hashes) = self.recovery_codes();
        let (account, at, keep) = (who.account(), self.0.clock.now(), who.session());
        let enabling = Enabling { account, secret: found.secret, step, recovery_hashes, at, keep };
        let ended = self.0.second_factors.enable(enabling).await?;
        self.announce_ended(ended.ok_or(AccountError::NoSecondFactor)?).await;
        Ok(codes)
    }

    /// Takes one's own second factor away.
    pub async fn disable_second_factor(
        &self,
        who: &SignedIn,
        password: Option<String>,
        code: &str,
    ) -> Result<(), AccountError> {
        self.prove_with_code(who, password, code).await?;
        self.take_second_factor(who.account()).await
    }

    /// Other recovery codes in place of those that are left.
    pub async fn renew_recovery_codes(
        &self,
        who: &SignedIn,
        password: Option<String>,
        code: &str,
    ) -> Result<Vec<Secret>, AccountError> {
        self.prove_with_code(who, password, code).await?;
        let (codes, hashes) = self.recovery_codes();
        let renewed = self.0.second_factors.renew(who.account(), hashes).await?;
        if renewed { Ok(codes) } else { Err(AccountError::NoSecondFactor) }
    }

    /// For somebody who lost it and their recovery codes: by an admin.
    pub async fn reset_second_factor(&self, who: &Confirmed, account: AccountId) -> Result<(), AccountError> {
        self.over(who, account).await?;
        self.take_second_factor(account).await?;
        self.write_down(Some(who.account()), "account.second_factor_reset", Some(account.0), json!({})).await;
        Ok(())
    }

    /// The same at the console.
    pub async fn drop_second_factor(&self, _operator: &Operator, username: &str) -> Result<(), AccountError> {
        let account = self.id_of(username).await?;
        self.take_second_factor(account).await
    }

    async fn take_second_factor(&self, account: AccountId) -> Result<(), AccountError> {
        let removed = self.0.second_factors.remove(account).await?;
        if removed { Ok(()) } else { Err(AccountError::NoSecondFactor) }
    }

    async fn prove_with_code(&self, who: &SignedIn, password: Option<String>, code: &str) -> Result<(), AccountError> {
        self.prove(who, password).await?;
        let asked = self.check_code(who.account(), Some(code)).await?;
        if asked { Ok(()) } else { Err(AccountError::NoSecondFactor) }
    }

    // --- codes ----------------------------------------------------------------------------------------------------

    /// Asks for a code where the account has a second factor; false where it has none. A right one is used up by it, a
    /// wrong one counts as an attempt.
    pub(in crate::accounts) async fn check_code(
        &self,
        account: AccountId,
        code: Option<&str>,
    ) -> Result<bool, AccountError> {
        let Some(factor) = self.in_force(account).await? else { return Ok(false) };
        let code = code.ok_or(AccountError::SecondFactorNeeded)?;
        let attempt = self.0.codes_tried.begin(account.to_string())?;
        let codes = self.codes_of(account, &factor);
        let step = codes.as_ref().ok().and_then(|codes| codes.step(code, self.0.clock.now()));
        let right = match step {
            Some(step) => self.0.second_factors.use_step(account, step).await?,
            None => self.0.second_factors.use_recovery(account, &Secret::typed(code).hash()).await?,
        };
        if !right {
            // Only now: where the key is lost, a recovery code helps.
            codes?;
            return Err(AccountError::SecondFactorRefused);
        }
        attempt.was_right();
        Ok(true)
    }

    /// The account's second factor, once it is in force.
    pub(in crate::accounts) async fn in_force(&self, account: AccountId) -> Stored<Option<SecondFactor>> {
        Ok(self.0.second_factors.find(account).await?.filter(|factor| factor.enabled_at.is_some()))
    }

    fn codes_of(&self, account: AccountId, factor: &SecondFactor) -> Stored<Codes> {
        let secret = self.0.seal.open(&factor.secret, account.0.as_bytes());
        secret
            .and_then(Codes::of)
            .ok_or_else(|| unusable("a second factor was sealed with another key than keys/second-factors.key"))
    }

    fn recovery_codes(&self) -> (Vec<Secret>, Vec<String>) {
        let codes: Vec<Secret> = (0..RECOVERY_CODES).map(|_| self.0.ids.long_code()).collect();
        let hashes = codes.iter().map(Secret::hash).collect();
        (codes, hashes)
    }
}

fn unusable(why: &str) -> StoreError {
    StoreError::Failed(why.to_owned())
}
