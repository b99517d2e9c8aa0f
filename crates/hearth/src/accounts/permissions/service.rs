//! The acts on what somebody may do.

use std::collections::HashSet;

use serde_json::json;

use super::model::{Exception, Standing};
use super::store::{Change, Put};
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

    /// Mutes as moderators decided, one of whom stood above the account, until then; or (None) takes that back. May come
    /// again; whoever is gone stays so.
    pub async fn mute_as_decided(&self, by: AccountId, id: AccountId, until: Option<Time>) -> Result<(), AccountError> {
        let permission = Permission::SendMessages;
        let said = until.map(|_| Exception { permission, allowed: false, until });
        match self.put_exception(Some(by), id, permission, said, None).await {
            Err(AccountError::NotFound) => Ok(()),
            done => done,
        }
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
        let (accounts, now) = (self.clone(), self.0.clock.now());
        let change = Change { account, permission, said, above, now };
        // Also when whoever asked for it has hung up meanwhile.
        let put = to_the_end(async move {
            let put = accounts.0.permissions.put(change).await?;
            if put == Put::Now {
                let allowed = said.map(|said| said.allowed);
                accounts
                    .announce_permission(AccountEvent::PermissionChanged { account, permission, allowed, by })
                    .await;
            }
            Ok(put)
        });
        match put.await? {
            Put::Now => {
                let detail = json!({ "permission": permission, "allowed": said.map(|said| said.allowed),
                    "until": said.and_then(|said| said.until) });
                self.write_down(by, "account.permission_set", Some(account.0), detail).await;
                Ok(())
            }
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
