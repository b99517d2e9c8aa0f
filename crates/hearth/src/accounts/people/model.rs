//! What admins see of somebody beside their account.

use crate::accounts::bans::Ban;
use crate::accounts::model::{Account, AccountId};

/// How an account stands with its ways in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ways {
    pub account: AccountId,
    /// How many sessions live.
    pub sessions: i64,
    pub second_factor: bool,
}

/// An account and what admins are to know of it.
#[derive(Clone, Debug)]
pub struct Overview {
    pub account: Account,
    pub sessions: i64,
    pub second_factor: bool,
    pub ban: Option<Ban>,
}
