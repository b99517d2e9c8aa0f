//! Local days and hours of a time zone as windows. A tick is a millisecond of Unix time.
//!
//! A window has the instants at which a clock on the wall shows its hours: where the clock leaves some out, it begins or
//! ends with the jump; of a time that comes twice the first counts, for its beginning and its end.

use alloc::vec::Vec;

use jiff::civil::{Date, Time};
use jiff::tz::{AmbiguousOffset, TimeZone};

use crate::window::Window;

/// The first instant at which the clocks of a zone show this time of a day, or a later one. `None` when it is out of what
/// jiff can tell.
pub fn instant(date: Date, time: Time, zone: &TimeZone) -> Option<i64> {
    let local = zone.to_ambiguous_timestamp(date.to_datetime(time));
    let instant = match local.offset() {
        // Moved back by the gap it is before the jump, which is the next there is.
        AmbiguousOffset::Gap { .. } => zone.following(local.earlier().ok()?).next()?.timestamp(),
        _ => local.compatible().ok()?,
    };
    Some(instant.as_millisecond())
}

/// Each local day from the first to the last, midnight to midnight: 23 or 25 hours long where clocks jump. A day that
/// the zone left out altogether isn't there.
pub fn days(first: Date, last: Date, zone: &TimeZone) -> Vec<Window> {
    spans(first, last, zone, Time::midnight(), Time::midnight())
}

/// For each local day from the first to the last, the window from one local time until another: of the next day, when
/// it isn't after the first. What clocks leave nothing of isn't there.
pub fn spans(first: Date, last: Date, zone: &TimeZone, from: Time, until: Time) -> Vec<Window> {
    let span = |day: Date| {
        let day_after = day.tomorrow().ok()?;
        // A day that was left out altogether begins where the next one does.
        if instant(day, Time::midnight(), zone)? == instant(day_after, Time::midnight(), zone)? {
            return None;
        }
        let end = if until <= from { day_after } else { day };
        Window::new(instant(day, from, zone)?, instant(end, until, zone)?)
    };
    first.series(jiff::Span::new().days(1)).take_while(|day| *day <= last).filter_map(span).collect()
}
