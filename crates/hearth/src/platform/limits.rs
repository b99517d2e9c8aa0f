//! Limits: so many acts of a kind for one key (an account, an address), over time or at a time.

use std::collections::HashMap;
use std::hash::Hash;
use std::num::NonZeroU32;
use std::sync::{Arc, Mutex, PoisonError};

use governor::clock::{Clock as _, DefaultClock};
use governor::state::keyed::DefaultKeyedStateStore;
use governor::{Quota, RateLimiter};

use super::http::problem::Problem;

/// A limiter for one kind of act.
#[derive(Clone)]
pub struct Limiter<K: Hash + Eq + Clone> {
    code: &'static str,
    /// How many may come at once.
    burst: NonZeroU32,
    limiter: Option<Arc<RateLimiter<K, DefaultKeyedStateStore<K>, DefaultClock>>>,
}

impl<K: Hash + Eq + Clone> Limiter<K> {
    /// `code` is the problem's when the limit is reached.
    pub fn per_second(code: &'static str, enabled: bool, rate: u32, burst: u32) -> Self {
        Self::new(code, enabled, Quota::per_second(at_least_one(rate)).allow_burst(at_least_one(burst)))
    }
    pub fn per_minute(code: &'static str, enabled: bool, rate: u32) -> Self {
        Self::new(code, enabled, Quota::per_minute(at_least_one(rate)))
    }
    pub fn per_hour(code: &'static str, enabled: bool, rate: u32) -> Self {
        Self::new(code, enabled, Quota::per_hour(at_least_one(rate)))
    }

    fn new(code: &'static str, enabled: bool, quota: Quota) -> Self {
        Self { code, burst: quota.burst_size(), limiter: enabled.then(|| Arc::new(RateLimiter::keyed(quota))) }
    }

    /// Counts one act, or says how many seconds to wait.
    pub fn count(&self, key: &K) -> Result<(), u64> {
        let Some(limiter) = &self.limiter else { return Ok(()) };
        limiter
            .check_key(key)
            .map_err(|not_until| not_until.wait_time_from(DefaultClock::default().now()).as_secs() + 1)
    }

    /// Counts so many acts at once, or says how many seconds to wait. More than may ever be counted at once count as that.
    pub fn count_many(&self, key: &K, many: usize) -> Result<(), u64> {
        let Some(limiter) = &self.limiter else { return Ok(()) };
        let many = u32::try_from(many).unwrap_or(u32::MAX).min(self.burst.get());
        let Some(many) = NonZeroU32::new(many) else { return Ok(()) };
        let counted = limiter.check_key_n(key, many).unwrap_or(Ok(()));
        counted.map_err(|not_until| not_until.wait_time_from(DefaultClock::default().now()).as_secs() + 1)
    }

    /// Counts one act, or answers with the problem.
    pub fn check(&self, key: &K) -> Result<(), Problem> {
        self.count(key).map_err(|wait_seconds| Problem::too_many(self.code, wait_seconds))
    }

    /// Forgets the keys that are fresh again, so that memory stays bounded. To be called now and then.
    pub fn tidy(&self) {
        if let Some(limiter) = &self.limiter {
            limiter.retain_recent();
            limiter.shrink_to_fit();
        }
    }
}

fn at_least_one(number: u32) -> NonZeroU32 {
    NonZeroU32::new(number).unwrap_or(NonZeroU32::MIN)
}

/// So many at a time for one key, and in all.
#[derive(Clone)]
pub struct Places<K: Hash + Eq + Copy> {
    taken: Arc<Mutex<HashMap<K, usize>>>,
    each: usize,
    all: usize,
}

/// A place that is taken until this is dropped.
pub struct Place<K: Hash + Eq + Copy> {
    places: Places<K>,
    key: K,
}

impl<K: Hash + Eq + Copy> Places<K> {
    pub fn new(each: usize, all: usize) -> Self {
        Self { taken: Arc::default(), each, all }
    }

    /// None when there is no place.
    pub fn take(&self, key: K) -> Option<Place<K>> {
        let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        let own = taken.get(&key).copied().unwrap_or(0);
        // There are no more keys than places.
        if own >= self.each || taken.values().sum::<usize>() >= self.all {
            return None;
        }
        taken.insert(key, own + 1);
        Some(Place { places: self.clone(), key })
    }
}

impl<K: Hash + Eq + Copy> Place<K> {
    /// Whose it is.
    pub fn key(&self) -> K {
        self.key
    }
}

impl<K: Hash + Eq + Copy> Drop for Place<K> {
    fn drop(&mut self) {
        let mut taken = self.places.taken.lock().unwrap_or_else(PoisonError::into_inner);
        match taken.get_mut(&self.key) {
            Some(own) if *own > 1 => *own -= 1,
            _ => {
                taken.remove(&self.key);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_at_once_count_one_by_one_and_more_than_all_as_all() {
        let limiter = Limiter::per_hour("t.too_many", true, 3);
        assert!(limiter.count_many(&'a', 2).is_ok() && limiter.count_many(&'a', 0).is_ok());
        assert!(limiter.count_many(&'a', 2).is_err() && limiter.count_many(&'a', 1).is_ok());
        assert!(limiter.count(&'a').is_err(), "all three are used up");
        assert!(limiter.count_many(&'b', 1000).is_ok() && limiter.count_many(&'b', 1).is_err());
        assert!(
            limiter.count_many(&'c', 1).is_ok() && limiter.count_many(&'c', usize::MAX).is_err_and(|wait| wait > 0)
        );
    }

    #[test]
    fn places_are_few_for_each_and_in_all_and_come_back() {
        let places = Places::new(2, 3);
        let (first, second) = (places.take('a'), places.take('a'));
        assert!(first.is_some() && second.is_some() && places.take('a').is_none());
        let other = places.take('b');
        assert!(other.is_some() && places.take('c').is_none(), "three in all");
        drop((first, other));
        assert!(places.take('a').is_some_and(|place| place.key() == 'a'));
        drop(second);
        assert!(places.taken.lock().unwrap().is_empty(), "nothing is remembered");
    }
}
