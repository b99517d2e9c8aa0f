//! Local days and hours where clocks jump. The facts are those of the IANA time zone database (tzdata 2024 and later,
//! files `europe`, `northamerica`, `australasia`), as `zdump -v` prints them.

use common_time::zones::{days, instant, spans};
use common_time::{Length, Most, Person, Question, Window};
use jiff::civil::{Date, Time, date, time};
use jiff::tz::TimeZone;

const HOUR: i64 = 3_600_000;

fn zone(name: &str) -> TimeZone {
    TimeZone::get(name).expect("it is in the database")
}

fn utc(text: &str) -> i64 {
    text.parse::<jiff::Timestamp>().expect("an instant").as_millisecond()
}

fn only(list: Vec<Window>) -> Window {
    assert_eq!(list.len(), 1, "{list:?}");
    list[0]
}

/// Zone, day, its first instant, its length in hours.
const DAYS: [(&str, Date, &str, f64); 13] = [
    // Summer time from 01:00 UTC on the last Sunday of March to the last Sunday of October.
    ("Europe/Berlin", date(2026, 3, 28), "2026-03-27T23:00Z", 24.0),
    ("Europe/Berlin", date(2026, 3, 29), "2026-03-28T23:00Z", 23.0),
    ("Europe/Berlin", date(2026, 10, 25), "2026-10-24T22:00Z", 25.0),
    // From 2:00 on the second Sunday of March to the first of November.
    ("America/New_York", date(2026, 3, 8), "2026-03-08T05:00Z", 23.0),
    ("America/New_York", date(2026, 11, 1), "2026-11-01T04:00Z", 25.0),
    // Half an hour: from +11:00 to +10:30 in April, and back in October.
    ("Australia/Lord_Howe", date(2026, 4, 5), "2026-04-04T13:00Z", 24.5),
    ("Australia/Lord_Howe", date(2026, 10, 4), "2026-10-03T13:30Z", 23.5),
    // The law was changed: summer time for good in 2011, winter time for good in 2014.
    ("Europe/Moscow", date(2011, 3, 27), "2011-03-26T21:00Z", 23.0),
    ("Europe/Moscow", date(2011, 10, 30), "2011-10-29T20:00Z", 24.0),
    ("Europe/Moscow", date(2014, 10, 26), "2014-10-25T20:00Z", 25.0),
    ("Europe/Moscow", date(2026, 3, 29), "2026-03-28T21:00Z", 24.0),
    // Samoa crossed the date line: after Thursday came Saturday.
    ("Pacific/Apia", date(2011, 12, 29), "2011-12-29T10:00Z", 24.0),
    ("Pacific/Apia", date(2011, 12, 31), "2011-12-30T10:00Z", 24.0),
];

#[test]
fn a_day_is_as_long_as_its_zone_makes_it() {
    for (name, day, first, hours) in DAYS {
        let window = only(days(day, day, &zone(name)));
        assert_eq!(window.start(), utc(first), "{name} {day}");
        assert_eq!(window.length().ticks(), (hours * HOUR as f64) as i64, "{name} {day}");
    }
}

#[test]
fn a_day_that_was_left_out_is_not_there() {
    let apia = zone("Pacific/Apia");
    assert_eq!(days(date(2011, 12, 30), date(2011, 12, 30), &apia), []);
    let over = days(date(2011, 12, 29), date(2011, 12, 31), &apia);
    assert_eq!(over.len(), 2);
    assert_eq!(over[0].end(), over[1].start());
}

#[test]
fn days_follow_one_another_without_gap_through_any_year() {
    for (name, ..) in DAYS {
        let list = days(date(2011, 1, 1), date(2014, 12, 31), &zone(name));
        assert!(list.len() >= 1460, "{name}");
        assert!(list.windows(2).all(|pair| pair[0].end() == pair[1].start()), "{name}");
    }
}

