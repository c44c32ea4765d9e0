//! One batch on its way: each command judged in turn, under the lock, on what is true now.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use shared::ids::*;
use shared::menu::{AddItems, Faults, PlaceOrder};
use shared::money::Minor;
use shared::order::{self, *};
use shared::protocol::Ask;
use shared::time::Timestamp;

use super::changes::{Changes, Known};
use super::permit::permits;
use super::stock::StockAsk;
use super::tab::Tab;
use super::writer::{Cache, Day};
use super::{Answer, Effect, Inner, Receipt, Refusal, Request, What, tables};
use crate::log::{Logged, Stretch};
use crate::store::{AvailabilityRow, KeyRow, Kind, NewEvent, OrderRow, Write};

pub(super) struct Draft<'a> {
    pub(super) cache: &'a mut Cache,
    pub(super) inner: &'a Inner,
    pub(super) now: Timestamp,
    known: HashMap<CommandId, KeyRow>,
    day: Option<Day>,
    head: u64,
    seq: u64,
    logged: Vec<Logged>,
    keys: Vec<KeyRow>,
    changed: BTreeSet<OrderId>,
    dishes: BTreeSet<MenuItemId>,
    sequence: Option<Vec<OrderId>>,
    /// Ingredients whose amounts have changed.
    ingredients: BTreeSet<IngredientId>,
    /// What stands beside the orders, as this batch leaves it.
    pub(super) beside: Known,
}

/// What a command came to, before it has its place in the log.
#[derive(Default)]
pub(super) struct Decided {
    pub order_id: Option<OrderId>,
    pub events: Vec<EventData>,
    /// Of these events the order, where it is not `order_id`.
    pub of: BTreeMap<usize, OrderId>,
    pub status: u16,
    /// The answer where it is not the order.
    pub body: Option<serde_json::Value>,
    /// What changes beside the orders.
    pub changes: Changes,
}

impl Decided {
    pub fn on(order_id: OrderId, events: Vec<EventData>) -> Decided {
        Decided { order_id: Some(order_id), events, status: 200, ..Decided::default() }
    }

    /// Something that is not an order, shown as `body`.
    pub fn showing(body: serde_json::Value, events: Vec<EventData>) -> Decided {
        Decided { events, status: 200, body: Some(body), ..Decided::default() }
    }
}

