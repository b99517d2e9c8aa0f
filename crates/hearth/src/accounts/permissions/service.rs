//! The acts on what somebody may do.

use std::collections::HashSet;

use serde_json::json;

use super::model::{Exception, Standing};
use super::store::{Change, Put};
use crate::accounts::bans::Sentence;
use crate::accounts::confirming::Confirmed;
use crate::accounts::error::{AccountError, WrongField};
use crate::accounts::events::AccountEvent;
use crate::accounts::model::AccountId;
use crate::accounts::names::Wrong;
use crate::accounts::rules::{Permission, Role};
use crate::accounts::service::Accounts;
use crate::accounts::sessions::SignedIn;
use crate::platform::clock::Time;
use crate::platform::database::{Stored, to_the_end};

/// All that is said of an account: its role, and what goes before that.
pub struct Permissions {
    pub role: Role,
    pub exceptions: Vec<Exception>,
}

impl Accounts {
    pub async fn permissions(&self, who: &SignedIn, id: AccountId) -> Result<Permissions, AccountError> {
        who.must(Permission::ManageRoles)?;
        let account = self.account(id).await?;
        let exceptions = self.0.permissions.exceptions(id, self.0.clock.now()).await?;
        Ok(Permissions { role: account.role, exceptions })
    }

    /// Lets an account do something, or not, whatever its role says.
    pub async fn permit(&self, who: &Confirmed, id: AccountId, said: Exception) -> Result<Permissions, AccountError> {
        who.must(Permission::ManageRoles)?;
        self.in_the_future(said.until)?;
        self.put_exception(Some(who.account()), id, said.permission, Some(said), None).await?;
        self.permissions(who, id).await
    }

    /// From now on the role says again whether the account may do this.
    pub async fn by_role(&self, who: &Confirmed, id: AccountId, permission: Permission) -> Result<(), AccountError> {
        who.must(Permission::ManageRoles)?;
        self.put_exception(Some(who.account()), id, permission, None, None).await
    }

    /// Lets an account write nothing until then, or (None) for good. For moderators, of those below them.
    pub async fn mute(&self, who: &SignedIn, id: AccountId, until: Option<Time>) -> Result<(), AccountError> {
        who.must(Permission::Moderate)?;
        self.in_the_future(until)?;
        let said = Exception { permission: Permission::SendMessages, allowed: false, until };
        self.put_exception(Some(who.account()), id, said.permission, Some(said), Some(who.standing())).await
    }

    /// Ends what [`Accounts::mute`] began.
    pub async fn unmute(&self, who: &SignedIn, id: AccountId) -> Result<(), AccountError> {
        who.must(Permission::Moderate)?;
        self.put_exception(Some(who.account()), id, Permission::SendMessages, None, Some(who.standing())).await
    }

    /// Mutes as moderators decided, one of whom stood above the account. What holds longer stays as it is. May come again;
    /// whoever is gone stays so.
    pub async fn mute_as_decided(&self, id: AccountId, sentence: Sentence) -> Result<(), AccountError> {
        let permission = Permission::SendMessages;
        let said = Exception { permission, allowed: false, until: sentence.until };
        self.put_as_decided(id, Some(said), sentence).await
    }

    /// Takes that back, if it still holds.
    pub async fn unmute_as_decided(&self, id: AccountId, sentence: Sentence) -> Result<(), AccountError> {
        self.put_as_decided(id, None, sentence).await
    }

    async fn put_as_decided(
        &self,
        account: AccountId,
        said: Option<Exception>,
        sentence: Sentence,
    ) -> Result<(), AccountError> {
        let (permission, now) = (Permission::SendMessages, self.0.clock.now());
        let change = Change { account, permission, said, above: None, decision: Some(sentence.decision), now };
        match self.put_change(Some(sentence.by), change).await {
            Err(AccountError::NotFound) => Ok(()),
            done => done,
        }
    }

    /// Whether an account may do this at present: it is there, isn't banned, and nothing says otherwise.
    pub async fn may_now(&self, id: AccountId, permission: Permission) -> Stored<bool> {
        let account = match self.account(id).await {
            Ok(account) => account,
            Err(AccountError::Store(error)) => return Err(error),
            Err(_) => return Ok(false),
        };
        let exceptions = self.0.permissions.exceptions(id, self.0.clock.now()).await?;
        let standing = Standing::new(account.role, exceptions.iter().map(|one| (one.permission, one.allowed)));
        Ok(standing.may(permission) && !self.banned(id).await?)
    }

    /// Whether anybody beside these two may moderate now.
    pub async fn has_other_staff(&self, id: AccountId, nor: AccountId) -> Stored<bool> {
        self.0.permissions.has_other_staff(id, nor, self.0.clock.now()).await
    }

    /// Which of these were denied what everybody else may do.
    pub async fn denied(&self, permission: Permission, ids: &[AccountId]) -> Stored<HashSet<AccountId>> {
        let mut denied = HashSet::new();
        for part in ids.chunks(500) {
            denied.extend(self.0.permissions.denied(permission, part, self.0.clock.now()).await?);
        }
        Ok(denied)
    }

    async fn put_exception(
        &self,
        by: Option<AccountId>,
        account: AccountId,
        permission: Permission,
        said: Option<Exception>,
        above: Option<Standing>,
    ) -> Result<(), AccountError> {
        let change = Change { account, permission, said, above, decision: None, now: self.0.clock.now() };
        self.put_change(by, change).await
    }

    async fn put_change(&self, by: Option<AccountId>, change: Change) -> Result<(), AccountError> {
        let Change { account, permission, said, .. } = change;
        let detail = json!({ "permission": permission, "allowed": said.map(|said| said.allowed),
            "until": said.and_then(|said| said.until) });
        let (accounts, entry) = (self.clone(), self.entry(by, "account.permission_set", account, detail));
        // Also when whoever asked for it has hung up meanwhile.
        let put = to_the_end(async move {
            let put = accounts.0.permissions.put(change, entry).await?;
            if put == Put::Now {
                let allowed = said.map(|said| said.allowed);
                accounts
                    .announce_permission(AccountEvent::PermissionChanged { account, permission, allowed, by })
                    .await;
            }
            Ok(put)
        });
        match put.await? {
            Put::Now | Put::Stands => Ok(()),
            Put::Kept => Err(AccountError::AdminsKeep),
            Put::NotBelow => Err(AccountError::NotBelow),
            Put::Gone => Err(AccountError::NotFound),
        }
    }

    async fn announce_permission(&self, event: AccountEvent) {
        self.0.living.forget_all();
        self.0.events.announce(event).await;
    }

    /// What had an end and is over; the roles say again.
    pub(in crate::accounts) async fn sweep_permissions(&self) -> Stored<()> {
        for (account, permission) in self.0.permissions.sweep(self.0.clock.now()).await? {
            let over = AccountEvent::PermissionChanged { account, permission, allowed: None, by: None };
            self.announce_permission(over).await;
        }
        Ok(())
    }

    pub(in crate::accounts) fn in_the_future(&self, until: Option<Time>) -> Result<(), AccountError> {
        if until.is_none_or(|until| until > self.0.clock.now()) {
            return Ok(());
        }
        let wrong = Wrong { code: "past", allowed: "must be in the future, or missing for good" };
        Err(AccountError::Invalid(vec![WrongField { field: "until", wrong }]))
    }
}
