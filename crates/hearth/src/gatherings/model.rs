//! The nouns of a gathering.

use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;
use utoipa::ToSchema;
use uuid::Uuid;

use super::attendees::{Attendee, AttendeeId, MyPart, Person};
use super::days::{Daily, Days, Duration, Window, Windows, Zone};
use super::polls::{Poll, PollView};
use crate::accounts::{AccountId, Wrong};
use crate::platform::clock::Time;
use crate::spaces::{Face, SpaceId, SpaceMember};

crate::id! {
    /// A plan of several people.
    GatheringId
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = GatheringState)]
pub enum State {
    /// People answer.
    Open,
    /// No more answers, and no time yet.
    Closed,
    Settled,
    Cancelled,
}

macro_rules! stored_as_text {
    ($type:ident { $($variant:ident = $text:literal),* $(,)? }) => {
        impl $type {
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text),* }
            }
            pub fn from_text(text: &str) -> Option<Self> {
                match text { $($text => Some(Self::$variant),)* _ => None }
            }
        }
    };
}
pub(in crate::gatherings) use stored_as_text;
stored_as_text!(State { Open = "open", Closed = "closed", Settled = "settled", Cancelled = "cancelled" });

const fn wrong(code: &'static str, allowed: &'static str) -> Wrong {
    Wrong { code, allowed }
}

/// A text on one line, of up to `MOST` characters.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Line<const MOST: usize>(String);

/// What a gathering is called. Never empty.
pub type Title = Line<100>;
/// Where it takes place, as far as that is said.
pub type Venue = Line<200>;

impl<const MOST: usize> Line<MOST> {
    fn trimmed(text: &str) -> Option<Self> {
        let line: String = text.trim().nfc().collect();
        let length = text.chars().count().max(line.chars().count());
        (length <= MOST && !text.chars().any(char::is_control)).then_some(Self(line))
    }
    /// For a store, which kept what was parsed before.
    pub(in crate::gatherings) fn kept(text: String) -> Self {
        Self(text)
    }
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Title {
    pub fn parse(text: &str) -> Result<Self, Wrong> {
        let title = Self::trimmed(text).filter(|title| !title.0.is_empty());
        title.ok_or(wrong("not_a_title", "must be 1 to 100 characters long, on one line"))
    }
}

impl Venue {
    pub fn parse(text: &str) -> Result<Self, Wrong> {
        Self::trimmed(text).ok_or(wrong("not_a_venue", "must be at most 200 characters, on one line"))
    }
}

/// What money is counted in: three letters (ISO 4217).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Currency(String);

impl Currency {
    pub fn parse(text: &str) -> Result<Self, Wrong> {
        let good = text.len() == 3 && text.bytes().all(|letter| letter.is_ascii_uppercase());
        good.then(|| Self(text.to_owned())).ok_or(wrong("not_a_currency", "must be three capital letters, like EUR"))
    }
    /// For a store, which kept what was parsed before.
    pub(in crate::gatherings) fn kept(text: String) -> Self {
        Self(text)
    }
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// What is planned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    pub title: Title,
    /// Markdown. May be empty.
    pub description: String,
    pub place: Venue,
    pub days: Days,
    pub zone: Zone,
    /// How long it lasts at least, each time.
    pub lasts: Duration,
    /// How many times it takes place.
    pub sittings: i64,
    pub daily: Option<Daily>,
    pub deadline: Option<Time>,
    pub capacity: Option<i64>,
    pub currency: Option<Currency>,
}

impl Plan {
    /// What of its days counts.
    pub fn spans(&self) -> Windows {
        self.days.spans(self.daily, &self.zone)
    }
}

/// Who proposed it, or has been there longest since.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Host {
    pub attendee: AttendeeId,
    pub face: Face,
}

/// How many say that they come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct Rsvps {
    #[serde(rename = "yes")]
    pub coming: i64,
    pub maybe: i64,
    #[serde(rename = "no")]
    pub declined: i64,
    /// Those for whom there is no room yet.
    pub waiting: i64,
}

/// A gathering, as the store keeps it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gathering {
    pub id: GatheringId,
    /// None: it is for its attendees alone.
    pub space: Option<SpaceId>,
    pub host: Host,
    pub plan: Plan,
    pub state: State,
    /// When it takes place, in order; empty unless it is settled.
    pub settled: Vec<Window>,
    /// Of its entry in calendars.
    pub sequence: i64,
    pub revision: i64,
    pub attendees: i64,
    pub guests: i64,
    pub answered: i64,
    pub rsvps: Rsvps,
    pub poll: Option<Poll>,
    /// What was published of what nobody is shown of others: JSON.
    pub statistics: String,
    pub created_at: Time,
}

