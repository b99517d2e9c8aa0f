use alloc::vec::Vec;
use core::cmp::Ordering;
use core::num::NonZeroU32;

use crate::sweep::{Run, sweep};
use crate::window::{Length, Window, Windows};

/// Somebody who is asked when they can.
#[derive(Clone, Debug)]
pub struct Person {
    /// `None`: didn't answer. No windows: answered, and never can.
    pub windows: Option<Windows>,
    /// Whether it is no time for everyone without them.
    pub required: bool,
    /// How much they count among those who can: one, unless you have reasons.
    pub weight: NonZeroU32,
}

impl Person {
    /// Somebody required, who can in these windows.
    pub fn free(windows: impl IntoIterator<Item = Window>) -> Person {
        Person { windows: Some(windows.into_iter().collect()), ..Person::unanswered() }
    }

    /// Somebody required, who hasn't said anything yet.
    pub const fn unanswered() -> Person {
        Person { windows: None, required: true, weight: NonZeroU32::MIN }
    }

    /// Whether they answered, and are free during all of it.
    pub fn can(&self, window: Window) -> bool {
        self.windows.as_ref().is_some_and(|windows| windows.contain(window))
    }
}

/// Who can, in numbers. The greater one ranks better.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Turnout {
    /// How many of the required.
    pub required: u32,
    /// The weights of all together.
    pub weight: u64,
    /// How many in all.
    pub people: u32,
}

impl Turnout {
    /// Without a branch: whether an event is a coming or a going is as good as chance.
    pub(crate) fn count(&mut self, required: bool, weight: u64, leaves: bool) {
        let sign = if leaves { u64::MAX } else { 1 };
        self.required = self.required.wrapping_add(u32::from(required).wrapping_mul(sign as u32));
        self.weight = self.weight.wrapping_add(weight.wrapping_mul(sign));
        self.people = self.people.wrapping_add(sign as u32);
    }
}

/// A window, and how many are free during all of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Time {
    /// It may be longer than asked for: each stretch of the asked length in it is as good.
    pub window: Window,
    /// Who can.
    pub turnout: Turnout,
}

impl Time {
    pub(crate) fn of(run: &Run, length: Length) -> Time {
        Time { window: run.window(length), turnout: run.turnout }
    }

    /// `Less` for the one that is to come first: the better rank, then the longer, then the earlier.
    pub fn order(&self, other: &Time) -> Ordering {
        let lengths = other.window.length().cmp(&self.window.length());
        other.turnout.cmp(&self.turnout).then(lengths).then(self.window.start().cmp(&other.window.start()))
    }
}

/// What is asked for.
#[derive(Clone, Copy, Debug)]
pub struct Question<'a> {
    /// Who is asked.
    pub people: &'a [Person],
    /// How long it takes.
    pub length: Length,
    /// When it may be at all.
    pub within: &'a Windows,
}

/// How many are answered with, at most.
#[derive(Clone, Copy, Debug)]
pub struct Most {
    /// Windows for everyone; when there are more, the earliest.
    pub everyone: usize,
    /// Ranked times.
    pub best: usize,
    /// Windows that are too short.
    pub shorter: usize,
}

impl Default for Most {
    fn default() -> Most {
        Most { everyone: 100, best: 20, shorter: 5 }
    }
}

/// The answer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// All maximal windows when all required people who answered can, by time. None when nobody required answered.
    pub everyone: Vec<Window>,
    /// The peaks, ranked.
    pub best: Vec<Time>,
    /// When there is nothing for everyone: the longest windows for all required who answered, though too short.
    pub shorter: Vec<Window>,
    /// How many answered.
    pub answered: usize,
    /// Who didn't, by their place among the people.
    pub unanswered: Vec<usize>,
    /// Whether all who are required answered.
    pub complete: bool,
}

impl Question<'_> {
    /// Finds the times for everyone, and the best.
    pub fn find(&self, most: &Most) -> Found {
        let required = self.people.iter().filter(|person| person.required && person.windows.is_some());
        let mut everyone = Everyone::new(required.clone().count(), self.length, most.everyone);
        let mut peaks = Peaks::new(self.length, most.best);
        sweep(self.people.iter(), self.length, self.within, |run| {
            everyone.add(&run);
            peaks.add(run);
        });
        let unanswered: Vec<usize> =
            (0..self.people.len()).filter(|&person| self.people[person].windows.is_none()).collect();
        let mut found = Found {
            everyone: everyone.finish(),
            best: peaks.finish(),
            shorter: Vec::new(),
            answered: self.people.len() - unanswered.len(),
            complete: !unanswered.iter().any(|&person| self.people[person].required),
            unanswered,
        };
        if found.everyone.is_empty() && most.everyone > 0 {
            found.shorter = longest(required, self.within, most.shorter);
        }
        found
    }
}

/// The longest windows during which all of them are free.
fn longest<'a>(people: impl Iterator<Item = &'a Person> + Clone, within: &Windows, most: usize) -> Vec<Window> {
    let tick = Length::new(1).unwrap_or(Window::ALWAYS.length());
    let mut everyone = Everyone::new(people.clone().count(), tick, usize::MAX);
    sweep(people, tick, within, |run| everyone.add(&run));
    let mut list = everyone.finish();
    list.sort_by_key(|window| (core::cmp::Reverse(window.length()), window.start()));
    list.truncate(most);
    list
}

/// Joins the runs at which all required people can.
struct Everyone {
    all: usize,
    length: Length,
    most: usize,
    now: Option<Run>,
    list: Vec<Window>,
}

impl Everyone {
    fn new(all: usize, length: Length, most: usize) -> Everyone {
        Everyone { all, length, most, now: None, list: Vec::new() }
    }

    fn add(&mut self, run: &Run) {
        if self.all == 0 || run.turnout.required as usize != self.all {
            return self.end();
        }
        match &mut self.now {
            Some(now) if run.follows(now) => now.last = run.last,
            _ => {
                self.end();
                self.now = Some(*run);
            }
        }
    }

    fn end(&mut self) {
        if let Some(run) = self.now.take()
            && self.list.len() < self.most
        {
            self.list.push(run.window(self.length));
        }
    }

    fn finish(mut self) -> Vec<Window> {
        self.end();
        self.list
    }
}

/// Keeps the best of the runs that have no better neighbour.
struct Peaks {
    length: Length,
    most: usize,
    /// The run before, and whether the one before that is no better.
    before: Option<(Run, bool)>,
    list: Vec<Time>,
}

impl Peaks {
    fn new(length: Length, most: usize) -> Peaks {
        Peaks { length, most, before: None, list: Vec::new() }
    }

    fn add(&mut self, run: Run) {
        let next = self.before.map(|(before, _)| before).filter(|before| run.follows(before));
        self.end(next.is_some_and(|before| run.turnout > before.turnout));
        self.before = Some((run, next.is_none_or(|before| before.turnout <= run.turnout)));
    }

    fn end(&mut self, better_follows: bool) {
        let Some((run, true)) = self.before.take() else { return };
        let time = Time::of(&run, self.length);
        if better_follows || run.turnout.people == 0 {
            return;
        }
        if self.list.len() < self.most || self.list.last().is_some_and(|last| time.order(last).is_lt()) {
            let place = self.list.partition_point(|other| other.order(&time).is_lt());
            self.list.insert(place, time);
            self.list.truncate(self.most);
        }
    }

    fn finish(mut self) -> Vec<Time> {
        self.end(false);
        self.list
    }
}
