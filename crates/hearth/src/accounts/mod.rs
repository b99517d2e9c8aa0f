//! People: registering, signing in, who one is and what one may do here, being found, and leaving again.
//!
//! Everybody else learns who is speaking from [`SignedIn`], a proof that only this feature makes, and who somebody is
//! from [`Person`]. What happens within a chat, and what roles there are in one, is not known here.

mod bans;
mod blocks;
mod codes;
mod confirming;
mod directory;
mod error;
mod events;
mod export;
mod identities;
mod jobs;
mod limits;
mod live;
mod me;
mod model;
mod names;
mod people;
mod permissions;
mod reactions;
mod routes;
mod rules;
mod second_factor;
mod service;
mod sessions;
mod store;
#[cfg(test)]
pub(crate) mod testing;
mod upkeep;

pub use bans::{Ban, Sentence};
pub use blocks::store::{blocks, blocks_among, hold_pair};
pub use blocks::{Pseudonyms, Silence, Silences, Withholding};
pub use codes::{Link, Operator};
pub use confirming::Confirmed;
pub use error::{AccountError, WrongField};
pub use events::AccountEvent;
pub use jobs::handlers;
pub use live::announce;
pub use model::{Account, AccountId, Person, PersonId, SessionId};
pub use names::{DisplayName, Place, PlacePart, Wrong, alike, folded_words};
pub use permissions::{Exception, NotPermitted, Standing};
pub use reactions::Reaction;
pub use routes::router;
pub use rules::{Permission, Role};
pub use service::{AccountParts, Accounts, ExportSection, Online};
pub use sessions::SignedIn;

/// Every statement of this feature, by name.
pub fn statements() -> Vec<(&'static str, &'static crate::platform::database::Sql)> {
    let own = [store::STATEMENTS, sessions::store::STATEMENTS, codes::store::STATEMENTS].concat();
    let of_others = [bans::store::STATEMENTS, blocks::store::STATEMENTS, permissions::store::STATEMENTS].concat();
    let ways_in = [second_factor::store::STATEMENTS, identities::store::STATEMENTS, people::store::STATEMENTS].concat();
    [own, of_others, ways_in].concat()
}
