//! The acts on pictures.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use futures_util::stream::{BoxStream, Stream, StreamExt};
use serde_json::json;

use super::error::MediaError;
use super::events::MediaEvent;
use super::jobs::PROCESS;
use super::model::{
    Kind, MediaId, MediaView, Outcome, Owner, Picture, PictureView, Shown, State, Upload, Variant, VariantView,
};
use super::rules::{PART_BYTES, PUBLISHED, QUARANTINE, Signer, media_of, part_key, variant_key};
use super::store::{Added, Erasing, MediaStore, Removed, Settled, SqlMedia};
use crate::platform::bus::Bus;
use crate::platform::clock::Clock;
use crate::platform::config::Settings;
use crate::platform::database::{Db, Stored};
use crate::platform::ids::Ids;
use crate::platform::jobs::{Jobs, NewJob};
use crate::platform::limits::Limiter;
use crate::platform::objects::{Kept, Listed, ObjectError, Objects};

/// Of a refused upload so much is still read, so that its sender gets the answer and not a broken connection.
const READ_ON: u64 = 128 << 20;
/// An object younger than this may belong to an upload or a job under way.
const UNDER_WAY: Duration = Duration::from_secs(3600);
/// How much a sweep looks at, or removes, at a time.
const PART: usize = 500;
/// The copy of one's data that one takes along may be looked at for as long.
const EXPORTED: Duration = Duration::from_secs(24 * 3600);

/// What the service is made of.
pub struct MediaParts<'s> {
    pub settings: &'s Settings,
    pub db: Db,
    pub objects: Objects,
    pub jobs: Jobs,
    pub clock: Clock,
    pub ids: Ids,
    pub events: Bus<MediaEvent>,
    /// With which addresses are signed.
    pub key: Vec<u8>,
}

/// The pictures of this server. Cheap to clone.
#[derive(Clone)]
pub struct Media(pub(super) Arc<Inner>);

pub(super) struct Inner {
    pub(super) store: Arc<dyn MediaStore>,
    pub(super) objects: Objects,
    jobs: Jobs,
    clock: Clock,
    ids: Ids,
    events: Bus<MediaEvent>,
    signer: Signer,
    uploads: Limiter<Owner>,
    upload_bytes: u64,
    quota: i64,
    unattached: Duration,
}

/// A picture that may be sent to who asked.
pub struct Opened {
    pub id: MediaId,
    pub variant: Variant,
    key: String,
}

impl Media {
    pub fn new(parts: MediaParts<'_>) -> Self {
        let MediaParts { settings, db, objects, jobs, clock, ids, events, key } = parts;
        let (limits, media) = (&settings.limits, &settings.media);
        Self(Arc::new(Inner {
            store: Arc::new(SqlMedia(db)),
            objects,
            jobs,
            clock,
            ids,
            events,
            signer: Signer::new(&key, media.address_seconds),
            uploads: Limiter::per_minute("media.too_many_uploads", limits.enabled, limits.uploads_per_account),
            upload_bytes: media.upload_bytes,
            quota: media.quota_bytes,
            unattached: Duration::from_secs(media.unattached_hours * 3600),
        }))
    }

    // --- uploading ------------------------------------------------------------------------------------------------

    /// Takes a file in, a piece at a time, and puts the job that looks at it.
    pub async fn upload<E>(
        &self,
        owner: Owner,
        chunks: impl Stream<Item = Result<Bytes, E>> + Unpin,
    ) -> Result<MediaView, MediaError> {
        let this = &self.0;
        this.uploads.count(&owner).map_err(|wait_seconds| MediaError::TooFast { wait_seconds })?;
        let id = MediaId(this.ids.uuid());
        let mut incoming = Incoming { media: self, id, chunks, bytes: 0, parts: 0 };
        let taken = incoming.take(owner).await;
        let kept = match taken {
            Ok(()) => self.keep(owner, &incoming).await,
            Err(error) => {
                incoming.read_on().await;
                Err(error)
            }
        };
        if kept.is_err() {
            // Best effort: what stays is swept.
            let _ = this.objects.remove((0..incoming.parts).map(|part| part_key(id, part))).await;
        }
        kept
    }

