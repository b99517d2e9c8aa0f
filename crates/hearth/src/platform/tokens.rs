//! Access tokens: JWTs of one algorithm (HS256), signed with a key of this server.

use std::path::Path;
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit, Mac};
use jsonwebtoken::crypto::{CryptoProvider, JwtSigner, JwtVerifier, KeyUtils};
use jsonwebtoken::errors::{Error, ErrorKind};
use jsonwebtoken::signature::{Error as SignatureError, Signer, Verifier};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use serde::{Deserialize, Serialize};
use sha2::Sha256;
use uuid::Uuid;

use super::clock::Time;
use super::ids::random;

struct Hs256(Hmac<Sha256>);

impl Hs256 {
    fn new(algorithm: &Algorithm, key: &[u8]) -> Result<Self, Error> {
        if *algorithm != Algorithm::HS256 {
            return Err(ErrorKind::InvalidAlgorithm.into());
        }
        Hmac::new_from_slice(key).map(Self).map_err(|_| ErrorKind::InvalidKeyFormat.into())
    }
}

impl Signer<Vec<u8>> for Hs256 {
    fn try_sign(&self, message: &[u8]) -> Result<Vec<u8>, SignatureError> {
        Ok(self.0.clone().chain_update(message).finalize().into_bytes().to_vec())
    }
}

impl Verifier<Vec<u8>> for Hs256 {
    fn verify(&self, message: &[u8], signature: &Vec<u8>) -> Result<(), SignatureError> {
        self.0.clone().chain_update(message).verify_slice(signature).map_err(|_| SignatureError::new())
    }
}

impl JwtSigner for Hs256 {
    fn algorithm(&self) -> Algorithm {
        Algorithm::HS256
    }
}

impl JwtVerifier for Hs256 {
    fn algorithm(&self) -> Algorithm {
        Algorithm::HS256
    }
}

static PROVIDER: CryptoProvider = CryptoProvider {
    signer_factory: |algorithm, key| Ok(Box::new(Hs256::new(algorithm, key.as_bytes())?)),
    verifier_factory: |algorithm, key| Ok(Box::new(Hs256::new(algorithm, key.try_get_as_bytes()?)?)),
    key_utils: KeyUtils::new_unimplemented(),
};

/// What a token says: who, in which session, until when.
#[derive(Clone, Debug, Serialize, Deserialize, PartialEq, Eq)]
pub struct Claims {
    pub sub: Uuid,
    pub sid: Uuid,
    iat: i64,
    exp: i64,
}

#[derive(Clone)]
pub struct Tokens {
    signing: EncodingKey,
    checking: DecodingKey,
    lifetime: Duration,
    mac: Hmac<Sha256>,
}

/// For how long a pass is the same.
const PASS: Duration = Duration::from_secs(12 * 3600);
/// How long somebody who was banned has to write why that is wrong.
const APPEAL: Duration = Duration::from_secs(3600);

/// What completes the address of a picture.
pub struct Pass {
    pub text: String,
    pub lasts: Duration,
}

impl Tokens {
    pub fn new(key: &[u8], lifetime: Duration) -> Self {
        // Only the first call counts; the provider is always the same one.
        let _ = PROVIDER.install_default();
        let mac = Hmac::new_from_slice(key).expect("HMAC takes keys of any length");
        Self { signing: EncodingKey::from_secret(key), checking: DecodingKey::from_secret(key), lifetime, mac }
    }

    pub fn lifetime(&self) -> Duration {
        self.lifetime
    }

    pub fn sign(&self, account: Uuid, session: Uuid, now: Time) -> String {
        let iat = now.millis() / 1000;
        let exp = now.plus(self.lifetime).millis() / 1000;
        let claims = Claims { sub: account, sid: session, iat, exp };
        jsonwebtoken::encode(&Header::new(Algorithm::HS256), &claims, &self.signing).unwrap_or_default()
    }

    /// What stands for a session in the addresses of pictures, where no header goes: of no use for anything else. The same for
    /// some hours, so that a browser keeps what it fetched; good for at least as long, and at most twice.
    pub fn pass(&self, account: Uuid, session: Uuid, now: Time) -> Pass {
        let span = i64::try_from(PASS.as_millis()).unwrap_or(i64::MAX / 4);
        let until = (now.millis() / span + 2) * span;
        Pass {
            text: self.marked("pass", [account, session], until),
            lasts: Duration::from_millis((until - now.millis()).unsigned_abs()),
        }
    }

