use alloc::vec;
use alloc::vec::Vec;

/// The first tick that there is. Sums of a few ticks and lengths stay within an `i64`.
pub const EARLIEST: i64 = -(1 << 60);
/// The last one.
pub const LATEST: i64 = 1 << 60;

/// A number of ticks above zero.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Length(i64);

impl Length {
    /// `None` for zero, for less, and for more than there is between [`EARLIEST`] and [`LATEST`].
    pub const fn new(ticks: i64) -> Option<Length> {
        if 0 < ticks && ticks <= LATEST - EARLIEST { Some(Length(ticks)) } else { None }
    }

    /// How many ticks.
    pub const fn ticks(self) -> i64 {
        self.0
    }
}

/// From `start` until right before `end`; never empty.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Window {
    start: i64,
    end: i64,
}

impl Window {
    /// From the first tick to the last.
    pub const ALWAYS: Window = Window { start: EARLIEST, end: LATEST };

    /// `None` unless `EARLIEST <= start < end <= LATEST`.
    pub const fn new(start: i64, end: i64) -> Option<Window> {
        if EARLIEST <= start && start < end && end <= LATEST { Some(Window { start, end }) } else { None }
    }

    /// For what is known to be in order, and within what there is.
    pub(crate) const fn known(start: i64, end: i64) -> Window {
        Window { start, end }
    }

    /// The first tick in it.
    pub const fn start(self) -> i64 {
        self.start
    }

    /// The first tick after it.
    pub const fn end(self) -> i64 {
        self.end
    }

    /// How long it is.
    pub const fn length(self) -> Length {
        Length(self.end - self.start)
    }

    /// Whether all of `other` is in it.
    pub const fn contains(self, other: Window) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// What is in both.
    pub fn and(self, other: Window) -> Option<Window> {
        Window::new(self.start.max(other.start), self.end.min(other.end))
    }
}

/// Windows in order, with at least a tick between one and the next.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Windows(Vec<Window>);

impl Windows {
    /// No time is left out.
    pub fn always() -> Windows {
        Windows(vec![Window::ALWAYS])
    }

    /// In order.
    pub fn as_slice(&self) -> &[Window] {
        &self.0
    }

    /// Whether all of `window` is in one of them.
    pub fn contain(&self, window: Window) -> bool {
        let after = self.0.partition_point(|one| one.start <= window.start);
        after > 0 && self.0[after - 1].contains(window)
    }

    /// Those that share a tick with `window`.
    pub fn near(&self, window: Window) -> &[Window] {
        let first = self.0.partition_point(|one| one.end <= window.start);
        let after = self.0.partition_point(|one| one.start < window.end);
        &self.0[first..after.max(first)]
    }

    /// What is in one of them and in one of `other`.
    pub fn and(&self, other: &Windows) -> Windows {
        // Pieces of different windows of one side have that side's gap between them, so nothing is left to merge.
        Windows(self.0.iter().flat_map(|one| other.near(*one).iter().filter_map(|two| one.and(*two))).collect())
    }

    /// From the start of the first to the end of the last.
    pub fn hull(&self) -> Option<Window> {
        Window::new(self.0.first()?.start, self.0.last()?.end)
    }
}

/// In any order, overlapping or touching: they are sorted and merged.
impl FromIterator<Window> for Windows {
    fn from_iter<I: IntoIterator<Item = Window>>(windows: I) -> Windows {
        let mut list: Vec<Window> = windows.into_iter().collect();
        if !list.is_sorted() {
            list.sort_unstable();
        }
        list.dedup_by(|next, last| {
            let joined = next.start <= last.end;
            if joined {
                last.end = last.end.max(next.end);
            }
            joined
        });
        Windows(list)
    }
}

impl From<Window> for Windows {
    fn from(window: Window) -> Windows {
        Windows(vec![window])
    }
}
