//! Zones, days and windows. Local times become instants by the law of their zone: one in a gap is moved forward by the
//! gap, and of a repeated one the first is meant (RFC 5545, section 3.3.5).

use jiff::civil;
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::accounts::Wrong;
use crate::platform::clock::Time;

const MINUTE: i64 = 60_000;
pub(in crate::gatherings) const MINUTES_A_DAY: i64 = 24 * 60;
/// The most days that a plan may span, and that a window may last.
const MOST_DAYS: i64 = 62;

const fn wrong(code: &'static str, allowed: &'static str) -> Wrong {
    Wrong { code, allowed }
}

/// A time zone by its IANA name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Zone {
    name: String,
    zone: TimeZone,
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
    /// For a store, which kept what was parsed before. A zone that the law-books have dropped since is taken for UTC.
    pub(in crate::gatherings) fn kept(name: &str) -> Self {
        Self::parse(name).unwrap_or(Self { name: name.to_owned(), zone: TimeZone::UTC })
    }
    pub fn as_str(&self) -> &str {
        &self.name
    }
    /// For people: `Tuesday, 24 November 2026, 18:00 to 20:30 (Europe/Berlin)`.
    pub fn shown(&self, window: Window) -> String {
        let local = |time: Time| {
            let instant = Timestamp::from_millisecond(time.millis()).unwrap_or(Timestamp::MAX);
            self.zone.to_datetime(instant)
        };
        let (start, end) = (local(window.start), local(window.end));
        let last = if start.date() == end.date() { "%H:%M" } else { "%A, %-d %B %Y, %H:%M" };
        format!("{} to {} ({})", start.strftime("%A, %-d %B %Y, %H:%M"), end.strftime(last), self.name)
    }
    /// When a clock on the wall shows this.
    fn instant(&self, local: civil::DateTime) -> Option<Time> {
        let instant = self.zone.to_ambiguous_timestamp(local).compatible().ok()?;
        Some(Time::from_millis(instant.as_millisecond()))
    }
    fn local_day(&self, at: Time) -> civil::Date {
        let instant = Timestamp::from_millisecond(at.millis()).unwrap_or(Timestamp::MAX);
        self.zone.to_datetime(instant).date()
    }
}

/// A time of day on a clock on the wall, as `18:00`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TimeOfDay(i64);

impl TimeOfDay {
    pub fn parse(text: &str) -> Result<Self, Wrong> {
        let number = |part: &str| (part.len() == 2).then(|| part.parse::<u8>().ok()).flatten();
        let parts = text.split_once(':').and_then(|(hour, minute)| number(hour).zip(number(minute)));
        parts
            .filter(|(hour, minute)| {
                *hour < 24 && *minute < 60 && text.bytes().all(|b| b == b':' || b.is_ascii_digit())
            })
            .map(|(hour, minute)| Self(i64::from(hour) * 60 + i64::from(minute)))
            .ok_or(wrong("not_a_time", "must be a time of day from 00:00 to 23:59"))
    }
    /// Minutes since midnight.
    pub fn minutes(self) -> i64 {
        self.0
    }
}

impl std::fmt::Display for TimeOfDay {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:02}:{:02}", self.0 / 60, self.0 % 60)
    }
}

/// The part of each day that counts, by the clock on the wall. One that ends when it begins, or before, ends on the day
/// after.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Daily {
    pub from: TimeOfDay,
    pub until: TimeOfDay,
}

impl Daily {
    /// How long it lasts when no clock is changed.
    fn lasts(self) -> i64 {
        let lasts = self.until.0 - self.from.0;
        if lasts > 0 { lasts } else { lasts + MINUTES_A_DAY }
    }
}

/// A day, as `2026-11-24`.
pub fn day(text: &str) -> Result<civil::Date, Wrong> {
    let parsed = civil::Date::strptime("%Y-%m-%d", text).ok();
    parsed.filter(|day| day.to_string() == text).ok_or(wrong("not_a_day", "must be a day, like 2026-11-24"))
}

/// The days that a plan is about, from the first to the last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Days {
    first: civil::Date,
    last: civil::Date,
}

