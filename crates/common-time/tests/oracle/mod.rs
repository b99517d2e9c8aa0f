//! What the crate promises, asked of every window on a short grid of ticks: slow, and hard to get wrong. It knows the
//! definitions only, nothing of starts, events or sweeps. The tests and the fuzz target both call [`check`].

use std::num::NonZeroU32;

use common_time::{Found, Length, Most, Person, Question, Time, Turnout, Window, Windows};

/// The grid: windows begin and end in 0..=GRID.
const GRID: i64 = 24;
const ALL: Most = Most { everyone: usize::MAX, best: usize::MAX, shorter: usize::MAX };

/// A case as bytes spell it; when they run out, the rest is zeros.
pub struct Case {
    pub people: Vec<Person>,
    pub length: Length,
    pub within: Windows,
    days: Vec<Window>,
    sittings: usize,
}

struct Bytes<'a>(&'a [u8]);

impl Bytes<'_> {
    fn below(&mut self, limit: u8) -> u8 {
        let Some((first, rest)) = self.0.split_first() else { return 0 };
        self.0 = rest;
        first % limit
    }

    fn window(&mut self) -> Window {
        let start = i64::from(self.below(GRID as u8));
        let length = 1 + i64::from(self.below(10));
        Window::new(start, (start + length).min(GRID)).expect("it begins before the grid ends")
    }

    fn windows(&mut self, most: u8) -> Vec<Window> {
        (0..self.below(most + 1)).map(|_| self.window()).collect()
    }

    fn person(&mut self) -> Person {
        let required = self.below(3) > 0;
        let weight = NonZeroU32::new(1 + u32::from(self.below(3))).expect("above zero");
        let windows = if self.below(8) == 7 { None } else { Some(self.windows(5).into_iter().collect()) };
        Person { windows, required, weight }
    }
}

impl Case {
    pub fn read(bytes: &[u8]) -> Case {
        let mut bytes = Bytes(bytes);
        let length = Length::new(1 + i64::from(bytes.below(8))).expect("above zero");
        let sittings = usize::from(bytes.below(4));
        let people = (0..bytes.below(6)).map(|_| bytes.person()).collect();
        let within = if bytes.below(2) == 0 { Windows::always() } else { bytes.windows(4).into_iter().collect() };
        Case { people, length, within, days: bytes.windows(5), sittings }
    }

    pub fn question(&self) -> Question<'_> {
        Question { people: &self.people, length: self.length, within: &self.within }
    }
}

/// All windows of the grid.
fn windows() -> impl Iterator<Item = Window> {
    (0..GRID).flat_map(|start| (start + 1..=GRID).filter_map(move |end| Window::new(start, end)))
}

/// Tick by tick: who is free, a bit each, and whether it is allowed.
struct Grid {
    free: [u8; GRID as usize],
    allowed: [bool; GRID as usize],
}

impl Grid {
    fn of(question: &Question) -> Grid {
        let holds = |windows: &Windows, tick: i64| {
            windows.as_slice().iter().any(|window| window.start() <= tick && tick < window.end())
        };
        let mut grid = Grid { free: [0; GRID as usize], allowed: [false; GRID as usize] };
        for tick in 0..GRID {
            grid.allowed[tick as usize] = holds(question.within, tick);
            for (place, person) in question.people.iter().enumerate() {
                if person.windows.as_ref().is_some_and(|windows| holds(windows, tick)) {
                    grid.free[tick as usize] |= 1 << place;
                }
            }
        }
        grid
    }

    fn is_allowed(&self, window: Window) -> bool {
        (0 <= window.start() && window.end() <= GRID)
            && self.allowed[window.start() as usize..window.end() as usize].iter().all(|allowed| *allowed)
    }

    /// Who is free during all of it.
    fn who(&self, window: Window) -> u8 {
        self.free[window.start() as usize..window.end() as usize].iter().fold(u8::MAX, |all, free| all & free)
    }
}

fn turnout(question: &Question, who: u8) -> Turnout {
    let mut turnout = Turnout::default();
    let there = question.people.iter().enumerate().filter(|(place, _)| who & (1 << place) != 0);
    for (_, person) in there {
        turnout.required += u32::from(person.required);
        turnout.weight += u64::from(person.weight.get());
        turnout.people += 1;
    }
    turnout
}