    /// Of which account and session a pass is that we gave and whose time isn't over.
    pub fn check_pass(&self, pass: &str, now: Time) -> Option<(Uuid, Uuid)> {
        self.check_mark("pass", pass, now)
    }

    /// With which an account that can't sign in is heard about one decision, for an hour: of no use for anything else.
    pub fn appeal(&self, account: Uuid, decision: Uuid, now: Time) -> String {
        self.marked("appeal", [account, decision], now.plus(APPEAL).millis())
    }

    /// Of which account, and about which decision, a code of [`Tokens::appeal`] is whose time isn't over.
    pub fn check_appeal(&self, code: &str, now: Time) -> Option<(Uuid, Uuid)> {
        self.check_mark("appeal", code, now)
    }

    fn marked(&self, what: &str, [one, other]: [Uuid; 2], until: i64) -> String {
        let claims = format!("{}.{}.{until}", one.simple(), other.simple());
        let signature = URL_SAFE_NO_PAD.encode(self.mark(what, &claims).finalize().into_bytes());
        format!("{claims}.{signature}")
    }

    fn check_mark(&self, what: &str, marked: &str, now: Time) -> Option<(Uuid, Uuid)> {
        let (claims, signature) = marked.rsplit_once('.')?;
        let signature = URL_SAFE_NO_PAD.decode(signature).ok()?;
        self.mark(what, claims).verify_slice(&signature).ok()?;
        let mut parts = claims.split('.');
        let (one, other, until) = (parts.next()?, parts.next()?, parts.next()?);
        let good = now.millis() < until.parse::<i64>().ok()?;
        good.then_some((Uuid::parse_str(one).ok()?, Uuid::parse_str(other).ok()?))
    }

    /// A JWT never begins so, so that none is a pass, and no pass a JWT; nor is a mark of one kind one of another.
    fn mark(&self, what: &str, claims: &str) -> Hmac<Sha256> {
        self.mac.clone().chain_update(format!("{what}\n{claims}"))
    }

    /// The claims of a token that we signed and whose time isn't over.
    pub fn check(&self, token: &str, now: Time) -> Option<Claims> {
        let mut validation = Validation::new(Algorithm::HS256);
        // The library would ask the machine's clock.
        validation.validate_exp = false;
        let claims = jsonwebtoken::decode::<Claims>(token, &self.checking, &validation).ok()?.claims;
        (now.millis() / 1000 < claims.exp).then_some(claims)
    }
}

/// The server's signing key: read from the file, which is made, for its owner's eyes only, when there is none.
pub fn key_file(path: &Path) -> std::io::Result<Vec<u8>> {
    use std::io::Write;
    use std::os::unix::fs::OpenOptionsExt;
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    match std::fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(path) {
        Ok(mut file) => {
            let key = random::<32>();
            file.write_all(&key)?;
            file.sync_all()?;
            Ok(key.to_vec())
        }
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {
            let key = std::fs::read(path)?;
            if key.len() < 32 {
                return Err(std::io::Error::other(format!("{} is not a key of 32 bytes", path.display())));
            }
            Ok(key)
        }
        Err(error) => Err(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_own_unexpired_tokens_count() {
        let now = Time::from_millis(1_700_000_000_000);
        let tokens = Tokens::new(&[7; 32], Duration::from_secs(60));
        let (account, session) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let token = tokens.sign(account, session, now);
        let claims = tokens.check(&token, now).unwrap();
        assert_eq!((claims.sub, claims.sid), (account, session));
        assert_eq!(tokens.check(&token, now.plus(Duration::from_secs(60))), None);
        assert_eq!(Tokens::new(&[8; 32], Duration::from_secs(60)).check(&token, now), None);
        let (head, tail) = token.split_once('.').unwrap();
        let none = format!("eyJ0eXAiOiJKV1QiLCJhbGciOiJub25lIn0.{}", tail.split('.').next().unwrap());
        assert_eq!(tokens.check(&format!("{none}."), now), None);
        assert_eq!(tokens.check(&format!("{head}.{tail}x"), now), None);
    }
}