impl Days {
    /// The second is the last one. None: they aren't in order, or too many.
    pub fn of(first: civil::Date, last: civil::Date) -> Result<Self, Wrong> {
        let days = (last - first).get_days();
        if !(0..MOST_DAYS).contains(&i64::from(days)) {
            return Err(wrong("not_in_order", "must not come before the first day, and be the 62nd at most"));
        }
        Ok(Self { first, last })
    }
    /// For a store.
    pub(in crate::gatherings) fn kept(first: &str, last: &str) -> Option<Self> {
        Self::of(day(first).ok()?, day(last).ok()?).ok()
    }
    pub fn first(&self) -> civil::Date {
        self.first
    }
    pub fn last(&self) -> civil::Date {
        self.last
    }
    /// Whether the last day is this many years ahead, or more.
    pub fn is_years_ahead(&self, years: i8, now: Time, zone: &Zone) -> bool {
        zone.local_day(now).checked_add(Span::new().years(years)).is_ok_and(|far| self.last > far)
    }

    /// What of these days counts, in order, no two touching.
    pub fn spans(&self, daily: Option<Daily>, zone: &Zone) -> Windows {
        let mut spans = Vec::new();
        match daily {
            None => {
                let ends = self.last.tomorrow().ok().and_then(|day| zone.instant(day.at(0, 0, 0, 0)));
                spans.extend(Window::between(zone.instant(self.first.at(0, 0, 0, 0)), ends));
            }
            Some(daily) => {
                for day in self.first.series(Span::new().days(1)).take_while(|day| *day <= self.last) {
                    spans.extend(on(day, daily.from, daily.lasts(), zone));
                }
            }
        }
        Windows::merged(spans)
    }
}

/// A window that begins on a day and lasts so many minutes by the clock on the wall, which may be set meanwhile.
pub(in crate::gatherings) fn on(day: civil::Date, from: TimeOfDay, minutes: i64, zone: &Zone) -> Option<Window> {
    let begins = day.at(0, 0, 0, 0).checked_add(Span::new().minutes(from.0)).ok()?;
    let ends = begins.checked_add(Span::new().minutes(minutes)).ok()?;
    Window::between(zone.instant(begins), zone.instant(ends))
}

/// A time that somebody wrote, in whole minutes: RFC 3339, or without an offset as the clock on the wall shows it.
pub fn starting(text: &str, zone: &Zone) -> Result<Time, Wrong> {
    let parsed =
        Some(text).filter(|text| (16..=64).contains(&text.len()) && text.is_ascii()).and_then(|text| {
            match text.parse::<Timestamp>() {
                Ok(instant) => Some(Time::from_millis(instant.as_millisecond())),
                Err(_) => text.parse::<civil::DateTime>().ok().and_then(|local| zone.instant(local)),
            }
        });
    let minute = |time: Time| Time::from_millis(time.millis().div_euclid(MINUTE) * MINUTE);
    parsed.map(minute).ok_or(wrong("not_a_time", "must be a time like 2026-11-24T18:00, or one with its offset"))
}

/// How long something lasts, in whole minutes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Duration(i64);

impl Duration {
    /// Of a window: up to 62 days.
    pub fn of_window(minutes: i64) -> Result<Self, Wrong> {
        if !(1..=MOST_DAYS * MINUTES_A_DAY).contains(&minutes) {
            return Err(wrong("out_of_range", "must be 1 to 89280 minutes"));
        }
        Ok(Self(minutes))
    }
    /// Of what is planned: 5 minutes to 14 days.
    pub fn of_plan(minutes: i64) -> Result<Self, Wrong> {
        if !(5..=14 * MINUTES_A_DAY).contains(&minutes) {
            return Err(wrong("out_of_range", "must be 5 to 20160 minutes"));
        }
        Ok(Self(minutes))
    }
    /// For a store, which kept what was checked before.
    pub(in crate::gatherings) fn kept(minutes: i64) -> Self {
        Self(minutes)
    }
    pub fn minutes(self) -> i64 {
        self.0
    }
}

/// A stretch of time, without its end. Never empty. As JSON, milliseconds: `[start, end]`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(into = "(i64, i64)", try_from = "(i64, i64)")]
pub struct Window {
    start: Time,
    end: Time,
}

