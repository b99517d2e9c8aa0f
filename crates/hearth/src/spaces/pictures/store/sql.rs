//! A space's pictures in SQL.

use async_trait::async_trait;

use super::{PictureSet, PictureStore};
use crate::media::{Attached, Erasing, MediaId, Owner, Picture, PicturePlace, Unfit, attach, release};
use crate::platform::database::{Db, Row, StoreError, Stored, Tx};
use crate::spaces::model::{Role, SpaceId, SpaceMember};
use crate::spaces::store::hold_as;

crate::statements! {
    SET_PICTURE = "UPDATE spaces SET picture = $2 WHERE id = $1";
    SET_COVER = "UPDATE spaces SET cover = $2 WHERE id = $1";
    // Of a deleted space, until they are erased.
    PICTURES = "SELECT picture, cover FROM spaces WHERE id = $1 AND (picture IS NOT NULL OR cover IS NOT NULL)";
    DROP_PICTURES = "UPDATE spaces SET picture = NULL, cover = NULL WHERE id = $1";
}

#[derive(Clone)]
pub struct SqlPictures(pub Db);

#[async_trait]
impl PictureStore for SqlPictures {
    async fn set_picture(
        &self,
        proof: &SpaceMember,
        place: PicturePlace,
        media: Option<MediaId>,
        erasing: Erasing,
    ) -> Stored<PictureSet> {
        let mut tx = self.0.begin().await?;
        let Some(held) = hold_as(&mut tx, proof, Role::Admin).await? else { return Ok(PictureSet::Gone) };
        let mut space = held.space().clone();
        let (shown, set) = match place {
            PicturePlace::Profile => (&mut space.picture, &SET_PICTURE),
            PicturePlace::Cover => (&mut space.cover, &SET_COVER),
        };
        let old = shown.as_ref().map(|old| old.id);
        if old != media {
            *shown = match attach(&mut tx, Owner(proof.account().0), media.as_slice()).await? {
                Attached::Now(mut pictures) => pictures.pop(),
                Attached::Not(Unfit::NoSuchMedia(_)) => return Ok(PictureSet::NoSuchMedia),
                Attached::Not(_) => return Ok(PictureSet::NotReady),
            };
            let json = shown.as_ref().and_then(|new| serde_json::to_string(new).ok());
            tx.run(set).bind(space.id.0).bind(json).done().await?;
            release(&mut tx, old.as_slice(), erasing).await?;
        }
        tx.commit().await?;
        Ok(PictureSet::Now(Box::new(space)))
    }
}

/// For the transaction that erases what is left of a deleted space: whether there was something.
pub(in crate::spaces) async fn erase_pictures(tx: &mut Tx, space: SpaceId, erasing: Erasing) -> Stored<u64> {
    let Some(row) = tx.run(&PICTURES).bind(space.0).maybe().await? else { return Ok(0) };
    let shown = [picture_in(&row, "picture")?, picture_in(&row, "cover")?];
    let shown: Vec<MediaId> = shown.into_iter().flatten().map(|picture| picture.id).collect();
    release(tx, &shown, erasing).await?;
    tx.run(&DROP_PICTURES).bind(space.0).done().await
}

pub(in crate::spaces) fn picture_in(row: &Row, column: &str) -> Stored<Option<Picture>> {
    let json: Option<String> = row.get(column)?;
    json.map(|json| serde_json::from_str(&json)).transpose().map_err(|error| StoreError::Failed(error.to_string()))
}
