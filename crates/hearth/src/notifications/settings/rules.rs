//! When somebody is to be reached. Pure. Local times become instants by the law of their zone: one in a gap is moved
//! forward by the gap, and of a repeated one the first is meant (RFC 5545, section 3.3.5).

use std::time::Duration;

use jiff::{Timestamp, civil};

use super::model::{Email, Settings};
use crate::platform::clock::Time;

/// When what comes now is to be mailed; `after`: how long what may still be read waits. None: never.
pub fn mail_due(settings: &Settings, now: Time, after: Duration) -> Option<Time> {
    match settings.email {
        Email::Off => None,
        Email::AtOnce => Some(loud(settings, now.plus(after))),
        Email::Daily => Some(loud(settings, next(settings, hour(settings), now.plus(NOT_BEFORE)))),
    }
}

/// What comes so shortly before the hour of a daily mail is for the next one.
const NOT_BEFORE: Duration = Duration::from_secs(5);

/// Whether what was to be mailed at `due_at` may be mailed now, as one wants it by now.
pub fn is_mail_due(settings: &Settings, due_at: Time, now: Time) -> bool {
    let is_wanted = match settings.email {
        Email::Off => false,
        Email::AtOnce => true,
        // The hour was somewhen within the day before, or is now; quiet hours may have put it off.
        Email::Daily => [Duration::from_secs(24 * 3600), Duration::from_millis(1)]
            .into_iter()
            .any(|before| loud(settings, next(settings, hour(settings), due_at.minus(before))) == due_at),
    };
    is_wanted && loud(settings, now) == now
}

fn hour(settings: &Settings) -> civil::Time {
    civil::Time::constant(settings.daily_hour, 0, 0, 0)
}

/// The first time from then on at which one isn't to be left alone.
pub fn loud(settings: &Settings, at: Time) -> Time {
    let Some(quiet) = settings.quiet else { return at };
    let (from, to) = (quiet.from.0, quiet.to.0);
    let local = local(settings, at).time();
    let is_quiet = if from < to { from <= local && local < to } else { local >= from || local < to };
    if is_quiet { next(settings, to, at) } else { at }
}

fn local(settings: &Settings, at: Time) -> civil::DateTime {
    let instant = Timestamp::from_millisecond(at.millis()).unwrap_or(Timestamp::MAX);
    settings.zone.zone.to_datetime(instant)
}