    async fn keep<S>(&self, owner: Owner, incoming: &Incoming<'_, S>) -> Result<MediaView, MediaError> {
        let this = &self.0;
        let now = this.clock.now();
        let upload = Upload {
            id: incoming.id,
            owner,
            state: State::Processing,
            reason: None,
            bytes: i64::try_from(incoming.bytes).unwrap_or(i64::MAX),
            parts: incoming.parts,
            picture: None,
            attached: false,
            created_at: now,
        };
        let payload = json!({ "media_id": upload.id, "owner": owner, "parts": upload.parts });
        let job = NewJob { id: this.ids.uuid(), kind: PROCESS, payload, due_at: now, created_at: now };
        match this.store.add(upload.clone(), this.quota, job).await? {
            Added::Now => this.jobs.ring(),
            Added::QuotaReached => return Err(MediaError::QuotaReached),
        }
        Ok(self.seen_by_owner(upload))
    }

    // --- one's own ------------------------------------------------------------------------------------------------

    pub async fn show(&self, owner: Owner, id: MediaId) -> Result<MediaView, MediaError> {
        let found = self.0.store.find(id).await?.filter(|upload| upload.owner == owner);
        found.map(|upload| self.seen_by_owner(upload)).ok_or(MediaError::NoSuchMedia)
    }

    /// Removes a picture of one's own that nothing shows.
    pub async fn delete(&self, owner: Owner, id: MediaId) -> Result<(), MediaError> {
        match self.0.store.remove(owner, id, self.erasing()).await? {
            Removed::Now => self.0.jobs.ring(),
            Removed::InUse => return Err(MediaError::InUse),
            Removed::Gone => return Err(MediaError::NoSuchMedia),
        }
        Ok(())
    }

    /// By id: all of an owner's, for a copy of their data; with addresses that last a day.
    pub async fn of(&self, owner: Owner, after: Option<MediaId>, limit: i64) -> Stored<Vec<MediaView>> {
        let uploads = self.0.store.of(owner, after, limit).await?;
        let until = self.0.clock.now().plus(EXPORTED).millis();
        Ok(uploads.into_iter().map(|upload| self.view(upload, until)).collect())
    }

    /// The job by which a transaction that [`super::release`]s pictures has them erased. Ring for it after the commit.
    pub fn erasing(&self) -> Erasing {
        Erasing { job: self.0.ids.uuid(), at: self.0.clock.now() }
    }

    // --- showing --------------------------------------------------------------------------------------------------

    /// A picture with addresses that are good for a minute or two. Only for who may see it.
    pub fn picture(&self, picture: &Picture) -> Option<PictureView> {
        self.signed(picture, self.0.signer.until(self.0.clock.now()))
    }

    /// What an address that somebody shows leads to, while it is good.
    pub async fn open(&self, id: MediaId, size: Shown, until: i64, signature: &str) -> Result<Opened, MediaError> {
        if !self.0.signer.is_good(id, size, until, signature, self.0.clock.now()) {
            return Err(MediaError::AddressRefused);
        }
        // Asked each time: what was deleted is gone at once.
        let upload = self.0.store.find(id).await?.ok_or(MediaError::NoSuchMedia)?;
        let variants = upload.picture.map(|picture| picture.variants).unwrap_or_default();
        let variant = variants.into_iter().find(|variant| variant.size == size).ok_or(MediaError::NoSuchMedia)?;
        Ok(Opened { id, variant, key: variant_key(upload.owner, id, size) })
    }

