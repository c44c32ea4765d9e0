//! A restaurant for tests: orders, a log that gives each event its `seq`, and a board in the full
//! and in the kitchen's view. Every event goes through JSON and every step is judged as it is
//! folded, so that each test watches the same rules.

#![allow(dead_code)] // each test file uses its part

pub mod script;

use std::collections::BTreeMap;

use shared::board::{Board, LocationView};
use shared::ids::*;
use shared::location::{Station, Thresholds};
use shared::order::*;
use shared::time::Timestamp;
use shared::view::Audience;

pub const NOON: Timestamp = Timestamp(1_795_348_800_000); // 2026-11-22T12:00:00Z

pub fn at(seconds: i64) -> Timestamp {
    NOON.plus_seconds(seconds)
}

pub fn id(n: u128) -> Uuid {
    Uuid::from_u128(0x019a_0000_0000_7000_8000_0000_0000_0000 + n)
}

pub fn location() -> LocationView {
    let station = |id: &str| Station { id: id.into(), name: id.to_uppercase(), backup: Some("expo".into()), at_once: false };
    LocationView {
        id: "main".into(),
        name: "Passline Pizzeria".into(),
        currency: "USD".into(),
        stations: vec![station("oven"), station("grill")],
        thresholds: Thresholds::default(),
        fire_plan: Default::default(),
        tax: None,
    }
}

/// A dish by one letter: `a` comes from the oven at 10.00, `b` from the grill at 7.50, `c` is
/// course 2 from the oven; `x` has no station.
pub fn dish(letter: &str) -> NewItem {
    let (station, course, unit_price, prep_seconds) = match letter.chars().next() {
        Some('a') => (Some("oven"), 1, 1000, 420),
        Some('b') => (Some("grill"), 1, 750, 300),
        Some('c') => (Some("oven"), 2, 600, 120),
        _ => (None, 1, 125, 0),
    };
    NewItem {
        menu_item_id: MenuItemId(format!("dish-{letter}")),
        name: letter.to_owned(),
        kitchen_name: None,
        quantity: 1,
        modifiers: vec![],
        note: None,
        allergens: vec![],
        seat: None,
        course,
        station: station.map(Into::into),
        prep_seconds,
        unit_price,
        uses: Default::default(),
    }
}

pub fn modifier(price: i64) -> Modifier {
    Modifier { id: "extra-cheese".into(), name: "Extra cheese".into(), price: Some(price), removes: false }
}

/// An order of these dishes at a table, to be paid later.
pub fn placement(letters: &str) -> Placement {
    Placement {
        id: OrderId(Uuid::nil()),
        number: 0,
        location: "main".into(),
        channel: Channel::DineIn,
        table: Some("12".into()),
        covers: Some(2),
        note: None,
        guest: Some(Guest { name: "Ines".into(), phone: Some("+15550001111".into()) }),
        due_at: None,
        external_id: None,
        customer_id: None,
        redeem_points: 0,
        payment: PaymentTerms::default(),
        items: letters.split_whitespace().map(dish).collect(),
        allergies: vec![],
        hold_courses: vec![],
        currency: "USD".into(),
        tax_percent: "8.875".parse().unwrap(),
        tax_included: false,
    }
}

pub fn card_now() -> PaymentTerms {
    PaymentTerms { method: PaymentMethod::Card, when: PayWhen::Now }
}

pub fn allergy(seat: Option<u16>, allergen: &str) -> Allergy {
    Allergy { seat, allergen: allergen.into() }
}

#[derive(Debug)]
pub struct World {
    pub orders: BTreeMap<OrderId, Order>,
    pub log: Vec<Event>,
    pub board: Board,
    pub kitchen: Board,
    pub now: Timestamp,
    ids: u128,
    numbers: u32,
}

impl Default for World {
    fn default() -> Self {
        let (board, kitchen) = (Board::new(location()), Board::new(location()));
        World { orders: BTreeMap::new(), log: vec![], board, kitchen, now: NOON, ids: 0, numbers: 117 }
    }
}

impl World {
    pub fn fresh(&mut self) -> Uuid {
        self.ids += 1;
        id(self.ids)
    }

    fn with_ctx<T>(&mut self, is_manager: bool, f: impl FnOnce(&mut Ctx) -> T) -> T {
        let (now, by) = (self.now, By { person: Some(PersonId(id(900_001))), device: None });
        let ids = &mut self.ids;
        let mut fresh = || {
            *ids += 1;
            id(*ids)
        };
        f(&mut Ctx { now, business_day_start: at(-8 * 3600), by, is_manager, fresh: &mut fresh })
    }

    pub fn place(&mut self, mut placement: Placement) -> Result<OrderId, Rejection> {
        self.numbers += 1;
        (placement.id, placement.number) = (OrderId(self.fresh()), self.numbers);
        let id = placement.id;
        let (decided, events) = self.with_ctx(false, |ctx| place(placement, ctx))?;
        self.commit(id, events);
        let folded = &self.orders[&id];
        let expected = Order::from_event(&self.log[self.log.len() - 1]).unwrap_or(decided);
        assert_eq!(without_version(folded), without_version(&expected), "the fold is what was decided");
        Ok(id)
    }

