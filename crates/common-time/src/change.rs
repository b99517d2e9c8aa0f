use alloc::vec;
use alloc::vec::Vec;

use crate::find::{Question, Time};
use crate::window::{Length, Window};

/// How one of somebody's windows would have to grow for them to take part. Where it grows up to another one of theirs,
/// the two are one, so that only the gap between them counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Change {
    /// The window that it is about, as it is.
    pub window: Window,
    /// When the time would begin that they then can.
    pub at: i64,
    /// By how much it would have to begin earlier.
    pub earlier: i64,
    /// By how much it would have to end later.
    pub later: i64,
    /// By how much it could be shifted instead, below zero to earlier: when it is long enough, and that is no more.
    pub shift: Option<i64>,
}

impl Change {
    /// By how many ticks they would have to give way.
    pub fn cost(&self) -> i64 {
        self.earlier + self.later
    }
}

/// Somebody who answered and can't.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Absent {
    /// Their place among the people.
    pub person: usize,
    /// The smallest change of one of their windows with which they can at some start in the time; the earliest such
    /// start. It costs nothing when they can there, though not during all of the time. `None` when they have no window, or
    /// all are out of reach.
    pub change: Option<Change>,
}

/// The place within a time at which the changes are the smallest, taken together: of the required who are missing, or of
/// all who are when none of those is required.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fix {
    /// As long as asked for.
    pub window: Window,
    /// All changes together.
    pub cost: i64,
}

/// Who can't at a time, though they answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Missing {
    /// How many there are in all.
    pub count: usize,
    /// As many as asked for: the required first, then in the order of the people.
    pub few: Vec<Absent>,
    /// Of those whose change is named; when `few` has all whom it is about, and there are any.
    pub fix: Option<Fix>,
}

impl Question<'_> {
    /// Names up to `most` of those who are missing at a time that was found, and the smallest change for each, if it
    /// takes no more than `reach` ticks.
    pub fn missing(&self, time: &Time, most: usize, reach: i64) -> Missing {
        let (mut count, mut all_required) = (0, 0);
        let mut few = Vec::new();
        let mut others = Vec::new();
        for (place, person) in self.people.iter().enumerate() {
            if person.windows.is_none() || person.can(time.window) {
                continue;
            }
            count += 1;
            all_required += usize::from(person.required);
            let list = if person.required { &mut few } else { &mut others };
            if list.len() < most {
                list.push(place);
            }
        }
        let required = few.len();
        few.extend(others);
        few.truncate(most);
        let last = time.window.end() - self.length.ticks();
        let givings: Vec<Giving> = few.iter().map(|&place| self.giving(place, time.window.start(), last)).collect();
        let changes = givings.iter().map(|giving| giving.least().filter(|change| change.cost() <= reach));
        let few: Vec<Absent> = few.iter().zip(changes).map(|(&person, change)| Absent { person, change }).collect();
        let about = if all_required > 0 { required } else { few.len() };
        let named = (0..about.min(few.len())).filter(|&place| few[place].change.is_some());
        let named: Vec<&Giving> = named.map(|place| &givings[place]).collect();
        let whole = about == if all_required > 0 { all_required } else { count };
        let fix = if whole && !named.is_empty() { self.fix(&named) } else { None };
        Missing { count, few, fix }
    }

    fn giving(&self, person: usize, first: i64, last: i64) -> Giving<'_> {
        let windows = self.people[person].windows.as_ref().map_or(&[][..], |windows| windows.as_slice());
        Giving::new(windows, first, last, self.length)
    }

    fn fix(&self, givings: &[&Giving]) -> Option<Fix> {
        let mut starts: Vec<i64> = givings.iter().flat_map(|giving| giving.bends()).collect();
        starts.sort_unstable();
        starts.dedup();
        // A few changes that are as long as all time are more than there are numbers.
        let cost =
            |at: i64| givings.iter().try_fold(0_i64, |sum, giving| Some(sum.saturating_add(giving.at(at)?.cost())));
        let (cost, at) = starts.iter().filter_map(|&at| Some((cost(at)?, at))).min()?;
        Some(Fix { window: Window::new(at, at + self.length.ticks())?, cost })
    }
}

