use alloc::collections::{BTreeMap, BinaryHeap};
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
    /// All maximal windows when all required people who answered can, by time. Where nobody is required, all who answered.
    pub everyone: Vec<Window>,
    /// The peaks, ranked, and apart from one another.
    pub best: Vec<Time>,
    /// When there is nothing for everyone: windows that are too short, for as many of the required as possible, the
    /// longest first.
    pub shorter: Vec<Time>,
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
        let unanswered: Vec<usize> =
            (0..self.people.len()).filter(|&person| self.people[person].windows.is_none()).collect();
        let answered = self.people.len() - unanswered.len();
        let any_required = self.people.iter().any(|person| person.required);
        let needed: Vec<&Person> =
            self.people.iter().filter(|one| one.windows.is_some() && (one.required || !any_required)).collect();
        let mut everyone = Everyone::new(needed.len(), any_required, self.length, most.everyone);
        let mut peaks = Peaks::default();
        sweep(self.people.iter(), self.length, self.within, |run| {
            everyone.add(&run);
            peaks.add(run);
        });
        let mut best = self.ranked(peaks.finish(), self.length, most.best);
        if any_required {
            best = self.with_required(best, &needed, most.best);
        }
        let (list, any) = everyone.finish();
        let shorter = if any { Vec::new() } else { self.shorter(&needed, most.shorter) };
        let complete = !unanswered.iter().any(|&person| self.people[person].required || !any_required);
        Found { everyone: list, best, shorter, answered, complete, unanswered }
    }

    /// The best of these runs, none closer to a better one than the length.
    fn ranked(&self, runs: Vec<Run>, length: Length, most: usize) -> Vec<Time> {
        let mut heap: BinaryHeap<Ranked> = runs.iter().map(|run| Ranked(Time::of(run, length))).collect();
        let (mut taken, mut list) = (BTreeMap::new(), Vec::new());
        while list.len() < most
            && let Some(Ranked(time)) = heap.pop()
        {
            let (first, last) = (time.window.start(), time.window.end() - length.ticks());
            let before = taken.range(..=first).next_back().map(|(_, last)| *last);
            let after = taken.range(first..).next().map(|(first, _)| *first);
            let apart = |one: i64, next: i64| next - one >= length.ticks();
            if before.is_none_or(|before| apart(before, first)) && after.is_none_or(|after| apart(last, after)) {
                taken.insert(first, last);
                list.push(time);
            }
        }
        list
    }

    /// With the peaks of the required alone, for which up to half of the places are kept: whoever is welcome mustn't hide
    /// a time that nearly suits those who are needed.
    fn with_required(&self, best: Vec<Time>, needed: &[&Person], most: usize) -> Vec<Time> {
        let mut peaks = Peaks::default();
        sweep(needed.iter().copied(), self.length, self.within, |run| peaks.add(run));
        let of_required = self.ranked(peaks.finish(), self.length, most);
        let mut others: Vec<Time> = of_required.iter().map(|time| self.whole(time.window)).collect();
        others.retain(|time| !best.contains(time));
        others.truncate(most / 2);
        let mut list: Vec<Time> = best.into_iter().take(most - others.len()).chain(others).collect();
        list.sort_by(Time::order);
        list
    }

    /// A window with all who are free during all of it.
    fn whole(&self, window: Window) -> Time {
        let mut turnout = Turnout::default();
        for person in self.people.iter().filter(|person| person.can(window)) {
            turnout.count(person.required, person.weight.get().into(), false);
        }
        Time { window, turnout }
    }

    /// Windows of the most who are needed, though shorter than the length.
    fn shorter(&self, needed: &[&Person], most: usize) -> Vec<Time> {
        let tick = Length::new(1).unwrap_or(self.length);
        let mut peaks = Peaks::default();
        sweep(needed.iter().copied(), tick, self.within, |run| peaks.add(run));
        let mut times: Vec<Time> = peaks.finish().iter().map(|run| Time::of(run, tick)).collect();
        times.retain(|time| time.window.length() < self.length);
        times.sort_unstable_by(Time::order);
        times.truncate(most);
        times.iter().map(|time| self.whole(time.window)).collect()
    }
}

/// Joins the runs at which all can who are needed.
struct Everyone {
    all: usize,
    only_required: bool,
    length: Length,
    most: usize,
    now: Option<Run>,
    any: bool,
    list: Vec<Window>,
}

impl Everyone {
    fn new(all: usize, only_required: bool, length: Length, most: usize) -> Everyone {
        Everyone { all, only_required, length, most, now: None, any: false, list: Vec::new() }
    }

    fn add(&mut self, run: &Run) {
        let there = if self.only_required { run.turnout.required } else { run.turnout.people };
        if self.all == 0 || there as usize != self.all {
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
        if let Some(run) = self.now.take() {
            self.any = true;
            if self.list.len() < self.most {
                self.list.push(run.window(self.length));
            }
        }
    }

    /// The windows, and whether there are any.
    fn finish(mut self) -> (Vec<Window>, bool) {
        self.end();
        (self.list, self.any)
    }
}

/// Keeps the runs that have no better neighbour.
#[derive(Default)]
struct Peaks {
    /// The run before, and whether the one before that is no better.
    before: Option<(Run, bool)>,
    list: Vec<Run>,
}

impl Peaks {
    fn add(&mut self, run: Run) {
        let next = self.before.map(|(before, _)| before).filter(|before| run.follows(before));
        self.end(next.is_some_and(|before| run.turnout > before.turnout));
        self.before = Some((run, next.is_none_or(|before| before.turnout <= run.turnout)));
    }

    fn end(&mut self, better_follows: bool) {
        if let Some((run, true)) = self.before.take()
            && !better_follows
            && run.turnout.people > 0
        {
            self.list.push(run);
        }
    }

    fn finish(mut self) -> Vec<Run> {
        self.end(false);
        self.list
    }
}

/// The greatest comes first.
#[derive(PartialEq, Eq)]
struct Ranked(Time);

impl Ord for Ranked {
    fn cmp(&self, other: &Ranked) -> Ordering {
        other.0.order(&self.0)
    }
}

impl PartialOrd for Ranked {
    fn partial_cmp(&self, other: &Ranked) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
