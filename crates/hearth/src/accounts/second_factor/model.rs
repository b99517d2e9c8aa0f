//! What a second factor is, and which codes are right.

use totp_rs::{Builder, Totp};

use crate::platform::clock::Time;

/// How many recovery codes there are at first.
pub const RECOVERY_CODES: usize = 10;

/// The second factor of an account, as the store keeps it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SecondFactor {
    /// Sealed.
    pub secret: String,
    /// None until a first code was right: only then it is asked for.
    pub enabled_at: Option<Time>,
    /// The half minute of the last code that was used, counted since 1970.
    pub last_step: i64,
    pub recovery_codes_left: i64,
}

/// What makes the codes: SHA-1, six digits, half a minute, one to either side, as all programs for it do.
pub struct Codes(Totp);

impl Codes {
    /// None when the secret is too short to be one.
    pub fn of(secret: Vec<u8>) -> Option<Self> {
        Builder::new().with_secret(secret).build().ok().map(Self)
    }

    /// The half minute that a code is of, if it is right now. Spaces don't matter.
    pub fn step(&self, code: &str, now: Time) -> Option<i64> {
        let digits: String = code.chars().filter(|c| !c.is_whitespace()).collect();
        if digits.len() != 6 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let seconds = u64::try_from(now.millis() / 1000).ok()?;
        self.0.check(&digits, seconds).and_then(|step| i64::try_from(step).ok())
    }
}

/// What a person puts into the program that makes the codes.
pub struct Beginning {
    /// To be typed: base32.
    pub secret: String,
    /// To be drawn as a QR code: `otpauth://totp/…`.
    pub uri: String,
}

impl Beginning {
    /// `server` and `username` are what the program calls the entry. None when the secret is too short to be one.
    pub fn new(secret: Vec<u8>, server: &str, username: &str) -> Option<Self> {
        // A colon would end the server's part.
        let server = format!("Hearth {}", server.replace(':', " "));
        let codes =
            Builder::new().with_secret(secret).with_issuer(Some(server)).with_account_name(username).build().ok()?;
        Some(Self { secret: codes.secret().to_base32(), uri: codes.to_url().ok()? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Time {
        Time::from_millis(seconds * 1000)
    }

    #[test]
    fn the_codes_are_those_of_the_rfc() {
        // RFC 6238, appendix B, of whose eight digits the last six are ours.
        let codes = Codes::of(b"12345678901234567890".to_vec()).unwrap();
        for (seconds, code) in [(59, "287082"), (1_111_111_109, "081804"), (2_000_000_000, "279037")] {
            assert_eq!(codes.step(code, at(seconds)), Some(seconds / 30), "{seconds}");
        }
        assert!(Codes::of(b"short".to_vec()).is_none());
    }

    #[test]
    fn a_code_is_right_for_one_step_to_either_side() {
        let codes = Codes::of(b"12345678901234567890".to_vec()).unwrap();
        // That of the seconds 30 to 59.
        let right = |seconds| codes.step(" 287 082", at(seconds)) == Some(1);
        assert!(right(0) && right(30) && right(59) && right(89));
        assert!(!right(90));
        for wrong in ["", "28708", "2870820", "28708a", "２８７０８２"] {
            assert_eq!(codes.step(wrong, at(59)), None, "{wrong}");
        }
    }

    #[test]
    fn a_beginning_says_whose_it_is() {
        let begun = Beginning::new(b"12345678901234567890".to_vec(), "[::1]", "Ána").unwrap();
        assert_eq!(begun.secret, "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
        assert!(begun.uri.starts_with("otpauth://totp/Hearth%20%5B%20%201%5D:%C3%81na?secret=GEZD"), "{}", begun.uri);
    }
}
