//! One run: what was sent when, what was accepted, and what all screens together have read.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicU64, Ordering::Relaxed};
use std::sync::{Mutex, PoisonError, RwLock};
use std::time::Instant;

use hdrhistogram::Histogram;
use serde_json::{Value, json};

use crate::adapter::{Adapter, Event, Of};
use crate::args::Args;

pub const UNSENT: u64 = u64::MAX;
/// Screens share so many histograms, so that they do not wait for each other.
const SHARDS: usize = 8;

/// A histogram of nanoseconds that many tasks write.
pub struct Times(Vec<Mutex<Histogram<u64>>>);

fn histogram() -> Histogram<u64> {
    Histogram::new_with_bounds(1_000, 120_000_000_000, 3).expect("constant bounds")
}

impl Times {
    pub fn new() -> Self {
        Times((0..SHARDS).map(|_| Mutex::new(histogram())).collect())
    }

    pub fn record(&self, shard: usize, ns: u64) {
        let mut h = self.0[shard % SHARDS].lock().unwrap_or_else(PoisonError::into_inner);
        h.saturating_record(ns.max(1));
    }

    pub fn quantiles(&self) -> Value {
        let mut sum = histogram();
        for shard in &self.0 {
            let h = shard.lock().unwrap_or_else(PoisonError::into_inner);
            sum.add(&*h).expect("alike bounds");
        }
        if sum.is_empty() {
            return Value::Null;
        }
        let ms = |ns: u64| (ns as f64 / 1e4).round() / 100.0;
        let q = |q: f64| ms(sum.value_at_quantile(q));
        json!({ "n": sum.len(), "p50": q(0.5), "p90": q(0.9), "p99": q(0.99), "p999": q(0.999), "max": ms(sum.max()) })
    }
}

pub struct Run {
    pub a: Args,
    pub ad: Box<dyn Adapter>,
    /// Every reference of this run begins with it.
    pub id: String,
    pub t0: Instant,
    /// When each order is to be sent, in ns after `t0`.
    pub sched: Vec<u64>,
    /// Orders before this are sent, but not timed.
    pub warm_until: u64,
    /// 0 unknown, 1 accepted, 2 refused or failed.
    pub accepted: Vec<AtomicU32>,
    /// When the last item of the order was told to be prepared.
    pub prepared_at: Vec<AtomicU64>,
    /// The server's ids of the orders, where events name those alone.
    ids: RwLock<HashMap<u128, usize>>,
    pub placed: AtomicU64,
    pub prepared: AtomicU64,
    pub ready: AtomicU64,
    pub other: AtomicU64,
    pub frames: AtomicU64,
    pub bytes: AtomicU64,
    pub doubled: AtomicU64,
    pub stray: AtomicU64,
    pub inversions: AtomicU64,
    pub drops: AtomicU64,
    pub reconnects: AtomicU64,
    pub placed_ns: Times,
    pub ready_ns: Times,
    pub ack_ns: Times,
    pub pacer_ns: Times,
    pub last_delivery: AtomicU64,
    pub over: AtomicBool,
}

impl Run {
    pub fn new(a: Args, ad: Box<dyn Adapter>, id: String, sched: Vec<u64>) -> Run {
        let n = sched.len();
        let zero = || AtomicU64::new(0);
        Run {
            warm_until: (a.warm * 1e9) as u64,
            a,
            ad,
            id,
            t0: Instant::now(),
            sched,
            accepted: (0..n).map(|_| AtomicU32::new(0)).collect(),
            prepared_at: (0..n).map(|_| AtomicU64::new(UNSENT)).collect(),
            ids: RwLock::default(),
            placed: zero(),
            prepared: zero(),
            ready: zero(),
            other: zero(),
            frames: zero(),
            bytes: zero(),
            doubled: zero(),
            stray: zero(),
            inversions: zero(),
            drops: zero(),
            reconnects: zero(),
            placed_ns: Times::new(),
            ready_ns: Times::new(),
            ack_ns: Times::new(),
            pacer_ns: Times::new(),
            last_delivery: zero(),
            over: AtomicBool::new(false),
        }
    }

    pub fn now(&self) -> u64 {
        self.t0.elapsed().as_nanos() as u64
    }

    pub fn location_of_order(&self, k: usize) -> usize {
        k % self.a.locations
    }

    pub fn location_of_screen(&self, i: usize) -> usize {
        i % self.a.locations
    }

    /// The screen that cooks order `k`: one of its location that reads.
    pub fn cook(&self, k: usize) -> usize {
        let location = self.location_of_order(k);
        let screens = (self.a.screens - location).div_ceil(self.a.locations);
        let stalled = self.a.stall.div_ceil(self.a.locations);
        let reading = screens.saturating_sub(stalled).max(1);
        location + self.a.locations * ((k / self.a.locations) % reading)
    }

    /// Screens of a location that read.
    pub fn readers(&self, location: usize) -> u64 {
        let reading = 0..self.a.screens - self.a.stall;
        reading.filter(|i| self.location_of_screen(*i) == location).count() as u64
    }

    /// The order that an event is of.
    pub fn order_of(&self, event: &Event) -> Option<usize> {
        let k = match self.ad.order_of(event, &self.id) {
            Of::Reference(k) => Some(k),
            Of::Id(id) => {
                let ids = self.ids.read().unwrap_or_else(PoisonError::into_inner);
                ids.get(&id).copied()
            }
            Of::Unknown => None,
        };
        k.filter(|k| *k < self.sched.len())
    }

    pub fn learn(&self, id: u128, k: usize) {
        let known = {
            let ids = self.ids.read().unwrap_or_else(PoisonError::into_inner);
            ids.contains_key(&id)
        };
        if !known {
            let mut ids = self.ids.write().unwrap_or_else(PoisonError::into_inner);
            ids.insert(id, k);
        }
    }

    pub fn is_accepted(&self, k: usize) -> bool {
        self.accepted[k].load(Relaxed) == 1
    }

    pub fn is_prepared(&self, k: usize) -> bool {
        self.prepared_at[k].load(Relaxed) != UNSENT
    }

    pub fn is_timed(&self, k: usize) -> bool {
        self.sched[k] >= self.warm_until
    }

    /// Whether this server takes orders and moves them to READY; the floor only forwards.
    pub fn does_the_whole_job(&self) -> bool {
        self.a.prepare && self.ad.post_path().is_some()
    }
}
