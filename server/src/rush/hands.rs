//! What is done by hand in a restaurant, by plan: each worker looks at the board, makes up
//! its mind when it will do what, and looks again before it does it.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap, HashMap, HashSet};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use shared::board::Board;
use shared::ids::{ItemId, OrderId, StationId};
use shared::order::{Channel, Item, ItemStatus, Order, Status};
use shared::time::Timestamp;

use super::chance::Chance;

/// Dishes that one station has in work at once on an evening.
pub const HANDS: usize = 8;
/// After so many refusals a worker lets an order be; the report says so.
const REFUSALS_MAX: u32 = 10;

#[derive(Clone, Debug, PartialEq)]
pub enum Job {
    /// Cooks at its station; `strays`: also what belongs to no station.
    Cook { station: String, strays: bool },
    /// Calls orders at tables, and takes one back now and then.
    Pass,
    /// Fires courses, hands over takeaways, voids, cancels and adds.
    Till,
    /// Only looks.
    Watch,
}

/// How quickly restaurant time passes, and how much goes wrong.
#[derive(Clone, Debug)]
pub struct Pace {
    pub speed: f64,
    /// Cooks so many times quicker than the menu says.
    pub cooks: f64,
    /// Of a hundred items or orders, so many meet with a mishap.
    pub mishaps: f64,
    /// Dishes that one station has in work at once.
    pub hands: usize,
    pub seed: u64,
    /// Every order of this run carries an `external_id` that begins so.
    pub run: String,
}

impl Pace {
    pub fn real(&self, seconds: f64) -> Duration {
        Duration::from_secs_f64(seconds / self.speed)
    }

    /// The order's place in the rush; `None` where somebody else placed it.
    fn place(&self, order: &Order) -> Option<u64> {
        order.external_id.as_deref()?.strip_prefix(&self.run)?.parse().ok()
    }
}

#[derive(Clone, Debug, PartialEq)]
pub enum Deed {
    Start(ItemId),
    Prepare(ItemId),
    Acknowledge(ItemId),
    RecallItem(ItemId),
    Bump(u32),
    Complete,
    RecallOrder,
    Fire(u16),
    Void(ItemId),
    Cancel,
    AddItems,
    /// A command was refused: see how things stand.
    LookAgain,
}

/// What a deed comes to.
#[derive(Debug)]
pub enum Call {
    Live { kind: &'static str, data: Value },
    Rest { path: String, body: Value },
}

/// One deed that is due.
pub struct Due {
    pub at: Instant,
    pub order: OrderId,
    pub deed: Deed,
    pub call: Call,
}

pub struct Worker {
    job: Job,
    pace: Pace,
    agenda: BinaryHeap<Reverse<(Instant, u64)>>,
    deeds: HashMap<u64, (OrderId, Deed)>,
    next: u64,
    /// Items and orders that stand on the agenda, or whose command is on its way.
    planned: HashMap<ItemId, (OrderId, u32)>,
    decided: HashSet<(OrderId, &'static str, u16)>,
    cooked_before: HashSet<ItemId>,
    refusals: HashMap<OrderId, u32>,
    hands: Vec<Instant>,
}

impl Worker {
    pub fn new(job: Job, pace: Pace) -> Self {
        Worker {
            job,
            pace,
            agenda: BinaryHeap::new(),
            deeds: HashMap::new(),
            next: 0,
            planned: HashMap::new(),
            decided: HashSet::new(),
            cooked_before: HashSet::new(),
            refusals: HashMap::new(),
            hands: Vec::new(),
        }
    }

    pub fn next_due(&self) -> Option<Instant> {
        self.agenda.peek().map(|Reverse((at, _))| *at)
    }

    pub fn agenda(&self) -> usize {
        self.agenda.len()
    }

    fn at(&mut self, at: Instant, order: OrderId, deed: Deed) {
        self.next += 1;
        self.agenda.push(Reverse((at, self.next)));
        self.deeds.insert(self.next, (order, deed));
    }

