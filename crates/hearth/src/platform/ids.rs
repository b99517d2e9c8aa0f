//! Ids and secrets: the only place that makes random things.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rand::Rng;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::clock::{Clock, Time};

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

    /// An id that says nothing of when it was made, for what mustn't be told by that.
    pub fn unordered(&self) -> Uuid {
        uuid::Builder::from_random_bytes(random()).into_uuid()
    }

    /// A secret of 256 bits for a link or a token.
    pub fn secret(&self) -> Secret {
        Secret(URL_SAFE_NO_PAD.encode(random::<32>()))
    }

    /// A secret of 60 bits that a person can type: `XXXX-XXXX-XXXX`. For what is tried only so often, and not for long.
    pub fn code(&self) -> Secret {
        typeable(&random::<12>())
    }

    /// A secret of 120 bits that a person can type, six groups of four: for what is kept for years.
    pub fn long_code(&self) -> Secret {
        typeable(&random::<24>())
    }

    /// A secret of 160 bits, which is what SHA-1 is keyed with at best (RFC 4226, section 4).
    pub fn shared_secret(&self) -> [u8; 20] {
        random()
    }
}

fn typeable(bytes: &[u8]) -> Secret {
    let letters: Vec<u8> = bytes.iter().map(|byte| LETTERS[usize::from(byte % 32)]).collect();
    let groups: Vec<String> = letters.chunks(4).map(|group| String::from_utf8_lossy(group).into_owned()).collect();
    Secret(groups.join("-"))
}

/// Crockford's: none looks like another, and none is missing that is read for another (see [`Secret::typed`]).
const LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

#[expect(clippy::disallowed_methods, reason = "the one place that draws random bytes")]
pub fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    rand::rng().fill_bytes(&mut bytes);
    bytes
}

/// No id of [`Ids::uuid`] made then or later is smaller.
pub fn first_at(time: Time) -> Uuid {
    let millis = u64::try_from(time.millis()).unwrap_or(0);
    let first = uuid::Builder::from_unix_timestamp_millis(millis, &[0; 10]).into_uuid();
    // The version stands after the time: without it, ids that aren't ours sort in their place too.
    Uuid::from_u128(first.as_u128() >> 80 << 80)
}

/// An id that is the same whenever it is made of the same two, so that what is done again makes nothing twice.
pub fn derived(from: Uuid, of: Uuid) -> Uuid {
    let digest = Sha256::new().chain_update(from).chain_update(of).finalize();
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&digest[..16]);
    uuid::Builder::from_custom_bytes(bytes).into_uuid()
}

/// Something only its owner may know. Never printed, never stored: the store keeps [`Secret::hash`].
#[derive(Clone)]
pub struct Secret(String);

impl Secret {
    /// What somebody claims to be a secret of ours.
    pub fn presented(text: &str) -> Self {
        Self(text.to_owned())
    }
    /// What somebody typed as a code of [`Ids::code`] or [`Ids::long_code`], however they wrote it.
    pub fn typed(text: &str) -> Self {
        let letters = text.chars().filter(char::is_ascii_alphanumeric).take(64).map(|c| match c.to_ascii_uppercase() {
            'O' => '0',
            'I' | 'L' => '1',
            letter => letter,
        });
        let letters: Vec<char> = letters.collect();
        let groups: Vec<String> = letters.chunks(4).map(|group| group.iter().collect()).collect();
        Self(groups.join("-"))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_the_same_however_it_is_typed() {
        let code = Ids::new(Clock::system()).code();
        assert_eq!(code.expose().len(), 14);
        let spaced = code.expose().to_lowercase().replace('-', " ").replace('0', "o").replace('1', "l");
        assert_eq!(Secret::typed(&format!(" {spaced} ")).hash(), code.hash());
        assert_ne!(Secret::typed("0000-0000-000Z").hash(), Secret::typed("0000-0000-000Y").hash());
    }
}
