//! Who saw what. The auditor knows the contract and nothing of the server's code: it holds
//! what each session received against the log, and against the orders that were accepted.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use uuid::Uuid;

use shared::location::Role;

/// What one session received, in the order of arrival.
pub struct Seen {
    /// The session's stretch of the log begins after this.
    pub base: u64,
    /// Everything up to here is accounted for.
    pub to: u64,
    seqs: Vec<u64>,
    /// Stretches that a snapshot replaced: after the first, up to the second.
    jumps: Vec<(u64, u64)>,
    pub placed: Vec<(Uuid, Instant)>,
    pub ready: Vec<(Uuid, Instant)>,
    pub frames: u64,
    pub bytes: u64,
    pub doubled: u64,
    pub out_of_order: u64,
    /// Frames that did not begin where the last one ended; a resume mends them.
    pub gaps: u64,
    pub reconnects: u64,
    pub resumed: u64,
    pub snapshots: u64,
}

/// A frame did not begin where the last one ended.
#[derive(Debug, PartialEq)]
pub struct Gap;

impl Seen {
    pub fn new() -> Self {
        Seen {
            base: 0,
            to: 0,
            seqs: vec![],
            jumps: vec![],
            placed: vec![],
            ready: vec![],
            frames: 0,
            bytes: 0,
            doubled: 0,
            out_of_order: 0,
            gaps: 0,
            reconnects: 0,
            resumed: 0,
            snapshots: 0,
        }
    }

    /// A snapshot as of `seq` replaced what was held.
    pub fn snapshot(&mut self, seq: u64) {
        if self.snapshots == 0 {
            self.base = seq;
        } else if seq < self.to {
            self.out_of_order += 1;
        } else {
            self.jumps.push((self.to, seq));
        }
        self.snapshots += 1;
        self.to = seq;
    }

    /// The stretch that a frame accounts for. `to` is `from - 1` where nothing passed.
    pub fn frame(&mut self, from: u64, to: u64) -> Result<(), Gap> {
        self.frames += 1;
        if from > self.to + 1 {
            self.gaps += 1;
            return Err(Gap);
        }
        if from <= self.to || to + 1 < from {
            self.out_of_order += 1;
        }
        self.to = self.to.max(to);
        Ok(())
    }

    /// False where it has been here before: it must not be folded twice.
    pub fn event(&mut self, seq: u64, from: u64, to: u64) -> bool {
        if !(from..=to).contains(&seq) {
            self.out_of_order += 1;
        }
        match self.seqs.last() {
            Some(last) if seq <= *last => {
                if self.seqs.binary_search(&seq).is_ok() {
                    self.doubled += 1;
                } else {
                    self.out_of_order += 1;
                }
                false
            }
            _ => {
                self.seqs.push(seq);
                true
            }
        }
    }

    pub fn events(&self) -> u64 {
        self.seqs.len() as u64 + self.doubled
    }

    fn is_jumped(&self, seq: u64) -> bool {
        self.jumps.iter().any(|(after, to)| (after + 1..=*to).contains(&seq))
    }
}

/// One event of the log, as a manager reads it.
#[derive(Debug)]
pub struct Entry {
    pub seq: u64,
    pub kind: String,
    pub order: Option<Uuid>,
    /// On `order.placed`: what the order carries as `external_id`.
    pub external_id: Option<String>,
}

/// Types that only managers are told of.
const MANAGERS: &[&str] = &["payments.", "inventory.", "alert.", "webhooks."];

/// Section 4 of the contract: which events reach whom.
pub fn may_see(role: Role, kind: &str) -> bool {
    let of = |prefixes: &[&str]| prefixes.iter().any(|prefix| kind.starts_with(prefix));
    match role {
        Role::Manager | Role::Integration => true,
        Role::Board => false,
        Role::Pos => !of(MANAGERS),
        Role::Kitchen | Role::Expo => !of(MANAGERS) && !of(&["payment.", "loyalty.", "order.discounted"]),
    }
}

/// What a session missed or made up.
#[derive(Debug, Default, PartialEq)]
pub struct Verdict {
    pub lost: u64,
    pub lost_placed: u64,
    /// Seen, but not in the log, or not for this role.
    pub foreign: u64,
}