    /// The bytes of a picture, or of a part of it that lies within.
    pub async fn read(
        &self,
        opened: &Opened,
        range: Range<u64>,
    ) -> Result<BoxStream<'static, Kept<Bytes>>, MediaError> {
        self.0.objects.part(&opened.key, range).await?.ok_or(MediaError::NoSuchMedia)
    }

    fn signed(&self, picture: &Picture, until: i64) -> Option<PictureView> {
        let view = |size: Shown| {
            let variant = picture.variants.iter().find(|variant| variant.size == size)?;
            Some(VariantView {
                address: self.0.signer.address(picture.id, size, until),
                content_type: Kind::content_type(variant.kind),
                width: variant.width,
                height: variant.height,
                bytes: variant.bytes,
            })
        };
        Some(PictureView {
            media_id: picture.id,
            placeholder: picture.placeholder.clone(),
            thumbnail: view(Shown::Thumbnail)?,
            medium: view(Shown::Medium)?,
            full: view(Shown::Full)?,
        })
    }

    fn seen_by_owner(&self, upload: Upload) -> MediaView {
        self.view(upload, self.0.signer.until(self.0.clock.now()))
    }

    fn view(&self, upload: Upload, until: i64) -> MediaView {
        MediaView {
            id: upload.id,
            state: upload.state,
            reason: upload.reason,
            bytes: upload.bytes,
            attached: upload.attached,
            created_at: upload.created_at,
            picture: upload.picture.as_ref().and_then(|picture| self.signed(picture, until)),
        }
    }

    // --- in the background ----------------------------------------------------------------------------------------

    /// Says what became of an upload, and tells its owner.
    pub(super) async fn settle(&self, id: MediaId, outcome: Outcome, bytes: i64) -> Stored<Settled> {
        let settled = self.0.store.settle(id, outcome, bytes).await?;
        if let Settled::Now(upload) = &settled {
            let media = Arc::new(self.seen_by_owner(upload.clone()));
            self.0.events.announce(MediaEvent::Changed { owner: upload.owner, media }).await;
        }
        Ok(settled)
    }

    /// Removes all of an account's pictures that nothing shows.
    pub(super) async fn forget(&self, owner: Owner) -> Stored<()> {
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

    /// Removes what nothing has shown for too long, a bounded number at a time. To be called now and then.
    pub async fn sweep(&self) -> Stored<()> {
        self.0.uploads.tidy();
        let before = self.0.clock.now().minus(self.0.unattached);
        for (owner, id) in self.0.store.loose(before, PART as i64).await? {
            self.0.store.remove(owner, id, self.erasing()).await?;
        }
        self.0.jobs.ring();
        Ok(())
    }

    /// Removes objects that no row speaks of, as a crash may leave them. Goes through the whole store, so it is to be
    /// called daily at most. How many they were.
    pub async fn sweep_objects(&self) -> Result<usize, MediaError> {
        let before = self.0.clock.now().minus(UNDER_WAY);
        let mut removed = self.0.objects.sweep(before).await?;
        for prefix in [QUARANTINE, PUBLISHED] {
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
        }
        Ok(removed)
    }
}

/// A file that is coming in.
struct Incoming<'m, S> {
    media: &'m Media,
    id: MediaId,
    chunks: S,
    bytes: u64,
    /// How many pieces of it were put away.
    parts: i64,
}

impl<E, S: Stream<Item = Result<Bytes, E>> + Unpin> Incoming<'_, S> {
    /// Reads to the end; holds no more than a piece.
    async fn take(&mut self, owner: Owner) -> Result<(), MediaError> {
        let this = &self.media.0;
        if this.store.usage(owner).await? >= this.quota {
            return Err(MediaError::QuotaReached);
        }
        let mut piece = BytesMut::new();
        while let Some(chunk) = self.chunks.next().await {
            let chunk = chunk.map_err(|_| MediaError::CutOff)?;
            self.bytes += chunk.len() as u64;
            if self.bytes > this.upload_bytes {
                return Err(MediaError::TooLarge { most: this.upload_bytes });
            }
            piece.extend_from_slice(&chunk);
            while piece.len() >= PART_BYTES {
                let full = piece.split_to(PART_BYTES).freeze();
                self.put(full).await?;
            }
        }
        if self.bytes == 0 {
            return Err(MediaError::Empty);
        }
        if piece.is_empty() { Ok(()) } else { self.put(piece.freeze()).await }
    }

    async fn put(&mut self, piece: Bytes) -> Result<(), MediaError> {
        // Told at once where it can be; the worker looks closer.
        if self.parts == 0 && !hearth_pictures::is_picture(&piece) {
            return Err(MediaError::NotAPicture);
        }
        let key = part_key(self.id, self.parts);
        // Counted before: if it fails halfway, there may be something to remove.
        self.parts += 1;
        Ok(self.media.0.objects.put(&key, piece).await?)
    }

    async fn read_on(&mut self) {
        let mut read = 0;
        while let Some(Ok(chunk)) = self.chunks.next().await {
            read += chunk.len() as u64;
            if read > READ_ON {
                return;
            }
        }
    }
}
