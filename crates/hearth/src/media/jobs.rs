//! What becomes of uploads in the background. Each job may be done again from its beginning: what was published is
//! written over, what is settled stays settled, and what is gone is gone.

use std::sync::Arc;

use async_trait::async_trait;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use hearth_pictures::{Refusal, prepare};
use serde::Deserialize;
use serde_json::Value;

use super::model::{MediaId, Outcome, Owner, Picture, Reason, Shown, State, Variant};
use super::rules::{all_keys, part_key, variant_key};
use super::service::Media;
use super::store::Settled;
use crate::platform::jobs::Handler;

/// Looks at an upload: `{"media_id", "owner", "parts"}`.
pub const PROCESS: &str = "media.process";
/// Erases objects: `{"media": [{"owner", "media_id", "parts"}]}`.
pub const ERASE: &str = "media.erase";
/// Removes the pictures of a deleted account that nothing shows: `{"account_id"}`.
pub const FAREWELL: &str = "media.farewell";

pub fn handlers(media: &Media) -> Vec<Arc<dyn Handler>> {
    vec![Arc::new(Processing(media.clone())), Arc::new(Erasing(media.clone())), Arc::new(Farewell(media.clone()))]
}

#[derive(Clone, Deserialize)]
struct One {
    owner: Owner,
    media_id: MediaId,
    parts: i64,
}

fn parsed<T: serde::de::DeserializeOwned>(payload: Value) -> Result<T, String> {
    serde_json::from_value(payload).map_err(|error| error.to_string())
}

fn text(error: impl std::fmt::Display) -> String {
    error.to_string()
}

struct Processing(Media);

#[async_trait]
impl Handler for Processing {
    fn kind(&self) -> &'static str {
        PROCESS
    }

    async fn handle(&self, payload: Value) -> Result<(), String> {
        let one: One = parsed(payload)?;
        let objects = &self.0.0.objects;
        let Some(upload) = self.0.0.store.find(one.media_id).await.map_err(text)? else {
            return objects.remove(all_keys(one.owner, one.media_id, one.parts)).await.map_err(text);
        };
        let ready = if upload.is_settled() { upload.state == State::Ready } else { self.process(&one).await? };
        // What was looked at needs no second look. If this fails, only this is done again.
        let mut keys = all_keys(one.owner, one.media_id, one.parts);
        if ready {
            keys = (0..one.parts).map(|part| part_key(one.media_id, part)).collect();
        }
        objects.remove(keys).await.map_err(text)
    }

    async fn gave_up(&self, payload: Value) -> Result<(), String> {
        let one: One = parsed(payload)?;
        let Some(upload) = self.0.0.store.find(one.media_id).await.map_err(text)? else { return Ok(()) };
        // The upload stays in quarantine, so that it can be tried again.
        if upload.state == State::Processing {
            let failed = Outcome::Failed(Reason::GaveUp);
            self.0.settle(one.media_id, failed, upload.bytes).await.map_err(text)?;
        }
        Ok(())
    }
}

impl Processing {
    /// Whether there is a picture now.
    async fn process(&self, one: &One) -> Result<bool, String> {
        let file = self.quarantined(one).await?;
        // Readers of pictures have been known to panic; then the file is as good as broken.
        let prepared = tokio::task::spawn_blocking(move || prepare(file)).await;
        let prepared = prepared.unwrap_or_else(|error| {
            tracing::error!(%error, media = %one.media_id, "a picture brought its reader down");
            Err(Refusal::Damaged)
        });
        let (outcome, bytes) = match prepared {
            Ok(prepared) => self.publish(one, prepared).await?,
            Err(refusal) => (Outcome::Failed(refusal.into()), 0),
        };
        match self.0.settle(one.media_id, outcome, bytes).await.map_err(text)? {
            Settled::Now(upload) | Settled::Already(upload) => Ok(upload.state == State::Ready),
            // Deleted meanwhile, perhaps after its job had erased it.
            Settled::Gone => Ok(false),
        }
    }

    /// The upload. Or what was made of it already: a backup may have been taken when the database didn't yet say so,
    /// and the pieces went before their turn came.
    async fn quarantined(&self, one: &One) -> Result<Vec<u8>, String> {
        let objects = &self.0.0.objects;
        let mut file = Vec::new();
        for part in 0..one.parts {
            let Some(piece) = objects.get(&part_key(one.media_id, part)).await.map_err(text)? else {
                // Or another worker was faster.
                let found = self.0.0.store.find(one.media_id).await.map_err(text)?;
                if found.is_none_or(|upload| upload.is_settled()) {
                    return Err("it was done meanwhile".to_owned());
                }
                let made = objects.get(&variant_key(one.owner, one.media_id, Shown::Full)).await.map_err(text)?;
                return made.map(Vec::from).ok_or_else(|| format!("piece {part} of the upload is missing"));
            };
            file.extend_from_slice(&piece);
        }
        Ok(file)
    }

