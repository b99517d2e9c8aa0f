//! What happened to gatherings. Announced after the commit.

use std::sync::Arc;

use super::answers::AnsweredView;
use super::attendees::AttendeeId;
use super::model::{GatheringId, GatheringView};
use super::plans::What;
use crate::accounts::AccountId;
use crate::spaces::SpaceId;

#[derive(Clone, Debug)]
pub enum GatheringEvent {
    /// `invited`: told so themselves, where it is in no space, as is the host.
    Proposed {
        gathering: Arc<GatheringView>,
        host: AccountId,
        invited: Vec<AccountId>,
    },
    /// All that a gathering says but for the times.
    Changed(Arc<GatheringView>),
    /// An attendee said when they can, or took that back.
    Answered(Arc<News>),
    /// The account is an attendee now, whom nobody else needs to be told of, as the gathering changed.
    Entered {
        gathering: Arc<GatheringView>,
        account: AccountId,
        invited: bool,
    },
    /// The account is no attendee any more; of what is in no space, it hears nothing more.
    Left {
        gathering: GatheringId,
        space: Option<SpaceId>,
        account: AccountId,
    },
    /// These accounts are told of a settled plan: what happened, and of which state of it.
    Told {
        gathering: GatheringId,
        space: Option<SpaceId>,
        sequence: i64,
        what: What,
        accounts: Vec<AccountId>,
    },
    Renamed(GatheringId),
    Deleted {
        gathering: GatheringId,
        space: Option<SpaceId>,
    },
}

/// When somebody can.
#[derive(Clone, Debug)]
pub struct News {
    pub gathering: GatheringId,
    pub space: Option<SpaceId>,
    pub revision: i64,
    pub attendee: AttendeeId,
    /// None: it was taken back, or they are gone.
    pub answer: Option<AnsweredView>,
}
