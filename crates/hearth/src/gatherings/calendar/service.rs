//! The acts on calendars.

use super::model::{Entry, Telling};
use super::rules;
use crate::accounts::SignedIn;
use crate::gatherings::error::GatheringError;
use crate::gatherings::guests::Caller;
use crate::gatherings::model::{GatheringId, State};
use crate::gatherings::plans::Told;
use crate::gatherings::service::Gatherings;
use crate::platform::clock::Time;
use crate::platform::database::Stored;
use crate::platform::ids::Secret;

/// What is longer over than this isn't in an account's calendar any more.
const KEPT: std::time::Duration = std::time::Duration::from_secs(180 * 24 * 3600);
/// The most plans that an account's calendar holds, the newest.
const MOST: i64 = 500;

/// So much of a description is in an entry; the page has the rest.
const LONGEST: usize = 1000;

impl Gatherings {
    /// A settled or cancelled plan as iCalendar text.
    pub async fn calendar(&self, caller: &Caller, id: GatheringId) -> Result<String, GatheringError> {
        let part = self.part(caller, id).await?;
        let told = self.0.plans.told(part.id()).await?.ok_or(GatheringError::NoSuchGathering)?;
        if told.told.is_empty() {
            return Err(GatheringError::NotSettled);
        }
        Ok(self.written(vec![told]).await?)
    }

    /// A new address for one's calendar; the former one leads nowhere any more.
    pub async fn open_calendar(&self, who: &SignedIn) -> Result<String, GatheringError> {
        let secret = self.0.ids.secret();
        self.0.calendars.put(who.account(), secret.hash(), self.0.clock.now()).await?;
        Ok(format!("{}/api/v1/calendars/{}.ics", self.0.public_url, secret.expose()))
    }

    /// Since when one's calendar has an address.
    pub async fn calendar_since(&self, who: &SignedIn) -> Result<Time, GatheringError> {
        self.0.calendars.since(who.account()).await?.ok_or(GatheringError::NoCalendar)
    }

    pub async fn close_calendar(&self, who: &SignedIn) -> Result<(), GatheringError> {
        if self.0.calendars.remove(who.account()).await? { Ok(()) } else { Err(GatheringError::NoCalendar) }
    }

    /// The calendar at an address: all plans of its account that have a time, as far as they aren't long over.
    pub async fn calendar_at(&self, secret: &str) -> Result<String, GatheringError> {
        let account = self.0.calendars.whose(Secret::presented(secret).hash()).await?;
        let account = account.ok_or(GatheringError::NoSuchCode)?;
        if self.0.accounts.banned(account).await? {
            return Err(GatheringError::NoSuchCode);
        }
        let since = self.0.clock.now().minus(KEPT);
        let told = self.0.plans.told_of(account, since, MOST).await?;
        Ok(self.written(told).await?)
    }

    async fn written(&self, plans: Vec<Told>) -> Stored<String> {
        let hosts = self.0.spaces.shown(plans.iter().map(|told| told.gathering.host.face)).await?;
        let entries = plans.iter().flat_map(|told| {
            let host = hosts.get(&told.gathering.host.face.shown).map_or("", |person| person.name.as_str());
            entries(told, host, &self.address(told.gathering.id))
        });
        let entries: Vec<Entry> = entries.collect();
        Ok(rules::text(Telling::Publish, &entries, &self.0.organizer, self.0.clock.now()))
    }

    /// Where the page shows a gathering.
    pub(in crate::gatherings) fn address(&self, id: GatheringId) -> String {
        format!("{}/gatherings/{id}", self.0.public_url)
    }
}

/// The entries of a plan, one for each sitting that calendars were ever told of.
pub(in crate::gatherings) fn entries(told: &Told, host: &str, address: &str) -> Vec<Entry> {
    let Told { gathering, told } = told;
    let takes_place = if gathering.state == State::Settled { gathering.settled.len() } else { 0 };
    let entry = |(place, sitting): (usize, &crate::gatherings::days::Window)| Entry {
        uid: format!("{}-{}@hearth", gathering.id, place + 1),
        sequence: gathering.sequence,
        start: sitting.start(),
        end: sitting.end(),
        title: gathering.plan.title.as_str().to_owned(),
        description: gathering.plan.description.chars().take(LONGEST).collect(),
        place: gathering.plan.place.as_str().to_owned(),
        address: address.to_owned(),
        host: host.to_owned(),
        cancelled: place >= takes_place,
    };
    told.iter().enumerate().map(entry).collect()
}