#[test]
fn a_time_that_is_left_out_is_the_jump_and_of_one_that_comes_twice_the_first_counts() {
    let at = |name: &str, day: Date, time: Time| instant(day, time, &zone(name)).expect("within jiff's range");
    let table = [
        ("Europe/Berlin", date(2026, 3, 29), time(2, 30, 0, 0), "2026-03-29T01:00Z"),
        ("Europe/Berlin", date(2026, 10, 25), time(2, 30, 0, 0), "2026-10-25T00:30Z"),
        ("America/New_York", date(2026, 3, 8), time(2, 0, 0, 0), "2026-03-08T07:00Z"),
        ("America/New_York", date(2026, 11, 1), time(1, 30, 0, 0), "2026-11-01T05:30Z"),
        ("Australia/Lord_Howe", date(2026, 10, 4), time(2, 15, 0, 0), "2026-10-03T15:30Z"),
        ("Australia/Lord_Howe", date(2026, 4, 5), time(1, 45, 0, 0), "2026-04-04T14:45Z"),
        ("Europe/Moscow", date(2014, 10, 26), time(1, 30, 0, 0), "2014-10-25T21:30Z"),
    ];
    for (name, day, local, instant) in table {
        assert_eq!(at(name, day, local), utc(instant), "{name} {day} {local}");
    }
}

#[test]
fn an_evening_keeps_its_local_hours_and_a_night_loses_or_wins_one() {
    let berlin = zone("Europe/Berlin");
    let span = |day, from, until| only(spans(day, day, &berlin, from, until));
    for day in [date(2026, 3, 28), date(2026, 3, 29), date(2026, 10, 24), date(2026, 10, 25)] {
        assert_eq!(span(day, time(17, 0, 0, 0), time(23, 0, 0, 0)).length().ticks(), 6 * HOUR, "{day}");
    }
    let night = |day| span(day, time(22, 0, 0, 0), time(4, 0, 0, 0)).length().ticks();
    assert_eq!(night(date(2026, 3, 27)), 6 * HOUR);
    assert_eq!(night(date(2026, 3, 28)), 5 * HOUR);
    assert_eq!(night(date(2026, 10, 24)), 7 * HOUR);
    // What is left out takes no time, and what ends in it ends with the jump.
    assert_eq!(spans(date(2026, 3, 29), date(2026, 3, 29), &berlin, time(2, 30, 0, 0), time(3, 0, 0, 0)), []);
    assert_eq!(span(date(2026, 3, 29), time(1, 0, 0, 0), time(2, 30, 0, 0)).length().ticks(), HOUR);
    let apia = zone("Pacific/Apia");
    let evenings = spans(date(2011, 12, 29), date(2011, 12, 31), &apia, time(17, 0, 0, 0), time(23, 0, 0, 0));
    assert_eq!(evenings.len(), 2, "there was no 30 December");
}

#[test]
fn people_in_three_zones_meet_across_a_change_of_clocks() {
    let evening = |name: &str, day, from, until| only(spans(day, day, &zone(name), from, until));
    let people = [
        Person::free([evening("Europe/Berlin", date(2026, 3, 29), time(18, 0, 0, 0), time(22, 0, 0, 0))]),
        Person::free([evening("America/New_York", date(2026, 3, 29), time(11, 0, 0, 0), time(15, 0, 0, 0))]),
        Person::free([evening("Asia/Kolkata", date(2026, 3, 29), time(21, 0, 0, 0), time(23, 59, 0, 0))]),
    ];
    let within = days(date(2026, 3, 29), date(2026, 3, 29), &zone("Europe/Berlin")).into_iter().collect();
    let length = Length::new(2 * HOUR).expect("above zero");
    let found = Question { people: &people, length, within: &within }.find(&Most::default());
    let common = Window::new(utc("2026-03-29T16:00Z"), utc("2026-03-29T18:29Z")).expect("it begins before it ends");
    assert_eq!(found.everyone, [common]);
}
