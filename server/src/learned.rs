//! What was learned of each location's dishes last: a till asks for a quote at each dish that is tapped,
//! and orders are not read anew for each of them.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use shared::ids::LocationId;
use shared::prep_times::PrepTimes;
use shared::time::Timestamp;

/// What was learned so long ago will do for a quote.
const GOOD_FOR_SECONDS: i64 = 60;

/// Bounded by the locations that there are.
#[derive(Default)]
pub struct Learned(Mutex<HashMap<LocationId, (Timestamp, Arc<PrepTimes>)>>);

impl Learned {
    pub fn keep(&self, location: &LocationId, times: &Arc<PrepTimes>, now: Timestamp) {
        self.known().insert(location.clone(), (now, times.clone()));
    }

    pub fn lately(&self, location: &LocationId, now: Timestamp) -> Option<Arc<PrepTimes>> {
        let since = now.minus_seconds(GOOD_FOR_SECONDS);
        self.known().get(location).filter(|(at, _)| *at > since).map(|(_, times)| times.clone())
    }

    fn known(&self) -> MutexGuard<'_, HashMap<LocationId, (Timestamp, Arc<PrepTimes>)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_learned_is_good_for_a_minute_and_at_its_own_location() {
        let (learned, main) = (Learned::default(), LocationId::from("main"));
        learned.keep(&main, &Arc::default(), Timestamp(0));
        assert!(learned.lately(&main, Timestamp(59_999)).is_some());
        assert!(learned.lately(&main, Timestamp(60_000)).is_none());
        assert!(learned.lately(&LocationId::from("other"), Timestamp(1)).is_none());
    }
}