/// One tick less at its start, or at its end.
fn moved(window: Window, start: i64, end: i64) -> Option<Window> {
    Window::new(window.start() + start, window.end() + end)
}

/// Maximal windows, by time, in which all of `who` are free.
fn maximal(grid: &Grid, who: u8) -> Vec<Window> {
    let good = |window: Window| grid.is_allowed(window) && grid.who(window) & who == who;
    windows()
        .filter(|window| good(*window))
        .filter(|window| ![(-1, 0), (0, 1)].iter().any(|(s, e)| moved(*window, *s, *e).is_some_and(good)))
        .collect()
}

fn is_peak(question: &Question, grid: &Grid, window: Window) -> bool {
    let length = question.length.ticks();
    let stretch = |start: i64| Window::new(start, start + length).expect("a length is above zero");
    if window.length() < question.length || !grid.is_allowed(window) {
        return false;
    }
    let who = grid.who(window);
    let same = (window.start()..=window.end() - length).all(|start| grid.who(stretch(start)) == who);
    let lower = |beside: Window| {
        !grid.is_allowed(beside)
            || (grid.who(beside) != who && turnout(question, grid.who(beside)) <= turnout(question, who))
    };
    who != 0 && same && lower(stretch(window.start() - 1)) && lower(stretch(window.end() - length + 1))
}

fn find(question: &Question, grid: &Grid) -> Found {
    let answered = |person: &Person| person.windows.is_some();
    let places = 0..question.people.len();
    let required: Vec<usize> =
        places.clone().filter(|&p| question.people[p].required && answered(&question.people[p])).collect();
    let everybody = required.iter().fold(0, |all, place| all | 1 << place);
    let common = if required.is_empty() { Vec::new() } else { maximal(grid, everybody) };
    let everyone: Vec<Window> = common.iter().copied().filter(|window| window.length() >= question.length).collect();
    let mut shorter = if everyone.is_empty() { common } else { Vec::new() };
    shorter.sort_by_key(|window| (-window.length().ticks(), window.start()));
    let mut best: Vec<Time> = windows()
        .filter(|window| is_peak(question, grid, *window))
        .map(|window| Time { window, turnout: turnout(question, grid.who(window)) })
        .collect();
    best.sort_by_key(|time| {
        let rank = std::cmp::Reverse((time.turnout.required, time.turnout.weight, time.turnout.people));
        (rank, -time.window.length().ticks(), time.window.start())
    });
    let unanswered: Vec<usize> = places.filter(|&place| !answered(&question.people[place])).collect();
    Found {
        everyone,
        best,
        shorter,
        answered: question.people.len() - unanswered.len(),
        complete: unanswered.iter().all(|&place| !question.people[place].required),
        unanswered,
    }
}

/// By how much a window must grow to hold another, and the start it is for.
fn price(window: Window, start: i64, length: i64) -> i64 {
    window.end().max(start + length) - window.start().min(start) - window.length().ticks()
}

/// The least that a person must give at a start.
fn least(person: &Person, start: i64, length: i64) -> Option<i64> {
    person.windows.as_ref()?.as_slice().iter().map(|window| price(*window, start, length)).min()
}

