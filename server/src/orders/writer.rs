//! The location's writer: take what waits, lock, catch up, decide, commit once, answer.

use std::collections::HashMap;
use std::time::Duration;

use shared::ids::*;
use shared::stock::{Ingredient, Stock};
use shared::time::Timestamp;
use tokio::sync::mpsc;
use tokio::time::Instant;

use super::changes::Known;
use super::dishes::Needs;
use super::handle::Draft;
use super::{Entry, House, Inner, KEY_SECONDS, Receipt, Refusal, What};
use crate::crash;
use crate::log::{Committed, Stretch};
use crate::store::{Batch, Kind, StoreError};
use std::sync::Arc;

/// A command that could not be committed for so long is answered with "try again".
const GIVE_UP: Duration = Duration::from_secs(5);
/// Between two tries; short, since the lock's own time-out is what usually waits.
const BACK_OFF: Duration = Duration::from_millis(50);
/// Events that a stale cache takes over one by one; behind by more, it starts afresh.
const CATCH_UP_MAX: u64 = 5_000;
/// Orders that a cache holds: a very large house at dinner, many times over.
const CACHE_MAX: usize = 4_096;

/// What this node knows of the location. A hint until the lock is held and the log is read.
pub(super) struct Cache {
    pub house: House,
    /// Of the house's menu.
    pub needs: Needs,
    pub head: u64,
    pub orders: HashMap<OrderId, shared::order::Order>,
    /// Dishes that are off or counted.
    pub availability: HashMap<MenuItemId, shared::order::Availability>,
    /// What is in the house.
    pub stock: Stock,
    /// The business day, and the last order number of it.
    pub day: Option<Day>,
}

#[derive(Clone)]
pub(super) struct Day {
    pub name: String,
    pub start: Timestamp,
    pub last_number: u32,
}

pub(super) struct Writer {
    inner: Arc<Inner>,
    location: LocationId,
    cache: Option<Cache>,
}

/// How a try to commit a batch ended.
enum Outcome {
    /// One answer for each entry.
    Answered(Vec<Result<Receipt, Refusal>>),
    /// What is in the batch cannot be stored.
    Poisoned,
    /// The same may work later.
    Again,
    NoSuchLocation,
}

impl Writer {
    pub fn new(inner: Arc<Inner>, location: LocationId) -> Writer {
        Writer { inner, location, cache: None }
    }

    pub async fn run(mut self, mut inbox: mpsc::Receiver<Entry>) {
        loop {
            let first = tokio::select! {
                entry = inbox.recv() => entry,
                // Drain: what is accepted is finished, nothing new comes in.
                () = self.inner.stop.cancelled() => { inbox.close(); inbox.recv().await }
            };
            let Some(first) = first else { return };
            let mut batch = vec![first];
            while batch.len() < self.inner.batch_max {
                match inbox.try_recv() {
                    Ok(entry) => batch.push(entry),
                    Err(_) => break,
                }
            }
            self.work(batch).await;
        }
    }

    /// Answers every entry of a batch, whatever happens.
    async fn work(&mut self, mut batch: Vec<Entry>) {
        let oldest = batch.iter().map(|e| e.since).min().unwrap_or_else(Instant::now);
        loop {
            match self.attempt(&batch).await {
                Outcome::Answered(answers) => {
                    self.inner.metrics.waiting("writer", -(batch.len() as i64));
                    for (entry, answer) in batch.into_iter().zip(answers) {
                        // A caller that went away needs no answer.
                        self.inner.metrics.answered(answer.as_ref().map_or_else(Refusal::code, |_| "accepted"));
                        let _ = entry.answer.send(answer);
                    }
                    return;
                }
                Outcome::NoSuchLocation => return self.refuse(batch, &Refusal::NoSuchLocation),
                Outcome::Poisoned if batch.len() > 1 => {
                    // One by one: the culprit alone is refused.
                    let rest = batch.split_off(1);
                    Box::pin(self.work(batch)).await;
                    batch = rest;
                }
                Outcome::Poisoned => return self.refuse(batch, &Refusal::Poisoned),
                Outcome::Again if oldest.elapsed() + BACK_OFF > GIVE_UP => return self.refuse(batch, &Refusal::Unavailable),
                Outcome::Again => tokio::time::sleep(BACK_OFF).await,
            }
        }
    }

    fn refuse(&self, batch: Vec<Entry>, refusal: &Refusal) {
        self.inner.metrics.waiting("writer", -(batch.len() as i64));
        for entry in batch {
            self.inner.metrics.answered(refusal.code());
            let _ = entry.answer.send(Err(refusal.clone()));
        }
    }