    pub fn decide(&mut self, id: OrderId, command: &Command, is_manager: bool) -> Result<usize, Rejection> {
        let order = self.orders[&id].clone();
        let events = self.with_ctx(is_manager, |ctx| decide(&order, command, ctx))?;
        Ok(self.commit(id, events))
    }

    pub fn add(&mut self, id: OrderId, items: Vec<NewItem>, allergies: &[Allergy], hold: &[u16]) -> Result<usize, Rejection> {
        let order = self.orders[&id].clone();
        let events = self.with_ctx(false, |ctx| add_items(&order, items, allergies, hold, ctx))?;
        Ok(self.commit(id, events))
    }

    pub fn pay(&mut self, id: OrderId, tendered: Option<i64>) -> Result<usize, Rejection> {
        let order = self.orders[&id].clone();
        let payment = PaymentId(self.fresh());
        let events = self.with_ctx(false, |ctx| pay(&order, payment, tendered, ctx))?;
        Ok(self.commit(id, events))
    }

    pub fn charge(&mut self, id: OrderId) -> Result<usize, Rejection> {
        let order = self.orders[&id].clone();
        let payment = PaymentId(self.fresh());
        let (_, events) = self.with_ctx(false, |ctx| charge(&order, payment, ctx))?;
        Ok(self.commit(id, events))
    }

    pub fn split(&mut self, id: OrderId, moved: &[(ItemId, Option<u32>)]) -> Result<OrderId, Rejection> {
        let order = self.orders[&id].clone();
        let new = OrderId(self.fresh());
        self.numbers += 1;
        let number = self.numbers;
        let events = self.with_ctx(false, |ctx| split(&order, moved, new, number, ctx))?;
        self.commit(id, events);
        Ok(new)
    }

    pub fn merge(&mut self, into: OrderId, from: OrderId) -> Result<usize, Rejection> {
        let (first, second) = (self.orders[&into].clone(), self.orders[&from].clone());
        let events = self.with_ctx(false, |ctx| merge(&first, &second, ctx))?;
        Ok(self.commit(into, events))
    }

    /// Gives the events their `seq`, folds each as a client would, and judges every step.
    pub fn commit(&mut self, id: impl Into<Option<OrderId>>, events: Vec<EventData>) -> usize {
        let order_id = id.into();
        let count = events.len();
        for data in events {
            let seq = self.log.len() as u64 + 1;
            let event = Event { seq, at: self.now, order_id, by: by(), tapped_at: None, data };
            self.fold(event);
        }
        for order in self.orders.values() {
            if let Err(fault) = check(order) {
                panic!("order {}: {fault}\n{order:#?}", order.number);
            }
        }
        count
    }

    fn fold(&mut self, event: Event) {
        let text = serde_json::to_string(&event).unwrap();
        let read = Event::from_json(&text).unwrap();
        assert_eq!(read, event, "an event survives its JSON");
        let before = self.orders.clone();
        match &event.data {
            EventData::Placed(_) => {
                let order = Order::from_event(&read).unwrap();
                self.orders.insert(order.id, order);
            }
            EventData::Split(s) => {
                let mut new = (*s.new_order).clone();
                new.apply(&read);
                self.orders.insert(new.id, new);
                self.orders.get_mut(&s.order_id).unwrap().apply(&read);
            }
            EventData::Merged(m) => {
                for id in [m.order_id, m.merged_order_id] {
                    self.orders.get_mut(&id).unwrap().apply(&read);
                }
            }
            _ => {
                if let Some(order) = event.order_id.and_then(|id| self.orders.get_mut(&id)) {
                    order.apply(&read);
                }
            }
        }
        judge(&before, &self.orders, &event);
        self.board.apply(&read);
        if let Some(seen) = Audience::Kitchen.event(&event) {
            let text = serde_json::to_string(&seen).unwrap();
            self.kitchen.apply(&Event::from_json(&text).unwrap());
        }
        self.log.push(event);
    }
}

fn by() -> By {
    By { person: Some(PersonId(id(900_001))), device: None }
}

fn without_version(order: &Order) -> serde_json::Value {
    let mut value = serde_json::to_value(order).unwrap();
    value["version"] = 0.into();
    value
}

/// Every step of an order and of an item is one of the tables', whatever event made it.
fn judge(before: &BTreeMap<OrderId, Order>, after: &BTreeMap<OrderId, Order>, event: &Event) {
    let items = |orders: &BTreeMap<OrderId, Order>| -> BTreeMap<ItemId, ItemStatus> {
        orders.values().flat_map(|o| &o.items).map(|i| (i.id, i.status)).collect()
    };
    for (id, order) in after {
        let Some(old) = before.get(id) else { continue };
        let legal = old.status == order.status || old.status.may_become(order.status);
        assert!(legal, "{:?} -> {:?} by {:?}", old.status, order.status, event.data.kind());
    }
    let old = items(before);
    for (id, status) in items(after) {
        let Some(old) = old.get(&id) else { continue };
        let legal = *old == status || old.may_become(status);
        assert!(legal, "item {old:?} -> {status:?} by {:?}", event.data.kind());
    }
}