impl<'a> Draft<'a> {
    pub fn new(cache: &'a mut Cache, inner: &'a Inner, now: Timestamp, known: Vec<KeyRow>, beside: Known) -> Draft<'a> {
        let (head, day) = (cache.head, cache.day.clone());
        let known = known.into_iter().map(|k| (k.id, k)).collect();
        Draft {
            cache,
            inner,
            now,
            known,
            day,
            head,
            seq: head,
            logged: Vec::new(),
            keys: Vec::new(),
            changed: BTreeSet::new(),
            dishes: BTreeSet::new(),
            sequence: None,
            ingredients: BTreeSet::new(),
            beside,
        }
    }

    /// Judges one command: role and station, then the key, then everything else.
    pub fn take(&mut self, request: &Request) -> Result<Receipt, Refusal> {
        let order = request.what.orders().first().and_then(|id| self.cache.orders.get(id));
        permits(&request.actor, &request.what, order)?;
        self.permits_dish(request)?;
        if let Some(known) = self.known.get(&request.key.id) {
            return replay(known, &request.key.fingerprint);
        }
        // Steps and the rail's order go on without what is gone.
        let needs_them = !matches!(request.what, What::Step(_) | What::Ask(Ask::Sequence { .. }));
        for id in request.what.orders().into_iter().filter(|_| needs_them) {
            let order = self.cache.orders.get(&id).ok_or(Refusal::NoSuchOrder)?;
            let version = order.version;
            if request.if_match.is_some_and(|wanted| wanted != version) && Some(&id) == request.what.orders().first() {
                return Err(Refusal::VersionConflict { version });
            }
        }
        let mut decided = self.decide(request)?;
        self.reverse_points(&mut decided)?;
        tables::tell_the_other_order(&mut decided);
        self.give_back(request, &mut decided);
        self.settle_dishes(&mut decided);
        self.accept(request, decided)
    }

    /// A cook sets the dishes of their own stations; what has no station is everybody's.
    fn permits_dish(&self, request: &Request) -> Result<(), Refusal> {
        let What::Ask(Ask::Availability { menu_item_id, .. }) = &request.what else { return Ok(()) };
        let dish = self.cache.house.menu.find(menu_item_id);
        if dish.is_some_and(|dish| !request.actor.works_at(dish.station.as_ref())) {
            return Err(Refusal::Forbidden("this dish belongs to another station".into()));
        }
        Ok(())
    }

    fn decide(&mut self, request: &Request) -> Result<Decided, Refusal> {
        let mut decided = self.judge(request)?;
        self.settle_money(&mut decided);
        Ok(decided)
    }

    fn judge(&mut self, request: &Request) -> Result<Decided, Refusal> {
        match &request.what {
            What::Place(body) => self.place(request, body),
            What::AddItems { order_id, body } => self.add_items(request, *order_id, body),
            What::Pay { order_id, tendered } => self.pay(request, *order_id, *tendered),
            What::Payment { order_id, ask } => self.payment(request, *order_id, ask),
            What::Split { order_id, items } => self.split(request, *order_id, items),
            What::Merge { order_id, from } => self.merge(request, *order_id, *from),
            What::Ask(Ask::Order { order_id, command }) => {
                let order = self.order(*order_id)?;
                let events = self.with_ctx(request, |ctx| order::decide(&order, command, ctx))?;
                Ok(Decided::on(*order_id, events))
            }
            What::Ask(Ask::Availability { menu_item_id, available, remaining }) => {
                self.set_availability(menu_item_id, *available, *remaining)
            }
            What::Ask(Ask::Sequence { orders }) => self.set_sequence(orders),
            What::Discount { order_id, off, reason } => self.discount(request, *order_id, *off, reason),
            What::Customer(new) => self.add_customer(new),
            What::Access(ask) => self.access(request, ask),
            What::Overdue(overdue) => self.overdue(request, overdue),
            What::Alert(ask) => self.alert(request, ask),
            What::Webhook(ask) => self.webhook(ask),
            What::Step(step) => self.step(step),
            What::Stock(ask) => self.change_stock(request, ask),
            What::Menu(new) => self.replace_menu(request, new),
            What::Settings(new) => self.change_settings(new),
            What::Unreadable { faults, .. } => Err(Refusal::Fields(faults.clone())),
        }
    }

    pub(super) fn order(&self, id: OrderId) -> Result<Order, Refusal> {
        self.cache.orders.get(&id).cloned().ok_or(Refusal::NoSuchOrder)
    }

    pub(super) fn with_ctx<T>(
        &self,
        request: &Request,
        act: impl FnOnce(&mut Ctx) -> Result<T, Rejection>,
    ) -> Result<T, Refusal> {
        let ids = &self.inner.ids;
        let mut ctx = Ctx {
            now: self.now,
            business_day_start: self.day.as_ref().map_or(Timestamp(i64::MIN), |day| day.start),
            by: request.actor.by(),
            is_manager: request.actor.role == shared::location::Role::Manager,
            fresh: &mut || ids.fresh(),
        };
        act(&mut ctx).map_err(Refusal::Rejected)
    }

    fn place(&mut self, request: &Request, body: &PlaceOrder) -> Result<Decided, Refusal> {
        let payment = body.payment.clone().unwrap_or_default();
        if payment.method == PaymentMethod::Card {
            self.cards_are_taken("/payment/method")?;
        }
        let house = self.cache.house.clone();
        let mut faults = body.faults();
        let items = house.menu.items(&body.items, &mut faults);
        let redeem_points = body.redeem_points.unwrap_or(0);
        if body.customer_id.is_some_and(|id| self.customer(id).is_none()) {
            faults.add("/customer_id", "no such customer");
        }
        faults.done(()).map_err(Refusal::Fields)?;
        self.in_stock(&house.menu, &body.items)?;
        self.can_make(&items)?;
        let id = OrderId(self.inner.ids.fresh());
        let number = self.day.as_ref().map_or(1, |day| day.last_number + 1);
        let placement = Placement {
            id,
            number,
            location: house.location.id.clone(),
            channel: body.channel,
            table: text(&body.table),
            covers: body.covers,
            note: text(&body.note),
            guest: body.guest.clone(),
            due_at: body.due_at,
            external_id: text(&body.external_id),
            customer_id: body.customer_id,
            redeem_points,
            payment: PaymentTerms { method: payment.method, when: payment.when },
            items,
            allergies: body.allergies.clone(),
            hold_courses: body.hold_courses.clone(),
            currency: house.location.currency.clone(),
            tax_percent: house.location.tax_percent,
            tax_included: house.location.tax_included,
        };
        let (order, events) = self.with_ctx(request, |ctx| order::place(placement, ctx))?;
        let mut decided = Decided { status: 201, ..Decided::on(id, events) };
        self.redeem_points(&mut decided, body.customer_id, redeem_points)?;
        if let Some(day) = &mut self.day {
            day.last_number = number;
        }
        decided.events.extend(self.count_down(&body.items));
        self.first_payment(&mut decided, &order, payment.token.as_deref());
        Ok(decided)
    }

    fn add_items(&mut self, request: &Request, id: OrderId, body: &AddItems) -> Result<Decided, Refusal> {
        let house = self.cache.house.clone();
        let mut faults: Faults = body.faults();
        let items = house.menu.items(&body.items, &mut faults);
        faults.done(()).map_err(Refusal::Fields)?;
        self.in_stock(&house.menu, &body.items)?;
        self.can_make(&items)?;
        let order = self.order(id)?;
        let mut events =
            self.with_ctx(request, |ctx| order::add_items(&order, items, &body.allergies, &body.hold_courses, ctx))?;
        events.extend(self.count_down(&body.items));
        Ok(Decided::on(id, events))
    }

    fn pay(&mut self, request: &Request, id: OrderId, tendered: Option<Minor>) -> Result<Decided, Refusal> {
        let order = self.order(id)?;
        let payment = PaymentId(self.inner.ids.fresh());
        let events = self.with_ctx(request, |ctx| order::pay(&order, payment, tendered, ctx))?;
        if self.beside.record::<Tab>(Kind::Tab, id).is_some_and(|tab| tab.unknown()) {
            return Err(Refusal::OutcomeUnknown);
        }
        Ok(Decided::on(id, events))
    }

    fn split(&mut self, request: &Request, id: OrderId, items: &[(ItemId, Option<u32>)]) -> Result<Decided, Refusal> {
        let order = self.order(id)?;
        let new_id = OrderId(self.inner.ids.fresh());
        let number = self.day.as_ref().map_or(1, |day| day.last_number + 1);
        let events = self.with_ctx(request, |ctx| order::split(&order, items, new_id, number, ctx))?;
        if let Some(day) = &mut self.day {
            day.last_number = number;
        }
        let mut decided = Decided::on(id, events);
        self.part_payments(&mut decided);
        Ok(decided)
    }

    fn merge(&mut self, request: &Request, id: OrderId, from: OrderId) -> Result<Decided, Refusal> {
        let (into, from) = (self.order(id)?, self.order(from)?);
        let events = self.with_ctx(request, |ctx| order::merge(&into, &from, ctx))?;
        Ok(Decided::on(id, events))
    }

    /// Gives the events their places in the log, and folds them in.
    fn accept(&mut self, request: &Request, decided: Decided) -> Result<Receipt, Refusal> {
        let mark = (self.seq, self.logged.len());
        let before: BTreeMap<OrderId, Option<Order>> = self.before(&decided);
        let beside = |data: &EventData| matches!(data, EventData::Availability(_) | EventData::Sequenced(_));
        let dishes = decided.events.iter().any(beside);
        let dishes = dishes.then(|| (self.cache.availability.clone(), self.dishes.clone(), self.sequence.clone()));
        for (k, data) in decided.events.into_iter().enumerate() {
            self.seq += 1;
            // A dish's count belongs to no order.
            let own = decided.order_id.filter(|_| !matches!(data, EventData::Availability(_)));
            let order_id = decided.of.get(&k).copied().or(own);
            let event =
                Event { seq: self.seq, at: self.now, order_id, by: request.actor.by(), tapped_at: request.tapped_at, data };
            self.fold(&event);
            self.logged.push(Logged::new(event));
        }
        let broken =
            before.keys().filter_map(|id| self.cache.orders.get(id)).find_map(|o| order::check(o).err().map(|e| (o.id, e)));
        if let Some((id, broken)) = broken {
            // A fault of ours: the order stays as it was, and somebody is told.
            tracing::error!(order.id = %id, broken, "a decision would break an invariant");
            self.inner.metrics.invariant_broken();
            (self.seq, _) = mark;
            self.logged.truncate(mark.1);
            for (id, order) in before {
                match order {
                    Some(order) => self.cache.orders.insert(id, order),
                    None => self.cache.orders.remove(&id),
                };
            }
            if let Some((availability, dishes, sequence)) = dishes {
                (self.cache.availability, self.dishes, self.sequence) = (availability, dishes, sequence);
            }
            return Err(Refusal::Poisoned);
        }
        self.changed.extend(before.into_keys());
        for logged in &self.logged[mark.1..] {
            self.ingredients.extend(self.cache.stock.fold(&logged.event));
        }
        self.beside.take_over(decided.changes, mark.0);
        let seq = if self.seq > mark.0 { self.seq } else { self.head.max(self.seq) };
        let key = KeyRow {
            id: request.key.id,
            fingerprint: request.key.fingerprint.clone(),
            status: decided.status,
            order_id: decided.order_id,
            seq,
            body: decided.body.as_ref().map(ToString::to_string),
            at: self.now,
        };
        // A step counts once by its position, and dishes are settled as often as one likes.
        if !matches!(request.what, What::Step(_) | What::Stock(StockAsk::Settle)) {
            self.known.insert(key.id, key.clone());
            self.keys.push(key);
        }
        let answer = match (decided.body, decided.order_id.and_then(|id| self.cache.orders.get(&id))) {
            (Some(body), _) => Answer::Body(body),
            (None, Some(order)) => Answer::Order(Arc::new(order.clone())),
            (None, None) => Answer::Body(serde_json::Value::Null),
        };
        Ok(Receipt { status: decided.status, seq, answer })
    }

    /// The orders that these events touch, as they are.
    fn before(&self, decided: &Decided) -> BTreeMap<OrderId, Option<Order>> {
        let mut ids: BTreeSet<OrderId> = BTreeSet::new();
        for (k, event) in decided.events.iter().enumerate() {
            match event {
                EventData::Split(s) => ids.extend([s.order_id, s.new_order_id]),
                EventData::Merged(m) => ids.extend([m.order_id, m.merged_order_id]),
                EventData::Availability(_) | EventData::Sequenced(_) => {}
                _ => ids.extend(decided.of.get(&k).copied().or(decided.order_id)),
            }
        }
        ids.into_iter().map(|id| (id, self.cache.orders.get(&id).cloned())).collect()
    }

    fn fold(&mut self, event: &Event) {
        match &event.data {
            EventData::Placed(_) => {
                if let Some(order) = Order::from_event(event) {
                    self.cache.orders.insert(order.id, order);
                }
            }
            EventData::Split(split) => {
                self.apply(split.order_id, event);
                self.cache.orders.insert(split.new_order_id, (*split.new_order).clone());
                self.apply(split.new_order_id, event);
            }
            EventData::Merged(merged) => {
                self.apply(merged.order_id, event);
                self.apply(merged.merged_order_id, event);
            }
            EventData::Availability(a) => {
                self.dishes.insert(a.menu_item_id.clone());
                self.cache.availability.insert(a.menu_item_id.clone(), a.clone());
            }
            EventData::Sequenced(sequenced) => self.sequence = Some(sequenced.orders.clone()),
            _ => {
                if let Some(id) = event.order_id {
                    self.apply(id, event);
                }
            }
        }
    }

    fn apply(&mut self, id: OrderId, event: &Event) {
        if let Some(order) = self.cache.orders.get_mut(&id) {
            order.apply(event);
        }
    }

    /// What the commit writes, what the relay is told, and the day with its last number.
    pub fn finish(self) -> (Write, Stretch, Option<Day>) {
        let new_event = |logged: &Logged| NewEvent {
            seq: logged.event.seq,
            kind: logged.event.data.kind().to_owned(),
            order_id: logged.event.order_id,
            at: logged.event.at,
            json: logged.json.to_string(),
        };
        // What is split off has a number of today, whenever its guests sat down.
        let new = |logged: &Logged| match &logged.event.data {
            EventData::Split(split) => Some(split.new_order_id),
            _ => None,
        };
        let new: BTreeSet<OrderId> = self.logged.iter().filter_map(new).collect();
        let orders = self.changed.iter().filter_map(|id| self.cache.orders.get(id));
        let rows = orders.map(|order| order_row(order, new.contains(&order.id), self.day.as_ref(), self.cache)).collect();
        let dishes = self.dishes.iter().filter_map(|id| self.cache.availability.get(id));
        let write = Write {
            events: self.logged.iter().map(new_event).collect(),
            orders: rows,
            keys: self.keys,
            availability: dishes.map(|a| AvailabilityRow::from(a.clone())).collect(),
            sequence: self.sequence,
            ..self.beside.write(self.ingredients.iter().filter_map(|id| self.cache.stock.get(id)))
        };
        let stretch = Stretch { from: self.head + 1, to: self.seq, events: self.logged };
        (write, stretch, self.day)
    }
}

