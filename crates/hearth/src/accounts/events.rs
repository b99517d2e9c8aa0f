//! What accounts announce, after it is committed.

use super::{AccountId, SessionId};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AccountEvent {
    /// Signed out, ended from elsewhere, expired, or taken over: nothing more may be delivered to it.
    SessionEnded { session: SessionId },
    /// Name, role or another part of what others see is different.
    Changed { account: AccountId },
    /// The person is gone. Their sessions were announced as ended before.
    Deleted { account: AccountId },
}
