//! The nouns of how somebody wants to be told.

use std::collections::BTreeMap;

use jiff::civil;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::accounts::Wrong;
use crate::notifications::model::Kind;
use crate::platform::clock::Time;

const fn wrong(code: &'static str, allowed: &'static str) -> Wrong {
    Wrong { code, allowed }
}

/// When mails are sent of what is still unread.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = NotificationEmail)]
pub enum Email {
    #[default]
    Off,
    /// A little later, so that what is read meanwhile isn't mailed.
    AtOnce,
    /// One a day.
    Daily,
}

/// The language of mails and pushes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = NotificationLocale)]
pub enum Locale {
    #[default]
    En,
    De,
}

/// By which ways something is told. What isn't told in the page isn't mailed or pushed either.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NotificationChannels)]
pub struct Channels {
    pub page: bool,
    pub email: bool,
    pub push: bool,
}

impl Channels {
    /// What holds where nothing was chosen: what is said to many, or says little, isn't sent after anybody.
    pub const fn of(kind: Kind) -> Self {
        let calls = !matches!(kind, Kind::MessageGroup | Kind::Reaction | Kind::Share | Kind::GatheringAnswered);
        Self { page: true, email: calls, push: calls }
    }
}

/// A time by the clock on the wall: `22:00`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TimeOfDay(pub(super) civil::Time);

impl TimeOfDay {
    pub fn parse(text: &str) -> Result<Self, Wrong> {
        let time = civil::Time::strptime("%H:%M", text).ok().filter(|_| text.len() == 5);
        time.map(Self).ok_or(wrong("not_a_time_of_day", "must be a time of the day, like 22:00"))
    }
}

impl std::fmt::Display for TimeOfDay {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:02}:{:02}", self.0.hour(), self.0.minute())
    }
}

/// Where somebody's day begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Zone {
    name: String,
    pub(super) zone: TimeZone,
}

impl Zone {
    pub fn parse(text: &str) -> Result<Self, Wrong> {
        let zone = Some(text).filter(|text| text.len() <= 64).and_then(|text| TimeZone::get(text).ok());
        let named = zone.and_then(|zone| Some((zone.iana_name()?.to_owned(), zone)));
        let (name, zone) = named
            .filter(|(name, _)| name != "Etc/Unknown")
            .ok_or(wrong("not_a_zone", "must be the name of a time zone, like Europe/Berlin"))?;
        Ok(Self { name, zone })
    }
    pub fn utc() -> Self {
        Self { name: "UTC".to_owned(), zone: TimeZone::UTC }
    }
    pub fn as_str(&self) -> &str {
        &self.name
    }
}

/// From when to when nothing is sent, every day. It may go past midnight.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quiet {
    pub from: TimeOfDay,
    pub to: TimeOfDay,
}

/// How an account wants to be told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    pub email: Email,
    pub daily_hour: i8,
    pub push: bool,
    pub push_content: bool,
    pub quiet: Option<Quiet>,
    pub zone: Zone,
    pub discreet: bool,
    pub locale: Locale,
    /// Those that were chosen otherwise than [`Channels::of`].
    pub kinds: BTreeMap<Kind, Channels>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            email: Email::Off,
            daily_hour: 18,
            push: true,
            push_content: false,
            quiet: None,
            zone: Zone::utc(),
            discreet: false,
            locale: Locale::En,
            kinds: BTreeMap::new(),
        }
    }
}

impl Settings {
    pub fn channels(&self, kind: Kind) -> Channels {
        self.kinds.get(&kind).copied().unwrap_or_else(|| Channels::of(kind))
    }
    pub fn mails(&self, kind: Kind) -> bool {
        let Channels { page, email, .. } = self.channels(kind);
        self.email != Email::Off && page && email
    }
    pub fn pushes(&self, kind: Kind) -> bool {
        let Channels { page, push, .. } = self.channels(kind);
        self.push && page && push
    }
    /// From what was sent, which fields may be wrong in.
    pub fn parse(view: SettingsView) -> Result<Self, (&'static str, Wrong)> {
        let SettingsView { email, daily_hour, push, push_content, quiet, zone, discreet, locale, kinds } = view;
        if !(0..=23).contains(&daily_hour) {
            return Err(("daily_hour", wrong("out_of_range", "must be from 0 to 23")));
        }
        let quiet = quiet.map(|quiet| {
            let from = TimeOfDay::parse(&quiet.from).map_err(|wrong| ("quiet.from", wrong))?;
            let to = TimeOfDay::parse(&quiet.to).map_err(|wrong| ("quiet.to", wrong))?;
            match from == to {
                true => Err(("quiet.to", wrong("as_from", "must be another time than quiet.from"))),
                false => Ok(Quiet { from, to }),
            }
        });
        let zone = Zone::parse(&zone).map_err(|wrong| ("zone", wrong))?;
        let kinds = kinds.into_iter().filter(|(kind, channels)| *channels != Channels::of(*kind)).collect();
        Ok(Self { email, daily_hour, push, push_content, quiet: quiet.transpose()?, zone, discreet, locale, kinds })
    }
    pub fn view(&self) -> SettingsView {
        SettingsView {
            email: self.email,
            daily_hour: self.daily_hour,
            push: self.push,
            push_content: self.push_content,
            quiet: self.quiet.map(|quiet| QuietView { from: quiet.from.to_string(), to: quiet.to.to_string() }),
            zone: self.zone.as_str().to_owned(),
            discreet: self.discreet,
            locale: self.locale,
            kinds: Kind::ALL.iter().map(|kind| (*kind, self.channels(*kind))).collect(),
        }
    }
}

