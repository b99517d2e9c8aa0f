//! Ids and secrets: the only place that makes random things.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rand::Rng;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::clock::Clock;

/// Makes ids (UUIDv7, so that they sort by time) and secrets.
#[derive(Clone)]
pub struct Ids {
    clock: Clock,
}

impl Ids {
    pub fn new(clock: Clock) -> Self {
        Self { clock }
    }

    pub fn uuid(&self) -> Uuid {
        let millis = u64::try_from(self.clock.now().millis()).unwrap_or(0);
        uuid::Builder::from_unix_timestamp_millis(millis, &random()).into_uuid()
    }

    /// A secret of 256 bits for a link or a token.
    pub fn secret(&self) -> Secret {
        Secret(URL_SAFE_NO_PAD.encode(random::<32>()))
    }
}

#[expect(clippy::disallowed_methods, reason = "the one place that draws random bytes")]
pub fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    rand::rng().fill_bytes(&mut bytes);
    bytes
}

/// Something only its owner may know. Never printed, never stored: the store keeps [`Secret::hash`].
#[derive(Clone)]
pub struct Secret(String);

impl Secret {
    /// What somebody claims to be a secret of ours.
    pub fn presented(text: &str) -> Self {
        Self(text.to_owned())
    }
    pub fn expose(&self) -> &str {
        &self.0
    }
    /// SHA-256, as hexadecimal text. Enough for secrets of 256 random bits, which can't be guessed.
    pub fn hash(&self) -> String {
        hex(&Sha256::digest(self.0.as_bytes()))
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// Bytes as lower-case hexadecimal text.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Declares an id type: a UUID that can't be mistaken for another noun's.
#[macro_export]
macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[derive(serde::Serialize, serde::Deserialize, utoipa::ToSchema)]
        #[serde(transparent)]
        #[schema(value_type = uuid::Uuid)]
        pub struct $name(pub uuid::Uuid);

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }
    };
}
