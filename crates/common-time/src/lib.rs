//! When can everybody? People say when they can, with any number of windows each. This crate finds every time that
//! suits all of those who are required, ranks the next best, names who is missing there and the smallest change that
//! would bring them in.
//!
//! Pure: no clock, no input or output, no dependency, no `std` (it allocates). With the feature `zones` (by way of
//! jiff) local days and hours become windows.
//!
//! ```
//! use common_time::{Length, Most, Person, Question, Window, Windows};
//!
//! let hours = |from: i64, until: i64| Window::new(from * 60, until * 60).expect("from is before until");
//! let ana = Person::free([hours(9, 12), hours(33, 36)]);
//! let ben = Person::free([hours(10, 11), hours(57, 60)]);
//! let eve = Person { required: false, ..Person::free([hours(15, 18)]) };
//! let question = Question {
//!     people: &[ana, ben, eve],
//!     length: Length::new(60).expect("above zero"),
//!     within: &Windows::always(),
//! };
//! let found = question.find(&Most::default());
//! assert_eq!(found.everyone, [hours(10, 11)]);
//! let missing = question.missing(&found.best[0], 20, i64::MAX);
//! // Eve would have to begin five hours earlier.
//! assert_eq!(missing.few[0].change.expect("Eve has a window").cost(), 5 * 60);
//! ```
//!
//! # Words
//!
//! * A **tick** is an integer instant; what it measures is up to you (minutes, or milliseconds of Unix time).
//! * A [`Window`] is half-open, `[start, end)`, and never empty, by its type. [`Windows`] are sorted, and neither
//!   overlap nor touch: what did is merged. So "free from 9 to 10" and "free from 10 to 11" is free from 9 to 11.
//! * A person **can at** a start `t`, for a length `L`, when `[t, t+L)` is within one of their windows.
//! * A **run** is a maximal stretch of starts, inside the allowed times, at which exactly the same people can.
//! * The **window of a run** `[p, q]` is `[p, q+L)`. Whoever can at each of its starts is free during all of it,
//!   because their windows don't touch.
//! * **Rank**: more required people, then more weight, then more people. It orders runs; between equals the longer
//!   comes first, then the earlier.
//!
//! # What is found
//!
//! * **Everyone**: all maximal windows, at least `L` long, during which all required people who answered are free. Where
//!   nobody is required, all who answered.
//! * **Best**: a run at which anybody can is a *peak* when neither run next to it has a better rank. In terms of windows
//!   alone: `[A, B)` is a peak's when (1) it is allowed, and the same people, not nobody, are free in each stretch of
//!   length `L` in it as in all of it; (2) the stretch of length `L` that begins one tick before it has other people and
//!   no better rank, or isn't allowed; (3) the same holds for the one that ends a tick after it. The best are the peaks in
//!   order, but for those whose starts are closer than `L` to the starts of one that is listed before: nobody wants to
//!   read twenty times about one evening.
//! * To these come, on up to half of the places, the peaks **of the required alone**, found in the same way as if
//!   nobody else had been asked, each with all who are free during all of it. So somebody who is merely welcome can't
//!   hide a long window that nearly suits those who are needed.
//! * **Shorter**: when there is nothing for everyone, the peaks of the required for a length of one tick that are shorter
//!   than `L`: those for the most people, the longest first.
//! * Whoever didn't answer is reported, and never taken to be free.
//!
//! # Why it is right
//!
//! *Everyone.* All required people are free during `[A, B)` with `B − A ≥ L` exactly if all of them can at each start
//! in `[A, B−L]`: one direction is plain; for the other, the stretches cover `[A, B)`, and each person's lie in one
//! and the same window, as two windows of a person are at least a tick apart and successive stretches are not. So the
//! maximal windows are the maximal stretches of starts at which the number of required people is that of all.
//!
//! *Best.* (a) The best of all is listed: a run whose rank is the highest has no better neighbour, and the first of these
//! in order is close to none before. (b) The window of a peak is maximal for its people: could it grow by a tick, all of
//! them would be able to at the next start, too, and as the set differs there, it would be greater, and its rank better
//! (weights are above zero). (c) Each run that isn't listed has a reason that is: walking from it to a better neighbour
//! as long as there is one, each step ranks better, so the walk ends, at a peak; that is listed itself, or closer than
//! `L` to one that is and ranks as well or better, unless the list is full of what ranks as well or better.
//!
//! *The smallest change* is proved where it is computed, in `change.rs`.
//!
//! # What it costs
//!
//! A sweep over *starts*: a window `[a, b)` that is long enough opens at `a` and closes at `b−L+1`. With `w` windows
//! that makes `2w` events, packed into an integer each, sorted once: O(w log w) time, one allocation for all events
//! and none per event. During the sweep only numbers are kept; who is in a set is looked up for the few that are
//! returned, by binary search per person. A second sweep, over the required alone, finds their peaks.
//!
//! Naming who is missing costs, for each person named, O(k log k) for their `k` windows near the time; the place where
//! all changes are smallest together, that for each of them. [`Question::plan`] sweeps once for each day over what is
//! near that day.
//!
//! Sweeping over end points is the textbook way to the depth of intervals (M. de Berg and others, *Computational
//! Geometry*, 3rd edition, chapter 2; J. L. Bentley, *Algorithms for Klee's Rectangle Problems*, 1977). Shifting the
//! end points by the length, so that runs of starts come out, is what makes the minimum length exact for near misses:
//! windows cut to size afterwards would mix people who are all there, but not all for long enough.
#![no_std]
#![warn(missing_docs)]

extern crate alloc;
#[cfg(test)]
extern crate std;

mod change;
mod find;
mod heat;
mod plan;
mod sweep;
mod window;
#[cfg(feature = "zones")]
pub mod zones;

pub use change::{Absent, Change, Fix, Missing};
pub use find::{Found, Most, Person, Question, Time, Turnout};
pub use window::{EARLIEST, LATEST, Length, Window, Windows};
