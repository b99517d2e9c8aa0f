//! Argon2id, off the async threads, and never more at once than the machine bears.

use std::sync::Arc;

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};
use tokio::sync::Semaphore;

use super::config;

#[derive(Clone)]
pub struct Passwords {
    argon: Argon2<'static>,
    seats: Arc<Semaphore>,
    /// Verified against when there is no account, so that it takes as long as if there were.
    nobody: Arc<str>,
}

impl Passwords {
    pub fn new(settings: &config::Passwords) -> Result<Self, String> {
        let params = Params::new(settings.memory_kib, settings.iterations, 1, None).map_err(|e| e.to_string())?;
        let argon = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
        let nobody = hash(&argon, "nobody").ok_or("argon2 doesn't work")?;
        Ok(Self { argon, seats: Arc::new(Semaphore::new(settings.concurrent)), nobody: nobody.into() })
    }

    /// The hash to store (PHC text, with its salt and cost). None when the hashing itself failed.
    pub async fn hash(&self, password: String) -> Option<String> {
        let argon = self.argon.clone();
        self.seated(move || hash(&argon, &password)).await.flatten()
    }

    /// Whether it is the password of this hash. Without a hash it takes as long and is false.
    pub async fn verify(&self, password: String, stored: Option<String>) -> bool {
        let argon = self.argon.clone();
        // One that was revoked is kept as an empty text, and takes as long, too.
        let stored = stored.filter(|hash| !hash.is_empty());
        let known = stored.is_some();
        let stored = stored.unwrap_or_else(|| self.nobody.to_string());
        let right = self.seated(move || {
            let parsed = PasswordHash::new(&stored).ok()?;
            argon.verify_password(password.as_bytes(), &parsed).ok()
        });
        right.await.flatten().is_some() && known
    }

    async fn seated<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Option<T> {
        let _seat = self.seats.clone().acquire_owned().await.ok()?;
        tokio::task::spawn_blocking(work).await.ok()
    }
}

fn hash(argon: &Argon2<'_>, password: &str) -> Option<String> {
    argon.hash_password(password.as_bytes()).ok().map(|hash| hash.to_string())
}