pub fn judge(log: &[Entry], seen: &Seen, role: Role) -> Verdict {
    let have: HashSet<u64> = seen.seqs.iter().copied().collect();
    let mut verdict = Verdict::default();
    let mut owed = 0;
    let end = log.last().map_or(seen.to, |last| last.seq);
    for entry in log.iter().filter(|entry| entry.seq > seen.base && may_see(role, &entry.kind)) {
        if have.contains(&entry.seq) {
            owed += 1;
        } else if !seen.is_jumped(entry.seq) {
            verdict.lost += 1;
            verdict.lost_placed += u64::from(entry.kind == "order.placed");
        }
    }
    verdict.foreign = seen.seqs.iter().filter(|seq| **seq <= end).count() as u64 - owed;
    verdict
}

/// What the log says of the orders that were accepted.
#[derive(Debug, Default, PartialEq)]
pub struct Books {
    /// Accepted (2xx), but not in the log.
    pub missing: u64,
    /// One order of ours, placed more than once.
    pub doubled: u64,
    /// Placed in our name, though nobody was told so.
    pub unanswered: u64,
    /// Numbers of the log that are not there.
    pub gaps: u64,
}

pub fn books(log: &[Entry], accepted: &HashMap<Uuid, Accepted>, run: &str) -> Books {
    let mut placed: BTreeMap<&str, u64> = BTreeMap::new();
    let mut ids = HashSet::new();
    let mut books = Books::default();
    for entry in log.iter().filter(|entry| entry.kind == "order.placed") {
        let Some(id) = entry.order else { continue };
        ids.insert(id);
        if let Some(name) = entry.external_id.as_deref().filter(|name| name.starts_with(run)) {
            *placed.entry(name).or_default() += 1;
            books.unanswered += u64::from(!accepted.contains_key(&id));
        }
    }
    books.doubled = placed.values().map(|n| n - 1).sum();
    books.missing = accepted.keys().filter(|id| !ids.contains(*id)).count() as u64;
    books.gaps = log.windows(2).map(|pair| pair[1].seq.saturating_sub(pair[0].seq + 1)).sum();
    books
}

/// An order that the server took.
#[derive(Clone, Copy)]
pub struct Accepted {
    /// When it was meant to be sent.
    pub scheduled: Instant,
}

/// What the sessions and the tills share while the rush runs.
#[derive(Default)]
pub struct Ledger {
    inner: Mutex<Inner>,
}

#[derive(Default)]
struct Inner {
    accepted: HashMap<Uuid, Accepted>,
    /// COMPLETED or CANCELLED, as the first till sees it.
    closed: HashSet<Uuid>,
    /// When a cook meant to prepare an item of the order, by order.
    taps: HashMap<Uuid, Vec<Instant>>,
    refused: BTreeMap<String, u64>,
    nacks: BTreeMap<String, u64>,
}

impl Ledger {
    /// Nothing in here can be half done: after a panic elsewhere the figures still stand.
    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn accept(&self, id: Uuid, scheduled: Instant) {
        self.lock().accepted.insert(id, Accepted { scheduled });
    }

    pub fn status(&self, id: Uuid, closed: bool) {
        let mut inner = self.lock();
        if closed {
            inner.closed.insert(id);
        } else {
            inner.closed.remove(&id);
        }
    }

    /// What a snapshot does not hold is over.
    pub fn snapshot(&self, open: &HashSet<Uuid>) {
        let mut inner = self.lock();
        let over: Vec<Uuid> = inner.accepted.keys().filter(|id| !open.contains(*id)).copied().collect();
        inner.closed.extend(over);
    }

    pub fn open(&self) -> usize {
        let inner = self.lock();
        inner.accepted.keys().filter(|id| !inner.closed.contains(*id)).count()
    }

    pub fn tap(&self, id: Uuid, at: Instant) {
        self.lock().taps.entry(id).or_default().push(at);
    }

    pub fn refuse(&self, code: String) {
        *self.lock().refused.entry(code).or_default() += 1;
    }

    pub fn nack(&self, code: &str) {
        *self.lock().nacks.entry(code.to_owned()).or_default() += 1;
    }

    pub fn accepted(&self) -> HashMap<Uuid, Accepted> {
        self.lock().accepted.clone()
    }

