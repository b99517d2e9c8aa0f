//! Boards, and the times that they show.

use std::collections::HashMap;
use std::sync::Arc;

use common_time::Person;
use serde::Serialize;
use utoipa::ToSchema;

use crate::gatherings::attendees::{Attendee, AttendeeId};
use crate::gatherings::days::Windows;
use crate::gatherings::events::News;
use crate::gatherings::model::{Gathering, Plan, SittingView};
use crate::platform::clock::Time;

/// All that the times of a gathering are found from, at one revision.
pub struct Board {
    pub revision: i64,
    pub plan: Plan,
    pub attendees: Vec<Attendee>,
    /// When they can, in the order of the attendees.
    pub people: Vec<Person>,
    places: HashMap<AttendeeId, usize>,
    /// Found already.
    pub times: Option<Arc<TimesView>>,
}

impl Board {
    pub fn new(gathering: &Gathering, all: Vec<(Attendee, Option<Windows>)>) -> Self {
        let places = all.iter().enumerate().map(|(place, (attendee, _))| (attendee.id, place)).collect();
        let (attendees, people) = all
            .into_iter()
            .map(|(attendee, windows)| {
                let windows = windows.as_ref().map(windows_of);
                let required = attendee.required;
                (attendee, Person { windows, required, ..Person::unanswered() })
            })
            .unzip();
        let (revision, plan) = (gathering.revision, gathering.plan.clone());
        Self { revision, plan, attendees, people, places, times: None }
    }

    /// The times, if they were found and are of this revision, or a later one.
    pub fn found(&self, revision: i64) -> Option<Arc<TimesView>> {
        self.times.clone().filter(|_| self.revision >= revision)
    }

    /// Takes in that somebody answered. False: it is about another revision than the next, or about somebody who isn't
    /// known here, so that the board is no good any more.
    pub fn take(&mut self, news: &News) -> bool {
        if news.revision <= self.revision {
            return true;
        }
        let (Some(answer), Some(place)) = (&news.answer, self.places.get(&news.attendee)) else { return false };
        if news.revision != self.revision + 1 {
            return false;
        }
        let windows = answer.windows.iter().filter_map(|window| {
            let start = window.start.millis();
            common_time::Window::new(start, start + window.minutes * 60_000)
        });
        self.people[*place].windows = Some(windows.collect());
        self.people[*place].required = answer.required;
        self.attendees[*place].answered_at = Some(answer.answered_at);
        self.revision = news.revision;
        self.times = None;
        true
    }

    /// About how many bytes it takes.
    pub fn weight(&self) -> u32 {
        const EACH: usize = 400;
        let windows = |person: &Person| person.windows.as_ref().map_or(0, |windows| windows.as_slice().len());
        let bytes = |person: &Person| EACH + windows(person) * size_of::<common_time::Window>();
        u32::try_from(self.people.iter().map(bytes).sum::<usize>()).unwrap_or(u32::MAX)
    }
}

pub(super) fn windows_of(windows: &Windows) -> common_time::Windows {
    let window =
        |one: &crate::gatherings::days::Window| common_time::Window::new(one.start().millis(), one.end().millis());
    windows.as_slice().iter().filter_map(window).collect()
}

/// When everybody can, and what comes nearest.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[schema(as = GatheringTimes)]
pub struct TimesView {
    /// Of the gathering that they were found from.
    pub revision: i64,
    pub attendees: i64,
    pub answered: i64,
    /// Some of those who didn't answer, the required first. They are never taken to be free.
    pub unanswered: Vec<NamedView>,
    /// No required attendee's answer is missing.
    pub complete: bool,
    /// All windows, as long as they can be, in which all required attendees can who answered; the earliest hundred.
    pub everyone: Vec<SittingView>,
    /// The best: more required attendees, then more attendees, then longer, then earlier. No two begin closer together than
    /// it lasts, but for those that suit most of the required attendees when the others don't count.
    pub best: Vec<TimeView>,
    /// Where there is nothing for everyone: windows that are too short, for as many of the required attendees as possible,
    /// the longest first.
    pub shorter: Vec<ShortView>,
    /// Where it takes place several times: on which days best, by time.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub sittings: Option<Vec<TimeView>>,
    pub heat: HeatView,
}

/// A window in which the same attendees can all the time.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[schema(as = GatheringTime)]
pub struct TimeView {
    pub start: Time,
    pub end: Time,
    pub can: i64,
    pub required_can: i64,
    /// Some of those who answered and can't, the required first.
    pub missing: Vec<MissingView>,
    pub missing_count: i64,
    /// Where in it the changes are the smallest together: of the required who are missing, or else of all who are.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub fix: Option<FixView>,
}

/// A window that is shorter than what is planned.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, ToSchema)]
#[schema(as = ShortTime)]
pub struct ShortView {
    pub start: Time,
    pub end: Time,
    pub can: i64,
    pub required_can: i64,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = NamedAttendee)]
pub struct NamedView {
    pub attendee_id: AttendeeId,
    pub name: String,
    pub required: bool,
}

#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[schema(as = MissingAttendee)]
pub struct MissingView {
    pub attendee_id: AttendeeId,
    pub name: String,
    pub required: bool,
    /// The smallest with which they could come, of no minutes for who can at a part of it; absent: they have no window
    /// within a day of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub change: Option<ChangeView>,
}

/// How a window would have to grow for its attendee to be able to come. Where it grows up to the next, they are one.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, ToSchema)]
#[schema(as = SmallestChange)]
pub struct ChangeView {
    /// As it is.
    pub window: SittingView,
    /// By how many minutes it would have to begin earlier,
    pub earlier: i64,
    /// and by how many to end later.
    pub later: i64,
    /// By how many minutes it could be shifted instead, below zero to earlier; where it is long enough and that is no more.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub shift: Option<i64>,
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize, ToSchema)]
#[schema(as = SmallestFix)]
pub struct FixView {
    pub start: Time,
    pub end: Time,
    /// All changes together.
    pub minutes: i64,
}

/// How many can during all of each step, one after another; nobody where it isn't to be.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[schema(as = Heat)]
pub struct HeatView {
    pub start: Time,
    pub step_minutes: i64,
    pub counts: Vec<u32>,
}
