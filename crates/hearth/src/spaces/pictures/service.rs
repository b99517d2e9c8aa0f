//! The acts on a space's pictures.

use std::sync::Arc;

use crate::accounts::SignedIn;
use crate::media::{MediaError, MediaId, PicturePlace};
use crate::spaces::error::SpaceError;
use crate::spaces::events::SpaceEvent;
use crate::spaces::model::{SpaceId, SpaceView};
use crate::spaces::pictures::store::PictureSet;
use crate::spaces::service::Spaces;

impl Spaces {
    /// Shows one of one's own pictures on a space that one manages, or none. The one that was there is gone for good.
    pub async fn show_picture(
        &self,
        who: &SignedIn,
        space: SpaceId,
        place: PicturePlace,
        media: Option<MediaId>,
    ) -> Result<SpaceView, SpaceError> {
        let proof = self.manager(who, space).await?;
        match self.0.pictures.set_picture(&proof, place, media, self.0.media.erasing()).await? {
            PictureSet::Now(changed) => {
                self.0.media.ring();
                self.announce(SpaceEvent::Changed(Arc::new(self.plain(&changed)))).await;
                self.space(who, space).await
            }
            PictureSet::NoSuchMedia => Err(MediaError::NoSuchMedia.into()),
            PictureSet::NotReady => Err(MediaError::NotReady.into()),
            PictureSet::Gone => Err(self.outdated(who, space).await),
        }
    }
}