    /// The order changed, or is seen for the first time. `server_now` is the server's clock.
    pub fn look(&mut self, order: &Order, now: Instant, server_now: Timestamp) {
        let Some(place) = self.pace.place(order) else { return };
        match self.job.clone() {
            Job::Cook { station, strays } => self.cook(order, place, &station, strays, now, server_now),
            Job::Pass => self.pass(order, place, now),
            Job::Till => self.till(order, place, now),
            Job::Watch => {}
        }
    }

    fn cook(&mut self, order: &Order, place: u64, station: &str, strays: bool, now: Instant, server_now: Timestamp) {
        let mut tickets: BTreeMap<u32, Vec<&Item>> = BTreeMap::new();
        for item in order.items.iter().filter(|item| mine(item, station, strays)) {
            match item.status {
                ItemStatus::Prepared | ItemStatus::Voided => {
                    self.planned.remove(&item.id);
                }
                ItemStatus::Queued if order.status.is_cooking() && !self.planned.contains_key(&item.id) => {
                    tickets.entry(item.chit.unwrap_or(0)).or_default().push(item);
                }
                _ => {}
            }
        }
        for (chit, items) in tickets {
            let due = order.tickets.iter().find(|t| t.chit == chit && t.station == items[0].station).and_then(|t| t.due_at);
            let wait = due.map_or(0, |due| due.millis_since(server_now).max(0)) as u64;
            self.plan_ticket(order.id, place, chit, &items, now + Duration::from_millis(wait));
        }
    }

    fn plan_ticket(&mut self, order: OrderId, place: u64, chit: u32, items: &[&Item], from: Instant) {
        let mut chance = Chance::new(self.pace.seed, &format!("ticket {chit}"), place);
        // A ticket that comes a second time is tapped through item by item.
        let again = items.iter().any(|item| self.cooked_before.contains(&item.id));
        let bumps = !again && chance.percent(35.0) && items[0].station.is_some();
        let mut all_done = from;
        for (k, item) in items.iter().enumerate() {
            let mut chance = Chance::new(self.pace.seed, &format!("item {chit} {}", item.menu_item_id), place ^ (k as u64) << 40);
            let read = from + self.pace.real(chance.between(3.0, 20.0));
            let effort = f64::from(item.prep_seconds.max(10)) * (1.0 + 0.15 * f64::from(item.quantity.min(10) - 1));
            let effort = effort * chance.between(0.6, 1.3) / self.pace.cooks;
            let begin = self.free_hand(read, self.pace.real(effort));
            let done = begin + self.pace.real(effort);
            all_done = all_done.max(done);
            if item.needs_acknowledgement() {
                self.at(read, order, Deed::Acknowledge(item.id));
            }
            if !bumps || chance.percent(50.0) {
                self.at(begin, order, Deed::Start(item.id));
            }
            if !bumps {
                self.at(done, order, Deed::Prepare(item.id));
                if !again && chance.percent(self.pace.mishaps) {
                    self.at(done + self.pace.real(chance.between(5.0, 40.0)), order, Deed::RecallItem(item.id));
                }
            }
            self.planned.insert(item.id, (order, chit));
            self.cooked_before.insert(item.id);
        }
        if bumps {
            self.at(all_done, order, Deed::Bump(chit));
        }
    }

    /// When a hand is free for this dish; it is taken until the dish is done.
    fn free_hand(&mut self, from: Instant, effort: Duration) -> Instant {
        if self.hands.len() < self.pace.hands {
            self.hands.push(from + effort);
            return from;
        }
        match self.hands.iter_mut().min() {
            Some(hand) => {
                let begin = from.max(*hand);
                *hand = begin + effort;
                begin
            }
            None => from,
        }
    }

