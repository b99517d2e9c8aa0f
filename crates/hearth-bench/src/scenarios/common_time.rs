//! Finding the common time against sorting the same end points with the standard library; how it grows; and the
//! algorithm of Hearth's forerunner on sizes that it can finish. Without a server.

use std::hint::black_box;
use std::time::Instant;

use anyhow::{Result, ensure};
use common_time::{Length, Most, Person, Question, Window, Windows};

use crate::meter::median;
use crate::options::{Kind, Options};
use crate::report::{Report, Target, figure};

const NAME: &str = "common-time";
const WINDOWS: usize = 50;
const MINUTE: i64 = 60_000;
const DAY: i64 = 24 * 60 * MINUTE;
/// Each size is measured as often; the median counts.
const REPETITIONS: usize = 5;

pub fn run(options: &Options, report: &mut Report) -> Result<()> {
    let length = Length::new(120 * MINUTE).unwrap_or(Window::ALWAYS.length());
    let people = options.common_time_people;
    let (small, middle, large) = (people / 10, people, people * 10);
    let mut took = Vec::new();
    for people in [small, middle, large] {
        let answers = answers(people);
        let ends: Vec<i64> = answers.iter().flatten().flat_map(|window| [window.start(), window.end()]).collect();
        let sort = times(|| {
            let mut ends = ends.clone();
            let began = Instant::now();
            ends.sort_unstable();
            black_box(&ends);
            began.elapsed().as_secs_f64() * 1e3
        });
        let asked: Vec<Person> = answers.iter().map(|windows| Person::free(windows.iter().copied())).collect();
        let question = Question { people: &asked, length, within: &Windows::always() };
        ensure!(!question.find(&Most::default()).best.is_empty(), "nobody has any time");
        let sweep = times(|| timed(|| question.find(&Most::default())));
        let merged = times(|| {
            timed(|| {
                let people: Vec<Person> = answers.iter().map(|list| Person::free(list.iter().copied())).collect();
                Question { people: &people, ..question }.find(&Most::default())
            })
        });
        let told = format!("{} people × {WINDOWS} windows", figure(people as f64));
        println!("   {told}: {} ms, sorting {} ms", figure(median(&sweep)), figure(median(&sort)));
        for (what, times) in [("", &sweep), (", merging included", &merged)] {
            let values = vec![(Kind::Hearth, times.clone()), (Kind::Bare, sort.clone())];
            report.row(NAME, format!("{told}{what}"), "ms", values);
            if people == middle {
                report.judge_ratio(Kind::Bare, Target::AtMost(4.0));
            }
        }
        took.push((2.0 * (people * WINDOWS) as f64, median(&sweep)));
    }
    let expected = |events: f64| events * events.log2();
    let [first, .., last] = took[..] else { return Ok(()) };
    report.row(NAME, "growth by 100 × people", "×", vec![(Kind::Hearth, vec![last.1 / first.1])]);
    report.judge(last.1 / first.1 / (expected(last.0) / expected(first.0)), "× n log n", Target::AtMost(2.0));
    side_by_side(report);
    report.note("common-time: `bare` is the standard library sorting the same end points");
    Ok(())
}

/// The forerunner's algorithm takes the square of the windows, and finds nothing here: two people with two windows
/// each are enough for that.
fn side_by_side(report: &mut Report) {
    for people in [10, 40, 160] {
        let answers = answers(people);
        let asked: Vec<Person> = answers.iter().map(|windows| Person::free(windows.iter().copied())).collect();
        let length = Length::new(1).unwrap_or(Window::ALWAYS.length());
        let question = Question { people: &asked, length, within: &Windows::always() };
        let ours = median(&times(|| timed(|| question.find(&Most::default()))));
        let theirs = median(&times(|| timed(|| earlier(&answers))));
        let told = format!("{people} people × {WINDOWS} windows: the earlier algorithm takes {} ms", figure(theirs));
        report.row(NAME, told, "ms", vec![(Kind::Hearth, vec![ours])]);
    }
}

/// Each window is cut with all windows of everybody whose list isn't the same, and with those at the same place in
/// lists that are; as its authors published it.
fn earlier(people: &[Vec<Window>]) -> Vec<Window> {
    let mut found: Vec<Window> = Vec::new();
    for windows in people {
        for place in 0..windows.len() {
            let ranges = people.iter().flat_map(|others| {
                let compared = others != windows;
                (0..others.len()).filter(move |k| compared || *k == place).map(|k| others[k])
            });
            let (start, end) = ranges
                .fold((i64::MIN, i64::MAX), |(start, end), window| (start.max(window.start()), end.min(window.end())));
            found.extend(Window::new(start, end).filter(|window| !found.contains(window)));
        }
    }
    found
}

/// Windows of one to four hours that begin at some minute of sixty days.
fn answers(people: usize) -> Vec<Vec<Window>> {
    // Any numbers will do that are the same in each run (Knuth's linear congruential generator).
    let mut state = 5_u64;
    let mut below = |limit: i64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((state >> 33) as i64) % limit
    };
    let mut window = || {
        let start = below(60 * DAY / MINUTE) * MINUTE;
        Window::new(start, start + (60 + below(180)) * MINUTE)
    };
    (0..people).map(|_| (0..WINDOWS).filter_map(|_| window()).collect()).collect()
}

fn times(mut measure: impl FnMut() -> f64) -> Vec<f64> {
    (0..REPETITIONS).map(|_| measure()).collect()
}

fn timed<T>(work: impl FnOnce() -> T) -> f64 {
    let began = Instant::now();
    black_box(work());
    began.elapsed().as_secs_f64() * 1e3
}