    async fn attempt(&mut self, batch: &[Entry]) -> Outcome {
        let started = Instant::now();
        match self.try_commit(batch).await {
            Ok(Some(answers)) => {
                self.inner.metrics.commit(batch.len(), started.elapsed());
                Outcome::Answered(answers)
            }
            Ok(None) => Outcome::NoSuchLocation,
            Err(error) => {
                // Whatever was read in a transaction that failed is not to be trusted. A commit of
                // unknown outcome is tried again as well: if it did happen, the keys tell.
                self.cache = None;
                self.inner.metrics.commit_failures.inc();
                match error {
                    StoreError::Refused(cause) => {
                        tracing::error!(location.id = %self.location, batch = batch.len(), cause = %format!("{cause:#}"), "a batch was refused by the database");
                        Outcome::Poisoned
                    }
                    StoreError::Unavailable(cause) | StoreError::UnknownOutcome(cause) => {
                        tracing::warn!(location.id = %self.location, cause = %format!("{cause:#}"), "a commit has to be tried again");
                        Outcome::Again
                    }
                }
            }
        }
    }

    async fn try_commit(&mut self, batch: &[Entry]) -> Result<Option<Vec<Result<Receipt, Refusal>>>, StoreError> {
        let Some(mut cache) = self.take_cache().await? else { return Ok(None) };
        let now = self.inner.clock.now();
        let mut tx = self.inner.store.begin(&self.location).await?;
        crash::point("writer.locked");
        let behind = self.catch_up(&mut cache, &mut *tx).await?;
        let ids: Vec<CommandId> = batch.iter().map(|e| e.request.key.id).collect();
        let known = tx.keys(&ids, now.minus_seconds(KEY_SECONDS)).await?;
        self.load_orders(&mut cache, &mut *tx, batch).await?;
        self.open_day(&mut cache, &mut *tx, now).await?;
        let beside = self.load_beside(&cache, &mut *tx, batch).await?;
        let mut draft = Draft::new(&mut cache, &self.inner, now, known, beside);
        let answers: Vec<_> = batch.iter().map(|entry| draft.take(&entry.request)).collect();
        let (write, stretch, day) = draft.finish();
        crash::point("writer.decided");
        tx.commit(&write).await?;
        crash::point("writer.committed");
        if !write.jobs.is_empty() {
            self.inner.jobs_waiting.notify_waiters();
        }
        cache.head = cache.head.max(stretch.to);
        if let Some(day) = day {
            cache.day = Some(day);
        }
        for event in &stretch.events {
            cache.fold(&event.event, true);
        }
        cache.trim();
        self.cache = Some(cache);
        self.announce(behind, stretch);
        Ok(Some(answers))
    }

    async fn take_cache(&mut self) -> Result<Option<Cache>, StoreError> {
        if let Some(cache) = self.cache.take() {
            return Ok(Some(cache));
        }
        let Some(house) = self.house().await? else { return Ok(None) };
        Ok(Some(Cache {
            needs: Needs::of(&house.menu),
            house,
            // Behind every log, so that the first lock reads everything afresh.
            head: 0,
            orders: HashMap::new(),
            availability: HashMap::new(),
            stock: Stock::default(),
            day: None,
        }))
    }

    async fn house(&self) -> Result<Option<House>, StoreError> {
        Ok(self.inner.store.location(&self.location).await?.map(Arc::new))
    }

    /// Brings the cache to the head that the lock protects. What was missing goes to the screens
    /// too: this node's own commit must not make a gap.
    async fn catch_up(&self, cache: &mut Cache, tx: &mut dyn Batch) -> Result<Stretch, StoreError> {
        let head = tx.head();
        if cache.head == head && cache.day.is_some() {
            return Ok(Stretch::default());
        }
        let fresh = cache.day.is_none();
        if fresh || head - cache.head.min(head) > CATCH_UP_MAX {
            cache.orders.clear();
            cache.availability = tx.availability().await?.into_iter().map(|a| (a.menu_item_id.clone(), a.into())).collect();
            cache.stock = stock(&mut *tx).await?;
            cache.day = None;
            cache.head = head;
            if cache.house.head != head {
                // Menu and settings may have changed before the lock was ours.
                self.read_house(cache).await?;
            }
            return Ok(Stretch::default());
        }
        let mut stretch = Stretch::default();
        while cache.head < head {
            let rows = tx.events_after(cache.head, 1_000).await?;
            let part = Stretch::from_rows(&rows).map_err(|e| StoreError::Refused(e.into()))?;
            if part.events.is_empty() {
                return Err(StoreError::Refused(anyhow::anyhow!("the log ends at {} and not at its head {head}", cache.head)));
            }
            for event in &part.events {
                cache.fold(&event.event, false);
            }
            cache.head = part.to;
            stretch.append(part);
        }
        use shared::order::EventData::{LocationChanged, MenuReplaced};
        if stretch.events.iter().any(|e| matches!(e.event.data, MenuReplaced(_) | LocationChanged(_))) {
            self.read_house(cache).await?;
        }
        Ok(stretch)
    }

