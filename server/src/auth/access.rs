//! Who still may: the people and devices of a location, read from the store once for all calls of
//! half a second. So a token ends within a second on every node, and no call asks the database.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use shared::ids::*;
use shared::location::Role;
use shared::time::Timestamp;
use tokio::time::{Instant, timeout};

use super::{Actor, Device};
use crate::clock::Clock;
use crate::store::{Kind, RecordFilter, Store, StoreError};

/// How long what was read is good for. With the reading itself this stays below a second.
const LIFE: Duration = Duration::from_millis(500);
/// Where something older is known, a database that hangs holds calls up for no longer than this.
const READ_WITHIN: Duration = Duration::from_secs(1);
/// Clocks of two nodes may differ by as much. A token made so shortly before the reading may be of
/// somebody whom the reading has not seen: it is read once more.
const SKEW_MS: i64 = 2_000;
/// Devices read at a time.
const PAGE: u32 = 500;
/// Devices whose last call is remembered; past that all are forgotten.
const SEEN_MAX: usize = 10_000;

/// Who may, as of one reading.
#[derive(Debug, Default)]
pub struct List {
    people: HashMap<PersonId, Role>,
    devices: HashMap<DeviceId, Device>,
    /// By the clock on the wall.
    read_at: Timestamp,
}

impl List {
    pub fn device(&self, id: DeviceId) -> Option<&Device> {
        self.devices.get(&id)
    }

    fn has(&self, actor: &Actor, issued_at: Timestamp) -> bool {
        // Whoever pairs a device takes it over: what was given for it before has ended.
        let paired = |device: &Device| device.paired_at.is_some_and(|at| issued_at.0 + SKEW_MS >= at.0);
        // A token says the role of when it was made, and a new role counts from the next token on. But whoever
        // is no manager any more cannot make themselves one again.
        let may = |now: &Role| *now == actor.role || actor.role != Role::Manager;
        actor.person.is_none_or(|id| self.people.get(&id).is_some_and(may))
            && actor.device.is_none_or(|id| self.devices.get(&id).is_some_and(paired))
    }
}

#[derive(Default)]
struct Entry {
    /// Held while reading: calls at the same instant share one.
    reading: tokio::sync::Mutex<()>,
    kept: Mutex<Option<(Arc<List>, Instant)>>,
}

impl Entry {
    fn kept(&self) -> MutexGuard<'_, Option<(Arc<List>, Instant)>> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What was read at `since` or later.
    fn since(&self, since: Option<Instant>) -> Option<Arc<List>> {
        let kept = self.kept();
        let (list, at) = kept.as_ref()?;
        since.is_some_and(|since| *at >= since).then(|| list.clone())
    }
}

pub struct Access {
    store: Arc<dyn Store>,
    clock: Arc<dyn Clock>,
    /// One for each location that a token of ours names.
    entries: Mutex<HashMap<LocationId, Arc<Entry>>>,
    seen: Mutex<HashMap<DeviceId, Timestamp>>,
}

impl Access {
    pub fn new(store: Arc<dyn Store>, clock: Arc<dyn Clock>) -> Access {
        Access { store, clock, entries: Mutex::default(), seen: Mutex::default() }
    }

    /// Whether the person and the device behind a token still may. Call it for tokens of ours only.
    pub async fn admits(&self, actor: &Actor, issued_at: Timestamp) -> Result<bool, StoreError> {
        let called_at = Instant::now();
        let mut list = self.list(&actor.location).await?;
        if !list.has(actor, issued_at) && issued_at.0 + SKEW_MS >= list.read_at.0 {
            list = self.read_since(&actor.location, Some(called_at)).await?;
        }
        let admitted = list.has(actor, issued_at);
        if let Some(device) = actor.device.filter(|_| admitted) {
            self.note(device);
        }
        Ok(admitted)
    }

    /// The list, at most `LIFE` old where the database answers.
    pub async fn list(&self, location: &LocationId) -> Result<Arc<List>, StoreError> {
        self.read_since(location, Instant::now().checked_sub(LIFE)).await
    }

    /// Something has changed here: the next call reads anew.
    pub fn forget(&self, location: &LocationId) {
        // What is kept stays, for when the database does not answer; but it counts as old.
        if let (Some((_, at)), Some(old)) = (self.entry(location).kept().as_mut(), Instant::now().checked_sub(2 * LIFE)) {
            *at = (*at).min(old);
        }
    }

    /// When a device was last heard by this node.
    pub fn last_seen(&self, device: DeviceId) -> Option<Timestamp> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner).get(&device).copied()
    }

    fn note(&self, device: DeviceId) {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        if seen.len() >= SEEN_MAX && !seen.contains_key(&device) {
            seen.clear();
        }
        seen.insert(device, self.clock.now());
    }

    fn entry(&self, location: &LocationId) -> Arc<Entry> {
        let mut entries = self.entries.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(entry) = entries.get(location) {
            return entry.clone();
        }
        entries.entry(location.clone()).or_default().clone()
    }

    async fn read_since(&self, location: &LocationId, since: Option<Instant>) -> Result<Arc<List>, StoreError> {
        let entry = self.entry(location);
        if let Some(list) = entry.since(since) {
            return Ok(list);
        }
        let _turn = entry.reading.lock().await;
        if let Some(list) = entry.since(since) {
            return Ok(list);
        }
        // Its age counts from before the reading.
        let began = Instant::now();
        let old = entry.kept().as_ref().map(|(list, _)| list.clone());
        let (list, at) = match old {
            None => (Arc::new(self.read(location).await?), began),
            Some(old) => match timeout(READ_WITHIN, self.read(location)).await {
                Ok(Ok(list)) => (Arc::new(list), began),
                // A database that is away takes nobody's screen: nothing can be changed meanwhile.
                // The next try is due when what was known has aged again.
                failed => {
                    let cause = failed.map_or_else(
                        |_| "no answer in time".to_owned(),
                        |read| read.err().map(|cause| cause.to_string()).unwrap_or_default(),
                    );
                    tracing::warn!(location.id = %location, cause, "who may could not be read: what was known goes on");
                    (old, Instant::now())
                }
            },
        };
        *entry.kept() = Some((list.clone(), at));
        Ok(list)
    }

    async fn read(&self, location: &LocationId) -> Result<List, StoreError> {
        let read_at = self.clock.now();
        let people = self.store.people(location).await?.into_iter().map(|person| (person.id, person.role)).collect();
        let mut devices = HashMap::new();
        let mut before = None;
        loop {
            let filter = RecordFilter { before: before.clone(), ..RecordFilter::of(Kind::Device, PAGE) };
            let rows = self.store.records(location, &filter).await?;
            let read = rows.iter().filter_map(|row| serde_json::from_str::<Device>(&row.json).ok());
            devices.extend(read.filter(|device| device.revoked_at.is_none()).map(|device| (device.id, device)));
            // The revoked come last, with ranks below 0.
            match rows.last().filter(|last| rows.len() == PAGE as usize && last.rank >= 0) {
                Some(last) => before = Some((last.rank, last.id.clone())),
                None => return Ok(List { people, devices, read_at }),
            }
        }
    }
}
