//! When a plan may take place, and who is told. Pure.

use std::time::Duration;

use super::model::What;
use crate::accounts::Wrong;
use crate::gatherings::answers::WantedWindow;
use crate::gatherings::attendees::Rsvp;
use crate::gatherings::days::{self, Window, Zone, starting};
use crate::gatherings::error::{Checked, GatheringError};
use crate::gatherings::model::{Gathering, State};
use crate::platform::clock::Time;

const MOST_SITTINGS: usize = 12;
/// Two years, leap or not.
const MOST_AHEAD: Duration = Duration::from_secs(731 * 24 * 3600);
/// How long before a sitting who comes is reminded of it, in minutes.
pub const REMINDERS: [i64; 2] = [24 * 60, 60];

const fn wrong(code: &'static str, allowed: &'static str) -> Wrong {
    Wrong { code, allowed }
}

/// Times that are to come, each refused by its own field.
pub fn times(checked: &mut Checked, field: &str, wanted: &[WantedWindow], zone: &Zone, now: Time) -> Vec<Window> {
    let mut times = Vec::with_capacity(wanted.len());
    for (place, one) in wanted.iter().enumerate() {
        let part = |part| format!("{field}[{place}].{part}");
        let start = checked.take(&part("start"), starting(&one.start, zone));
        let lasts = checked.take(&part("minutes"), days::Duration::of_plan(one.minutes));
        if start.is_some_and(|start| start <= now) {
            checked.refuse(&part("start"), wrong("past", "must be to come"));
        }
        if start.is_some_and(|start| start > now.plus(MOST_AHEAD)) {
            checked.refuse(&part("start"), wrong("too_far", "must be at most two years ahead"));
        }
        times.extend(start.zip(lasts).map(|(start, lasts)| Window::lasting(start, lasts)));
    }
    times
}

/// When it takes place: one time or several, none of which overlap, in their order.
pub fn sittings(wanted: &[WantedWindow], zone: &Zone, now: Time) -> Result<Vec<Window>, GatheringError> {
    let mut checked = Checked::default();
    if !(1..=MOST_SITTINGS).contains(&wanted.len()) {
        checked.refuse("sittings", wrong("out_of_range", "must be 1 to 12"));
        return checked.done(None);
    }
    let mut sittings = times(&mut checked, "sittings", wanted, zone, now);
    sittings.sort_unstable();
    if sittings.windows(2).any(|pair| pair[0].touches(pair[1])) {
        checked.refuse("sittings", wrong("overlapping", "must not overlap"));
    }
    checked.done(Some(sittings))
}

/// What calendars were told of by now, when they are told of these sittings.
pub fn told_with(mut told: Vec<Window>, sittings: &[Window]) -> Vec<Window> {
    for (place, sitting) in sittings.iter().enumerate() {
        match told.get_mut(place) {
            Some(known) => *known = *sitting,
            None => told.push(*sitting),
        }
    }
    told
}

/// When reminders of the sittings fall due, and how many minutes before each, as far as that is to come.
pub fn reminders(sittings: &[Window], now: Time) -> Vec<(Time, i64)> {
    let before = |sitting: &Window, minutes: i64| {
        let due = sitting.start().minus(Duration::from_secs(u64::try_from(minutes * 60).unwrap_or(0)));
        (due > now).then_some((due, minutes))
    };
    sittings.iter().flat_map(|sitting| REMINDERS.iter().filter_map(|minutes| before(sitting, *minutes))).collect()
}

/// Whether this is still so, and still to come.
pub fn is_news(what: What, gathering: &Gathering, now: Time) -> bool {
    let to_come = gathering.settled.iter().any(|sitting| sitting.start() > now);
    match what {
        What::Settled | What::Changed | What::Reminder { .. } | What::Room => {
            gathering.state == State::Settled && to_come
        }
        What::Cancelled => gathering.state == State::Cancelled,
        What::Reopened => matches!(gathering.state, State::Open | State::Closed),
    }
}

