//! Makes whoever guesses PINs wait. Only failures count: a few a minute for an address and device,
//! then each further one doubles the wait. Others never wait for it, so nobody locks the house out.
//!
//! A success forgives nothing, or whoever knows one PIN could guess between two logins.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use shared::ids::DeviceId;
use shared::time::Timestamp;
use tokio::sync::OwnedMutexGuard;

const WINDOW_MS: i64 = 60_000;
/// The first wait; the next are twice as long each.
const WAIT_FIRST_MS: i64 = 15_000;
const WAIT_MAX_MS: i64 = 15 * 60_000;
/// After so long without a failure the waits begin anew.
const FORGIVEN_MS: i64 = 60 * 60_000;
/// Addresses that are remembered. Past that the one whose last failure is longest ago is forgotten.
const ADDRESSES_MAX: usize = 10_000;

type Who = (IpAddr, Option<DeviceId>);

#[derive(Default)]
struct Record {
    window_start: Timestamp,
    failures: u32,
    /// How often it had to wait.
    waits: u32,
    blocked_until: Timestamp,
    last_failure: Timestamp,
    /// Held during an attempt: those at the same instant go one after another.
    turn: Arc<tokio::sync::Mutex<()>>,
}

pub struct Throttle {
    failures_max: u32,
    /// A plain lock: held for a look-up, never over an await.
    records: Mutex<HashMap<Who, Record>>,
}

/// An attempt of somebody, until it is dropped.
pub struct Turn<'a> {
    throttle: &'a Throttle,
    who: Who,
    _turn: OwnedMutexGuard<()>,
}

impl Throttle {
    pub fn new(failures_max: u32) -> Self {
        Throttle { failures_max, records: Mutex::new(HashMap::new()) }
    }

    pub async fn turn(&self, (address, device): Who) -> Turn<'_> {
        let who = (network(address), device);
        let turn = self.records().entry(who).or_default().turn.clone();
        Turn { throttle: self, who, _turn: turn.lock_owned().await }
    }

    fn records(&self) -> MutexGuard<'_, HashMap<Who, Record>> {
        self.records.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Turn<'_> {
    /// Seconds until the next attempt is heard; `None`: this one is.
    pub fn wait_seconds(&self, now: Timestamp) -> Option<u64> {
        let records = self.throttle.records();
        let left = records.get(&self.who)?.blocked_until.millis_since(now);
        u64::try_from(left).ok().filter(|left| *left > 0).map(|left| left.div_ceil(1000))
    }

    pub fn failed(&self, now: Timestamp) {
        let mut records = self.throttle.records();
        let record = records.entry(self.who).or_default();
        if now.millis_since(record.last_failure) >= FORGIVEN_MS {
            record.waits = 0;
        }
        if now.millis_since(record.window_start) >= WINDOW_MS {
            record.window_start = now;
            record.failures = 0;
        }
        record.failures += 1;
        record.last_failure = now;
        if record.waits > 0 || record.failures >= self.throttle.failures_max {
            let wait = WAIT_FIRST_MS.saturating_mul(1 << record.waits.min(10)).min(WAIT_MAX_MS);
            record.waits += 1;
            record.blocked_until = Timestamp(now.0 + wait);
        }
        make_room(&mut records, now);
    }
}

impl Drop for Turn<'_> {
    /// Who has no failure is not remembered.
    fn drop(&mut self) {
        let mut records = self.throttle.records();
        // Ours and the table's handle: nobody else waits for a turn.
        if records.get(&self.who).is_some_and(|r| r.failures == 0 && Arc::strong_count(&r.turn) <= 2) {
            records.remove(&self.who);
        }
    }
}

fn make_room(records: &mut HashMap<Who, Record>, now: Timestamp) {
    if records.len() <= ADDRESSES_MAX {
        return;
    }
    let idle = |r: &Record| Arc::strong_count(&r.turn) == 1;
    records.retain(|_, r| !idle(r) || now.millis_since(r.last_failure) < FORGIVEN_MS);
    if records.len() > ADDRESSES_MAX
        && let Some(oldest) = records.iter().filter(|(_, r)| idle(r)).min_by_key(|(_, r)| r.last_failure).map(|(who, _)| *who)
    {
        records.remove(&oldest);
    }
}

/// One subscriber of IPv6 has a whole /64: its addresses count as one.
fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(v6) => {
            let [a, b, c, d, ..] = v6.segments();
            IpAddr::V6(Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
        }
        v4 => v4,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const START: Timestamp = Timestamp(1_700_000_000_000);

    fn who(last: u8) -> Who {
        (IpAddr::from([10, 0, 0, last]), None)
    }

    async fn fail(throttle: &Throttle, last: u8, now: Timestamp) -> Option<u64> {
        let turn = throttle.turn(who(last)).await;
        let wait = turn.wait_seconds(now);
        if wait.is_none() {
            turn.failed(now);
        }
        wait
    }

    #[tokio::test]
    async fn five_a_minute_then_doubling_waits() {
        let throttle = Throttle::new(5);
        for _ in 0..5 {
            assert_eq!(fail(&throttle, 1, START).await, None);
        }
        assert_eq!(fail(&throttle, 1, START).await, Some(15));
        assert_eq!(fail(&throttle, 1, START.plus_seconds(15)).await, None, "one try after the wait");
        assert_eq!(fail(&throttle, 1, START.plus_seconds(15)).await, Some(30));
        assert_eq!(fail(&throttle, 2, START).await, None, "others do not wait for it");
        let later = START.plus_seconds(2 * 3600);
        for _ in 0..5 {
            assert_eq!(fail(&throttle, 1, later).await, None, "forgiven");
        }
        assert_eq!(fail(&throttle, 1, later).await, Some(15));
    }

    #[tokio::test]
    async fn slow_mistakes_never_wait() {
        let throttle = Throttle::new(5);
        for k in 0..50 {
            assert_eq!(fail(&throttle, 1, START.plus_seconds(16 * k)).await, None);
        }
    }

    #[tokio::test]
    async fn successes_leave_nothing_and_memory_is_bounded() {
        let throttle = Throttle::new(5);
        for k in 0..1000_u16 {
            let [a, b] = k.to_be_bytes();
            drop(throttle.turn((IpAddr::from([10, 1, a, b]), None)).await);
        }
        assert_eq!(throttle.records().len(), 0);
        for k in 0..ADDRESSES_MAX as u32 + 50 {
            let [_, a, b, c] = k.to_be_bytes();
            throttle.turn((IpAddr::from([10, a, b, c]), None)).await.failed(Timestamp(START.0 + i64::from(k)));
        }
        assert!(throttle.records().len() <= ADDRESSES_MAX + 1);
    }

    #[test]
    fn one_subscriber_is_one_address() {
        let of = |s: &str| network(s.parse().unwrap());
        assert_eq!(of("2001:db8:1:2::7"), of("2001:db8:1:2:ffff::1"));
        assert_eq!(of("::ffff:10.0.0.1"), of("10.0.0.1"));
        assert_ne!(of("10.0.0.1"), of("10.0.0.2"));
    }
}