/// What one person would have to give at each start `t` from `first` to `last`.
///
/// Of `[t, t+L)` what counts is `[S, E)`: when `t` is in a window, `S` is that one's end, otherwise `t`; when the last tick
/// is in a window, `E` is that one's start, otherwise `t+L`. What a window `[a, b)` would have to give is
/// `max(0, a−S) + max(0, E−b)`. Between the bends, which are all `a`, `b`, `a−L` and `b−L`, each window's is a straight line
/// in `t`; so the least over one's windows is concave there, and so is a sum of these over several people. A concave
/// function is least at an end. And at a bend nobody gives more than right beside it: there `S` and `E` change to what is
/// less to give. So looking at the bends, and at the first and last start, finds the exact least, for one and for many.
struct Giving<'a> {
    windows: &'a [Window],
    /// `longest[k][i]`: which of the `2^k` windows from `i` on is the longest.
    longest: Vec<Vec<usize>>,
    first: i64,
    last: i64,
    length: Length,
}

impl<'a> Giving<'a> {
    fn new(windows: &'a [Window], first: i64, last: i64, length: Length) -> Giving<'a> {
        // Of the windows that begin before the first start, the last is the nearest; likewise at the other end.
        let from = windows.partition_point(|one| one.start() < first).saturating_sub(1);
        let after = windows.partition_point(|one| one.end() <= last + length.ticks()) + 1;
        let windows = &windows[from..after.min(windows.len())];
        let mut longest = vec![(0..windows.len()).collect::<Vec<usize>>()];
        let mut half = 1;
        while 2 * half <= windows.len() {
            let under = &longest[longest.len() - 1];
            let longer = |place: usize| longer(windows, under[place], under[place + half]);
            longest.push((0..=windows.len() - 2 * half).map(longer).collect());
            half *= 2;
        }
        Giving { windows, longest, first, last, length }
    }

    /// The smallest change with which they can at this start.
    fn at(&self, at: i64) -> Option<Change> {
        let until = at + self.length.ticks();
        let begun = self.windows.partition_point(|one| one.start() <= at);
        let from = begun.checked_sub(1).map_or(at, |holder| self.windows[holder].end().max(at));
        let ended = self.windows.partition_point(|one| one.end() < until);
        let to = self.windows.get(ended).map_or(until, |holder| holder.start().min(until));
        let begin_before = self.windows.partition_point(|one| one.start() < from);
        let end_within = self.windows.partition_point(|one| one.end() <= to);
        let before = begin_before.checked_sub(1);
        let after = (end_within < self.windows.len()).then_some(end_within);
        let inside = (begin_before < end_within).then(|| {
            let height = (end_within - begin_before).ilog2();
            let row = &self.longest[height as usize];
            longer(self.windows, row[begin_before], row[end_within - (1 << height)])
        });
        let change = |place: usize| {
            let window = self.windows[place];
            let (earlier, later) = ((window.start() - from).max(0), (to - window.end()).max(0));
            // By itself, if it can: then it would have to grow on one side only.
            let alone = (until - window.end()).max(0) - (window.start() - at).max(0);
            let shift = (window.length() >= self.length && alone.abs() <= earlier + later).then_some(alone);
            Change { window, at, earlier, later, shift }
        };
        [before, inside, after].into_iter().flatten().map(change).min_by_key(Change::cost)
    }

    /// The starts of which one is the best.
    fn bends(&self) -> impl Iterator<Item = i64> {
        let (first, last, length) = (self.first, self.last, self.length.ticks());
        let bends = move |one: &Window| [one.start(), one.end(), one.start() - length, one.end() - length];
        let of_windows = self.windows.iter().flat_map(bends);
        of_windows.filter(move |at| (first..=last).contains(at)).chain([first, last])
    }

    fn least(&self) -> Option<Change> {
        self.bends().filter_map(|at| self.at(at)).min_by_key(|change| (change.cost(), change.at))
    }
}

fn longer(windows: &[Window], one: usize, other: usize) -> usize {
    if windows[other].length() > windows[one].length() { other } else { one }
}
