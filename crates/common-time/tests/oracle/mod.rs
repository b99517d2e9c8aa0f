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

/// Whether these people are the same in all of a window, and more or better ones right before or after it.
fn is_peak(question: &Question, grid: &Grid, among: u8, length: i64, window: Window) -> bool {
    let stretch = |start: i64| Window::new(start, start + length).expect("a length is above zero");
    if window.length().ticks() < length || !grid.is_allowed(window) {
        return false;
    }
    let who = grid.who(window) & among;
    let same = (window.start()..=window.end() - length).all(|start| grid.who(stretch(start)) & among == who);
    let lower = |beside: Window| {
        !grid.is_allowed(beside) || {
            let there = grid.who(beside) & among;
            there != who && turnout(question, there) <= turnout(question, who)
        }
    };
    who != 0 && same && lower(stretch(window.start() - 1)) && lower(stretch(window.end() - length + 1))
}

/// All peaks of some people, in order.
fn peaks(question: &Question, grid: &Grid, among: u8, length: i64) -> Vec<Time> {
    let mut peaks: Vec<Time> = windows()
        .filter(|window| is_peak(question, grid, among, length, *window))
        .map(|window| Time { window, turnout: turnout(question, grid.who(window) & among) })
        .collect();
    sort(&mut peaks);
    peaks
}

fn sort(times: &mut [Time]) {
    times.sort_by_key(|time| {
        let rank = std::cmp::Reverse((time.turnout.required, time.turnout.weight, time.turnout.people));
        (rank, -time.window.length().ticks(), time.window.start())
    });
}

/// Without those that begin closer than the length to a better one.
fn apart(times: &[Time], length: i64, most: usize) -> Vec<Time> {
    let mut kept: Vec<Time> = Vec::new();
    for time in times {
        let near = |other: &Time| {
            let (one, two) = (time.window, other.window);
            two.start() - (one.end() - length) < length && one.start() - (two.end() - length) < length
        };
        if kept.len() < most && !kept.iter().any(near) {
            kept.push(*time);
        }
    }
    kept
}

fn find(question: &Question, grid: &Grid, most: &Most) -> Found {
    let length = question.length.ticks();
    let people = question.people;
    let answered = |place: &usize| people[*place].windows.is_some();
    let any_required = people.iter().any(|person| person.required);
    let is_needed = |place: &usize| people[*place].required || !any_required;
    let needed = (0..people.len()).filter(answered).filter(is_needed).fold(0, |all, place| all | 1 << place);
    let whole = |time: &Time| Time { turnout: turnout(question, grid.who(time.window)), ..*time };

    let common = if needed == 0 { Vec::new() } else { maximal(grid, needed) };
    let mut everyone: Vec<Window> =
        common.iter().copied().filter(|window| window.length() >= question.length).collect();
    let mut shorter = if everyone.is_empty() { peaks(question, grid, needed, 1) } else { Vec::new() };
    shorter.retain(|time| time.window.length() < question.length);
    shorter.truncate(most.shorter);
    if everyone.is_empty() && !common.is_empty() && most.shorter > 0 {
        assert!(common.contains(&shorter[0].window), "what suits all who are needed comes first");
    }
    everyone.truncate(most.everyone);

    let mut best = apart(&peaks(question, grid, u8::MAX, length), length, most.best);
    if any_required {
        let others = apart(&peaks(question, grid, needed, length), length, most.best);
        let mut others: Vec<Time> = others.iter().map(whole).filter(|time| !best.contains(time)).collect();
        others.truncate(most.best / 2);
        best.truncate(most.best - others.len());
        best.extend(others);
        sort(&mut best);
    }
    let unanswered: Vec<usize> = (0..people.len()).filter(|place| !answered(place)).collect();
    Found {
        everyone,
        best,
        shorter: shorter.iter().map(whole).collect(),
        answered: people.len() - unanswered.len(),
        complete: !unanswered.iter().any(is_needed),
        unanswered,
    }
}

