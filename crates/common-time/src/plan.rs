use alloc::vec;
use alloc::vec::Vec;

use crate::find::{Question, Time};
use crate::sweep::sweep;
use crate::window::{Window, Windows};

impl Question<'_> {
    /// Several sittings, "three evenings of two hours": from each day its best time, and of these as many as asked
    /// for (or as there are) that don't overlap and are the best together: the most required people in all, then the
    /// most weight, people, length. By time.
    ///
    /// A sitting is within one of the `days`, which shouldn't overlap: of those that do, one's best time may be in the way
    /// of another's. Takes the number of days squared, times that of sittings, beside the sweeps.
    pub fn plan(&self, days: &[Window], sittings: usize) -> Vec<Time> {
        choose(days.iter().filter_map(|day| self.best_within(*day)).collect(), sittings)
    }

    fn best_within(&self, day: Window) -> Option<Time> {
        let mut best: Option<Time> = None;
        sweep(self.people.iter(), self.length, &self.within.and(&Windows::from(day)), |run| {
            let time = Time::of(&run, self.length);
            if run.turnout.people > 0 && best.is_none_or(|best| time.order(&best).is_lt()) {
                best = Some(time);
            }
        });
        best
    }
}

/// What a plan is worth: required people, weight, people, length, each of all sittings together.
type Worth = (u64, u128, u64, i128);

fn worth(time: &Time) -> Worth {
    let turnout = time.turnout;
    (turnout.required.into(), turnout.weight.into(), turnout.people.into(), time.window.length().ticks().into())
}

fn choose(mut times: Vec<Time>, sittings: usize) -> Vec<Time> {
    times.sort_by_key(|time| (time.window.end(), time.window.start()));
    // For each number of sittings, and each time: the best plan that ends with it, and what comes before it there.
    let mut plans: Vec<Vec<Option<(Worth, usize)>>> = Vec::new();
    for count in 0..sittings.min(times.len()) {
        let with = |last: usize| {
            let own = worth(&times[last]);
            if count == 0 {
                return Some((own, last));
            }
            let mut best = None;
            for before in (0..last).filter(|&before| times[before].window.end() <= times[last].window.start()) {
                let Some((so_far, _)) = plans[count - 1][before] else { continue };
                let sum = (so_far.0 + own.0, so_far.1 + own.1, so_far.2 + own.2, so_far.3 + own.3);
                if best.is_none_or(|(worth, _)| sum > worth) {
                    best = Some((sum, before));
                }
            }
            best
        };
        let row: Vec<_> = (0..times.len()).map(with).collect();
        if row.iter().all(Option::is_none) {
            break;
        }
        plans.push(row);
    }
    follow(&times, &plans)
}

/// From the end of the best plan back to its beginning.
fn follow(times: &[Time], plans: &[Vec<Option<(Worth, usize)>>]) -> Vec<Time> {
    let Some(row) = plans.last() else { return Vec::new() };
    let mut at = 0;
    for next in 0..row.len() {
        if row[next].map(|plan| plan.0) > row[at].map(|plan| plan.0) {
            at = next;
        }
    }
    let mut plan = vec![];
    for row in plans.iter().rev() {
        plan.push(times[at]);
        at = row[at].map_or(at, |(_, before)| before);
    }
    plan.reverse();
    plan
}