    async fn publish(&self, one: &One, prepared: hearth_pictures::Picture) -> Result<(Outcome, i64), String> {
        let placeholder = STANDARD.encode(&prepared.placeholder);
        let mut variants = Vec::with_capacity(prepared.variants.len());
        for variant in prepared.variants {
            let size = Shown::from(variant.size);
            let bytes = variant.bytes.len() as u64;
            let key = variant_key(one.owner, one.media_id, size);
            self.0.0.objects.put(&key, Bytes::from(variant.bytes)).await.map_err(text)?;
            variants.push(Variant {
                size,
                kind: variant.format.into(),
                width: variant.width,
                height: variant.height,
                bytes,
            });
        }
        let bytes = variants.iter().map(|variant| variant.bytes).sum::<u64>();
        let picture = Picture { id: one.media_id, placeholder, variants };
        Ok((Outcome::Ready(picture), i64::try_from(bytes).unwrap_or(i64::MAX)))
    }
}

struct Erasing(Media);

#[derive(Deserialize)]
struct Erase {
    media: Vec<One>,
}

#[async_trait]
impl Handler for Erasing {
    fn kind(&self) -> &'static str {
        ERASE
    }

    async fn handle(&self, payload: Value) -> Result<(), String> {
        let erase: Erase = parsed(payload)?;
        let keys = erase.media.iter().flat_map(|one| all_keys(one.owner, one.media_id, one.parts));
        self.0.0.objects.remove(keys).await.map_err(text)
    }
}

struct Farewell(Media);

#[derive(Deserialize)]
struct Gone {
    account_id: Owner,
}

