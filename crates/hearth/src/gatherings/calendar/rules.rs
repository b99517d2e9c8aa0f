//! Entries as iCalendar text (RFC 5545). Pure.

use chrono::{DateTime, Utc};
use icalendar::{Calendar, Component, Event, EventLike, EventStatus, Parameter, Property};

use super::model::{Entry, Telling};
use crate::platform::clock::Time;

/// The entries, written at `stamp`. `organizer`: the address that the server's mails come from, which stands for the
/// host's: nobody learns anybody's address by a calendar.
pub fn text(telling: Telling<'_>, entries: &[Entry], organizer: &str, stamp: Time) -> String {
    let mut calendar = Calendar::empty();
    let prefix = [("VERSION", "2.0"), ("PRODID", "-//Hearth//Hearth//EN"), ("CALSCALE", "GREGORIAN")];
    for property in prefix.into_iter().chain([("METHOD", telling.method())]) {
        calendar.append_property(property);
    }
    for entry in entries {
        calendar.push(event(telling, entry, organizer, stamp));
    }
    calendar.to_string()
}

fn event(telling: Telling<'_>, entry: &Entry, organizer: &str, stamp: Time) -> Event {
    let mut event = Event::with_uid(&entry.uid);
    let cancelled = entry.cancelled || matches!(telling, Telling::Cancel { .. });
    event
        .timestamp(utc(stamp))
        .sequence(u32::try_from(entry.sequence).unwrap_or(u32::MAX))
        .starts(utc(entry.start))
        .ends(utc(entry.end))
        .summary(&plain(&entry.title))
        .url(&entry.address)
        .status(if cancelled { EventStatus::Cancelled } else { EventStatus::Confirmed });
    if !entry.description.is_empty() {
        event.description(&plain(&entry.description));
    }
    if !entry.place.is_empty() {
        event.location(&plain(&entry.place));
    }
    event.append_property(named("ORGANIZER", &entry.host, organizer));
    if let Telling::Request { name, email } | Telling::Cancel { name, email } = telling {
        let mut attendee = named("ATTENDEE", name, email);
        for parameter in [("ROLE", "REQ-PARTICIPANT"), ("PARTSTAT", "NEEDS-ACTION"), ("RSVP", "FALSE")] {
            attendee.append_parameter(Parameter::from(parameter));
        }
        event.append_multi_property(attendee);
    }
    event.done()
}

fn named(key: &str, name: &str, email: &str) -> Property {
    // A parameter can't hold a quotation mark, however it is written.
    let name: String = plain(name).chars().map(|c| if matches!(c, '"' | '\n') { ' ' } else { c }).collect();
    let mut property = Property::new(key, format!("mailto:{email}"));
    if !name.trim().is_empty() {
        property.append_parameter(Parameter::new("CN", name.trim()));
    }
    property.done()
}

/// Without what a calendar's text can't hold (RFC 5545, section 3.3.11).
fn plain(text: &str) -> String {
    text.replace("\r\n", "\n").chars().filter(|c| *c == '\n' || !c.is_control()).collect()
}

fn utc(time: Time) -> DateTime<Utc> {
    // Calendars know whole seconds.
    DateTime::from_timestamp(time.millis().div_euclid(1000), 0).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry() -> Entry {
        Entry {
            uid: "7-1@hearth".to_owned(),
            sequence: 3,
            start: Time::from_millis(1_795_543_200_999),
            end: Time::from_millis(1_795_550_400_000),
            title: "Tea; cake, and \\ \"more\"\u{7}".to_owned(),
            description: "Bring cups.\r\nAnd 🫖".to_owned(),
            place: "Ana's, 2nd floor".to_owned(),
            address: "https://example.org/gatherings/7".to_owned(),
            host: "Ana \"the\" Great: host\nEND:VEVENT".to_owned(),
            cancelled: false,
        }
    }

    /// The lines of a text, put together again where they were folded.
    fn lines(text: &str) -> Vec<String> {
        for line in text.split_inclusive("\r\n") {
            let line = line.strip_suffix("\r\n").expect("each line ends with CRLF");
            assert!(line.len() <= 75, "{line} is longer than 75 octets");
            assert!(!line.chars().any(char::is_control), "{line:?}");
        }
        text.replace("\r\n ", "").lines().map(str::to_owned).collect()
    }

    #[test]
    fn an_entry_says_all_that_a_calendar_needs_and_nothing_breaks_out_of_its_line() {
        let stamp = Time::from_millis(1_795_000_000_000);
        let lines = lines(&text(Telling::Publish, &[entry()], "hearth@localhost", stamp));
        for line in [
            "BEGIN:VCALENDAR",
            "VERSION:2.0",
            "METHOD:PUBLISH",
            "UID:7-1@hearth",
            "SEQUENCE:3",
            "DTSTAMP:20261118T110640Z",
            "DTSTART:20261124T180000Z",
            "DTEND:20261124T200000Z",
            r#"SUMMARY:Tea\; cake\, and \\ "more""#,
            "DESCRIPTION:Bring cups.\\nAnd 🫖",
            r"LOCATION:Ana's\, 2nd floor",
            "URL:https://example.org/gatherings/7",
            "STATUS:CONFIRMED",
            "ORGANIZER;CN=\"Ana  the  Great: host END:VEVENT\":mailto:hearth@localhost",
        ] {
            assert!(lines.iter().any(|one| one == line), "{line} isn't in {lines:#?}");
        }
        assert_eq!(lines.iter().filter(|line| *line == "END:VEVENT").count(), 1);
        assert!(!lines.iter().any(|line| line.starts_with("ATTENDEE")), "who comes is not for everybody");
    }

    #[test]
    fn who_is_asked_is_named_and_a_cancelled_one_says_so() {
        let text = |telling, entry| lines(&text(telling, &[entry], "hearth@localhost", Time::from_millis(0)));
        let whom = |lines: &[String]| lines.iter().find(|line| line.starts_with("ATTENDEE")).cloned();
        let asked = text(Telling::Request { name: "Bo", email: "bo@example.org" }, entry());
        let parameters = "CN=Bo;PARTSTAT=NEEDS-ACTION;ROLE=REQ-PARTICIPANT;RSVP=FALSE";
        assert_eq!(whom(&asked), Some(format!("ATTENDEE;{parameters}:mailto:bo@example.org")));
        assert!(asked.contains(&"METHOD:REQUEST".to_owned()) && asked.contains(&"STATUS:CONFIRMED".to_owned()));
        let off = text(Telling::Cancel { name: "Bo", email: "bo@example.org" }, entry());
        assert!(off.contains(&"METHOD:CANCEL".to_owned()) && off.contains(&"STATUS:CANCELLED".to_owned()));
        let gone = text(Telling::Publish, Entry { cancelled: true, ..entry() });
        assert!(gone.contains(&"STATUS:CANCELLED".to_owned()));
    }
}