/// When the clock on the wall shows this next.
fn next(settings: &Settings, time: civil::Time, after: Time) -> Time {
    let mut day = local(settings, after).date();
    // A day more where clocks are set back just then.
    for _ in 0..3 {
        let instant = settings.zone.zone.to_ambiguous_timestamp(day.to_datetime(time)).compatible();
        if let Some(at) = instant.ok().map(|instant| Time::from_millis(instant.as_millisecond()))
            && at > after
        {
            return at;
        }
        day = day.saturating_add(jiff::Span::new().days(1));
    }
    after
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::notifications::settings::{Quiet, TimeOfDay, Zone};

    fn at(text: &str) -> Time {
        Time::from_millis(text.parse::<Timestamp>().unwrap().as_millisecond())
    }

    fn in_berlin(email: Email, quiet: Option<(&str, &str)>) -> Settings {
        let time = |text| TimeOfDay::parse(text).unwrap();
        let quiet = quiet.map(|(from, to)| Quiet { from: time(from), to: time(to) });
        Settings { email, quiet, zone: Zone::parse("Europe/Berlin").unwrap(), ..Settings::default() }
    }

    #[test]
    fn quiet_hours_end_by_the_clock_on_the_wall() {
        let night = in_berlin(Email::Off, Some(("22:00", "07:00")));
        assert_eq!(loud(&night, at("2026-11-21T20:59:59Z")), at("2026-11-21T20:59:59Z"));
        assert_eq!(loud(&night, at("2026-11-21T21:00:00Z")), at("2026-11-22T06:00:00Z"));
        assert_eq!(loud(&night, at("2026-11-22T05:59:59Z")), at("2026-11-22T06:00:00Z"));
        assert_eq!(loud(&night, at("2026-11-22T06:00:00Z")), at("2026-11-22T06:00:00Z"));
        // The night in which the clocks are set back is an hour longer.
        assert_eq!(loud(&night, at("2026-10-24T20:30:00Z")), at("2026-10-25T06:00:00Z"));
        let noon = in_berlin(Email::Off, Some(("12:00", "13:00")));
        assert_eq!(loud(&noon, at("2026-11-21T11:30:00Z")), at("2026-11-21T12:00:00Z"));
        assert_eq!(loud(&noon, at("2026-11-21T21:30:00Z")), at("2026-11-21T21:30:00Z"));
        assert_eq!(loud(&in_berlin(Email::Off, None), at("2026-11-21T21:30:00Z")), at("2026-11-21T21:30:00Z"));
        // Half past two isn't there on the day on which the clocks are set forward.
        let odd = in_berlin(Email::Off, Some(("22:00", "02:30")));
        assert_eq!(loud(&odd, at("2026-03-28T23:00:00Z")), at("2026-03-29T01:30:00Z"));
    }

    #[test]
    fn mails_wait_a_little_or_for_their_hour() {
        let now = at("2026-11-21T20:59:00Z");
        let after = Duration::from_secs(120);
        assert_eq!(mail_due(&in_berlin(Email::Off, None), now, after), None);
        assert_eq!(mail_due(&in_berlin(Email::AtOnce, None), now, after), Some(at("2026-11-21T21:01:00Z")));
        let night = in_berlin(Email::AtOnce, Some(("22:00", "07:00")));
        assert_eq!(mail_due(&night, now, after), Some(at("2026-11-22T06:00:00Z")));
        let daily = in_berlin(Email::Daily, None);
        assert_eq!(mail_due(&daily, now, after), Some(at("2026-11-22T17:00:00Z")));
        assert_eq!(mail_due(&daily, at("2026-11-22T17:00:00Z"), after), Some(at("2026-11-23T17:00:00Z")));
        assert_eq!(mail_due(&daily, at("2026-11-22T16:59:58Z"), after), Some(at("2026-11-23T17:00:00Z")));
        let asleep = Settings { daily_hour: 5, ..in_berlin(Email::Daily, Some(("22:00", "07:00"))) };
        assert_eq!(mail_due(&asleep, now, after), Some(at("2026-11-22T06:00:00Z")), "it waits for the morning");
    }

    #[test]
    fn what_was_to_be_mailed_is_mailed_as_one_wants_it_by_then() {
        let due = |settings: &Settings, due: &str, now: &str| is_mail_due(settings, at(due), at(now));
        let (hour, later) = ("2026-11-22T17:00:00Z", "2026-11-22T18:30:00Z");
        let daily = in_berlin(Email::Daily, None);
        assert!(due(&daily, hour, hour) && due(&daily, hour, later), "a mail server may be away for a while");
        assert!(!due(&daily, "2026-11-22T16:02:00Z", later), "put when mails came at once");
        let asleep = Settings { daily_hour: 5, ..in_berlin(Email::Daily, Some(("22:00", "07:00"))) };
        assert!(due(&asleep, "2026-11-22T06:00:00Z", "2026-11-22T06:00:00Z"));
        assert!(!due(&asleep, "2026-11-22T04:00:00Z", "2026-11-22T04:00:00Z"));
        // On the day on which the clocks are set forward there are 23 hours between two mails.
        assert!(due(&daily, "2026-03-29T16:00:00Z", "2026-03-29T16:00:00Z"));
        assert!(due(&daily, "2026-10-25T17:00:00Z", "2026-10-25T17:00:00Z"));
        let night = in_berlin(Email::AtOnce, Some(("22:00", "07:00")));
        assert!(due(&night, hour, hour) && !due(&night, hour, "2026-11-22T23:00:00Z"));
        assert!(!due(&in_berlin(Email::Off, None), hour, hour));
    }
}
