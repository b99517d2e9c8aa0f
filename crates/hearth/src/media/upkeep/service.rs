//! Removing what nobody needs.

use std::collections::HashMap;
use std::time::Duration;

use bytes::Bytes;
use futures_util::stream::StreamExt;

use crate::media::error::MediaError;
use crate::media::model::{MediaId, Owner};
use crate::media::rules::{PUBLISHED, QUARANTINE, SERVER, media_of};
use crate::media::service::Media;
use crate::platform::database::Stored;
use crate::platform::objects::{Kept, Listed, ObjectError};

/// An object younger than this may belong to an upload or a job under way.
const UNDER_WAY: Duration = Duration::from_secs(3600);
/// How much a sweep looks at, or removes, at a time.
const PART: usize = 500;

impl Media {
    /// Removes all of an account's pictures that nothing shows.
    pub(in crate::media) async fn forget(&self, owner: Owner) -> Stored<()> {
        loop {
            let loose = self.0.store.loose_of(owner, PART as i64).await?;
            if loose.is_empty() {
                return Ok(());
            }
            for id in loose {
                self.0.store.remove(owner, id, self.erasing()).await?;
            }
            self.0.jobs.ring();
        }
    }

    /// Removes what nothing has shown for too long. To be called now and then.
    pub async fn sweep(&self) -> Stored<()> {
        self.0.uploads.tidy();
        let before = self.0.clock.now().minus(self.0.unattached);
        loop {
            let loose = self.0.store.loose(before, PART as i64).await?;
            for (owner, id) in &loose {
                self.0.store.remove(*owner, *id, self.erasing()).await?;
            }
            self.0.jobs.ring();
            if loose.len() < PART {
                return Ok(());
            }
        }
    }

    /// Removes pieces of uploads that no row speaks of, as a crash may leave them. How many they were.
    pub async fn sweep_quarantine(&self) -> Result<usize, MediaError> {
        self.sweep_below(QUARANTINE).await
    }

    /// The same of pictures. Goes through the whole store, so it is to be called daily at most.
    pub async fn sweep_published(&self) -> Result<usize, MediaError> {
        self.sweep_below(PUBLISHED).await
    }

    async fn sweep_below(&self, prefix: &str) -> Result<usize, MediaError> {
        if !self.owns_the_store().await? {
            tracing::warn!(
                "the store of objects belongs to another server, so nothing is swept from it: \
                 see \"Pictures\" in docs/running.md"
            );
            return Ok(0);
        }
        let before = self.0.clock.now().minus(UNDER_WAY);
        let mut removed = self.0.objects.sweep(prefix, before).await?;
        let mut lists = self.0.objects.list(prefix).chunks(PART);
        while let Some(list) = lists.next().await {
            let list = list.into_iter().collect::<Result<Vec<Listed>, ObjectError>>()?;
            let old = list.into_iter().filter(|found| found.changed_at < before);
            let owned: HashMap<String, MediaId> =
                old.filter_map(|found| media_of(&found.key).map(|id| (found.key, id))).collect();
            let ids: Vec<MediaId> = owned.values().copied().collect();
            let known = self.0.store.known(&ids).await?;
            let orphans: Vec<String> =
                owned.into_iter().filter(|(_, id)| !known.contains(id)).map(|(key, _)| key).collect();
            removed += orphans.len();
            self.0.objects.remove(orphans).await?;
        }
        Ok(removed)
    }

    /// Whose objects another server's database knows, this one's doesn't: only the first that came to a store sweeps it.
    async fn owns_the_store(&self) -> Kept<bool> {
        if self.0.objects.is_folder() {
            // In `data.dir`, so it is nobody else's; and in the backup, which a server with another name may restore.
            return Ok(true);
        }
        let name = Bytes::from(self.0.signer.server());
        match self.0.objects.get(SERVER).await? {
            Some(found) => Ok(found == name),
            None => self.0.objects.put(SERVER, name).await.map(|()| true),
        }
    }
}
