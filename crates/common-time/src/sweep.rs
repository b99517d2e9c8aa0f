use alloc::vec::Vec;

use crate::find::{Person, Turnout};
use crate::window::{EARLIEST, LATEST, Length, Window, Windows};

/// A maximal stretch of allowed starts, `first` to `last`, at which the same people can.
#[derive(Clone, Copy)]
pub(crate) struct Run {
    pub first: i64,
    pub last: i64,
    pub turnout: Turnout,
}

impl Run {
    /// Whether it begins right after `before` ends.
    pub fn follows(&self, before: &Run) -> bool {
        before.last + 1 == self.first
    }

    /// What all of its people are free in.
    pub fn window(&self, length: Length) -> Window {
        Window::known(self.first, self.last + length.ticks())
    }
}

/// An event is one integer: from the top the tick at which the set of those who can begins to differ, then what the
/// numbers need to know of whose event it is. Sorting them sorts by the tick; which of two at one tick comes first
/// doesn't matter, as they are counted together.
trait Event: Copy + Ord {
    fn pack(bits: u128) -> Self;
    fn bits(self) -> u128;
}

/// Twice as quick to sort, and wide enough but for very long times together with very great weights.
impl Event for u64 {
    fn pack(bits: u128) -> u64 {
        bits as u64
    }

    fn bits(self) -> u128 {
        self.into()
    }
}

impl Event for u128 {
    fn pack(bits: u128) -> u128 {
        bits
    }

    fn bits(self) -> u128 {
        self
    }
}

const LEAVES: u128 = 1;
const ALLOWED: u128 = 2;
const REQUIRED: u128 = 4;
/// Where the weight stands; its width is that of the greatest, and the tick is above it.
const WEIGHT: u32 = 3;

/// Tells of all runs, in order, but for those before anybody can and after.
pub(crate) fn sweep<'a>(
    people: impl Iterator<Item = &'a Person> + Clone,
    length: Length,
    within: &Windows,
    tell: impl FnMut(Run),
) {
    let Some(hull) = within.hull() else { return };
    let answers = people.filter_map(|person| Some((person, person.windows.as_ref()?.near(hull))));
    let Some(sweep) = Sweep::over(answers.clone(), length) else { return };
    if sweep.tick + (sweep.span.length().ticks() as u64 + 1).ilog2() < u64::BITS {
        sweep.run::<u64>(answers, within, tell);
    } else {
        sweep.run::<u128>(answers, within, tell);
    }
}

struct Sweep {
    /// From the first window's start to the last one's end.
    span: Window,
    length: Length,
    windows: usize,
    /// Where in an event the tick stands, counted from the start of the span.
    tick: u32,
}

impl Sweep {
    fn over<'a>(answers: impl Iterator<Item = (&'a Person, &'a [Window])>, length: Length) -> Option<Sweep> {
        let (mut start, mut end, mut weight, mut windows) = (LATEST, EARLIEST, 0, 0);
        for (person, near) in answers {
            let (Some(first), Some(last)) = (near.first(), near.last()) else { continue };
            start = start.min(first.start());
            end = end.max(last.end());
            weight = weight.max(person.weight.get());
            windows += near.len();
        }
        let tick = WEIGHT + u32::BITS - weight.leading_zeros();
        Some(Sweep { span: Window::new(start, end)?, length, windows, tick })
    }

    fn run<'a, E: Event>(
        &self,
        answers: impl Iterator<Item = (&'a Person, &'a [Window])>,
        within: &Windows,
        mut tell: impl FnMut(Run),
    ) {
        let (mut turnout, mut open, mut first) = (Turnout::default(), false, EARLIEST);
        for event in self.events::<E>(answers, within) {
            let bits = event.bits();
            let at = (bits >> self.tick) as i64 + self.span.start();
            if at != first {
                if open {
                    tell(Run { first, last: at - 1, turnout });
                }
                first = at;
            }
            let leaves = bits & LEAVES != 0;
            if bits & ALLOWED != 0 {
                open = !leaves;
            } else {
                let weight = (bits & ((1 << self.tick) - 1)) >> WEIGHT;
                turnout.count(bits & REQUIRED != 0, weight as u64, leaves);
            }
        }
    }

    fn events<'a, E: Event>(
        &self,
        answers: impl Iterator<Item = (&'a Person, &'a [Window])>,
        within: &Windows,
    ) -> Vec<E> {
        let allowed = within.near(self.span);
        let mut events = Vec::with_capacity(2 * (self.windows + allowed.len()));
        let at = |tick: i64| u128::from((tick - self.span.start()) as u64) << self.tick;
        let mut add = |window: Window, whose: u128| {
            let after = window.end() - self.length.ticks() + 1;
            if window.start() < after {
                events.push(E::pack(at(window.start()) | whose));
                events.push(E::pack(at(after) | whose | LEAVES));
            }
        };
        for (person, near) in answers {
            let whose = u128::from(person.weight.get()) << WEIGHT | if person.required { REQUIRED } else { 0 };
            near.iter().for_each(|window| add(*window, whose));
        }
        allowed.iter().filter_map(|window| window.and(self.span)).for_each(|window| add(window, ALLOWED));
        events.sort_unstable();
        events
    }
}

#[cfg(test)]
mod tests {
    use core::num::NonZeroU32;

    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::*;

    fn runs<E: Event>(people: &[Person], length: Length, within: &Windows) -> Vec<(i64, i64, Turnout)> {
        let answers = people.iter().filter_map(|person| Some((person, person.windows.as_ref()?.as_slice())));
        let mut list = Vec::new();
        if let Some(sweep) = Sweep::over(answers.clone(), length) {
            sweep.run::<E>(answers, within, |run| list.push((run.first, run.last, run.turnout)));
        }
        list
    }

    fn a_window() -> impl Strategy<Value = Window> {
        (0_i64..40, 1_i64..9).prop_map(|(start, length)| Window::new(start, start + length).expect("above zero"))
    }

    proptest! {
        #[test]
        fn both_widths_of_events_tell_the_same(
            people in vec((vec(a_window(), 0..5), any::<bool>(), 1..=u32::MAX), 0..6),
            allowed in vec(a_window(), 0..4),
            length in 1_i64..5,
        ) {
            let people: Vec<Person> = people.into_iter().map(|(windows, required, weight)| {
                Person { required, weight: NonZeroU32::new(weight).expect("above zero"), ..Person::free(windows) }
            }).collect();
            let length = Length::new(length).expect("above zero");
            for within in [allowed.into_iter().collect(), Windows::always()] {
                prop_assert_eq!(runs::<u64>(&people, length, &within), runs::<u128>(&people, length, &within));
            }
        }
    }
}
