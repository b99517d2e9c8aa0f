//! What the conversations' store must be able to do. `contract` says what each backend must hold.

#[cfg(test)]
pub(in crate::chat) mod contract;
mod sql;

use async_trait::async_trait;
use uuid::Uuid;

pub use sql::{STATEMENTS, SqlChats};
pub(in crate::chat) use sql::{chat_of, enter, face_of, leave_group, membership_of, pass_on};

use super::model::{Attention, Change, ChatId, Joining, Listed, Member, Membership, Role, Title};
use crate::accounts::{AccountId, PersonId};
use crate::platform::clock::Time;
use crate::platform::database::Stored;
use crate::platform::jobs::NewJob;
use crate::spaces::SpaceId;

#[derive(Clone, Debug)]
pub struct NewDirect {
    pub id: ChatId,
    pub opener: AccountId,
    pub other: AccountId,
    /// Whether the other must accept first.
    pub request: bool,
    pub at: Time,
}

#[derive(Clone, Debug)]
pub struct NewGroup {
    pub id: ChatId,
    pub title: Title,
    pub capacity: Option<i64>,
    /// The space that it is in, if any.
    pub space: Option<SpaceId>,
    pub joining: Joining,
    pub owner: AccountId,
    pub members: Vec<AccountId>,
    pub at: Time,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Grouped {
    Now,
    /// One who is to be in it isn't a member of its space.
    NotInTheSpace,
    /// The space has as many as it can have, or the owner has.
    TooMany,
}

/// How the opening of a direct chat ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Opened {
    /// The chat of the pair, and whether it is new.
    As { id: ChatId, now: bool },
    /// The opener blocks the other.
    Blocked,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Added {
    Now,
    Already,
    /// A member for whom the chat was withheld, and isn't any more.
    Revealed,
    Full,
    /// The chat is in a space, and the account isn't.
    NotInTheSpace,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Removed {
    Now {
        /// Who is the owner now, when it was the owner who left.
        heir: Option<AccountId>,
    },
    /// That was the last one: the chat is closed.
    Closed,
    NotThere,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Given {
    Now,
    NotThere,
}

/// A chat that an account hears.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Heard {
    pub chat: ChatId,
    /// How many members it has.
    pub members: i64,
    /// Whether the account is there under a pseudonym.
    pub hidden: bool,
}

/// Where a list of chats goes on: the activity and id of the last one shown.
pub type ChatCursor = (i64, Uuid);

#[async_trait]
pub trait ChatStore: Send + Sync {
    /// Opens the one direct chat of the pair, or takes it up again on the opener's side.
    async fn open_direct(&self, new: NewDirect) -> Stored<Opened>;
    async fn open_group(&self, new: NewGroup) -> Stored<Grouped>;

    /// By key (account, chat). None for a direct chat that this side has left.
    async fn membership(&self, chat: ChatId, account: AccountId) -> Stored<Option<Membership>>;
    /// By index (account): newest activity first. `requests`: those that wait, or those that don't.
    async fn chats_of(
        &self,
        account: AccountId,
        requests: bool,
        after: Option<ChatCursor>,
        limit: i64,
    ) -> Stored<Vec<Listed>>;
    /// Others' messages after the read mark that aren't deleted.
    async fn unread(&self, chat: ChatId, account: AccountId) -> Stored<i64>;
    /// By key (account, chat): all chats that the account hears.
    async fn heard_by(&self, account: AccountId, after: Option<ChatId>, limit: i64) -> Stored<Vec<Heard>>;
    /// By index (chat, shown id), by that id.
    async fn members(&self, proof: &Membership, after: Option<PersonId>, limit: i64) -> Stored<Vec<Member>>;
    async fn member(&self, proof: &Membership, account: AccountId) -> Stored<Option<Member>>;
    /// Which of these take part.
    async fn members_among(&self, chat: ChatId, accounts: &[AccountId]) -> Stored<Vec<AccountId>>;
    /// By key (chat, account): the space that the chat is in, and which of these take part under their own names.
    async fn own_among(&self, chat: ChatId, accounts: &[AccountId]) -> Stored<(Option<SpaceId>, Vec<AccountId>)>;
    /// By key (chat, account): under which pseudonyms these take part, of those who do under one.
    async fn hidden_among(&self, chat: ChatId, accounts: &[AccountId]) -> Stored<Vec<PersonId>>;
    /// By key (chat, account): any one who takes part.
    async fn someone_in(&self, chat: ChatId) -> Stored<Option<AccountId>>;
    /// By key (account, chat): whether it is the direct chat with somebody whom the account blocks.
    async fn is_withheld(&self, chat: ChatId, account: AccountId) -> Stored<bool>;
    /// Whether two accounts are in a group together, both under their own names.
    async fn acquainted(&self, one: AccountId, other: AccountId) -> Stored<bool>;
    /// By key (pair): whether there is a direct chat of the two, whatever became of it.
    async fn has_direct(&self, one: AccountId, other: AccountId) -> Stored<bool>;

    async fn change(&self, proof: &Membership, change: Change) -> Stored<()>;
    /// `most`: the server's own limit of members.
    async fn add(&self, proof: &Membership, account: AccountId, role: Role, most: i64, at: Time) -> Stored<Added>;
    /// Handing over the ownership makes the former owner an admin, in one act.
    async fn give(&self, proof: &Membership, account: AccountId, role: Role) -> Stored<Given>;
    /// Takes a member out of a group (the ownership goes to the longest-standing admin, or else member), or
    /// puts a direct chat away. `erasing` is the job to be put when the chat is closed by it.
    async fn remove(&self, chat: ChatId, account: AccountId, erasing: NewJob) -> Stored<Removed>;
    /// For this member alone.
    async fn attend(&self, proof: &Membership, attention: Attention) -> Stored<()>;
    async fn accept(&self, proof: &Membership) -> Stored<()>;
    /// Takes everybody out. What was said is erased by the job.
    async fn close(&self, proof: &Membership, erasing: NewJob) -> Stored<()>;
}
