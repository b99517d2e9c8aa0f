use alloc::vec;
use alloc::vec::Vec;

use crate::find::Question;
use crate::window::{Length, Window};

impl Question<'_> {
    /// For a picture of who can when: how many people are free during all of each step, from `start` on. Steps that
    /// aren't wholly within the allowed times count nobody.
    pub fn heat(&self, start: i64, step: Length, steps: usize) -> Vec<u32> {
        let mut rises = vec![0_i64; steps + 1];
        for windows in self.people.iter().filter_map(|person| person.windows.as_ref()) {
            for window in windows.as_slice() {
                let (first, after) = whole(*window, start, step, steps);
                rises[first] += 1;
                rises[after] -= 1;
            }
        }
        let mut counts = vec![0; steps];
        for window in self.within.as_slice() {
            let (first, after) = whole(*window, start, step, steps);
            counts[first..after].fill(1);
        }
        let mut free = 0;
        for (count, rise) in counts.iter_mut().zip(rises) {
            free += rise;
            *count *= u32::try_from(free).unwrap_or(u32::MAX);
        }
        counts
    }
}

/// The steps that are wholly in a window: from the first, until before the second.
fn whole(window: Window, start: i64, step: Length, steps: usize) -> (usize, usize) {
    let place = |ticks: i128| usize::try_from(ticks.max(0)).unwrap_or(usize::MAX).min(steps);
    let (start, step) = (i128::from(start), i128::from(step.ticks()));
    let first = place((i128::from(window.start()) - start + step - 1).div_euclid(step));
    (first, place((i128::from(window.end()) - start).div_euclid(step)).max(first))
}
