//! The acts on links, and those of who comes by one.

use std::net::IpAddr;

use uuid::Uuid;

use super::model::{AdmittedView, BehindCode, Caller, Guest, TOKEN};
use super::store::{NewGuest, Room};
use crate::accounts::{DisplayName, SignedIn};
use crate::gatherings::attendees::store::Entered;
use crate::gatherings::attendees::{Attendee, AttendeeId};
use crate::gatherings::error::{Checked, GatheringError};
use crate::gatherings::model::{Gathering, GatheringId, GatheringView, LinkView, Partaker};
use crate::gatherings::service::{Gatherings, MOST_ATTENDEES};
use crate::platform::database::Stored;
use crate::platform::ids::Secret;

const ROOM: Room = Room { attendees: MOST_ATTENDEES, guests: 200 };

impl Gatherings {
    /// The guest who has this token. None: it isn't a guest's, or not any more.
    pub async fn guest(&self, token: &str) -> Stored<Option<Guest>> {
        if !token.starts_with(TOKEN) {
            return Ok(None);
        }
        self.0.guests.guest(&Secret::presented(token).hash()).await
    }

    /// Makes a new link; a former one leads nowhere from now on.
    pub async fn make_link(&self, who: &SignedIn, id: GatheringId) -> Result<LinkView, GatheringError> {
        let secret = self.0.ids.secret();
        self.put_link(who, id, Some(secret.hash())).await?;
        Ok(self.link(&secret))
    }

    pub async fn drop_link(&self, who: &SignedIn, id: GatheringId) -> Result<(), GatheringError> {
        self.put_link(who, id, None).await
    }

    async fn put_link(&self, who: &SignedIn, id: GatheringId, hash: Option<String>) -> Result<(), GatheringError> {
        let part = self.manager(who, id).await?;
        // What is in a space is for its members.
        if part.gathering().space.is_some() {
            return Err(GatheringError::NotAllowed);
        }
        if self.0.guests.link(&part, hash).await? { Ok(()) } else { Err(GatheringError::NoSuchGathering) }
    }

    /// How often codes may be tried from one address.
    pub fn count_code(&self, address: &IpAddr) -> Result<(), GatheringError> {
        self.0.limits.codes.count(address).map_err(|wait_seconds| GatheringError::TooFast { wait_seconds })
    }

    /// Where a code leads to.
    pub async fn behind_code(&self, code: &str) -> Result<BehindCode, GatheringError> {
        let found = self.0.guests.behind(&Secret::presented(code).hash()).await?;
        let gathering = found.ok_or(GatheringError::NoSuchCode)?;
        Ok(BehindCode { gathering: self.view(&gathering).await?.into() })
    }

    /// Comes by a code, with an account.
    pub async fn come(&self, who: &SignedIn, code: &str) -> Result<GatheringView, GatheringError> {
        self.count_move(who.account())?;
        let (hash, id) = (Secret::presented(code).hash(), AttendeeId(self.0.ids.unordered()));
        let entered = self.0.guests.come(&hash, who.account(), id, ROOM, self.0.clock.now()).await?;
        let (gathering, _, new) = entered_now(entered)?;
        if new {
            self.announce_entered(&gathering, who.account(), true).await?;
        }
        self.gathering(&Caller::Account(who.clone()), gathering.id).await
    }

    /// Comes by a code, without an account.
    pub async fn admit(&self, code: &str, name: &str) -> Result<AdmittedView, GatheringError> {
        let mut checked = Checked::default();
        let name = checked.take("name", DisplayName::parse(name));
        let name = checked.done(name)?.as_str().to_owned();
        // Who has no account is nobody to the lists.
        self.0.accounts.screen().passes(Uuid::nil(), &[("name", &name)]).await?;
        let token = format!("{TOKEN}{}", self.0.ids.secret().expose());
        let token_hash = Secret::presented(&token).hash();
        let new = NewGuest { id: AttendeeId(self.0.ids.unordered()), name, token_hash, at: self.0.clock.now() };
        let entered = self.0.guests.admit(&Secret::presented(code).hash(), new, ROOM).await?;
        let (gathering, attendee, _) = entered_now(entered)?;
        self.announce_changed(&gathering).await?;
        let part = Partaker::of(gathering, Some(attendee), None).ok_or(GatheringError::NoSuchGathering)?;
        Ok(AdmittedView { token, gathering: self.seen(&part).await? })
    }
}

/// Who came in, and whether they are new.
fn entered_now(entered: Entered) -> Result<(Gathering, Attendee, bool), GatheringError> {
    match entered {
        Entered::Now(there) => Ok((there.0, there.1, true)),
        Entered::Already(there) | Entered::Revealed(there) => Ok((there.0, there.1, false)),
        Entered::Full => Err(GatheringError::Full),
        Entered::Cancelled => Err(GatheringError::Cancelled),
        Entered::NotAMember | Entered::NotThere => Err(GatheringError::NoSuchCode),
    }
}
