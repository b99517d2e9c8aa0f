//! Local days and hours of a time zone as windows. A tick is a millisecond of Unix time.
//!
//! Where clocks jump, jiff's "compatible" way holds, which is that of RFC 5545: a local time that is left out counts
//! as much later as the gap is long, of one that comes twice the first is meant.

use alloc::vec::Vec;

use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;

use crate::window::Window;

/// The instant of a local time, in milliseconds. `None` when it is out of what jiff can tell.
pub fn instant(date: Date, time: Time, zone: &TimeZone) -> Option<i64> {
    Some(zone.to_timestamp(date.to_datetime(time)).ok()?.as_millisecond())
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
        let end = if until <= from { day.tomorrow().ok()? } else { day };
        Window::new(instant(day, from, zone)?, instant(end, until, zone)?)
    };
    first.series(jiff::Span::new().days(1)).take_while(|day| *day <= last).filter_map(span).collect()
}
