//! The acts on what is saved.

use super::model::{Availability, AvailabilityView, SuggestionView};
use crate::accounts::SignedIn;
use crate::gatherings::error::GatheringError;
use crate::gatherings::guests::Caller;
use crate::gatherings::model::GatheringId;
use crate::gatherings::service::Gatherings;

impl Gatherings {
    pub async fn availability(&self, who: &SignedIn) -> Result<AvailabilityView, GatheringError> {
        Ok(self.saved(who).await?.view())
    }

    async fn saved(&self, who: &SignedIn) -> Result<Availability, GatheringError> {
        self.0.availability.availability(who.account()).await?.ok_or(GatheringError::NothingSaved)
    }

    pub async fn keep_availability(
        &self,
        who: &SignedIn,
        wanted: AvailabilityView,
    ) -> Result<AvailabilityView, GatheringError> {
        let availability = Availability::parse(wanted)?;
        self.0.availability.keep(who.account(), &availability).await?;
        Ok(availability.view())
    }

    pub async fn forget_availability(&self, who: &SignedIn) -> Result<(), GatheringError> {
        let forgotten = self.0.availability.forget(who.account()).await?;
        if forgotten { Ok(()) } else { Err(GatheringError::NothingSaved) }
    }

    /// What is saved, laid on the days of a gathering.
    pub async fn suggestion(&self, who: &SignedIn, id: GatheringId) -> Result<SuggestionView, GatheringError> {
        let part = self.part(&Caller::Account(who.clone()), id).await?;
        Ok(self.saved(who).await?.suggestion(&part.gathering().plan))
    }
}
