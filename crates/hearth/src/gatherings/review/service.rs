//! Looking at a gathering on which there is a report.

use crate::accounts::SignedIn;
use crate::gatherings::error::GatheringError;
use crate::gatherings::guests::Caller;
use crate::gatherings::model::GatheringId;
use crate::gatherings::service::Gatherings;
use crate::platform::clock::Time;
use crate::platform::database::Stored;
use crate::spaces::{Face, SpaceId};

/// A gathering, as moderation sees it: its host, where it is, what it says, and since when there is.
pub struct Reviewed {
    pub host: Face,
    pub space: Option<SpaceId>,
    pub title: String,
    pub text: String,
    pub at: Time,
}

impl Gatherings {
    /// Whether it is there for the account.
    pub async fn sees(&self, who: &SignedIn, id: GatheringId) -> Stored<bool> {
        match self.part(&Caller::Account(who.clone()), id).await {
            Ok(_) => Ok(true),
            Err(GatheringError::Store(error)) => Err(error),
            Err(_) => Ok(false),
        }
    }

    /// As it is. For moderation, which has a report on it. None: it is gone.
    pub async fn reviewed(&self, id: GatheringId) -> Stored<Option<Reviewed>> {
        Ok(self.0.store.gathering(id).await?.map(|gathering| Reviewed {
            host: gathering.host.face,
            space: gathering.space,
            title: gathering.plan.title.as_str().to_owned(),
            text: gathering.plan.description.clone(),
            at: gathering.created_at,
        }))
    }
}
