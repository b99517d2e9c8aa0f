//! Where files are kept that people sent: in a folder below `data.dir`, or with any server that speaks S3. A small face
//! over a library, so that features know keys and bytes and nothing of either.
//!
//! A key is a path like `media/OWNER/NAME`. What is put is there whole or not at all.

#[cfg(test)]
mod contract;
mod leftovers;

use std::ops::Range;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use futures_util::stream::{self, BoxStream, StreamExt, TryStreamExt};
use object_store::aws::AmazonS3Builder;
use object_store::local::LocalFileSystem;
use object_store::path::Path;
use object_store::prefix::PrefixStore;
use object_store::{ClientOptions, ObjectStore, ObjectStoreExt, PutPayload, RetryConfig};

use super::clock::Time;
use super::config::{ObjectsIn, Settings};
use super::http::problem::Problem;

/// The folder's name in `data.dir`.
const FOLDER: &str = "objects";
/// Whoever waits for the store is told after this. Sending a picture to somebody slow may take longer.
const PATIENCE: Duration = Duration::from_secs(30);

/// A failure of the store: never that something isn't there.
#[derive(Clone, Debug, thiserror::Error)]
pub enum ObjectError {
    /// It can't be reached, refuses or has no room. Trying again may help.
    #[error("the object store is unavailable: {0}")]
    Unavailable(String),
    /// A defect of ours.
    #[error("the object store can't do that: {0}")]
    Failed(String),
}

pub type Kept<T> = Result<T, ObjectError>;

impl From<object_store::Error> for ObjectError {
    fn from(error: object_store::Error) -> Self {
        use object_store::Error as E;
        match error {
            E::InvalidPath { .. } | E::NotSupported { .. } | E::NotImplemented { .. } => {
                Self::Failed(error.to_string())
            }
            _ => Self::Unavailable(error.to_string()),
        }
    }
}

/// Logged here, once, for all features.
impl From<ObjectError> for Problem {
    fn from(error: ObjectError) -> Self {
        match error {
            ObjectError::Unavailable(_) => {
                tracing::warn!(%error, "an object can't be reached");
                Self::unavailable()
            }
            ObjectError::Failed(_) => {
                tracing::error!(%error, "an object can't be reached");
                Self::failed()
            }
        }
    }
}

/// An object that a list found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    pub key: String,
    pub bytes: u64,
    pub changed_at: Time,
}

/// The store. Cheap to clone.
#[derive(Clone)]
pub struct Objects {
    store: Arc<dyn ObjectStore>,
    /// Where it is, when it is a folder.
    folder: Option<PathBuf>,
}

impl Objects {
    pub fn open(settings: &Settings) -> Result<Self, String> {
        match settings.objects.store {
            ObjectsIn::Folder => {
                let folder = settings.data.dir.join(FOLDER);
                let made = std::fs::create_dir_all(&folder);
                made.map_err(|error| format!("the folder {} can't be made: {error}", folder.display()))?;
                let store = LocalFileSystem::new_with_prefix(&folder).map_err(|error| error.to_string())?;
                Ok(Self { store: Arc::new(store.with_fsync(true)), folder: Some(folder) })
            }
            ObjectsIn::S3 => Ok(Self { store: s3(settings)?, folder: None }),
        }
    }

    pub fn is_folder(&self) -> bool {
        self.folder.is_some()
    }

    /// Puts an object in its place, or in that of an older one.
    pub async fn put(&self, key: &str, bytes: Bytes) -> Kept<()> {
        in_time(self.store.put(&path(key)?, PutPayload::from_bytes(bytes))).await??;
        Ok(())
    }