/// An account as it is told, and up to when it was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    pub settings: Settings,
    /// Whether a mail or a push may reach it.
    pub reachable: bool,
    /// What is older was seen.
    pub seen_until: Time,
    /// What is older is read, where it has no row.
    pub read_until: Time,
    /// What is older was mailed, or needn't be.
    pub mailed_until: Time,
}

impl Default for Account {
    fn default() -> Self {
        let never = Time::from_millis(0);
        Self {
            settings: Settings::default(),
            reachable: false,
            seen_until: never,
            read_until: never,
            mailed_until: never,
        }
    }
}

/// How one wants to be told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NotificationSettings)]
pub struct SettingsView {
    /// Mails go to a confirmed address only.
    pub email: Email,
    /// At which hour of one's own day the daily mail comes.
    #[schema(minimum = 0, maximum = 23)]
    pub daily_hour: i8,
    /// Whether pushes go to the browsers that asked for them.
    pub push: bool,
    /// Whether pushes say what happened, and not only that something did. They are encrypted all the way.
    #[serde(default)]
    pub push_content: bool,
    /// When neither mails nor pushes are sent; what came meanwhile follows afterwards. Absent: never.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub quiet: Option<QuietView>,
    /// The name of one's time zone, like `Europe/Berlin`.
    #[schema(max_length = 64)]
    pub zone: String,
    /// Subject lines, pushes and titles say only that there is news.
    pub discreet: bool,
    pub locale: Locale,
    /// By which ways each kind is told. What is left out is as it is at first.
    #[serde(default)]
    pub kinds: BTreeMap<Kind, Channels>,
}

/// Every day, by the clock on the wall; may go past midnight.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = QuietHours)]
pub struct QuietView {
    #[schema(pattern = "^([01][0-9]|2[0-3]):[0-5][0-9]$")]
    pub from: String,
    #[schema(pattern = "^([01][0-9]|2[0-3]):[0-5][0-9]$")]
    pub to: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_come_back_as_they_were_sent() {
        let mut view = Settings::default().view();
        assert_eq!(Settings::parse(view.clone()).unwrap(), Settings::default());
        view.quiet = Some(QuietView { from: "22:00".to_owned(), to: "07:30".to_owned() });
        view.kinds.insert(Kind::Reaction, Channels { page: false, email: true, push: true });
        let settings = Settings::parse(view.clone()).unwrap();
        assert_eq!(settings.view(), view);
        assert_eq!(settings.kinds.len(), 1, "what isn't chosen may change with the server");
        assert!(!settings.pushes(Kind::Reaction), "not in the page");
        assert!(!settings.mails(Kind::Mention) && settings.pushes(Kind::Mention));
    }

    #[test]
    fn what_cannot_be_is_refused_with_its_field() {
        let refused = |change: fn(&mut SettingsView)| {
            let mut view = Settings::default().view();
            change(&mut view);
            Settings::parse(view).unwrap_err().0
        };
        let quiet = |from: &str, to: &str| Some(QuietView { from: from.to_owned(), to: to.to_owned() });
        assert_eq!(refused(|view| view.daily_hour = 24), "daily_hour");
        assert_eq!(refused(|view| view.zone = "Atlantis".to_owned()), "zone");
        for (from, to, field) in
            [("24:00", "07:00", "quiet.from"), ("7:00", "08:00", "quiet.from"), ("22:00", "22:00", "quiet.to")]
        {
            let view = SettingsView { quiet: quiet(from, to), ..Settings::default().view() };
            assert_eq!(Settings::parse(view).unwrap_err().0, field, "{from} {to}");
        }
    }
}
