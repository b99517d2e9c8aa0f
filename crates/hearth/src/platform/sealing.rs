//! Secrets that have to be read again, unlike passwords: encrypted at rest with a key of this server's own.

use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::aead::{Aad, CHACHA20_POLY1305, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use sha2::{Digest, Sha256};

use super::ids::random;

/// Encrypts and decrypts (ChaCha20-Poly1305, RFC 8439). Cheap to clone.
#[derive(Clone)]
pub struct Seal(Arc<LessSafeKey>);

impl Seal {
    /// With a key of 32 bytes or more.
    pub fn new(key: &[u8]) -> Result<Self, String> {
        let key = UnboundKey::new(&CHACHA20_POLY1305, &Sha256::digest(key));
        Ok(Self(Arc::new(LessSafeKey::new(key.map_err(|_| "the cipher takes no such key")?))))
    }

    /// The secret as text that says nothing without the key. `about` is what it belongs to: it is opened with the same
    /// alone, so that a row can't take another's place. None only for what is too long for the cipher.
    pub fn seal(&self, secret: &[u8], about: &[u8]) -> Option<String> {
        // Drawn anew for each: of 96 random bits, no two are alike among the few secrets of one server.
        let nonce = random::<NONCE_LEN>();
        let mut sealed = secret.to_vec();
        let key = &self.0;
        key.seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), Aad::from(about), &mut sealed).ok()?;
        Some(URL_SAFE_NO_PAD.encode([nonce.as_slice(), &sealed].concat()))
    }

    /// What was sealed; None when it was sealed with another key, about something else, or was changed since.
    pub fn open(&self, sealed: &str, about: &[u8]) -> Option<Vec<u8>> {
        let bytes = URL_SAFE_NO_PAD.decode(sealed).ok()?;
        let (nonce, sealed) = bytes.split_first_chunk::<NONCE_LEN>()?;
        let mut secret = sealed.to_vec();
        let nonce = Nonce::assume_unique_for_key(*nonce);
        Some(self.0.open_in_place(nonce, Aad::from(about), &mut secret).ok()?.to_vec())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sealed_secret_is_opened_by_its_key_and_owner_alone() {
        let seal = Seal::new(&[7; 32]).unwrap();
        let sealed = seal.seal(b"secret", b"ana").unwrap();
        assert_eq!(seal.open(&sealed, b"ana").unwrap(), b"secret");
        assert_ne!(seal.seal(b"secret", b"ana").unwrap(), sealed, "the same secret never looks the same");
        assert_eq!(seal.open(&sealed, b"bo"), None);
        assert_eq!(Seal::new(&[8; 32]).unwrap().open(&sealed, b"ana"), None);
        for at in 0..sealed.len() - 1 {
            let mut changed = sealed.clone().into_bytes();
            changed[at] = if changed[at] == b'A' { b'B' } else { b'A' };
            assert_eq!(seal.open(std::str::from_utf8(&changed).unwrap(), b"ana"), None, "changed at {at}");
        }
        for nothing in ["", "AAAA", "not base64!"] {
            assert_eq!(seal.open(nothing, b"ana"), None);
        }
    }
}