    fn pass(&mut self, order: &Order, place: u64, now: Instant) {
        let mut chance = Chance::new(self.pace.seed, "pass", place);
        let call = self.pace.real(chance.between(10.0, 60.0));
        if order.channel == Channel::DineIn {
            self.when_ready(order, now + call);
        }
        if order.status == Status::Completed && chance.percent(self.pace.mishaps) && self.decided.insert((order.id, "recall", 0))
        {
            self.at(now + call, order.id, Deed::RecallOrder);
        }
    }

    fn when_ready(&mut self, order: &Order, at: Instant) {
        let key = (order.id, "complete", 0);
        if order.status != Status::Ready {
            self.decided.remove(&key);
        } else if self.decided.insert(key) {
            self.at(at, order.id, Deed::Complete);
        }
    }

    fn till(&mut self, order: &Order, place: u64, now: Instant) {
        let mut chance = Chance::new(self.pace.seed, "till", place);
        let pause = self.pace.real(chance.between(20.0, 90.0));
        if order.channel != Channel::DineIn {
            self.when_ready(order, now + pause);
        }
        let waits = order.items.iter().any(|i| matches!(i.status, ItemStatus::Queued | ItemStatus::Preparing));
        let held = order.items.iter().filter(|i| i.status == ItemStatus::Held).map(|i| i.course).min();
        if let Some(course) = held.filter(|_| order.status.is_cooking() && !waits)
            && self.decided.insert((order.id, "fire", course))
        {
            self.at(now + pause, order.id, Deed::Fire(course));
        }
        if order.status.is_cooking() && self.decided.insert((order.id, "mishaps", 0)) {
            let soon = now + self.pace.real(chance.between(2.0, 60.0));
            if chance.percent(self.pace.mishaps)
                && let Some(item) = order.items.get(chance.below(order.items.len()))
            {
                self.at(soon, order.id, Deed::Void(item.id));
            }
            if chance.percent(self.pace.mishaps / 4.0) {
                self.at(soon, order.id, Deed::Cancel);
            }
            if chance.percent(self.pace.mishaps * 2.0) {
                self.at(soon + pause, order.id, Deed::AddItems);
            }
        }
    }

    /// The next deed that is due and still makes sense.
    pub fn take_due(&mut self, board: &Board, now: Instant, server_now: Timestamp) -> Option<Due> {
        while let Some(Reverse((at, n))) = self.agenda.peek().copied().filter(|Reverse((at, _))| *at <= now) {
            self.agenda.pop();
            let Some((id, deed)) = self.deeds.remove(&n) else { continue };
            let Some(order) = board.order(id) else { continue };
            if deed == Deed::LookAgain {
                let order = order.clone();
                self.look(&order, now, server_now);
                continue;
            }
            if self.refusals.get(&id).is_some_and(|refusals| *refusals > REFUSALS_MAX) {
                continue;
            }
            // An allergy that nobody has confirmed yet comes first.
            if let Some(item) = unconfirmed(order, &deed, &self.job) {
                self.at(now + Duration::from_millis(100), id, deed);
                return Some(Due {
                    at,
                    order: id,
                    deed: Deed::Acknowledge(item),
                    call: live("item.allergy_acknowledged", id, item),
                });
            }
            if let Some(call) = self.call(order, &deed) {
                return Some(Due { at, order: id, deed, call });
            }
        }
        None
    }

