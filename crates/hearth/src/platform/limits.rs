//! Rate limits: so many acts of a kind for one key (an account, an address), over time.

use std::hash::Hash;
use std::num::NonZeroU32;
use std::sync::Arc;

use governor::clock::{Clock as _, DefaultClock};
use governor::state::keyed::DefaultKeyedStateStore;
use governor::{Quota, RateLimiter};

use super::http::problem::Problem;

/// A limiter for one kind of act.
#[derive(Clone)]
pub struct Limiter<K: Hash + Eq + Clone> {
    code: &'static str,
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
        Self { code, limiter: enabled.then(|| Arc::new(RateLimiter::keyed(quota))) }
    }

    /// Counts one act, or says how many seconds to wait.
    pub fn count(&self, key: &K) -> Result<(), u64> {
        let Some(limiter) = &self.limiter else { return Ok(()) };
        limiter
            .check_key(key)
            .map_err(|not_until| not_until.wait_time_from(DefaultClock::default().now()).as_secs() + 1)
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
