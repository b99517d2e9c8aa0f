//! What pictures take in a space, in SQL.

use crate::platform::database::{Stored, Tx};
use crate::spaces::model::SpaceId;

crate::statements! {
    COUNT = "INSERT INTO space_usage (space, bytes) VALUES ($1, $2)
        ON CONFLICT (space) DO UPDATE SET bytes = space_usage.bytes + $2 RETURNING bytes";
    // Of a space that is gone there may be nothing to take from.
    TAKE = "UPDATE space_usage SET bytes = bytes + $2 WHERE space = $1";
    FORGET = "DELETE FROM space_usage WHERE space = $1";
}

/// Counts pictures that the space shows from now on, or no longer when it is less than nothing. False: they take more
/// than the `quota` (0: any number of bytes), and nothing may be committed. To be called last of what a picture takes:
/// the picture itself, its owner's usage, the space's.
pub async fn count_pictures(tx: &mut Tx, space: SpaceId, bytes: i64, quota: i64) -> Stored<bool> {
    if bytes <= 0 {
        tx.run(&TAKE).bind(space.0).bind(bytes).done().await?;
        return Ok(true);
    }
    let taken: i64 = tx.run(&COUNT).bind(space.0).bind(bytes).one().await?.get("bytes")?;
    Ok(quota == 0 || taken <= quota)
}

/// For a space that is gone.
pub(in crate::spaces) async fn forget_pictures(tx: &mut Tx, space: SpaceId) -> Stored<()> {
    tx.run(&FORGET).bind(space.0).done().await?;
    Ok(())
}