impl Gathering {
    /// As it is at a time: nobody answers after the deadline, even if nobody has closed it yet.
    pub fn state_at(&self, now: Time) -> State {
        match self.state {
            State::Open if self.plan.deadline.is_some_and(|deadline| deadline <= now) => State::Closed,
            state => state,
        }
    }
    /// From then on it is past.
    pub fn over_at(&self) -> Time {
        let last = match self.state {
            State::Cancelled => Some(Time::from_millis(0)),
            State::Settled => self.settled.last().map(|sitting| sitting.end()),
            State::Open | State::Closed => None,
        };
        last.or_else(|| self.plan.spans().bounds().map(Window::end)).unwrap_or(self.created_at)
    }
    /// Whoever hears news of it: the members of its space, or of its group, which has its id.
    pub fn room(&self) -> Uuid {
        self.space.map_or(self.id.0, |space| space.0)
    }
}

/// A gathering to be proposed. Its fields were checked.
#[derive(Clone, Debug)]
pub struct NewGathering {
    pub id: GatheringId,
    pub host: AttendeeId,
    pub plan: Plan,
    pub invited: Vec<Invited>,
    /// Of the code in its link; where it is in no space.
    pub link_hash: Option<String>,
    pub at: Time,
}

/// Somebody who is to be an attendee.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Invited {
    pub id: AttendeeId,
    pub account: AccountId,
    pub required: bool,
}

/// What is changed of a plan; None leaves it as it is.
#[derive(Clone, Debug, Default)]
pub struct PlanChange {
    pub title: Option<String>,
    pub description: Option<String>,
    pub place: Option<String>,
    pub first_day: Option<String>,
    pub last_day: Option<String>,
    pub zone: Option<String>,
    pub minutes: Option<i64>,
    pub sittings: Option<i64>,
    pub daily_from: Option<Option<String>>,
    pub daily_until: Option<Option<String>>,
    pub deadline: Option<Option<Time>>,
    pub capacity: Option<Option<i64>>,
    pub currency: Option<Option<String>>,
}

/// Proof that somebody may see a gathering, and as who: as a member of its space, or as an attendee where it is in none.
/// Made from the rows that say so, by [`Partaker::of`] alone.
#[derive(Clone, Debug)]
pub struct Partaker {
    gathering: Gathering,
    attendee: Option<Attendee>,
    member: Option<SpaceMember>,
}

impl Partaker {
    /// From the gathering and the asker's own part in it, as they are stored, and the proof for its space. None: it isn't
    /// there for them.
    pub(in crate::gatherings) fn of(
        gathering: Gathering,
        attendee: Option<Attendee>,
        member: Option<SpaceMember>,
    ) -> Option<Self> {
        let takes_part = attendee.as_ref().is_none_or(|one| one.gathering == gathering.id);
        let may_see = match gathering.space {
            Some(space) => member.as_ref().is_some_and(|member| member.space_id() == space),
            None => attendee.is_some(),
        };
        (takes_part && may_see).then_some(Self { gathering, attendee, member })
    }
    /// As it was when the proof was made.
    pub fn gathering(&self) -> &Gathering {
        &self.gathering
    }
    pub fn id(&self) -> GatheringId {
        self.gathering.id
    }
    /// One's own part in it; None for members of its space who take no part yet.
    pub fn attendee(&self) -> Option<&Attendee> {
        self.attendee.as_ref()
    }
    /// The proof for its space, where it is in one.
    pub fn member(&self) -> Option<&SpaceMember> {
        self.member.as_ref()
    }
    /// None: a guest.
    pub fn account(&self) -> Option<AccountId> {
        let attends = self.attendee.as_ref().and_then(Attendee::account);
        attends.or_else(|| self.member.as_ref().map(SpaceMember::account))
    }
    pub fn is_host(&self) -> bool {
        self.attendee.as_ref().is_some_and(|one| one.id == self.gathering.host.attendee)
    }
}