#[async_trait]
impl Handler for Farewell {
    fn kind(&self) -> &'static str {
        FAREWELL
    }

    async fn handle(&self, payload: Value) -> Result<(), String> {
        let gone: Gone = parsed(payload)?;
        self.0.forget(gone.account_id).await.map_err(text)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use futures_util::StreamExt;
    use serde_json::json;
    use uuid::Uuid;

    use super::*;
    use crate::media::error::MediaError;
    use crate::media::events::MediaEvent;
    use crate::media::testing::{Studio, png};
    use crate::platform::clock::Time;
    use crate::platform::jobs::{Lane, Leased};
    use crate::platform::testing::ObjectsKind;

    const ANA: Owner = Owner(Uuid::from_u128(1));
    const BO: Owner = Owner(Uuid::from_u128(2));

    /// The payload of the job that waits, which is left waiting.
    async fn payload(studio: &Studio) -> Value {
        let now = studio.clock.now();
        let leased: Vec<Leased> = studio.jobs.lease_in(Lane::Slow, now, now, 1).await.unwrap();
        leased[0].payload.clone()
    }

    async fn sweep_objects(studio: &Studio) -> usize {
        studio.media.sweep_quarantine().await.unwrap() + studio.media.sweep_published().await.unwrap()
    }

    #[tokio::test]
    async fn an_upload_becomes_a_picture_and_its_owner_is_told() {
        let mut studio = Studio::open().await;
        let file = png(900, 600);
        assert!(file.len() > 1 << 20, "the premise: it is more than one piece");
        let upload = studio.uploads(ANA, &file).await.unwrap();
        assert_eq!((upload.state, upload.bytes), (State::Processing, file.len() as i64));
        assert!(studio.keys().await.iter().all(|key| key.starts_with("quarantine/")));
        studio.works().await;
        let MediaEvent::Changed { owner, media } = studio.heard.try_recv().unwrap();
        assert_eq!((owner, media.id, media.state), (ANA, upload.id, State::Ready));
        let shown = studio.media.show(ANA, upload.id).await.unwrap();
        let full = shown.picture.unwrap().full;
        assert_eq!((full.width, full.height), (900, 600));
        let wanted = ["full", "medium", "thumbnail"].map(|size| format!("media/{ANA}/{}.{size}", upload.id));
        assert_eq!(studio.keys().await, wanted);
        assert!(matches!(studio.media.show(BO, upload.id).await, Err(MediaError::NoSuchMedia)));
    }

    #[tokio::test]
    async fn a_crash_at_any_step_loses_nothing_and_leaves_nothing() {
        let mut studio = Studio::open().await;
        let file = png(700, 700);
        let upload = studio.uploads(ANA, &file).await.unwrap();
        let job = payload(&studio).await;
        let processing = Processing(studio.media.clone());
        let one: One = parsed(job.clone()).unwrap();
        // Up to just before the database says so.
        let prepared = prepare(processing.quarantined(&one).await.unwrap()).unwrap();
        processing.publish(&one, prepared.clone()).await.unwrap();
        assert_eq!(studio.media.show(ANA, upload.id).await.unwrap().state, State::Processing, "nothing half-published");
        // Just after it, before the quarantine is emptied; and once more from the beginning.
        processing.process(&one).await.unwrap();
        assert!(studio.keys().await.iter().any(|key| key.starts_with("quarantine/")));
        studio.works().await;
        studio.works().await;
        assert_eq!(studio.keys().await.len(), 3);
        assert!(studio.heard.try_recv().is_ok() && studio.heard.try_recv().is_err(), "told once");
        // Deleted while it is being looked at.
        let second = studio.uploads(ANA, &file).await.unwrap();
        let job: One = parsed(payload(&studio).await).unwrap();
        studio.media.delete(ANA, second.id).await.unwrap();
        processing.process(&job).await.unwrap();
        studio.works().await;
        assert_eq!(studio.keys().await.len(), 3, "only the first is there");
    }

    #[tokio::test]
    async fn pieces_that_a_backup_missed_are_not_needed_once_the_sizes_are_there() {
        let studio = Studio::open().await;
        let upload = studio.uploads(ANA, &png(700, 700)).await.unwrap();
        let job = payload(&studio).await;
        let processing = Processing(studio.media.clone());
        let one: One = parsed(job.clone()).unwrap();
        let pieces = (0..one.parts).map(|part| part_key(one.media_id, part));
        let file = processing.quarantined(&one).await.unwrap();
        studio.objects.remove(pieces).await.unwrap();
        assert!(processing.handle(job.clone()).await.unwrap_err().contains("missing"));
        processing.publish(&one, prepare(file).unwrap()).await.unwrap();
        processing.handle(job).await.unwrap();
        let full = studio.media.show(ANA, upload.id).await.unwrap().picture.unwrap().full;
        assert_eq!((full.width, full.height), (700, 700));
        assert_eq!(studio.keys().await.len(), 3);
    }

    #[tokio::test]
    async fn an_upload_that_nobody_waits_for_leaves_nothing_and_uploads_are_few_at_a_time() {
        let studio = Studio::open().await;
        let file = Bytes::from(png(900, 600));
        let held: Vec<_> = (0..2).map(|_| studio.media.place(ANA).unwrap()).collect();
        let place = studio.media.place(ANA).unwrap();
        let refused = studio.media.place(ANA).err().unwrap();
        assert!(matches!(refused, MediaError::TooFast { .. }));
        let endless = futures_util::stream::iter([Ok::<_, ()>(file)]).chain(futures_util::stream::pending());
        let upload = studio.media.upload(&place, endless);
        assert!(tokio::time::timeout(Duration::from_millis(500), upload).await.is_err());
        drop((place, held));
        for _ in 0..600 {
            if studio.keys().await.is_empty() {
                break;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        assert!(studio.keys().await.is_empty());
        assert!(studio.media.place(ANA).is_ok());
    }

    #[tokio::test]
    async fn what_takes_more_than_there_is_room_for_has_failed_and_leaves_nothing() {
        let studio = Studio::open().await;
        let upload = studio.uploads(ANA, &png(60, 40)).await.unwrap();
        let processing = Processing(studio.media.clone());
        let one: One = parsed(payload(&studio).await).unwrap();
        let made = prepare(processing.quarantined(&one).await.unwrap()).unwrap();
        let (outcome, _) = processing.publish(&one, made).await.unwrap();
        studio.media.settle(upload.id, outcome, i64::MAX / 2).await.unwrap();
        studio.works().await;
        let shown = studio.media.show(ANA, upload.id).await.unwrap();
        assert_eq!((shown.state, shown.reason, shown.bytes), (State::Failed, Some(Reason::QuotaReached), 0));
        assert_eq!(studio.media.0.store.usage(ANA).await.unwrap(), 0);
        assert!(studio.keys().await.is_empty());
    }

    #[tokio::test]
    async fn the_store_of_another_server_is_not_swept() {
        let studio = Studio::on(ObjectsKind::S3).await;
        let orphan = format!("media/{ANA}/{}.full", Uuid::from_u128(9));
        studio.objects.put(&orphan, Bytes::from_static(b"x")).await.unwrap();
        studio.objects.put("server", Bytes::from_static(b"another")).await.unwrap();
        studio.clock.advance(Duration::from_secs(2 * 3600));
        assert_eq!(sweep_objects(&studio).await, 0);
        studio.objects.remove(["server".to_owned()]).await.unwrap();
        assert_eq!(sweep_objects(&studio).await, 1, "whoever comes first owns it");
        assert!(studio.objects.get("server").await.unwrap().is_some());
    }

    #[tokio::test]
    async fn what_is_given_up_can_be_tried_again() {
        let studio = Studio::open().await;
        let upload = studio.uploads(ANA, &png(60, 40)).await.unwrap();
        let job = payload(&studio).await;
        let processing = Processing(studio.media.clone());
        processing.gave_up(job.clone()).await.unwrap();
        let failed = studio.media.show(ANA, upload.id).await.unwrap();
        assert_eq!((failed.state, failed.reason), (State::Failed, Some(Reason::GaveUp)));
        processing.handle(job.clone()).await.unwrap();
        assert_eq!(studio.media.show(ANA, upload.id).await.unwrap().state, State::Ready);
        processing.gave_up(job).await.unwrap();
        assert_eq!(studio.media.show(ANA, upload.id).await.unwrap().state, State::Ready, "what is ready stays so");
    }

    #[tokio::test]
    async fn a_refused_upload_leaves_nothing() {
        let studio = Studio::open().await;
        assert!(matches!(studio.uploads(ANA, &[]).await, Err(MediaError::Empty)));
        assert!(matches!(studio.uploads(ANA, b"<svg/>").await, Err(MediaError::NotAPicture)));
        let mut large = png(60, 40);
        large.resize((3 << 20) + 1, 0);
        assert!(matches!(studio.uploads(ANA, &large).await, Err(MediaError::TooLarge { most: 3_145_728 })));
        let broken = [Ok(Bytes::from(png(60, 40))), Err(())];
        let place = studio.media.place(ANA).unwrap();
        let broken = studio.media.upload(&place, futures_util::stream::iter(broken)).await;
        assert!(matches!(broken, Err(MediaError::CutOff)));
        assert!(studio.keys().await.is_empty());
        assert_eq!(studio.media.0.store.usage(ANA).await.unwrap(), 0);
        // What only a closer look tells is refused later, and leaves nothing either.
        let cut = png(300, 300);
        let upload = studio.uploads(ANA, &cut[..cut.len() / 2]).await.unwrap();
        studio.works().await;
        let shown = studio.media.show(ANA, upload.id).await.unwrap();
        assert_eq!((shown.state, shown.reason, shown.bytes), (State::Failed, Some(Reason::Damaged), 0));
        assert!(studio.keys().await.is_empty());
    }

    #[tokio::test]
    async fn what_a_crash_left_and_what_nothing_shows_is_swept() {
        let studio = Studio::open().await;
        let kept = studio.uploads(ANA, &png(60, 40)).await.unwrap();
        studio.works().await;
        let lost = Uuid::from_u128(9);
        let orphans = [format!("quarantine/{lost}.0"), format!("media/{ANA}/{lost}.full")];
        for key in &orphans {
            studio.objects.put(key, Bytes::from_static(b"x")).await.unwrap();
        }
        assert_eq!(sweep_objects(&studio).await, 0, "they are too young to be sure");
        studio.clock.advance(Duration::from_secs(2 * 3600));
        assert_eq!(sweep_objects(&studio).await, 2);
        studio.media.sweep().await.unwrap();
        assert_eq!(studio.keys().await.len(), 3, "what has a row stays");
        studio.clock.advance(Duration::from_secs(23 * 3600));
        studio.media.sweep().await.unwrap();
        studio.works().await;
        assert!(matches!(studio.media.show(ANA, kept.id).await, Err(MediaError::NoSuchMedia)));
        assert!(studio.keys().await.is_empty());
    }

    #[tokio::test]
    async fn the_farewell_takes_all_that_nothing_shows() {
        let studio = Studio::open().await;
        for owner in [ANA, ANA, BO] {
            studio.uploads(owner, &png(60, 40)).await.unwrap();
        }
        studio.works().await;
        let gone = json!({ "account_id": ANA, "erase_messages": false });
        Farewell(studio.media.clone()).handle(gone).await.unwrap();
        studio.works().await;
        let keys = studio.keys().await;
        assert!(keys.len() == 3 && keys.iter().all(|key| key.starts_with(&format!("media/{BO}/"))), "{keys:?}");
        assert!(studio.media.0.store.loose_of(ANA, 1).await.unwrap().is_empty());
        assert_eq!(studio.media.0.store.loose(Time::from_millis(i64::MAX), 9).await.unwrap().len(), 1);
    }
}
