//! The proof of having been there a moment ago.

use std::ops::Deref;

use crate::accounts::sessions::SignedIn;

/// The proof that whoever is signed in said who they are within the last minutes (`accounts.fresh_minutes`): made in
/// `confirming/service.rs` alone.
#[derive(Clone, Debug)]
pub struct Confirmed(SignedIn);

impl Confirmed {
    pub(super) fn new(who: SignedIn) -> Self {
        Self(who)
    }
}

/// Whoever is confirmed is signed in, too.
impl Deref for Confirmed {
    type Target = SignedIn;

    fn deref(&self) -> &SignedIn {
        &self.0
    }
}