    /// The house as it is under the lock: nobody else can change it now.
    async fn read_house(&self, cache: &mut Cache) -> Result<(), StoreError> {
        if let Some(house) = self.house().await? {
            cache.enter(house);
        }
        Ok(())
    }

    async fn load_orders(&self, cache: &mut Cache, tx: &mut dyn Batch, batch: &[Entry]) -> Result<(), StoreError> {
        let mut missing: Vec<OrderId> = batch.iter().flat_map(|e| e.request.what.orders()).collect();
        missing.retain(|id| !cache.orders.contains_key(id));
        missing.sort();
        missing.dedup();
        if missing.is_empty() {
            return Ok(());
        }
        for json in tx.orders(&missing).await? {
            let order: shared::order::Order = serde_json::from_str(&json).map_err(|e| StoreError::Refused(e.into()))?;
            if let Err(broken) = shared::order::check(&order) {
                tracing::error!(order.id = %order.id, broken, "an order that was loaded breaks an invariant");
                self.inner.metrics.invariant_broken();
            }
            cache.orders.insert(order.id, order);
        }
        Ok(())
    }

    /// The records and positions that the batch is about. They are read afresh under every lock:
    /// few commands need any.
    async fn load_beside(&self, cache: &Cache, tx: &mut dyn Batch, batch: &[Entry]) -> Result<Known, StoreError> {
        let mut ids: Vec<(Kind, String)> = batch.iter().flat_map(|e| e.request.what.records(cache)).collect();
        ids.sort();
        ids.dedup();
        let mut known = Known::default();
        if !ids.is_empty() {
            known.records = tx.records(&ids).await?.into_iter().map(|r| ((r.kind, r.id.clone()), r)).collect();
        }
        if batch.iter().any(|e| matches!(e.request.what, What::Step(_))) {
            known.positions = tx.positions().await?.into_iter().collect();
        }
        if batch.iter().any(|e| matches!(e.request.what, What::Access(_))) {
            known.people_before = tx.people().await?;
        }
        Ok(known)
    }

    async fn open_day(&self, cache: &mut Cache, tx: &mut dyn Batch, now: Timestamp) -> Result<(), StoreError> {
        let (name, start) = crate::location_file::business_day(&cache.house.location, now).map_err(StoreError::Refused)?;
        if cache.day.as_ref().is_none_or(|day| day.name != name) {
            let last_number = tx.last_number(&name).await?;
            cache.day = Some(Day { name, start, last_number });
        }
        Ok(())
    }

    fn announce(&self, behind: Stretch, own: Stretch) {
        let mut stretch = behind;
        stretch.append(own);
        if stretch.events.is_empty() {
            return;
        }
        let committed = Committed { location: self.location.clone(), stretch };
        // A full queue only costs time: the relay's next sweep reads the log.
        if self.inner.committed.try_send(committed).is_err() {
            self.inner.metrics.dropped("relay");
        }
    }
}

impl Cache {
    /// Names, prices and recipes from now on.
    pub fn enter(&mut self, house: House) {
        self.needs = Needs::of(&house.menu);
        self.house = house;
    }

    /// Folds an event of the log. `own`: of this writer, which has the order in hand already.
    fn fold(&mut self, event: &shared::order::Event, own: bool) {
        use shared::order::EventData;
        match &event.data {
            EventData::Placed(placed) => {
                if let Some(day) = self.day.as_mut().filter(|day| placed.order.placed_at >= day.start) {
                    day.last_number = day.last_number.max(placed.order.number);
                }
            }
            EventData::Split(split) => {
                if let Some(day) = &mut self.day {
                    day.last_number = day.last_number.max(split.new_order.number);
                }
            }
            EventData::Availability(a) => {
                self.availability.insert(a.menu_item_id.clone(), a.clone());
            }
            _ => {}
        }
        if own {
            return;
        }
        self.stock.fold(event);
        let touched = match &event.data {
            EventData::Split(s) => vec![s.order_id, s.new_order_id],
            EventData::Merged(m) => vec![m.order_id, m.merged_order_id],
            _ => event.order_id.into_iter().collect(),
        };
        for id in touched {
            if let Some(order) = self.orders.get_mut(&id) {
                order.apply(event);
            }
        }
    }

    fn trim(&mut self) {
        if self.orders.len() > CACHE_MAX {
            self.orders.retain(|_, order| !order.status.is_over());
        }
        if self.orders.len() > CACHE_MAX {
            self.orders.clear();
        }
    }
}

async fn stock(tx: &mut dyn Batch) -> Result<Stock, StoreError> {
    let rows = tx.records_of(Kind::Ingredient).await?;
    let read = |json: &str| serde_json::from_str::<Ingredient>(json).map_err(|e| StoreError::Refused(e.into()));
    Ok(Stock::of(rows.iter().map(|row| read(&row.json)).collect::<Result<Vec<_>, _>>()?))
}