/// The ticks of a window, a bit each, from 32 before the grid on.
fn ticks(window: Window) -> u128 {
    ((1 << window.length().ticks()) - 1) << (window.start() + 32)
}

/// The least by which one of somebody's windows must grow for them to be free from a start on, tried with each window,
/// each number of ticks before it, and each after it.
fn least(person: &Person, start: i64, length: i64) -> Option<i64> {
    let wanted = ticks(Window::new(start, start + length).expect("a length is above zero"));
    let windows = person.windows.as_ref()?.as_slice();
    let free = windows.iter().fold(0, |free, window| free | ticks(*window));
    let price = |window: &Window| {
        let enough = |earlier: i64, later: i64| {
            let grown = moved(*window, -earlier, later).expect("it grew");
            (free | ticks(grown)) & wanted == wanted
        };
        let mut later = 2 * GRID;
        let mut least = i64::MAX;
        for earlier in 0..=GRID {
            while later > 0 && enough(earlier, later - 1) {
                later -= 1;
            }
            if enough(earlier, later) {
                least = least.min(earlier + later);
            }
        }
        least
    };
    windows.iter().map(price).min()
}

fn check_missing(question: &Question, grid: &Grid, time: &Time, most: usize) {
    let length = question.length.ticks();
    let starts = time.window.start()..=time.window.end() - length;
    let missing = question.missing(time, most, i64::MAX);
    let who = grid.who(time.window);
    let people = question.people;
    let mut expected: Vec<usize> =
        (0..people.len()).filter(|place| who & (1 << place) == 0 && people[*place].windows.is_some()).collect();
    expected.sort_by_key(|&place| !people[place].required);
    assert_eq!(missing.count, expected.len());
    let required = expected.iter().filter(|&&place| people[place].required).count();
    let about = if required > 0 { required } else { expected.len() };
    expected.truncate(most);
    assert_eq!(missing.few.iter().map(|absent| absent.person).collect::<Vec<_>>(), expected);
    for absent in &missing.few {
        let person = &people[absent.person];
        let windows = person.windows.as_ref().expect("who is missing answered").as_slice();
        let cheapest = starts.clone().filter_map(|at| Some((least(person, at, length)?, at))).min();
        assert_eq!(absent.change.map(|change| (change.cost(), change.at)), cheapest);
        let Some(change) = absent.change else { continue };
        let wanted = Window::new(change.at, change.at + length).expect("a length is above zero");
        assert!(windows.contains(&change.window) && change.earlier >= 0 && change.later >= 0);
        assert_eq!(change.cost() == 0, person.can(wanted));
        let grown = moved(change.window, -change.earlier, change.later).expect("it grew");
        assert!(windows.iter().copied().chain([grown]).collect::<Windows>().contain(wanted));
        let alone = (-30..=30).filter(|shift| moved(change.window, *shift, *shift).expect("as long").contains(wanted));
        let alone = alone.min_by_key(|shift| shift.abs()).filter(|shift| shift.abs() <= change.cost());
        assert_eq!(change.shift, alone);
    }
    // Whoever has no window at all can't be helped, and is left out.
    let about: Vec<&Person> = expected.iter().take(about).map(|&place| &people[place]).collect();
    let whole = about.len() == if required > 0 { required } else { missing.count };
    let all = |at: i64| about.iter().filter_map(|person| least(person, at, length)).reduce(|sum, cost| sum + cost);
    let fix = starts.filter_map(|at| Some((all(at)?, at))).min().filter(|_| whole);
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
        find(&question, &within, &ALL).best.first().copied()
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
    for most in [ALL, Most { everyone: 2, best: 3, shorter: 2 }, Most { everyone: 0, best: 1, shorter: 1 }] {
        let found = question.find(&most);
        assert_eq!(found, find(&question, &grid, &most));
        found.best.iter().for_each(|time| check_missing(&question, &grid, time, most.best));
    }
    check_plan(&case, &grid);
    check_heat(&question, &grid);
}
