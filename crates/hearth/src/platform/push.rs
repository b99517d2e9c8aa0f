//! Pushes to browsers (Web Push, RFC 8030): encrypted for the browser alone (RFC 8291), under a key of this server's own
//! (VAPID, RFC 8292), and only to push services that the operator names.

use std::sync::Arc;
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::json;
use sha2::{Digest, Sha256};
use web_push_native::p256::ecdsa::signature::Signer;
use web_push_native::p256::ecdsa::{Signature, SigningKey};
use web_push_native::p256::{PublicKey, SecretKey};
use web_push_native::{Auth, encrypt};

use super::clock::Clock;
use super::config::Settings;
use super::mail;

/// A push service gives up after this, when it couldn't reach the browser.
const LIVES: Duration = Duration::from_secs(24 * 3600);
/// Services refuse what is signed for longer than a day.
const SIGNED_FOR: Duration = Duration::from_secs(12 * 3600);
const PATIENCE: Duration = Duration::from_secs(10);

/// Where a browser is reached, as it says so itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    pub endpoint: String,
    /// Base64url: a point on P-256, uncompressed.
    pub p256dh: String,
    /// Base64url: 16 bytes.
    pub auth: String,
}

/// Which part of a target can't be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BadTarget {
    Endpoint,
    P256dh,
    Auth,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pushed {
    Now,
    /// The browser doesn't want it any more, or isn't there; or it subscribed with another key than ours.
    Gone,
    /// The service doesn't take it, and won't take it later either: its status.
    Refused(u16),
}

/// Sends pushes. Cheap to clone.
#[derive(Clone)]
pub struct Pusher(Arc<Inner>);

struct Inner {
    key: SigningKey,
    public_key: String,
    contact: String,
    hosts: Vec<String>,
    client: reqwest::Client,
    clock: Clock,
}

impl Pusher {
    /// `seed`: 32 bytes of this server's own.
    pub fn new(settings: &Settings, seed: &[u8], clock: Clock) -> Result<Self, String> {
        // The first call counts; whoever needs TLS here makes it with the same.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let key = signing_key(seed);
        let public_key = URL_SAFE_NO_PAD.encode(key.verifying_key().to_encoded_point(false).as_bytes());
        // A service that sends us elsewhere isn't followed: where it may be, the operator said.
        let client =
            reqwest::Client::builder().timeout(PATIENCE).redirect(reqwest::redirect::Policy::none()).no_proxy();
        Ok(Self(Arc::new(Inner {
            key,
            public_key,
            contact: format!("mailto:{}", mail::address(&settings.mail.from)),
            hosts: settings.notifications.push_services.clone(),
            client: client.build().map_err(|error| format!("pushes can't be sent: {error}"))?,
            clock,
        })))
    }

    /// What browsers ask their push service for: base64url, a point on P-256.
    pub fn public_key(&self) -> &str {
        &self.0.public_key
    }

    pub fn check(&self, target: &Target) -> Result<(), BadTarget> {
        self.parse(target).map(drop)
    }

    fn parse(&self, target: &Target) -> Result<(reqwest::Url, PublicKey, Auth), BadTarget> {
        let decode = |text: &str| URL_SAFE_NO_PAD.decode(text.trim_end_matches('=')).ok();
        let url = reqwest::Url::parse(&target.endpoint).ok().filter(|url| is_allowed(&self.0.hosts, url));
        let key = decode(&target.p256dh).and_then(|bytes| PublicKey::from_sec1_bytes(&bytes).ok());
        let auth = decode(&target.auth).and_then(|bytes| <[u8; 16]>::try_from(bytes).ok());
        Ok((url.ok_or(BadTarget::Endpoint)?, key.ok_or(BadTarget::P256dh)?, Auth::from(auth.ok_or(BadTarget::Auth)?)))
    }

    /// `topic`: of what waits at the service under the same, only the last is kept. The error is text for the operator,
    /// and worth another try.
    pub async fn send(&self, target: &Target, topic: &str, content: Vec<u8>) -> Result<Pushed, String> {
        // A service that isn't allowed any more, or was never one: nobody is reached there.
        let Ok((url, key, auth)) = self.parse(target) else { return Ok(Pushed::Gone) };
        let body = encrypt(content, &key, &auth).map_err(|error| error.to_string())?;
        let vapid = self.vapid(&url.origin().ascii_serialization());
        let request = self.0.client.post(url);
        let request = request
            .header("authorization", format!("vapid t={vapid}, k={}", self.0.public_key))
            .header("content-encoding", "aes128gcm")
            .header("content-type", "application/octet-stream")
            .header("ttl", LIVES.as_secs())
            .header("topic", topic)
            .header("urgency", "normal");
        // Without its address, which is a secret of the browser's.
        let answer = request.body(body).send().await.map_err(|error| error.without_url().to_string())?;
        match answer.status().as_u16() {
            200..=299 => Ok(Pushed::Now),
            401 | 403 | 404 | 410 => Ok(Pushed::Gone),
            status @ 400..=499 if ![408, 425, 429].contains(&status) => Ok(Pushed::Refused(status)),
            status => Err(format!("the push service answers {status}")),
        }
    }

