//! Kept in memory: it is true for moments, and a restart ends the sockets that said it. The processes on one database tell
//! one another.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use super::model::Look;
use crate::accounts::{AccountId, SessionId};
use crate::notifications::model::Place;
use crate::platform::clock::Time;

/// Who looks says so again before this is over; whoever closes the lid says nothing.
const BELIEVED_FOR: Duration = Duration::from_secs(60);

/// What each session looks at. Of two windows of one browser, one has the person's eye: who spoke last.
#[derive(Default)]
pub struct Looking(Mutex<HashMap<AccountId, Vec<Kept>>>);

struct Kept {
    session: SessionId,
    place: Place,
    until: Time,
}

impl Looking {
    pub fn look(&self, Look { account, session, place }: Look, now: Time) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let own = all.entry(account).or_default();
        own.retain(|look| look.session != session && look.until > now);
        own.extend(place.map(|place| Kept { session, place, until: now.plus(BELIEVED_FOR) }));
        if own.is_empty() {
            all.remove(&account);
        }
    }

    /// Whether one of the account's sessions looks at what this is true of.
    pub fn sees(&self, account: AccountId, now: Time, shows: impl Fn(Place) -> bool) -> bool {
        let all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.get(&account).is_some_and(|own| own.iter().any(|look| look.until > now && shows(look.place)))
    }

    /// To be called now and then.
    pub fn tidy(&self, now: Time) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.retain(|_, own| own.iter().any(|look| look.until > now));
        all.shrink_to_fit();
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::chat::ChatId;

    #[test]
    fn a_look_lasts_until_it_is_said_again_or_taken_back() {
        let looking = Looking::default();
        let (ana, here) = (AccountId(Uuid::from_u128(1)), Place::Chat(ChatId(Uuid::from_u128(3))));
        let [phone, laptop] = [5, 6].map(|id| SessionId(Uuid::from_u128(id)));
        let at = |seconds: i64| Time::from_millis(seconds * 1000);
        let sees = |now| looking.sees(ana, now, |place| place == here);
        let look = |session, place, now| looking.look(Look { account: ana, session, place }, now);
        look(phone, Some(here), at(0));
        assert!(sees(at(59)) && !sees(at(60)));
        look(phone, Some(here), at(50));
        look(laptop, Some(here), at(50));
        look(phone, None, at(51));
        assert!(sees(at(70)), "on the other one");
        look(laptop, Some(Place::Chat(ChatId(Uuid::nil()))), at(71));
        assert!(!sees(at(72)));
        looking.tidy(at(500));
        assert!(looking.0.lock().unwrap().is_empty());
    }
}