    /// All of an object; None when there is none.
    pub async fn get(&self, key: &str) -> Kept<Option<Bytes>> {
        let path = path(key)?;
        let whole = async { self.store.get(&path).await?.bytes().await };
        match in_time(whole).await? {
            Ok(found) => Ok(Some(found)),
            Err(object_store::Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// A part of an object, piece by piece; None when there is no such object. The range must lie within it.
    pub async fn part(&self, key: &str, range: Range<u64>) -> Kept<Option<BoxStream<'static, Kept<Bytes>>>> {
        let options = object_store::GetOptions { range: Some(range.into()), ..Default::default() };
        match in_time(self.store.get_opts(&path(key)?, options)).await? {
            Ok(found) => Ok(Some(found.into_stream().map_err(ObjectError::from).boxed())),
            Err(object_store::Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// Removes what is there of these.
    pub async fn remove(&self, keys: impl IntoIterator<Item = String>) -> Kept<()> {
        let paths = keys.into_iter().map(|key| path(&key)).collect::<Kept<Vec<_>>>()?;
        let paths = stream::iter(paths.into_iter().map(Ok)).boxed();
        let mut removed = self.store.delete_stream(paths);
        while let Some(outcome) = in_time(removed.next()).await? {
            match outcome {
                Ok(_) | Err(object_store::Error::NotFound { .. }) => {}
                Err(error) => return Err(error.into()),
            }
        }
        Ok(())
    }

    /// All that lies below a prefix (whole parts of the key), as it is come by; in any order.
    pub fn list(&self, prefix: &str) -> BoxStream<'static, Kept<Listed>> {
        let prefix = Path::from(prefix);
        let found = self.store.list(Some(&prefix)).map_err(ObjectError::from);
        found
            .map_ok(|found| Listed {
                key: found.location.to_string(),
                bytes: found.size,
                changed_at: Time::from_millis(found.last_modified.timestamp_millis()),
            })
            .boxed()
    }

    /// Removes what a killed server left half-written below a prefix of a folder, if it is older than that; other
    /// stores have no such thing. How much it was.
    pub async fn sweep(&self, prefix: &str, before: Time) -> Kept<usize> {
        let Some(folder) = self.folder.as_ref().map(|folder| folder.join(prefix)) else { return Ok(0) };
        let swept = tokio::task::spawn_blocking(move || leftovers::remove(folder, before)).await;
        swept.map_err(|error| ObjectError::Failed(error.to_string()))
    }
}

async fn in_time<T>(act: impl Future<Output = T>) -> Kept<T> {
    let late = |_| ObjectError::Unavailable(format!("no answer within {} seconds", PATIENCE.as_secs()));
    tokio::time::timeout(PATIENCE, act).await.map_err(late)
}

fn path(key: &str) -> Kept<Path> {
    Ok(Path::parse(key).map_err(object_store::Error::from)?)
}

fn s3(settings: &Settings) -> Result<Arc<dyn ObjectStore>, String> {
    let objects = &settings.objects;
    // Whoever waits for an answer is told soon; jobs try again by themselves.
    let retry = RetryConfig { max_retries: 2, retry_timeout: Duration::from_secs(5), ..RetryConfig::default() };
    let client = ClientOptions::new()
        .with_allow_http(true)
        .with_connect_timeout(Duration::from_secs(2))
        // Not of the whole answer, whose reader may be slow, but of its silence.
        .with_timeout_disabled()
        .with_read_timeout(PATIENCE);
    let store = AmazonS3Builder::new()
        .with_endpoint(&objects.s3_endpoint)
        .with_bucket_name(&objects.s3_bucket)
        .with_region(&objects.s3_region)
        .with_access_key_id(&objects.s3_access_key)
        .with_secret_access_key(&objects.s3_secret_key)
        .with_virtual_hosted_style_request(false)
        .with_client_options(client)
        .with_retry(retry)
        .build()
        .map_err(|error| format!("the S3 settings can't be used: {error}"))?;
    if objects.s3_prefix.is_empty() {
        return Ok(Arc::new(store));
    }
    Ok(Arc::new(PrefixStore::new(store, objects.s3_prefix.as_str())))
}