    /// A token for one service that says who sends (RFC 8292).
    fn vapid(&self, audience: &str) -> String {
        let until = self.0.clock.now().plus(SIGNED_FOR).millis() / 1000;
        let claims = json!({ "aud": audience, "exp": until, "sub": self.0.contact });
        let part = |value: serde_json::Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let signed = format!("{}.{}", part(json!({ "typ": "JWT", "alg": "ES256" })), part(claims));
        let signature: Signature = self.0.key.sign(signed.as_bytes());
        format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature.to_bytes()))
    }
}

/// Almost every 32 bytes are a key; the first of those made of the seed that is one.
fn signing_key(seed: &[u8]) -> SigningKey {
    let tries = (0_u8..).map(|number| Sha256::new().chain_update(seed).chain_update([number]).finalize());
    let mut keys = tries.filter_map(|bytes| SecretKey::from_slice(&bytes).ok());
    keys.next().map(SigningKey::from).unwrap_or_else(|| unreachable!("one of 256 digests is below the order"))
}

/// A host means HTTPS at its usual port; one that begins with `*.` all hosts below it. What has a scheme names an origin.
fn is_allowed(allowed: &[String], url: &reqwest::Url) -> bool {
    let Some(host) = url.host_str() else { return false };
    let plain = url.username().is_empty() && url.password().is_none();
    let is_it = |entry: &String| match entry.strip_prefix("*.") {
        _ if entry.contains("://") => url.origin().ascii_serialization() == *entry,
        _ if url.scheme() != "https" || url.port().is_some() => false,
        Some(domain) => host.strip_suffix(domain).is_some_and(|below| below.ends_with('.')),
        None => host == entry,
    };
    plain && allowed.iter().any(is_it)
}

#[cfg(test)]
mod tests {
    use web_push_native::decrypt;

    use super::*;
    use crate::platform::clock::Time;

    const AUTH: [u8; 16] = [3; 16];

    fn pusher(services: &[&str]) -> Pusher {
        let mut settings = Settings::defaults();
        settings.notifications.push_services = services.iter().map(|service| (*service).to_owned()).collect();
        Pusher::new(&settings, &[7; 32], Clock::manual(Time::from_millis(1_700_000_000_000))).unwrap()
    }

    fn target(endpoint: &str) -> Target {
        let key = SecretKey::from_slice(&[5; 32]).unwrap();
        let point = web_push_native::p256::EncodedPoint::from(key.public_key());
        Target {
            endpoint: endpoint.to_owned(),
            p256dh: URL_SAFE_NO_PAD.encode(point.as_bytes()),
            auth: URL_SAFE_NO_PAD.encode(AUTH),
        }
    }

    #[test]
    fn only_named_services_are_sent_to() {
        let pusher = pusher(&["push.example.org", "*.example.net", "http://127.0.0.1:9000"]);
        let check = |endpoint: &str| pusher.check(&target(endpoint)).is_ok();
        for good in ["https://push.example.org/a", "https://a.b.example.net/", "http://127.0.0.1:9000/x?y"] {
            assert!(check(good), "{good}");
        }
        for bad in [
            "http://push.example.org/a",
            "https://push.example.org:8443/a",
            "https://push.example.org.evil.org/a",
            "https://user@push.example.org/a",
            "https://example.net/",
            "https://evilexample.net/",
            "http://127.0.0.1:9001/",
            "https://127.0.0.1:9000/",
            "file:///etc/passwd",
            "nonsense",
        ] {
            assert!(!check(bad), "{bad}");
        }
        let good = target("https://push.example.org/a");
        let refused = |target: Target| pusher.check(&target).unwrap_err();
        assert_eq!(refused(Target { p256dh: "AAAA".to_owned(), ..good.clone() }), BadTarget::P256dh);
        assert_eq!(refused(Target { auth: "AAAA".to_owned(), ..good }), BadTarget::Auth);
    }

    #[test]
    fn what_is_sent_is_for_the_browser_alone() {
        let pusher = pusher(&["push.example.org"]);
        let (_, key, auth) = pusher.parse(&target("https://push.example.org/a")).unwrap();
        let sent = encrypt(b"hello".to_vec(), &key, &auth).unwrap();
        assert!(!sent.windows(5).any(|part| part == b"hello"));
        let read = decrypt(sent.clone(), &SecretKey::from_slice(&[5; 32]).unwrap(), &auth).unwrap();
        assert_eq!(read, b"hello");
        assert!(decrypt(sent, &SecretKey::from_slice(&[6; 32]).unwrap(), &auth).is_err());
    }
}
