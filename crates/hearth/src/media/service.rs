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
    Captioned, CaptionedView, Frame, Kind, MediaId, MediaView, Outcome, Owner, Picture, PictureView, Shown, State,
    ThumbnailView, Upload, Variant, VariantView,
};
use super::rules::{PART_BYTES, Showing, Signer, part_key, variant_key};
use super::store::{Added, Erasing, MediaStore, Removed, Settled, SqlMedia};
use crate::platform::bus::Bus;
use crate::platform::clock::Clock;
use crate::platform::config::Settings;
use crate::platform::database::{Db, StoreError, Stored};
use crate::platform::ids::Ids;
use crate::platform::jobs::{Jobs, NewJob};
use crate::platform::limits::{Limiter, Place, Places};
use crate::platform::objects::{Kept, Objects};

/// So many uploads of one owner are taken in at a time, and so many in all: each holds a piece or two in memory.
const AT_A_TIME: (usize, usize) = (3, 16);
/// Whoever finds no place is told to come again after that many seconds.
const COME_AGAIN: u64 = 5;
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
    pub(super) jobs: Jobs,
    pub(super) clock: Clock,
    ids: Ids,
    events: Bus<MediaEvent>,
    pub(super) signer: Signer,
    pub(super) uploads: Limiter<Owner>,
    places: Places<Owner>,
    upload_bytes: u64,
    upload_time: Duration,
    quota: i64,
    pub(super) unattached: Duration,
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
            places: Places::new(AT_A_TIME.0, AT_A_TIME.1),
            upload_bytes: media.upload_bytes,
            upload_time: Duration::from_secs(media.upload_seconds),
            quota: media.quota_bytes,
            unattached: Duration::from_secs(media.unattached_hours * 3600),
        }))
    }

    // --- uploading ------------------------------------------------------------------------------------------------

    /// How large a picture may be.
    pub fn upload_bytes(&self) -> u64 {
        self.0.upload_bytes
    }

    /// To be had before anything of an upload is read.
    pub fn place(&self, owner: Owner) -> Result<Place<Owner>, MediaError> {
        self.0.uploads.count(&owner).map_err(|wait_seconds| MediaError::TooFast { wait_seconds })?;
        self.0.places.take(owner).ok_or(MediaError::TooFast { wait_seconds: COME_AGAIN })
    }

    /// Takes a file in, a piece at a time, and puts the job that looks at it.
    pub async fn upload<E>(
        &self,
        place: &Place<Owner>,
        chunks: impl Stream<Item = Result<Bytes, E>> + Unpin,
    ) -> Result<MediaView, MediaError> {
        let owner = place.key();
        let pieces = Pieces { objects: self.0.objects.clone(), id: MediaId(self.0.ids.uuid()), count: 0 };
        let mut incoming = Incoming { media: self, chunks, bytes: 0, pieces };
        let taken = tokio::time::timeout(self.0.upload_time, incoming.take_or_read_on(owner)).await;
        let Incoming { bytes, mut pieces, .. } = incoming;
        if let Err(error) = taken.unwrap_or(Err(MediaError::CutOff)) {
            pieces.remove().await;
            return Err(error);
        }
        // It goes on if its sender goes away now: the pieces must not go when the database has them.
        let media = self.clone();
        let keeping = tokio::spawn(async move {
            let kept = media.keep(owner, bytes, &pieces).await;
            match kept {
                Ok(_) => pieces.kept(),
                Err(_) => pieces.remove().await,
            }
            kept
        });
        keeping.await.unwrap_or_else(|error| Err(StoreError::Failed(error.to_string()).into()))
    }

    async fn keep(&self, owner: Owner, bytes: u64, pieces: &Pieces) -> Result<MediaView, MediaError> {
        let this = &self.0;
        let now = this.clock.now();
        let upload = Upload {
            id: pieces.id,
            owner,
            state: State::Processing,
            reason: None,
            bytes: i64::try_from(bytes).unwrap_or(i64::MAX),
            parts: pieces.count,
            picture: None,
            attached: false,
            hidden: false,
            created_at: now,
        };
        let payload = json!({ "media_id": upload.id, "owner": owner, "parts": upload.parts });
        let job = NewJob { id: this.ids.uuid(), kind: PROCESS, payload, due_at: now, created_at: now };
        match this.store.add(upload.clone(), this.quota, job).await? {
            Added::Now => this.jobs.ring(),
            Added::QuotaReached => return Err(MediaError::QuotaReached),
            Added::TooMany => return Err(MediaError::TooFast { wait_seconds: COME_AGAIN }),
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

    /// How many bytes all pictures take, and whose take most.
    pub async fn taken(&self, largest: i64) -> Stored<(i64, Vec<(Owner, i64)>)> {
        Ok((self.0.store.total().await?, self.0.store.largest(largest).await?))
    }

    /// By id: all of an owner's, for a copy of their data; with addresses that last a day.
    pub async fn of(&self, owner: Owner, after: Option<MediaId>, limit: i64) -> Stored<Vec<MediaView>> {
        let uploads = self.0.store.of(owner, after, limit).await?;
        let showing = Showing { frame: None, until: self.0.clock.now().plus(EXPORTED).millis() };
        Ok(uploads.into_iter().map(|upload| self.view(upload, showing)).collect())
    }

    /// The job by which a transaction that [`super::release`]s pictures has them erased. [`Media::ring`] for it after the commit.
    pub fn erasing(&self) -> Erasing {
        Erasing { job: self.0.ids.uuid(), at: self.0.clock.now() }
    }

    /// To be called after the commit of a transaction that [`super::release`]d pictures.
    pub fn ring(&self) {
        self.0.jobs.ring();
    }

    // --- showing --------------------------------------------------------------------------------------------------

    /// A picture with addresses that are good for a minute or two, for who may see what shows it.
    pub fn picture(&self, picture: &Picture, frame: Frame) -> Option<PictureView> {
        self.signed(picture, self.showing(frame))
    }

    /// Those of these that are ready, for moderators, who look at them before they are shown.
    pub async fn reviewed(&self, ids: &[MediaId]) -> Stored<HashMap<MediaId, PictureView>> {
        let uploads = if ids.is_empty() { Vec::new() } else { self.0.store.some(ids).await? };
        let pictures = uploads.into_iter().filter_map(|upload| upload.picture);
        Ok(pictures.filter_map(|one| Some((one.id, self.picture(&one, Frame::Review)?))).collect())
    }

    fn showing(&self, frame: Frame) -> Showing {
        Showing { frame: Some(frame), until: self.0.signer.until(self.0.clock.now()) }
    }

    /// Several of them, as [`Media::picture`].
    pub fn captioned(&self, pictures: &[Captioned], frame: Frame) -> Vec<CaptionedView> {
        let view = |one: &Captioned| {
            let picture = self.picture(&one.picture, frame)?;
            Some(CaptionedView { media_id: one.picture.id, caption: one.caption.as_str().to_owned(), picture })
        };
        pictures.iter().filter_map(view).collect()
    }

    /// The smallest size of a picture, for whoever is signed in.
    pub fn thumbnail(&self, picture: &Picture) -> ThumbnailView {
        let address = self.0.signer.address(picture.id, Shown::Thumbnail, self.showing(Frame::Anybody));
        ThumbnailView { placeholder: picture.placeholder.clone(), address }
    }

    /// What an address that somebody shows leads to, while it is good.
    pub async fn open(
        &self,
        id: MediaId,
        size: Shown,
        showing: Showing,
        signature: &str,
    ) -> Result<Opened, MediaError> {
        if !self.0.signer.is_good(id, size, showing, signature, self.0.clock.now()) {
            return Err(MediaError::AddressRefused);
        }
        // Asked each time: what was deleted is gone at once.
        let upload = self.0.store.find(id).await?.filter(|upload| !upload.hidden).ok_or(MediaError::NoSuchMedia)?;
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

    fn signed(&self, picture: &Picture, showing: Showing) -> Option<PictureView> {
        let view = |size: Shown| {
            let variant = picture.variants.iter().find(|variant| variant.size == size)?;
            Some(VariantView {
                address: self.0.signer.address(picture.id, size, showing),
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
        let showing = self.showing(Frame::Upload(upload.owner.0));
        self.view(upload, showing)
    }

    fn view(&self, upload: Upload, showing: Showing) -> MediaView {
        MediaView {
            id: upload.id,
            state: upload.state,
            reason: upload.reason,
            bytes: upload.bytes,
            attached: upload.attached,
            created_at: upload.created_at,
            picture: upload.picture.as_ref().and_then(|picture| self.signed(picture, showing)),
        }
    }

    // --- in the background ----------------------------------------------------------------------------------------

    /// Says what became of an upload, and tells its owner.
    pub(super) async fn settle(&self, id: MediaId, outcome: Outcome, bytes: i64) -> Stored<Settled> {
        let settled = self.0.store.settle(id, outcome, bytes, self.0.quota).await?;
        if let Settled::Now(upload) = &settled {
            let media = Arc::new(self.seen_by_owner(upload.clone()));
            self.0.events.announce(MediaEvent::Changed { owner: upload.owner, media }).await;
        }
        Ok(settled)
    }
}

/// A file that is coming in.
struct Incoming<'m, S> {
    media: &'m Media,
    chunks: S,
    bytes: u64,
    pieces: Pieces,
}

impl<E, S: Stream<Item = Result<Bytes, E>> + Unpin> Incoming<'_, S> {
    async fn take_or_read_on(&mut self, owner: Owner) -> Result<(), MediaError> {
        let taken = self.take(owner).await;
        if taken.is_err() {
            // So that its sender gets the answer and not a broken connection.
            while let Some(Ok(_)) = self.chunks.next().await {}
        }
        taken
    }

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
        if self.pieces.count == 0 && !hearth_pictures::is_picture(&piece) {
            return Err(MediaError::NotAPicture);
        }
        let key = part_key(self.pieces.id, self.pieces.count);
        // Counted before: if it fails halfway, there may be something to remove.
        self.pieces.count += 1;
        Ok(self.media.0.objects.put(&key, piece).await?)
    }
}

/// What was put away of a file that is coming in. It goes when nobody waits for the file any more.
struct Pieces {
    objects: Objects,
    id: MediaId,
    count: i64,
}

impl Pieces {
    fn gone(&mut self) -> impl Future<Output = ()> + Send + 'static {
        let (objects, id, count) = (self.objects.clone(), self.id, std::mem::take(&mut self.count));
        async move {
            // Best effort: what stays is swept.
            let _ = objects.remove((0..count).map(|part| part_key(id, part))).await;
        }
    }

    async fn remove(&mut self) {
        self.gone().await;
    }

    fn kept(&mut self) {
        self.count = 0;
    }
}

impl Drop for Pieces {
    fn drop(&mut self) {
        if self.count > 0
            && let Ok(runtime) = tokio::runtime::Handle::try_current()
        {
            runtime.spawn(self.gone());
        }
    }
}