/// Whether somebody who says this is told.
pub fn concerns(what: What, rsvp: Option<Rsvp>) -> bool {
    match what {
        What::Settled | What::Changed | What::Reopened => true,
        // Who doesn't come anyway needn't hear that nobody does.
        What::Cancelled => rsvp != Some(Rsvp::No),
        What::Reminder { .. } => matches!(rsvp, Some(Rsvp::Yes | Rsvp::Maybe)),
        What::Room => rsvp == Some(Rsvp::Yes),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2026-11-21T00:00Z.
    const NOW: Time = Time::from_millis(1_795_219_200_000);

    fn zone() -> Zone {
        Zone::parse("Europe/Berlin").unwrap()
    }

    fn wanted(times: &[(&str, i64)]) -> Vec<WantedWindow> {
        times.iter().map(|(start, minutes)| WantedWindow { start: (*start).to_owned(), minutes: *minutes }).collect()
    }

    fn refused(times: &[(&str, i64)]) -> Vec<(String, &'static str)> {
        match sittings(&wanted(times), &zone(), NOW) {
            Err(GatheringError::Invalid(parts)) => {
                parts.into_iter().map(|part| (part.field, part.wrong.code)).collect()
            }
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn sittings_are_to_come_and_do_not_overlap() {
        let two = sittings(&wanted(&[("2026-11-25T18:00", 60), ("2026-11-24T18:00", 60)]), &zone(), NOW).unwrap();
        assert!(two[0] < two[1]);
        let next = sittings(&wanted(&[("2026-11-24T18:00", 60), ("2026-11-24T19:00", 60)]), &zone(), NOW);
        assert!(next.is_ok(), "one after the other");
        for (field, code, times) in [
            ("sittings", "out_of_range", vec![]),
            ("sittings", "out_of_range", vec![("2026-11-24T18:00", 60); 13]),
            ("sittings", "overlapping", vec![("2026-11-24T18:00", 61), ("2026-11-24T19:00", 60)]),
            ("sittings[0].start", "past", vec![("2026-11-20T18:00", 60)]),
            ("sittings[0].start", "too_far", vec![("2029-11-20T18:00", 60)]),
            ("sittings[0].start", "not_a_time", vec![("soon", 60)]),
            ("sittings[0].minutes", "out_of_range", vec![("2026-11-24T18:00", 0)]),
        ] {
            assert_eq!(refused(&times), [(field.to_owned(), code)]);
        }
    }

    #[test]
    fn calendars_are_told_of_what_they_know_by_its_old_place() {
        let at = |hours: i64| {
            let start = Time::from_millis(NOW.millis() + hours * 3_600_000);
            Window::lasting(start, days::Duration::of_plan(60).unwrap())
        };
        assert_eq!(told_with(vec![], &[at(1), at(9)]), [at(1), at(9)]);
        assert_eq!(told_with(vec![at(1), at(9)], &[at(2)]), [at(2), at(9)], "the second one is off");
        assert_eq!(reminders(&[at(30)], NOW).iter().map(|one| one.1).collect::<Vec<_>>(), [24 * 60, 60]);
        assert_eq!(reminders(&[at(2)], NOW), [(Time::from_millis(NOW.millis() + 3_600_000), 60)]);
        assert!(reminders(&[at(1)], NOW).is_empty(), "it would be now");
    }

    #[test]
    fn who_does_not_come_is_left_alone() {
        let reminder = What::Reminder { minutes: 60 };
        assert!(concerns(reminder, Some(Rsvp::Maybe)) && !concerns(reminder, Some(Rsvp::Waiting)));
        assert!(!concerns(reminder, None) && !concerns(What::Cancelled, Some(Rsvp::No)));
        assert!(concerns(What::Changed, Some(Rsvp::No)), "perhaps they can now");
    }
}