fn check_missing(question: &Question, grid: &Grid, time: &Time) {
    let length = question.length.ticks();
    let starts = time.window.start()..=time.window.end() - length;
    let missing = question.missing(time, usize::MAX, i64::MAX);
    let who = grid.who(time.window);
    let answered = |place: &usize| question.people[*place].windows.is_some();
    let mut expected: Vec<usize> =
        (0..question.people.len()).filter(|place| who & (1 << place) == 0).filter(answered).collect();
    expected.sort_by_key(|&place| !question.people[place].required);
    assert_eq!(missing.few.iter().map(|absent| absent.person).collect::<Vec<_>>(), expected);
    assert_eq!(missing.count, expected.len());
    for absent in &missing.few {
        let person = &question.people[absent.person];
        let windows = person.windows.as_ref().expect("who is missing answered").as_slice();
        let cheapest = starts.clone().filter_map(|at| Some((least(person, at, length)?, at))).min();
        assert_eq!(absent.change.map(|change| (change.cost(), change.at)), cheapest);
        let Some(change) = absent.change else { continue };
        let wanted = Window::new(change.at, change.at + length).expect("a length is above zero");
        assert!(windows.contains(&change.window) && change.cost() > 0 && change.earlier >= 0 && change.later >= 0);
        assert!(moved(change.window, -change.earlier, change.later).expect("it grew").contains(wanted));
        assert_eq!(change.shift.is_some(), change.window.length() >= question.length);
        if let Some(shift) = change.shift {
            assert_eq!(shift.abs(), change.cost());
            assert!(moved(change.window, shift, shift).expect("as long as before").contains(wanted));
        }
    }
    let all = |at: i64| expected.iter().map(|&place| least(&question.people[place], at, length)).sum::<Option<i64>>();
    let fix = starts.filter_map(|at| Some((all(at)?, at))).min().filter(|_| !expected.is_empty());
    assert_eq!(missing.fix.map(|fix| (fix.cost, fix.window.start())), fix);
    assert!(missing.fix.is_none_or(|fix| fix.window.length() == question.length));
}

/// All choices of one or no time for each day, and the best of them.
fn check_plan(case: &Case, grid: &Grid) {
    let question = case.question();
    let best_of = |day: &Window| {
        let within = Grid {
            free: grid.free,
            allowed: std::array::from_fn(|tick| {
                grid.allowed[tick] && day.start() <= tick as i64 && (tick as i64) < day.end()
            }),
        };
        find(&question, &within).best.first().copied()
    };
    let times: Vec<Time> = case.days.iter().filter_map(best_of).collect();
    let worth = |plan: &[Time]| {
        let sum = |part: fn(&Time) -> u64| plan.iter().map(part).sum::<u64>();
        (
            plan.len(),
            sum(|time| time.turnout.required.into()),
            sum(|time| time.turnout.weight),
            sum(|time| time.turnout.people.into()),
            sum(|time| time.window.length().ticks() as u64),
        )
    };
    let apart = |plan: &[Time]| plan.windows(2).all(|pair| pair[0].window.end() <= pair[1].window.start());
    let most = (0..1_u32 << times.len())
        .map(|choice| {
            let mut plan: Vec<Time> = (0..times.len()).filter(|day| choice & 1 << day != 0).map(|d| times[d]).collect();
            plan.sort_by_key(|time| time.window.start());
            plan
        })
        .filter(|plan| plan.len() <= case.sittings && apart(plan))
        .map(|plan| worth(&plan))
        .max();
    let plan = question.plan(&case.days, case.sittings);
    assert!(apart(&plan) && plan.iter().all(|time| times.contains(time)), "{plan:?} of {times:?}");
    assert_eq!(Some(worth(&plan)), most);
}

fn check_heat(question: &Question, grid: &Grid) {
    let step = question.length;
    for start in [-3, 0, 1] {
        let counts = question.heat(start, step, 12);
        for (place, count) in counts.iter().enumerate() {
            let at = start + place as i64 * step.ticks();
            let window = Window::new(at, at + step.ticks()).expect("a length is above zero");
            let free = if grid.is_allowed(window) { grid.who(window).count_ones() } else { 0 };
            // Nobody has a window beyond the grid.
            assert_eq!(*count, free, "step {place} from {start}");
        }
    }
}

/// Compares everything that the crate says of the case that these bytes spell with what is true of it.
pub fn check(bytes: &[u8]) {
    let case = Case::read(bytes);
    let question = case.question();
    let grid = Grid::of(&question);
    let found = question.find(&ALL);
    assert_eq!(found, find(&question, &grid));
    let few = question.find(&Most { everyone: 2, best: 2, shorter: 2 });
    assert_eq!(few.everyone[..], found.everyone[..found.everyone.len().min(2)]);
    assert_eq!(few.best[..], found.best[..found.best.len().min(2)]);
    assert_eq!(few.shorter[..], found.shorter[..found.shorter.len().min(2)]);
    found.best.iter().for_each(|time| check_missing(&question, &grid, time));
    check_plan(&case, &grid);
    check_heat(&question, &grid);
}
