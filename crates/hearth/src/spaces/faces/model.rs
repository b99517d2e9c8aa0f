//! As whom somebody is in a space.

use crate::accounts::{AccountId, DisplayName, Person, PersonId};

/// The name that an account has in one space alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pseudonym {
    pub id: PersonId,
    /// None once the account is deleted.
    pub name: Option<String>,
}

impl Pseudonym {
    pub fn person(self) -> Person {
        match self.name {
            Some(name) => Person::pseudonym(self.id, name),
            None => Person::deleted(self.id),
        }
    }
}

/// A pseudonym that somebody wants to come in under.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alias {
    /// What it gets when it is the first one there.
    pub id: PersonId,
    pub name: DisplayName,
}

/// An account, and the id under which it is shown in a space.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Face {
    pub account: AccountId,
    pub shown: PersonId,
}

impl Face {
    /// Of who is there under the account's own name, or was never there.
    pub fn own(account: AccountId) -> Self {
        Self { account, shown: account.into() }
    }

    pub fn is_own(self) -> bool {
        self.shown == self.account.into()
    }

    /// The id of the pseudonym, if it is one.
    pub fn hidden(self) -> Option<PersonId> {
        (!self.is_own()).then_some(self.shown)
    }
}