    pub fn taps(&self) -> HashMap<Uuid, Vec<Instant>> {
        self.lock().taps.clone()
    }

    pub fn refused(&self) -> BTreeMap<String, u64> {
        self.lock().refused.clone()
    }

    pub fn nacks(&self) -> BTreeMap<String, u64> {
        self.lock().nacks.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn log(kinds: &[&str]) -> Vec<Entry> {
        let entry = |(k, kind): (usize, &&str)| Entry {
            seq: k as u64 + 1,
            kind: kind.to_string(),
            order: Some(Uuid::from_u128(k as u128)),
            external_id: Some(format!("run-{k}")),
        };
        kinds.iter().enumerate().map(entry).collect()
    }

    fn seen(seqs: &[u64]) -> Seen {
        let mut seen = Seen::new();
        seen.snapshot(0);
        for seq in seqs {
            let _ = seen.frame(*seq, *seq);
            seen.event(*seq, *seq, *seq);
        }
        seen
    }

    #[test]
    fn a_session_that_saw_all_that_it_may_is_clean() {
        let log = log(&["order.placed", "payment.captured", "order.confirmed"]);
        let mut kitchen = Seen::new();
        kitchen.snapshot(0);
        assert_eq!(kitchen.frame(1, 3), Ok(()));
        assert!(kitchen.event(1, 1, 3) && kitchen.event(3, 1, 3));
        assert_eq!(judge(&log, &kitchen, Role::Kitchen), Verdict::default());
        assert_eq!(judge(&log, &kitchen, Role::Pos), Verdict { lost: 1, ..Default::default() });
        assert_eq!((kitchen.doubled, kitchen.out_of_order, kitchen.gaps), (0, 0, 0));
    }

    #[test]
    fn what_was_missed_twice_or_backwards_is_counted_as_such() {
        let log = log(&["order.placed", "order.placed", "order.placed"]);
        assert_eq!(judge(&log, &seen(&[1, 3]), Role::Expo), Verdict { lost: 1, lost_placed: 1, foreign: 0 });
        assert_eq!(seen(&[1, 3]).gaps, 1);
        assert_eq!(seen(&[1, 2, 2]).doubled, 1);
        let backwards = seen(&[1, 3, 2]);
        assert!(backwards.out_of_order > 0 && backwards.doubled == 0);
    }

    #[test]
    fn an_event_outside_of_its_frame_is_out_of_order() {
        let mut seen = seen(&[1]);
        assert_eq!(seen.frame(2, 3), Ok(()));
        seen.event(5, 2, 3);
        assert_eq!(seen.out_of_order, 1);
    }

    #[test]
    fn a_snapshot_stands_for_what_it_jumped_over() {
        let log = log(&["order.placed", "order.placed", "order.placed"]);
        let mut seen = seen(&[1]);
        seen.snapshot(2);
        assert_eq!(seen.frame(3, 3), Ok(()));
        seen.event(3, 3, 3);
        assert_eq!(judge(&log, &seen, Role::Manager), Verdict::default());
    }

    #[test]
    fn a_heartbeat_without_events_changes_nothing() {
        let mut seen = seen(&[1, 2]);
        assert_eq!(seen.frame(3, 2), Ok(()));
        assert_eq!((seen.to, seen.out_of_order), (2, 0));
        assert_eq!(seen.frame(5, 4), Err(Gap));
    }

    #[test]
    fn what_a_kitchen_may_not_see_is_foreign() {
        let log = log(&["payment.captured"]);
        assert_eq!(judge(&log, &seen(&[1]), Role::Kitchen).foreign, 1);
    }

    #[test]
    fn the_books_find_an_order_that_was_taken_and_lost_and_one_that_was_placed_twice() {
        let mut log = log(&["order.placed", "order.placed", "order.placed"]);
        log[1].external_id = Some("run-0".into());
        let accepted =
            |ids: &[u128]| ids.iter().map(|id| (Uuid::from_u128(*id), Accepted { scheduled: Instant::now() })).collect();
        let found = books(&log, &accepted(&[0, 2, 9]), "run-");
        assert_eq!(found, Books { missing: 1, doubled: 1, unanswered: 1, gaps: 0 });
    }
}
