//! What accounts announce, after it is committed.

use super::{AccountId, Permission, SessionId};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AccountEvent {
    /// Signed out, ended from elsewhere, expired, or taken over: nothing more may be delivered to it.
    SessionEnded { session: SessionId },
    /// Name, role or another part of what others see is different.
    Changed { account: AccountId },
    /// What it may do is different: `allowed` whatever its role says, or (None) as that says. Nobody did it (None) where
    /// its time was over.
    PermissionChanged { account: AccountId, permission: Permission, allowed: Option<bool>, by: Option<AccountId> },
    /// Its sessions were announced as ended before. By nobody: at the console.
    Banned { account: AccountId, by: Option<AccountId> },
    /// By nobody: at the console, or because its time was over.
    Unbanned { account: AccountId, by: Option<AccountId> },
    /// The person is gone. Their sessions were announced as ended before.
    Deleted { account: AccountId },
}