impl Window {
    pub fn lasting(start: Time, duration: Duration) -> Self {
        let end = start.millis().saturating_add(duration.0 * MINUTE);
        Self { start, end: Time::from_millis(end) }
    }
    /// None where nothing lies between.
    pub fn between(start: Option<Time>, end: Option<Time>) -> Option<Self> {
        let (start, end) = start.zip(end)?;
        (start < end).then_some(Self { start, end })
    }
    pub fn start(self) -> Time {
        self.start
    }
    pub fn end(self) -> Time {
        self.end
    }
    pub fn minutes(self) -> i64 {
        (self.end.millis() - self.start.millis()) / MINUTE
    }
    pub fn touches(self, other: Self) -> bool {
        self.start < other.end && other.start < self.end
    }
    /// What lies in both.
    pub fn within(self, other: Self) -> Option<Self> {
        Self::between(Some(self.start.max(other.start)), Some(self.end.min(other.end)))
    }
}

impl From<Window> for (i64, i64) {
    fn from(window: Window) -> Self {
        (window.start.millis(), window.end.millis())
    }
}

impl TryFrom<(i64, i64)> for Window {
    type Error = &'static str;
    fn try_from((start, end): (i64, i64)) -> Result<Self, Self::Error> {
        Self::between(Some(Time::from_millis(start)), Some(Time::from_millis(end))).ok_or("a window is never empty")
    }
}

/// Windows in order, no two of which touch.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Windows(Vec<Window>);

impl Windows {
    /// Of any, in any order.
    pub fn merged(mut windows: Vec<Window>) -> Self {
        windows.sort_unstable();
        let mut merged: Vec<Window> = Vec::with_capacity(windows.len());
        for window in windows {
            match merged.last_mut() {
                Some(last) if window.start <= last.end => last.end = last.end.max(window.end),
                _ => merged.push(window),
            }
        }
        Self(merged)
    }
    pub fn as_slice(&self) -> &[Window] {
        &self.0
    }
    /// From the first beginning to the last end.
    pub fn bounds(&self) -> Option<Window> {
        Window::between(self.0.first().map(|first| first.start), self.0.last().map(|last| last.end))
    }
    /// The longest of them, in minutes.
    pub fn longest(&self) -> i64 {
        self.0.iter().map(|window| window.minutes()).max().unwrap_or(0)
    }
    pub fn views(&self) -> Vec<WindowView> {
        self.0.iter().map(|window| WindowView { start: window.start, minutes: window.minutes() }).collect()
    }
}

/// A window, as it is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = Window)]
pub struct WindowView {
    pub start: Time,
    pub minutes: i64,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn zone(name: &str) -> Zone {
        Zone::parse(name).unwrap()
    }
    fn at(text: &str) -> Time {
        starting(text, &zone("UTC")).unwrap()
    }
    fn days(first: &str, last: &str) -> Days {
        Days::kept(first, last).unwrap()
    }
    fn daily(from: &str, until: &str) -> Option<Daily> {
        Some(Daily { from: TimeOfDay::parse(from).unwrap(), until: TimeOfDay::parse(until).unwrap() })
    }