fn order_row(order: &Order, new: bool, day: Option<&Day>, cache: &Cache) -> OrderRow {
    // Orders of today's day, nearly all, need no calendar.
    let business_day = match day {
        Some(day) if new || order.placed_at >= day.start => day.name.clone(),
        // A calendar that the location file was checked against does not fail.
        _ => crate::location_file::business_day(&cache.house.location, order.placed_at).map(|(name, _)| name).unwrap_or_default(),
    };
    OrderRow {
        id: order.id,
        number: order.number,
        business_day,
        status: order.status,
        placed_at: order.placed_at,
        completed_at: order.completed_at,
        external_id: order.external_id.clone(),
        // Writing our own types into memory cannot fail.
        json: serde_json::to_string(order).unwrap_or_default(),
    }
}

fn replay(known: &KeyRow, fingerprint: &[u8]) -> Result<Receipt, Refusal> {
    if known.fingerprint != fingerprint {
        return Err(Refusal::KeyReused);
    }
    let body = known.body.as_deref().and_then(|body| serde_json::from_str(body).ok());
    let answer = match (body, known.order_id) {
        (Some(body), _) => Answer::Body(body),
        (None, Some(order_id)) => Answer::OrderAsOf(order_id),
        (None, None) => Answer::Body(serde_json::Value::Null),
    };
    Ok(Receipt { status: known.status, seq: known.seq, answer })
}

