//! The code that a mail's link carries.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit, Mac};
use serde::Serialize;
use sha2::Sha256;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::accounts::AccountId;

/// Makes codes that stop one account's mails and do nothing else, and knows its own again. Whoever has the mail may stop
/// the mails: that is what the link is for. A code has no end, as mails have none.
#[derive(Clone)]
pub struct Unsubscriber(Hmac<Sha256>);

/// Of the mark, so many bytes: more than can be guessed.
const MARK: usize = 16;

impl Unsubscriber {
    pub fn new(key: &[u8]) -> Self {
        Self(Hmac::new_from_slice(key).expect("HMAC takes keys of any length"))
    }

    fn mark(&self, account: AccountId) -> Hmac<Sha256> {
        self.0.clone().chain_update(b"mails of ").chain_update(account.0.as_bytes())
    }

    pub fn code(&self, account: AccountId) -> String {
        let mark = self.mark(account).finalize().into_bytes();
        URL_SAFE_NO_PAD.encode([account.0.as_bytes(), &mark[..MARK]].concat())
    }

    /// Whose mails the code stops, if it is one of ours.
    pub fn account(&self, code: &str) -> Option<AccountId> {
        let bytes = URL_SAFE_NO_PAD.decode(code).ok()?;
        let (id, mark) = bytes.split_at_checked(16)?;
        let account = AccountId(Uuid::from_slice(id).ok()?);
        (mark.len() == MARK && self.mark(account).verify_truncated_left(mark).is_ok()).then_some(account)
    }
}

#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
pub struct Unsubscribed {
    /// What holds now: no mails.
    pub email: crate::notifications::settings::Email,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_own_codes_count() {
        let (ours, theirs) = (Unsubscriber::new(&[7; 32]), Unsubscriber::new(&[8; 32]));
        let ana = AccountId(Uuid::from_u128(1));
        let code = ours.code(ana);
        assert_eq!(ours.account(&code), Some(ana));
        assert_eq!(theirs.account(&code), None);
        let mut bytes = URL_SAFE_NO_PAD.decode(&code).unwrap();
        assert_eq!(ours.account(&URL_SAFE_NO_PAD.encode(&bytes[..20])), None, "a part of the mark");
        assert_eq!(ours.account(&URL_SAFE_NO_PAD.encode(&bytes[..16])), None, "no mark");
        bytes[15] = 2;
        assert_eq!(ours.account(&URL_SAFE_NO_PAD.encode(&bytes)), None, "another account");
        for nonsense in ["", "x", "!!", &"A".repeat(500)] {
            assert_eq!(ours.account(nonsense), None);
        }
    }
}
