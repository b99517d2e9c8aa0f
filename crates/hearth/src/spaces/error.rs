//! Why an act in a space is refused.

use crate::accounts::{NotPermitted, Wrong, WrongField};
use crate::media::MediaError;
use crate::platform::database::StoreError;
use crate::platform::screening::Refusal;

#[derive(Debug, thiserror::Error)]
pub enum SpaceError {
    /// Also when the space exists, but not for the asker.
    #[error("There is no such space.")]
    NoSuchSpace,
    #[error("There is no such topic.")]
    NoSuchTopic,
    #[error("There is no such member.")]
    NoSuchMember,
    #[error("There is no such request.")]
    NoSuchRequest,
    #[error("There is no such ban.")]
    NoSuchBan,
    #[error("There is no such account.")]
    NoSuchAccount,
    /// Unknown, used up, expired, or not for the asker.
    #[error("The invitation is unknown, used up or expired.")]
    NoSuchInvitation,
    #[error("Only members may do this.")]
    NotAMember,
    #[error("Your role doesn't allow this.")]
    NotAllowed,
    #[error(transparent)]
    NotPermitted(#[from] NotPermitted),
    /// The asker, or the one that is to be invited.
    #[error("There is a ban from this space.")]
    Banned,
    #[error("Accept the rules of the space first.")]
    RulesNotAccepted,
    #[error("They are a member already.")]
    AlreadyAMember,
    #[error("You are known under your own name in this space.")]
    UnderOwnName,
    #[error("Hand the ownership over, or delete the space.")]
    OwnerStays,
    #[error("Communities are about this topic.")]
    TopicInUse,
    #[error("There are as many topics as there can be.")]
    TooManyTopics,
    #[error("There are as many invitations to this space as there can be.")]
    TooManyInvitations,
    /// Too much coming and going in too short a time.
    #[error("Too much coming and going.")]
    TooFast { wait_seconds: u64 },
    /// Fields of the input that aren't allowed so.
    #[error("fields are wrong: {0:?}")]
    Invalid(Vec<WrongField>),
    #[error(transparent)]
    Media(#[from] MediaError),
    #[error(transparent)]
    Screened(#[from] Refusal),
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Collects the wrong fields of a request, so that all are reported at once.
#[derive(Default)]
pub(in crate::spaces) struct Checked(Vec<WrongField>);

impl Checked {
    pub(in crate::spaces) fn take<T>(&mut self, field: &'static str, parsed: Result<T, Wrong>) -> Option<T> {
        parsed.map_err(|wrong| self.refuse(field, wrong)).ok()
    }
    pub(in crate::spaces) fn maybe<T>(
        &mut self,
        field: &'static str,
        text: Option<&str>,
        parse: impl Fn(&str) -> Result<T, Wrong>,
    ) -> Option<T> {
        text.and_then(|text| self.take(field, parse(text)))
    }
    pub(in crate::spaces) fn refuse(&mut self, field: &'static str, wrong: Wrong) {
        self.0.push(WrongField { field, wrong });
    }
    pub(in crate::spaces) fn done(self) -> Result<(), SpaceError> {
        if self.0.is_empty() { Ok(()) } else { Err(SpaceError::Invalid(self.0)) }
    }
}
