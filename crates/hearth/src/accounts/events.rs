//! What accounts announce, after it is committed.

use uuid::Uuid;

use super::blocks::Silence;
use super::{AccountId, Permission, PersonId, SessionId};

#[derive(Clone, Debug, PartialEq, Eq)]
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
    /// Blocks or mutes a person (`on`), or doesn't any more; for the account's own sockets alone. `space`: where the person is a
    /// pseudonym. `chats`: what is withheld from the account by it, or is there again.
    Silenced { account: AccountId, silence: Silence, person: PersonId, space: Option<Uuid>, on: bool, chats: Vec<Uuid> },
}
