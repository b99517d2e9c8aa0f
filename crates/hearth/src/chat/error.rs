//! Why an act in a chat is refused.

use crate::accounts::NotPermitted;
use crate::media::Unfit;
use crate::platform::database::StoreError;
use crate::platform::screening::Refusal;
use crate::spaces::SpaceError;

#[derive(Debug, thiserror::Error)]
pub enum ChatError {
    /// Also when the chat exists, but not for the asker.
    #[error("There is no such chat.")]
    NoSuchChat,
    #[error("There is no such message.")]
    NoSuchMessage,
    #[error("There is no such member.")]
    NoSuchMember,
    #[error("There is no such account.")]
    NoSuchAccount,
    #[error("Your role doesn't allow this.")]
    NotAllowed,
    #[error(transparent)]
    NotPermitted(#[from] NotPermitted),
    /// One that is to be added.
    #[error("They can't join groups at present.")]
    MayNotJoin,
    #[error("Only the author may do this.")]
    NotYours,
    #[error("Nobody can have a direct chat with themselves.")]
    WithYourself,
    #[error("You block this person. Unblock them to write to them.")]
    BlockedByYou,
    #[error("The group is full.")]
    Full,
    #[error("A direct chat has neither title nor capacity.")]
    NotAGroup,
    #[error("Only members of the space can be in a chat of it.")]
    NotInTheSpace,
    #[error("There are as many chats in this space as there can be.")]
    TooManyInTheSpace,
    #[error("The chat belongs to a gathering: change that, or leave it there.")]
    OfAGathering,
    #[error("Accept the request first.")]
    NotAccepted,
    #[error("Wait until your request is accepted.")]
    RequestWaits,
    #[error("The message has reactions of too many kinds.")]
    TooManyReactions,
    /// A field of the input isn't allowed so.
    #[error("{field} {message}")]
    Invalid { field: &'static str, message: String },
    /// Too many messages in too short a time.
    #[error("Too many messages.")]
    TooFast { wait_seconds: u64 },
    #[error("The chat is in slow mode.")]
    SlowMode { wait_seconds: u64 },
    #[error("These pictures can't be attached.")]
    Attachments(Unfit),
    #[error(transparent)]
    Screened(#[from] Refusal),
    /// About the space that a chat is in, or is to be.
    #[error(transparent)]
    Space(#[from] SpaceError),
    #[error(transparent)]
    Store(#[from] StoreError),
}
