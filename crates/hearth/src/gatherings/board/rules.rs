//! From people and a plan to times. Pure.

use std::collections::BTreeSet;

use common_time::{Absent, Found, Length, Missing, Most, Question, Window, Windows};

use super::model::{
    Board, ChangeView, FixView, HeatView, MissingView, NamedView, ShortView, TimeView, TimesView, windows_of,
};
use crate::gatherings::days::{Days, MINUTES_A_DAY};
use crate::gatherings::model::{Plan, SittingView};
use crate::platform::clock::Time;

const MINUTE: i64 = 60_000;
const STEP: i64 = 15 * MINUTE;
/// Who would have to move a window by more than a day isn't asked to.
const REACH: i64 = MINUTES_A_DAY * MINUTE;
/// Times, and those who are named with each.
const MOST: usize = 20;

/// The times of a board, with people by their place on it.
pub struct Times {
    found: Found,
    unanswered: Vec<usize>,
    best: Vec<(common_time::Time, Missing)>,
    sittings: Option<Vec<(common_time::Time, Missing)>>,
    heat: HeatView,
}

pub fn times(board: &Board) -> Times {
    let within = windows_of(&board.plan.spans());
    let length = Length::new(board.plan.lasts.minutes() * MINUTE).unwrap_or(Window::ALWAYS.length());
    let question = Question { people: &board.people, length, within: &within };
    let found = question.find(&Most { best: MOST, ..Most::default() });
    let missing = |time: common_time::Time| (time, question.missing(&time, MOST, REACH));
    let several = usize::try_from(board.plan.sittings).ok().filter(|sittings| *sittings > 1);
    let sittings = several.map(|sittings| question.plan(&days(&board.plan), sittings));
    let mut unanswered = found.unanswered.clone();
    unanswered.sort_by_key(|place| !board.people[*place].required);
    unanswered.truncate(MOST);
    Times {
        best: found.best.iter().copied().map(missing).collect(),
        sittings: sittings.map(|plan| plan.into_iter().map(missing).collect()),
        heat: heat(&question, &within),
        unanswered,
        found,
    }
}

/// The days of a plan; or pieces of it of as many days as one sitting takes.
fn days(plan: &Plan) -> Vec<Window> {
    let more = (plan.lasts.minutes() - 1) / MINUTES_A_DAY;
    let step = jiff::Span::new().days(more + 1);
    let day = |first: jiff::civil::Date| {
        let last = first.checked_add(jiff::Span::new().days(more)).ok()?.min(plan.days.last());
        windows_of(&Days::of(first, last).ok()?.spans(plan.daily, &plan.zone)).hull()
    };
    let all = plan.days.first().series(step);
    all.take_while(|first| *first <= plan.days.last()).filter_map(day).collect()
}

fn heat(question: &Question, within: &Windows) -> HeatView {
    let bounds = within.hull();
    let start = bounds.map_or(0, |bounds| bounds.start().div_euclid(STEP) * STEP);
    let steps = bounds.map_or(0, |bounds| (bounds.end() - start + STEP - 1) / STEP);
    let step = Length::new(STEP).unwrap_or(question.length);
    let counts = question.heat(start, step, usize::try_from(steps).unwrap_or(0));
    HeatView { start: Time::from_millis(start), step_minutes: STEP / MINUTE, counts }
}

impl Times {
    /// The places of all who are named.
    pub fn named(&self) -> BTreeSet<usize> {
        let times = self.best.iter().chain(self.sittings.iter().flatten());
        let missing = times.flat_map(|(_, missing)| missing.few.iter().map(|absent| absent.person));
        missing.chain(self.unanswered.iter().copied()).collect()
    }

    /// With what each of those is called.
    pub fn view(&self, board: &Board, name: impl Fn(usize) -> String) -> TimesView {
        let attendee = |place: usize| NamedView {
            attendee_id: board.attendees[place].id,
            name: name(place),
            required: board.people[place].required,
        };
        let time = |(time, missing): &(common_time::Time, Missing)| time_view(time, missing, &attendee);
        TimesView {
            revision: board.revision,
            attendees: count(board.attendees.len()),
            answered: count(self.found.answered),
            unanswered: self.unanswered.iter().copied().map(attendee).collect(),
            complete: self.found.complete,
            everyone: self.found.everyone.iter().copied().map(span).collect(),
            best: self.best.iter().map(time).collect(),
            shorter: self.found.shorter.iter().map(short).collect(),
            sittings: self.sittings.as_ref().map(|list| list.iter().map(time).collect()),
            heat: self.heat.clone(),
        }
    }
}

fn short(time: &common_time::Time) -> ShortView {
    let SittingView { start, end } = span(time.window);
    ShortView { start, end, can: time.turnout.people.into(), required_can: time.turnout.required.into() }
}

fn time_view(time: &common_time::Time, missing: &Missing, attendee: &impl Fn(usize) -> NamedView) -> TimeView {
    let absent = |absent: &Absent| {
        let NamedView { attendee_id, name, required } = attendee(absent.person);
        let change = absent.change.map(|change| ChangeView {
            window: span(change.window),
            earlier: change.earlier / MINUTE,
            later: change.later / MINUTE,
            shift: change.shift.map(|shift| shift / MINUTE),
        });
        MissingView { attendee_id, name, required, change }
    };
    let SittingView { start, end } = span(time.window);
    TimeView {
        start,
        end,
        can: time.turnout.people.into(),
        required_can: time.turnout.required.into(),
        missing: missing.few.iter().map(absent).collect(),
        missing_count: count(missing.count),
        fix: missing.fix.map(|fix| {
            let SittingView { start, end } = span(fix.window);
            FixView { start, end, minutes: fix.cost / MINUTE }
        }),
    }
}

fn span(window: Window) -> SittingView {
    SittingView { start: Time::from_millis(window.start()), end: Time::from_millis(window.end()) }
}

fn count(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}
