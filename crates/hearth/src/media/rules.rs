//! Where a picture lies, and which addresses lead to it. Pure.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use super::model::{Frame, MediaId, Owner, Shown};
use crate::platform::clock::Time;

/// An upload is kept in pieces of this size until it was looked at: nothing larger is ever held of it.
pub const PART_BYTES: usize = 1 << 20;

/// So many uploads of one owner may wait to be looked at.
pub const MOST_WAITING: i64 = 20;

/// Where uploads lie until they were looked at. Nothing of it is ever served.
pub const QUARANTINE: &str = "quarantine";
/// Where pictures lie that may be shown: below the id of their owner.
pub const PUBLISHED: &str = "media";

/// Holds the name of the server that the store belongs to, which alone knows what is nobody's.
pub const SERVER: &str = "server";

pub fn part_key(id: MediaId, part: i64) -> String {
    format!("{QUARANTINE}/{id}.{part}")
}

pub fn variant_key(owner: Owner, id: MediaId, size: Shown) -> String {
    format!("{PUBLISHED}/{owner}/{id}.{}", size.word())
}

/// Whose object it is, by its key: the name up to the first point is the id.
pub fn media_of(key: &str) -> Option<MediaId> {
    let (id, _) = key.rsplit('/').next()?.split_once('.')?;
    id.parse().ok().map(MediaId)
}

/// All that may lie in the store of one upload.
pub fn all_keys(owner: Owner, id: MediaId, parts: i64) -> Vec<String> {
    let parts = (0..parts).map(|part| part_key(id, part));
    parts.chain(Shown::ALL.map(|size| variant_key(owner, id, size))).collect()
}

/// What an address is good for, and until when.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Showing {
    /// None: for whoever has the address, as in the copy of one's data.
    pub frame: Option<Frame>,
    pub until: i64,
}

/// Makes addresses, and knows its own again.
#[derive(Clone)]
pub struct Signer {
    mac: Hmac<Sha256>,
    lifetime: i64,
}

impl Signer {
    /// `seconds`: an address is good for at least that long, and at most twice.
    pub fn new(key: &[u8], seconds: u64) -> Self {
        let mac = Hmac::new_from_slice(key).expect("HMAC takes keys of any length");
        Self { mac, lifetime: i64::try_from(seconds).unwrap_or(i64::MAX / 4000) * 1000 }
    }

    fn signed(&self, id: MediaId, size: Shown, showing: Showing) -> Hmac<Sha256> {
        let Showing { frame, until } = showing;
        let frame = frame.map(Frame::text).unwrap_or_default();
        self.mac.clone().chain_update(format!("{id}\n{}\n{frame}\n{until}", size.word()))
    }

    /// A name of the server's own, as long as it has its key.
    pub fn server(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.mac.clone().chain_update("server").finalize().into_bytes())
    }

    /// The same for all who ask within the same minute, so that a browser fetches it once.
    pub fn until(&self, now: Time) -> i64 {
        (now.millis() / self.lifetime + 2) * self.lifetime
    }

    pub fn address(&self, id: MediaId, size: Shown, showing: Showing) -> String {
        let signature = URL_SAFE_NO_PAD.encode(self.signed(id, size, showing).finalize().into_bytes());
        let frame = showing.frame.map(|frame| format!("in={}&", frame.text())).unwrap_or_default();
        format!("/api/v1/media/{id}/{}?{frame}until={}&signature={signature}", size.word(), showing.until)
    }

    pub fn is_good(&self, id: MediaId, size: Shown, showing: Showing, signature: &str, now: Time) -> bool {
        let Ok(signature) = URL_SAFE_NO_PAD.decode(signature) else { return false };
        now.millis() < showing.until && self.signed(id, size, showing).verify_slice(&signature).is_ok()
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    const NOW: Time = Time::from_millis(1_700_000_000_000);

    #[test]
    fn an_address_is_good_for_its_picture_and_size_until_its_time() {
        let signer = Signer::new(&[7; 32], 60);
        let (id, other) = (MediaId(Uuid::from_u128(1)), MediaId(Uuid::from_u128(2)));
        let until = signer.until(NOW);
        assert!((60_000..=120_000).contains(&(until - NOW.millis())));
        let frame = Some(Frame::Chat(Uuid::from_u128(3)));
        let showing = Showing { frame, until };
        let address = signer.address(id, Shown::Medium, showing);
        let (path, query) = address.split_once('?').unwrap();
        assert_eq!(path, format!("/api/v1/media/{id}/medium"));
        assert!(query.starts_with("in=chat-00000000-0000-0000-0000-000000000003&until="), "{query}");
        let signature = query.split_once("signature=").unwrap().1;
        let last = Time::from_millis(until - 1);
        assert!(signer.is_good(id, Shown::Medium, showing, signature, last));
        assert!(!signer.is_good(id, Shown::Medium, showing, signature, Time::from_millis(until)));
        assert!(!signer.is_good(id, Shown::Medium, Showing { until: until + 1, ..showing }, signature, last));
        for frame in
            [None, Some(Frame::Anybody), Some(Frame::Chat(Uuid::nil())), Some(Frame::Space(Uuid::from_u128(3)))]
        {
            assert!(!signer.is_good(id, Shown::Medium, Showing { frame, until }, signature, last), "{frame:?}");
        }
        assert!(!signer.is_good(id, Shown::Full, showing, signature, last));
        assert!(!signer.is_good(other, Shown::Medium, showing, signature, last));
        assert!(!Signer::new(&[8; 32], 60).is_good(id, Shown::Medium, showing, signature, last));
        for wrong in ["", "a", &signature[1..], "ñ"] {
            assert!(!signer.is_good(id, Shown::Medium, showing, wrong, last), "{wrong}");
        }
    }

    #[test]
    fn a_frame_survives_its_text() {
        let id = Uuid::from_u128(5);
        for frame in [
            Frame::Upload(id),
            Frame::Anybody,
            Frame::Review,
            Frame::Account(id),
            Frame::Chat(id),
            Frame::Space(id),
            Frame::Shares(id),
        ] {
            assert_eq!(Frame::from_text(&frame.text()), Some(frame));
        }
        for wrong in ["", "chat", "chat-", "chat-5", &format!("group-{id}"), &format!("anybody-{id}")] {
            assert_eq!(Frame::from_text(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn an_object_tells_whose_it_is() {
        let (owner, id) = (Owner(Uuid::from_u128(1)), MediaId(Uuid::from_u128(2)));
        let keys = all_keys(owner, id, 2);
        assert_eq!(keys.len(), 5);
        assert!(keys.iter().all(|key| media_of(key) == Some(id)), "{keys:?}");
        assert!(keys[2..].iter().all(|key| key.starts_with(&format!("media/{owner}/"))));
        assert_eq!((media_of("media/x/y.z"), media_of("lost"), media_of("")), (None, None, None));
    }
}