    #[test]
    fn a_zone_is_known_by_its_name() {
        assert_eq!(zone("europe/berlin").as_str(), "Europe/Berlin");
        for wrong in ["", "Mars/Olympus", "Etc/Unknown", "+02:00", "CET-1CEST", "../etc/passwd", &"x".repeat(999)] {
            assert!(Zone::parse(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_local_time_means_an_instant_whatever_the_clocks_do() {
        for (name, local, instant) in [
            ("Europe/Berlin", "2026-11-24T18:00", "2026-11-24T17:00:00Z"),
            // There is no half past two: an hour later by the clock.
            ("Europe/Berlin", "2026-03-29T02:30", "2026-03-29T01:30:00Z"),
            // There are two: the first, in summer time.
            ("Europe/Berlin", "2026-10-25T02:30", "2026-10-25T00:30:00Z"),
            ("America/New_York", "2026-03-08T02:30", "2026-03-08T07:30:00Z"),
            ("America/New_York", "2026-11-01T01:30", "2026-11-01T05:30:00Z"),
            // Lord Howe moves its clocks by half an hour.
            ("Australia/Lord_Howe", "2026-10-04T02:15", "2026-10-03T15:45:00Z"),
            ("Australia/Lord_Howe", "2026-04-05T01:45", "2026-04-04T14:45:00Z"),
            // Mexico gave summer time up in 2022.
            ("America/Mexico_City", "2022-07-01T12:00", "2022-07-01T17:00:00Z"),
            ("America/Mexico_City", "2026-07-01T12:00", "2026-07-01T18:00:00Z"),
        ] {
            assert_eq!(starting(local, &zone(name)).unwrap(), at(instant), "{local} in {name}");
        }
        let with_offset = starting("2026-11-24T18:00:59+05:45", &zone("Europe/Berlin")).unwrap();
        assert_eq!(with_offset, at("2026-11-24T12:15:00Z"), "an offset says all; seconds don't count");
        for wrong in ["", "18:00", "2026-11-24", "2026-13-24T18:00", "2026-11-24T25:00", "tomorrow at six o'clock"] {
            assert!(starting(wrong, &zone("UTC")).is_err(), "{wrong}");
        }
    }

    #[test]
    fn days_are_days_and_not_many() {
        for wrong in ["", "2026-2-01", "2026-02-30", "20260201", "2026-02-01T00:00", "-002026-02-01"] {
            assert!(day(wrong).is_err(), "{wrong}");
        }
        let of = |first, last| Days::of(day(first).unwrap(), day(last).unwrap());
        assert!(of("2026-01-01", "2026-03-03").is_ok() && of("2026-01-01", "2026-03-04").is_err());
        assert!(of("2026-01-02", "2026-01-01").is_err() && of("2026-01-01", "2026-01-01").is_ok());
        assert!(!days("2028-11-21", "2028-11-21").is_years_ahead(2, at("2026-11-21T12:00"), &zone("UTC")));
        assert!(days("2028-11-21", "2028-11-22").is_years_ahead(2, at("2026-11-21T12:00"), &zone("UTC")));
    }

    #[test]
    fn spans_follow_the_clock_on_the_wall() {
        let berlin = zone("Europe/Berlin");
        let spans = |first, last, daily| {
            let spans = days(first, last).spans(daily, &berlin);
            spans.as_slice().iter().map(|one| (one.start().to_string(), one.minutes())).collect::<Vec<_>>()
        };
        let one = |start: &str, minutes| (start.to_owned(), minutes);
        assert_eq!(spans("2026-03-29", "2026-03-29", None), [one("2026-03-28T23:00:00.000Z", 23 * 60)]);
        assert_eq!(
            spans("2026-10-24", "2026-10-25", daily("17:00", "23:00")),
            [one("2026-10-24T15:00:00.000Z", 360), one("2026-10-25T16:00:00.000Z", 360)]
        );
        let night = spans("2026-10-24", "2026-10-24", daily("22:00", "04:00"));
        assert_eq!(night, [one("2026-10-24T20:00:00.000Z", 7 * 60)], "it is an hour longer");
        assert_eq!(spans("2026-05-01", "2026-05-03", daily("08:00", "08:00")).len(), 1, "day after day");
    }

    #[test]
    fn windows_are_merged_where_they_touch() {
        let window = |start: i64, end: i64| Window::try_from((start, end)).unwrap();
        let merged = Windows::merged(vec![window(5, 7), window(1, 3), window(3, 4), window(2, 3), window(6, 9)]);
        assert_eq!(merged.as_slice(), [window(1, 4), window(5, 9)]);
        assert_eq!(merged.bounds(), Some(window(1, 9)));
        assert!(!window(1, 4).touches(window(4, 5)) && window(1, 5).touches(window(4, 5)));
        assert_eq!(serde_json::to_string(&merged).unwrap(), "[[1,4],[5,9]]");
        assert!(serde_json::from_str::<Windows>("[[4,1]]").is_err());
        assert!(Duration::of_window(0).is_err() && Duration::of_window(-60).is_err());
        assert!(Duration::of_window(89_280).is_ok() && Duration::of_window(89_281).is_err());
    }
}