    fn call(&self, order: &Order, deed: &Deed) -> Option<Call> {
        let id = order.id;
        let status = |item: &ItemId| order.item(*item).map(|item| item.status);
        let open = |item: &ItemId| matches!(status(item), Some(ItemStatus::Queued | ItemStatus::Preparing));
        let rest = |what: &str, body: Value| Some(Call::Rest { path: format!("/api/v1/orders/{id}/{what}"), body });
        match deed {
            Deed::Start(item) => (status(item)? == ItemStatus::Queued).then(|| live("item.started", id, *item)),
            Deed::Prepare(item) => open(item).then(|| live("item.prepared", id, *item)),
            Deed::Acknowledge(item) => {
                order.item(*item)?.needs_acknowledgement().then(|| live("item.allergy_acknowledged", id, *item))
            }
            Deed::RecallItem(item) => {
                let recall = order.status.is_cooking() && status(item)? == ItemStatus::Prepared;
                recall.then(|| live("item.recalled", id, *item))
            }
            Deed::Bump(chit) => {
                let Job::Cook { station, .. } = &self.job else { return None };
                let key = StationId(station.clone());
                let any = order.ticket_items(Some(&key), Some(*chit)).any(|item| open(&item.id));
                let data = json!({ "order_id": id, "station": station, "chit": chit });
                any.then_some(Call::Live { kind: "ticket.bump", data })
            }
            Deed::Complete if order.status != Status::Ready => None,
            Deed::Complete if self.job == Job::Till => rest("complete", json!({})),
            Deed::Complete => Some(Call::Live { kind: "order.complete", data: json!({ "order_id": id }) }),
            Deed::RecallOrder => {
                (order.status == Status::Completed).then(|| Call::Live { kind: "order.recall", data: json!({ "order_id": id }) })
            }
            Deed::Fire(course) => {
                let held = order.items.iter().any(|i| i.course == *course && i.status == ItemStatus::Held);
                let data = json!({ "order_id": id, "course": course });
                (held && order.status.is_cooking()).then_some(Call::Live { kind: "order.fire", data })
            }
            Deed::Void(item) if open(item) => {
                rest(&format!("items/{item}/void"), json!({ "reason": "the guest changed their mind" }))
            }
            Deed::Cancel if matches!(order.status, Status::Confirmed | Status::InProgress) => {
                rest("cancel", json!({ "reason": "the guest left" }))
            }
            Deed::AddItems if order.status.is_cooking() => {
                let item = order.items.first()?;
                let modifiers: Vec<&str> = item.modifiers.iter().map(|m| m.id.as_str()).collect();
                rest(
                    "items",
                    json!({ "items": [{ "menu_item_id": item.menu_item_id, "quantity": 1, "modifiers": modifiers, "note": "another one" }] }),
                )
            }
            Deed::Void(_) | Deed::Cancel | Deed::AddItems | Deed::LookAgain => None,
        }
    }

    /// A command was refused: forget what it was for, and look at the order again in a moment.
    pub fn refused(&mut self, order: OrderId, deed: &Deed, now: Instant) {
        if let Deed::Start(item) | Deed::Prepare(item) | Deed::Acknowledge(item) = deed {
            self.planned.remove(item);
        }
        if let Deed::Bump(chit) = deed {
            // Which of the ticket's items hindered it, the board will say.
            self.planned.retain(|_, ticket| *ticket != (order, *chit));
        }
        self.decided.remove(&(order, "complete", 0));
        let refusals = self.refusals.entry(order).or_default();
        *refusals += 1;
        if *refusals <= REFUSALS_MAX {
            self.at(now + Duration::from_millis(200), order, Deed::LookAgain);
        }
    }
}

fn live(kind: &'static str, order: OrderId, item: ItemId) -> Call {
    Call::Live { kind, data: json!({ "order_id": order, "item_id": item }) }
}

fn mine(item: &Item, station: &str, strays: bool) -> bool {
    item.station.as_ref().map_or(strays, |s| s.as_str() == station)
}

fn unconfirmed(order: &Order, deed: &Deed, job: &Job) -> Option<ItemId> {
    match deed {
        Deed::Prepare(item) => order.item(*item).filter(|i| i.needs_acknowledgement() && !i.is_voided()).map(|i| i.id),
        Deed::Bump(chit) => {
            let Job::Cook { station, .. } = job else { return None };
            let key = StationId(station.clone());
            let mut items = order.ticket_items(Some(&key), Some(*chit));
            items
                .find(|i| i.needs_acknowledgement() && matches!(i.status, ItemStatus::Queued | ItemStatus::Preparing))
                .map(|i| i.id)
        }
        _ => None,
    }
}

#[cfg(test)]
#[path = "hands_tests.rs"]
mod tests;
