//! What is to be shown.

use crate::chat::Listed;
use crate::gatherings::Proposals;
use crate::notifications::model::{Kind, Notice, NotificationId};
use crate::notifications::rules::news_of;
use crate::notifications::store::Cursor;
use crate::platform::clock::Time;
use crate::shares::Posted;

/// Something that one is told of, before it has its words.
#[derive(Clone, Debug)]
pub enum Item {
    Row(Notice),
    Chat(Box<Listed>, Kind),
    Posted(Posted),
    Proposed(Proposals),
}

impl Item {
    pub fn at(&self) -> Time {
        match self {
            Self::Row(notice) => notice.at,
            Self::Chat(listed, _) => listed.membership.chat().active_at,
            Self::Posted(posted) => posted.at,
            Self::Proposed(proposals) => proposals.at,
        }
    }
    pub fn id(&self) -> NotificationId {
        match self {
            Self::Row(notice) => notice.id,
            Self::Chat(listed, _) => NotificationId(listed.membership.chat_id().0),
            Self::Posted(posted) => news_of(posted.space, Kind::Share),
            Self::Proposed(proposals) => news_of(proposals.space, Kind::GatheringProposed),
        }
    }
    pub fn kind(&self) -> Kind {
        match self {
            Self::Row(notice) => notice.kind,
            Self::Chat(_, kind) => *kind,
            Self::Posted(_) => Kind::Share,
            Self::Proposed(_) => Kind::GatheringProposed,
        }
    }
    /// What lists are ordered by, descending.
    pub fn cursor(&self) -> Cursor {
        (self.at().millis(), self.id().0)
    }
}