/// Blank text is no text.
fn text(text: &Option<String>) -> Option<String> {
    text.as_ref().map(|t| t.trim().to_owned()).filter(|t| !t.is_empty())
}

/// The order that an event begins: placed, or split off.
pub(super) fn first_of(event: &Event, id: OrderId) -> Option<Order> {
    match &event.data {
        EventData::Split(split) if split.new_order_id == id => {
            let mut order = (*split.new_order).clone();
            order.apply(event);
            Some(order)
        }
        _ => Order::from_event(event),
    }
}

impl What {
    /// The orders that it is about, its own first.
    pub(super) fn orders(&self) -> Vec<OrderId> {
        match self {
            What::AddItems { order_id, .. }
            | What::Pay { order_id, .. }
            | What::Payment { order_id, .. }
            | What::Split { order_id, .. }
            | What::Discount { order_id, .. }
            | What::Ask(Ask::Order { order_id, .. }) => vec![*order_id],
            What::Merge { order_id, from } => vec![*order_id, *from],
            What::Unreadable { order_id, .. } => order_id.iter().copied().collect(),
            What::Step(step) => step.effects.iter().filter_map(Effect::order).collect(),
            What::Ask(Ask::Sequence { orders }) => orders.iter().copied().take(tables::SEQUENCE_MAX).collect(),
            What::Overdue(overdue) => vec![overdue.order_id],
            What::Place(_)
            | What::Ask(_)
            | What::Customer(_)
            | What::Stock(_)
            | What::Menu(_)
            | What::Settings(_)
            | What::Access(_)
            | What::Alert(_)
            | What::Webhook(_) => Vec::new(),
        }
    }
}

impl From<AvailabilityRow> for Availability {
    fn from(row: AvailabilityRow) -> Self {
        Availability { menu_item_id: row.menu_item_id, available: row.available, remaining: row.remaining, why: row.why }
    }
}

impl From<Availability> for AvailabilityRow {
    fn from(a: Availability) -> Self {
        AvailabilityRow { menu_item_id: a.menu_item_id, available: a.available, remaining: a.remaining, why: a.why }
    }
}
