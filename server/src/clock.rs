//! Time, ids and randomness: the only place that asks the system for them, and fakes that tests
//! and simulations steer.

use std::sync::Mutex;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use shared::ids::Uuid;
use shared::time::Timestamp;

/// What time it is. Timers are tokio's, which tests steer by its paused clock.
pub trait Clock: Send + Sync + 'static {
    fn now(&self) -> Timestamp;
}

/// Fresh ids and randomness.
pub trait Ids: Send + Sync + 'static {
    /// A UUIDv7: later ones sort after earlier ones of this process.
    fn fresh(&self) -> Uuid;
    /// Fills `out` with bytes nobody can guess.
    fn random_bytes(&self, out: &mut [u8]) -> anyhow::Result<()>;
}

pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        let ms = match SystemTime::now().duration_since(UNIX_EPOCH) {
            Ok(since) => i64::try_from(since.as_millis()).unwrap_or(i64::MAX),
            Err(before) => -i64::try_from(before.duration().as_millis()).unwrap_or(i64::MAX),
        };
        Timestamp(ms)
    }
}

pub struct SystemIds;

impl Ids for SystemIds {
    fn fresh(&self) -> Uuid {
        Uuid::now_v7()
    }

    fn random_bytes(&self, out: &mut [u8]) -> anyhow::Result<()> {
        getrandom::fill(out).map_err(|e| anyhow::anyhow!("the system gives no randomness: {e}"))
    }
}

/// A clock that stands until it is moved.
pub struct FakeClock(AtomicI64);

impl FakeClock {
    pub fn at(now: Timestamp) -> Self {
        FakeClock(AtomicI64::new(now.0))
    }

    pub fn advance_seconds(&self, seconds: i64) {
        self.0.fetch_add(seconds.saturating_mul(1000), Ordering::SeqCst);
    }

    pub fn set(&self, now: Timestamp) {
        self.0.store(now.0, Ordering::SeqCst);
    }
}

impl Clock for FakeClock {
    fn now(&self) -> Timestamp {
        Timestamp(self.0.load(Ordering::SeqCst))
    }
}

/// The same ids and bytes for the same seed (splitmix64).
pub struct FakeIds(Mutex<(u64, u64)>);

impl FakeIds {
    pub fn seeded(seed: u64) -> Self {
        FakeIds(Mutex::new((seed, 0)))
    }

    /// How many ids were given out, and the next random word.
    fn next(&self, counts: bool) -> (u64, u64) {
        let mut state = self.0.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        state.0 = state.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        state.1 += u64::from(counts);
        let mut z = state.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (state.1, z ^ (z >> 31))
    }
}

impl Ids for FakeIds {
    fn fresh(&self) -> Uuid {
        let (count, word) = self.next(true);
        let mut random = [0; 10];
        random[2..].copy_from_slice(&word.to_be_bytes());
        uuid::Builder::from_unix_timestamp_millis(count, &random).into_uuid()
    }

    fn random_bytes(&self, out: &mut [u8]) -> anyhow::Result<()> {
        for chunk in out.chunks_mut(8) {
            let word = self.next(false).1.to_le_bytes();
            chunk.copy_from_slice(&word[..chunk.len()]);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_of_both_kinds_are_version_7_and_sort_by_age() {
        for ids in [&SystemIds as &dyn Ids, &FakeIds::seeded(1)] {
            let made: Vec<Uuid> = (0..1000).map(|_| ids.fresh()).collect();
            assert!(made.iter().all(|id| id.get_version_num() == 7));
            assert!(made.is_sorted() && made.windows(2).all(|two| two[0] != two[1]));
        }
    }

    #[test]
    fn a_seed_gives_the_same_bytes_again() {
        let bytes = |seed| {
            let mut out = [0; 13];
            FakeIds::seeded(seed).random_bytes(&mut out).unwrap();
            out
        };
        assert_eq!(bytes(7), bytes(7));
        assert_ne!(bytes(7), bytes(8));
    }
}
