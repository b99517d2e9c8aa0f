//! Pictures in a database, for the contracts of those who show them.

use bytes::Bytes;
use futures_util::stream::{self, TryStreamExt};
use serde_json::{Value, json};
use tokio::sync::mpsc::Receiver;
use uuid::Uuid;

use super::error::MediaError;
use super::events::MediaEvent;
use super::jobs::handlers;
use super::model::{self, MediaId, MediaView, Outcome, Owner, Picture, Shown, State, Upload, Variant};
use super::service::{Media, MediaParts};
use super::store::{Added, MediaStore, Settled, SqlMedia};
use crate::platform::bus::Bus;
use crate::platform::clock::{Clock, Time};
use crate::platform::config::Settings;
use crate::platform::database::Db;
use crate::platform::ids::Ids;
use crate::platform::jobs::{Jobs, Lane, NewJob, Worker};
use crate::platform::objects::Objects;
use crate::platform::testing::{Fresh, FreshObjects, Kind, ObjectsKind};

pub const NOW: Time = Time::from_millis(1_700_000_000_000);
/// More than any of these tests takes.
pub const ROOM: i64 = 1_000_000;

pub struct World {
    pub store: SqlMedia,
    pub jobs: Jobs,
    pub db: Db,
}

pub fn number(id: u128) -> MediaId {
    MediaId(Uuid::from_u128(id))
}

/// 100 bytes in two parts.
pub fn upload(id: u128, owner: Owner) -> Upload {
    Upload {
        id: number(id),
        owner,
        state: State::Processing,
        reason: None,
        bytes: 100,
        parts: 2,
        picture: None,
        attached: false,
        hidden: false,
        created_at: NOW,
    }
}

pub fn job(id: u128) -> NewJob {
    let id = Uuid::from_u128(1000 + id);
    NewJob { id, kind: "media.process", payload: Value::Null, due_at: NOW, created_at: NOW }
}

pub fn picture(id: MediaId) -> Picture {
    let variants = Shown::ALL.map(|size| Variant { size, kind: model::Kind::Webp, width: 3, height: 2, bytes: 7 });
    Picture { id, placeholder: "1QcSHQRnh493V4dIh4eXh1h4kJUI".to_owned(), variants: variants.to_vec() }
}

impl World {
    pub fn on(db: Db) -> Self {
        Self { store: SqlMedia(db.clone()), jobs: Jobs::new(db.clone()), db }
    }

    pub async fn has(&self, id: u128, owner: Uuid) -> MediaId {
        assert_eq!(self.store.add(upload(id, Owner(owner)), ROOM, job(id)).await.unwrap(), Added::Now);
        number(id)
    }

    pub async fn has_ready(&self, id: u128, owner: Uuid) -> MediaId {
        let id = self.has(id, owner).await;
        let ready = Outcome::Ready(picture(id));
        assert!(matches!(self.store.settle(id, ready, 21, ROOM).await.unwrap(), Settled::Now(_)));
        id
    }

    pub async fn is_there(&self, id: MediaId) -> bool {
        self.store.find(id).await.unwrap().is_some()
    }

    /// Whether what shows it is hidden.
    pub async fn is_hidden(&self, id: MediaId) -> bool {
        self.store.find(id).await.unwrap().is_some_and(|upload| upload.hidden)
    }

    pub async fn is_attached(&self, id: MediaId) -> bool {
        self.store.find(id).await.unwrap().is_some_and(|upload| upload.attached)
    }

    /// What would be swept, as nothing shows it.
    pub async fn loose(&self) -> Vec<MediaId> {
        let loose = self.store.loose(NOW.plus(std::time::Duration::from_millis(1)), 50).await.unwrap();
        loose.into_iter().map(|(_, id)| id).collect()
    }

    /// What was given to jobs to be erased since this was asked last.
    pub async fn erased(&self) -> Vec<MediaId> {
        let mut erased: Vec<MediaId> = Vec::new();
        for job in self.jobs.lease_in(Lane::Slow, NOW, NOW, 50).await.unwrap() {
            if job.kind == "media.erase" {
                let media = job.payload["media"].as_array().unwrap().clone();
                assert!(media.iter().all(|one| one["parts"] == json!(2) && one["owner"].is_string()));
                let id = |one: Value| serde_json::from_value::<MediaId>(one["media_id"].clone()).unwrap();
                erased.extend(media.into_iter().map(id));
                self.jobs.done(job.id).await.unwrap();
            }
        }
        erased.sort_unstable();
        erased
    }
}

/// The feature with its workers, on SQLite in memory and, if nothing else is said, a folder.
pub struct Studio {
    pub media: Media,
    pub objects: Objects,
    pub clock: Clock,
    pub jobs: Jobs,
    pub worker: Worker,
    pub heard: Receiver<MediaEvent>,
    pub db: Db,
    _fresh: (Fresh, FreshObjects),
}

impl Studio {
    pub async fn open() -> Self {
        Self::on(ObjectsKind::Folder).await
    }

    pub async fn on(kind: ObjectsKind) -> Self {
        let (fresh, kept) = (Fresh::open(Kind::SqliteInMemory).await, FreshObjects::open(kind));
        let (objects, clock) = (kept.objects.clone(), Clock::manual(Clock::system().now()));
        let (jobs, events) = (Jobs::new(fresh.db.clone()), Bus::default());
        let heard = events.listen();
        let mut settings = Settings::defaults();
        settings.media.upload_bytes = 3 << 20;
        let media = Media::new(MediaParts {
            settings: &settings,
            db: fresh.db.clone(),
            objects: objects.clone(),
            jobs: jobs.clone(),
            clock: clock.clone(),
            ids: Ids::new(clock.clone()),
            events,
            key: vec![7; 32],
        });
        let worker = Worker::new(jobs.clone(), clock.clone(), handlers(&media)).in_lane(Lane::Slow);
        Self { media, objects, clock, jobs, worker, heard, db: fresh.db.clone(), _fresh: (fresh, kept) }
    }

    pub async fn uploads(&self, owner: Owner, file: &[u8]) -> Result<MediaView, MediaError> {
        // In pieces that don't fit those of the store.
        let pieces = file.chunks(700_001).map(|piece| Ok::<_, ()>(Bytes::copy_from_slice(piece)));
        let place = self.media.place(owner)?;
        self.media.upload(&place, stream::iter(pieces)).await
    }

    pub async fn works(&self) {
        while self.worker.round().await.unwrap() > 0 {}
    }

    pub async fn keys(&self) -> Vec<String> {
        let mut keys: Vec<String> = Vec::new();
        for prefix in ["quarantine", "media"] {
            let found: Vec<String> = self.objects.list(prefix).map_ok(|found| found.key).try_collect().await.unwrap();
            keys.extend(found);
        }
        keys.sort();
        keys
    }
}

/// A picture of noise, which takes many bytes.
pub fn png(width: u32, height: u32) -> Vec<u8> {
    let noise = |x: u32, y: u32| (x.wrapping_mul(2_654_435_761) ^ y.wrapping_mul(2_246_822_519)) >> 16;
    let image = image::RgbImage::from_fn(width, height, |x, y| image::Rgb([noise(x, y) as u8, noise(y, x) as u8, 9]));
    let mut bytes = std::io::Cursor::new(Vec::new());
    image.write_to(&mut bytes, image::ImageFormat::Png).unwrap();
    bytes.into_inner()
}