/// A gathering, as those see it who may.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Gathering)]
pub struct GatheringView {
    pub id: GatheringId,
    /// Absent: it is for its attendees alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub space_id: Option<SpaceId>,
    /// Its group, in which the accounts among its attendees are. The same as `id`.
    pub chat_id: Uuid,
    pub host: Person,
    pub title: String,
    /// Markdown. May be empty.
    pub description: String,
    /// May be empty.
    pub place: String,
    #[schema(format = Date)]
    pub first_day: String,
    #[schema(format = Date)]
    pub last_day: String,
    /// The name of a time zone, like `Europe/Berlin`.
    pub zone: String,
    /// How long it lasts at least, each time.
    pub minutes: i64,
    /// How many times it takes place.
    pub sittings: i64,
    /// Only this part of each day counts; absent: all of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub daily_from: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub daily_until: Option<String>,
    /// No answers from then on.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub deadline: Option<Time>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub capacity: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub currency: Option<String>,
    pub state: State,
    /// When it takes place; empty unless it is settled.
    pub settled: Vec<SittingView>,
    /// Of its entry in calendars: grows with each change of what is settled.
    pub sequence: i64,
    /// Grows with each change of the gathering, its attendees and their answers.
    pub revision: i64,
    pub attendees_count: i64,
    pub answered_count: i64,
    pub rsvps: Rsvps,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub poll: Option<PollView>,
    pub created_at: Time,
    /// What the asker is to it; absent where it is told to everybody.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub me: Option<MyPart>,
}

/// One of the times at which it takes place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = Sitting)]
pub struct SittingView {
    pub start: Time,
    pub end: Time,
}

impl From<Window> for SittingView {
    fn from(window: Window) -> Self {
        Self { start: window.start(), end: window.end() }
    }
}

impl GatheringView {
    /// As everybody sees it who may.
    pub fn of(gathering: &Gathering, host: Person, now: Time) -> Self {
        let Plan { title, description, place, days, zone, lasts, sittings, daily, deadline, capacity, currency } =
            &gathering.plan;
        Self {
            id: gathering.id,
            space_id: gathering.space,
            chat_id: gathering.id.0,
            host,
            title: title.as_str().to_owned(),
            description: description.clone(),
            place: place.as_str().to_owned(),
            first_day: days.first().to_string(),
            last_day: days.last().to_string(),
            zone: zone.as_str().to_owned(),
            minutes: lasts.minutes(),
            sittings: *sittings,
            daily_from: daily.map(|daily| daily.from.to_string()),
            daily_until: daily.map(|daily| daily.until.to_string()),
            deadline: *deadline,
            capacity: *capacity,
            currency: currency.as_ref().map(|currency| currency.as_str().to_owned()),
            state: gathering.state_at(now),
            settled: gathering.settled.iter().copied().map(SittingView::from).collect(),
            sequence: gathering.sequence,
            revision: gathering.revision,
            attendees_count: gathering.attendees,
            answered_count: gathering.answered,
            rsvps: gathering.rsvps,
            poll: gathering.poll.as_ref().map(Poll::view),
            created_at: gathering.created_at,
            me: None,
        }
    }

    /// Another one whenever there is something else to see.
    pub fn tag(&self) -> String {
        let manages = self.me.as_ref().is_some_and(|me| me.may_manage);
        format!("\"{}-{}-{}\"", self.revision, self.state.as_str(), u8::from(manages))
    }
}

/// The link by which anybody can come, shown once.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = GatheringLink)]
pub struct LinkView {
    pub code: String,
    pub address: String,
}

/// What was proposed.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = ProposedGathering)]
pub struct ProposedView {
    pub gathering: GatheringView,
    /// Absent for what is in a space.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub link: Option<LinkView>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_on_one_line_and_have_a_length() {
        assert_eq!(Title::parse(" Cafe\u{301} ").unwrap().as_str(), "Café");
        for wrong in ["", " ", "a\nb", "a\u{0}", &"x".repeat(101)] {
            assert!(Title::parse(wrong).is_err(), "{wrong:?}");
        }
        assert!(Venue::parse("").is_ok() && Venue::parse(&"ß".repeat(200)).is_ok());
        assert!(Venue::parse(&"ß".repeat(201)).is_err() && Venue::parse("a\tb").is_err());
    }

    #[test]
    fn a_currency_is_three_capital_letters() {
        assert_eq!(Currency::parse("EUR").unwrap().as_str(), "EUR");
        for wrong in ["", "eur", "EURO", "E1R", "€"] {
            assert!(Currency::parse(wrong).is_err(), "{wrong}");
        }
    }
}
