//! What a screen showed last, kept in `localStorage`: without a network it starts with that, and
//! with its age. A large board takes a slow tablet a tenth of a second to write: it is written in a
//! pause of the news and of the hand, or after half a minute without one.

use serde::Serialize;
use serde::de::DeserializeOwned;
use shared::time::Timestamp;

use crate::hand;
use crate::platform::{storage, time};

const PREFIX: &str = "passline.last.";
const EVERY_MS: i64 = 2_000;
/// So long nothing has come and nobody has tapped.
const PAUSE_MS: i64 = 800;
/// And so long a rush may keep it from being written.
const LATEST_MS: i64 = 30_000;
/// What is older is another day's: it is not shown.
const OLDEST_MS: i64 = 12 * 3600 * 1000;

/// Two keys: the state, and when it was last known to be whole. The time is written alone as long
/// as nothing changes, and never before what it vouches for. It is the device's own: nothing else
/// can be compared with its clock before the server has been heard.
#[derive(Debug)]
pub struct LastKnown {
    key: String,
    changed: bool,
    changed_at: i64,
    written: i64,
}

impl LastKnown {
    pub fn new(screen: &str, location: &str) -> LastKnown {
        LastKnown { key: format!("{PREFIX}{screen}.{location}"), changed: false, changed_at: 0, written: time::ticks() }
    }

    /// The state and when it was whole. What another build wrote and this one cannot read is no state.
    pub fn read<T: DeserializeOwned>(&self) -> Option<(Timestamp, T)> {
        let at = storage::get(&self.at())?.parse().ok().map(Timestamp)?;
        is_showable(at, time::now()).then_some(())?;
        Some((at, storage::get_json(&self.key)?))
    }

    /// What is shown is no longer what is kept.
    pub fn changed(&mut self) {
        self.changed = true;
        self.changed_at = time::ticks();
    }

    /// Call it often while the server vouches for what is shown.
    pub fn keep<T: Serialize>(&mut self, state: impl FnOnce() -> Option<T>) {
        let now = time::ticks();
        let (waited, pause) = (now - self.written, (now - self.changed_at).min(hand::away_ms()));
        if waited < EVERY_MS || (self.changed && waited < LATEST_MS && pause < PAUSE_MS) {
            return;
        }
        self.write(now, state);
    }

    /// Code of its own: a page has nothing to write in its first seconds.
    #[inline(never)]
    fn write<T: Serialize>(&mut self, now: i64, state: impl FnOnce() -> Option<T>) {
        self.written = now;
        if self.changed {
            let Some(state) = state() else { return };
            if !storage::set_json(&self.key, &state) {
                // Full: an old state with a new time would be a lie.
                return storage::remove(&self.at());
            }
            self.changed = false;
        }
        storage::set(&self.at(), &time::now().0.to_string());
    }

    fn at(&self) -> String {
        format!("{}.at", self.key)
    }
}

/// A time to come says that the clock was set back since: the age is unknown, and what is of
/// unknown age is not shown.
fn is_showable(at: Timestamp, now: Timestamp) -> bool {
    (0..=OLDEST_MS).contains(&now.0.saturating_sub(at.0))
}

/// Who logs out leaves nothing on the device.
pub fn forget() {
    for key in storage::keys(PREFIX) {
        storage::remove(&key);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_another_days_or_of_a_time_to_come_is_not_shown() {
        let now = Timestamp(1_790_000_000_000);
        assert!(is_showable(now, now));
        assert!(is_showable(Timestamp(now.0 - OLDEST_MS), now));
        assert!(!is_showable(Timestamp(now.0 - OLDEST_MS - 1), now));
        assert!(!is_showable(Timestamp(now.0 + 1), now), "ten minutes slow now, and right before");
        assert!(!is_showable(now, Timestamp(0)), "a clock that starts at 1970");
        assert!(!is_showable(Timestamp(i64::MIN), now));
    }
}
