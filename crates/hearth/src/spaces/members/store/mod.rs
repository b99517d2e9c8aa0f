//! What the store of a space's members must be able to do.

#[cfg(test)]
mod contract;
mod sql;

use async_trait::async_trait;

pub use sql::{STATEMENTS, SqlMembers};

use super::model::{Banned, Member, Request};
use crate::accounts::{AccountId, PersonId};
use crate::platform::clock::Time;
use crate::platform::database::Stored;
use crate::platform::jobs::NewJob;
use crate::spaces::events::Parted;
use crate::spaces::faces::{Alias, Face};
use crate::spaces::model::{Ban, Note, Role, SpaceId, SpaceMember};
use crate::spaces::store::Joined;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asked {
    Now,
    AlreadyAMember,
    Banned,
    /// As in [`Joined`].
    UnderOwnName,
    /// As in [`Joined`].
    NameTaken,
    Gone,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Given {
    Now,
    NotThere,
    /// The giver isn't the owner (any more).
    NotAllowed,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Removed {
    Now(Parted),
    NotThere,
    /// An owner hands over first.
    Owner,
    /// The remover isn't above them (any more).
    NotAllowed,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Forgotten {
    /// The heir is the owner now, when it was the owner who went.
    Parted {
        parted: Parted,
        heir: Option<AccountId>,
    },
    /// That was the last one: the space is gone.
    Closed(Parted),
    NotThere,
}

#[async_trait]
pub trait MemberStore: Send + Sync {
    /// By index (space, shown id), by that id.
    async fn members(&self, proof: &SpaceMember, after: Option<PersonId>, limit: i64) -> Stored<Vec<Member>>;
    async fn member(&self, space: SpaceId, account: AccountId) -> Stored<Option<Member>>;
    /// Makes the account a member, unless it is banned; under the pseudonym, if one is wanted.
    async fn join(&self, space: SpaceId, account: AccountId, alias: Option<Alias>, at: Time) -> Stored<Joined>;
    /// Handing over the ownership makes the former owner an admin, in one act. Whom a plain member invited before, as an
    /// admin, isn't any more.
    async fn give(&self, proof: &SpaceMember, account: AccountId, role: Role) -> Stored<Given>;

    /// Notes that the account asks to join, under the pseudonym if one is wanted; asking again replaces the message.
    async fn ask(
        &self,
        space: SpaceId,
        account: AccountId,
        alias: Option<Alias>,
        message: Note,
        at: Time,
    ) -> Stored<Asked>;
    /// By index (space, shown id), by that id.
    async fn requests(&self, proof: &SpaceMember, after: Option<PersonId>, limit: i64) -> Stored<Vec<Request>>;
    /// Makes who asked a member. `Gone`: there is no request, or the one who answers is no admin any more.
    async fn approve(&self, proof: &SpaceMember, account: AccountId, at: Time) -> Stored<Joined>;
    /// Declined, or taken back; whether there was one.
    async fn drop_request(&self, space: SpaceId, account: AccountId) -> Stored<bool>;

    /// Takes a member, oneself or one below, out of the space and all that is in it; those whom it invited aren't any
    /// more. `jobs` are put when something is closed by it.
    async fn remove(&self, proof: &SpaceMember, account: AccountId, jobs: Vec<NewJob>) -> Stored<Removed>;
    /// As [`MemberStore::remove`], and keeps the account from coming back; also one who is no member (`NotThere`). Who is
    /// a member, has asked or is invited as somebody else than is named stays that, so that nobody learns who it is.
    async fn ban(&self, proof: &SpaceMember, whom: Face, ban: Ban, at: Time, jobs: Vec<NewJob>) -> Stored<Removed>;
    async fn unban(&self, proof: &SpaceMember, shown: PersonId) -> Stored<bool>;
    /// By key (space, shown id), by that id: those that hold.
    async fn bans(&self, proof: &SpaceMember, now: Time, after: Option<PersonId>, limit: i64) -> Stored<Vec<Banned>>;

    /// Takes a deleted account out. The ownership goes to the longest-standing admin, or else member; a space without
    /// members is closed, and `closing` put. `jobs` as in [`MemberStore::remove`].
    async fn forget(
        &self,
        space: SpaceId,
        account: AccountId,
        at: Time,
        jobs: Vec<NewJob>,
        closing: NewJob,
    ) -> Stored<Forgotten>;
    /// What is left of a deleted account that is no member: its requests, bans, invitations, and the names of its
    /// pseudonyms. That it had them stays, or else what it did under them would be shown as the account's.
    async fn forget_traces(&self, account: AccountId) -> Stored<()>;
    /// By key (account, space): where the account asked to join.
    async fn requests_of(
        &self,
        account: AccountId,
        after: Option<SpaceId>,
        limit: i64,
    ) -> Stored<Vec<(SpaceId, Request)>>;
    /// Forgets bans that are over, a bounded number.
    async fn sweep(&self, now: Time) -> Stored<()>;
}
