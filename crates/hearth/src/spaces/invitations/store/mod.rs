//! What the store of invitations must be able to do.

#[cfg(test)]
mod contract;
mod sql;

use async_trait::async_trait;

pub use sql::{STATEMENTS, SqlInvitations};

use super::model::{Invitation, SpaceInvitationId};
use crate::accounts::AccountId;
use crate::platform::clock::Time;
use crate::platform::database::Stored;
use crate::spaces::faces::Alias;
use crate::spaces::model::{Space, SpaceId, SpaceMember};
use crate::spaces::store::Joined;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Invited {
    Now,
    AlreadyAMember,
    Banned,
    /// The space has as many as it may.
    TooMany,
    Gone,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Revoked {
    /// Whose it was, where it was for an account.
    Now(Option<AccountId>),
    NotThere,
}

#[async_trait]
pub trait InvitationStore: Send + Sync {
    /// An account has one invitation into a space; another takes its place. `most` a space. Who is in the space, or
    /// banned from it, under a pseudonym can be invited as anybody else, or else the answer would tell.
    async fn invite(&self, proof: &SpaceMember, invitation: Invitation, most: i64) -> Stored<Invited>;
    /// By index (space, id), those that hold.
    async fn invitations(
        &self,
        proof: &SpaceMember,
        now: Time,
        after: Option<SpaceInvitationId>,
        limit: i64,
    ) -> Stored<Vec<Invitation>>;
    async fn revoke(&self, proof: &SpaceMember, id: SpaceInvitationId) -> Stored<Revoked>;

    /// By key (account, space): those for the account that hold, with their space, by space id.
    async fn for_account(
        &self,
        account: AccountId,
        now: Time,
        after: Option<SpaceId>,
        limit: i64,
    ) -> Stored<Vec<(Invitation, Space)>>;
    /// By key: one for the account, with its space.
    async fn one_for(
        &self,
        id: SpaceInvitationId,
        account: AccountId,
        now: Time,
    ) -> Stored<Option<(Invitation, Space)>>;
    /// By key (hash): one that holds, with its space.
    async fn by_hash(&self, hash: &str, now: Time) -> Stored<Option<(Invitation, Space)>>;
    /// Makes the account a member by an invitation for it, which is used up. `Gone`: there is none.
    async fn accept(&self, id: SpaceInvitationId, account: AccountId, alias: Option<Alias>, at: Time)
    -> Stored<Joined>;
    /// Makes the account a member by a code, which is used once more. `Gone`: there is none.
    async fn redeem(&self, hash: &str, account: AccountId, alias: Option<Alias>, at: Time) -> Stored<Joined>;
    /// Where it led. None: there is none.
    async fn decline(&self, id: SpaceInvitationId, account: AccountId) -> Stored<Option<SpaceId>>;
    /// Forgets what ran out, a bounded number; who isn't invited where any more.
    async fn sweep(&self, now: Time) -> Stored<Vec<(AccountId, SpaceId)>>;
}
