//! Folds an event into an order. Cannot fail: what is in the log has happened.

use super::*;

impl Order {
    /// The order that an `order.placed` event carries.
    pub fn from_event(event: &Event) -> Option<Order> {
        match &event.data {
            EventData::Placed(placed) => {
                let mut order = (*placed.order).clone();
                order.0.version = event.seq;
                Some(order)
            }
            _ => None,
        }
    }

    /// Folds one event of this order. Works on every view: what a view lacks is left alone.
    pub fn apply(&mut self, event: &Event) {
        self.fold(&event.data, event.at, event.by);
        if event.data.reach() == Reach::All {
            self.0.version = event.seq;
        }
    }

    /// Folds what has just been decided, before the log has given it a `seq`.
    pub(super) fn fold(&mut self, data: &EventData, at: Timestamp, by: By) {
        match data {
            EventData::Placed(placed) => *self = (*placed.order).clone(),
            EventData::ItemsAdded(added) => self.add_items(added, at),
            EventData::Confirmed(step) => self.confirm(step.at),
            EventData::Pending(_) => {
                self.0.status = Status::Pending;
                self.payment(|p| p.status = PaymentStatus::Pending);
            }
            EventData::InProgress(_) => {
                self.0.status = Status::InProgress;
                self.0.ready_at = None;
            }
            EventData::Ready(step) => {
                self.0.held = false;
                self.0.status = Status::Ready;
                self.0.ready_at = Some(step.at);
            }
            EventData::Completed(step) => {
                self.0.held = false;
                self.0.status = Status::Completed;
                self.0.completed_at = Some(step.at);
            }
            EventData::Recalled(_) => {
                self.0.status = Status::Ready;
                self.0.completed_at = None;
            }
            EventData::OrderPaymentFailed(_) => self.0.status = Status::PaymentFailed,
            EventData::Cancelled(_) => {
                self.0.status = Status::Cancelled;
                self.0.cancelled_at = Some(at);
            }
            EventData::Fired(fired) => self.fire(fired, at),
            EventData::Prioritised(p) => self.0.priority = p.priority,
            EventData::Held(h) => self.0.held = h.held,
            EventData::Transferred(t) => self.0.table = t.table.clone(),
            EventData::Split(split) => self.become_one_of(&split.order, &split.new_order),
            EventData::Merged(merged) => self.become_one_of(&merged.order, &merged.merged_order),
            EventData::ItemStarted(i) => self.with_item(i.item_id, |item| {
                item.status = ItemStatus::Preparing;
                item.started_at = Some(at);
            }),
            EventData::ItemPrepared(i) => self.with_item(i.item_id, |item| {
                item.status = ItemStatus::Prepared;
                item.prepared_at = Some(at);
            }),
            EventData::ItemRecalled(i) => self.with_item(i.item_id, |item| {
                item.status = ItemStatus::Queued;
                item.started_at = None;
                item.prepared_at = None;
                item.recalls += 1;
            }),
            EventData::ItemVoided(void) => self.void(void, at),
            EventData::AllergyAcknowledged(i) => self.with_item(i.item_id, |item| {
                item.allergy_acknowledged_at = Some(at);
                item.allergy_acknowledged_by = Some(by);
            }),
            EventData::TicketShown(shown) => {
                self.with_ticket(&shown.station, shown.chit, |ticket| {
                    ticket.shown_at.get_or_insert(at);
                });
            }
            EventData::TicketUndelivered(lost) => self.with_ticket(&lost.station, lost.chit, |ticket| {
                ticket.undelivered_at.get_or_insert(at);
                ticket.backup = lost.backup.clone();
            }),
            EventData::Discounted(d) => self.totals(&d.totals),
            EventData::PaymentCaptured(taken) => self.payment(|p| {
                p.method = taken.method;
                p.status = PaymentStatus::Captured;
                p.attempts = taken.attempts;
                p.captured += taken.amount;
                p.tendered = taken.tendered;
                p.reason = None;
            }),
            EventData::PaymentRefunded(taken) => self.refunded(taken.amount),
            EventData::PaymentStarted(started) => self.payment(|p| {
                p.method = started.method;
                p.status = PaymentStatus::Pending;
            }),
            // A second card that is declined does not unpay what was paid.
            EventData::PaymentFailed(failed) => self.payment(|p| {
                p.status = if p.captured > 0 { PaymentStatus::Captured } else { PaymentStatus::Failed };
                p.attempts = p.attempts.max(failed.attempts);
                p.reason = Some(failed.reason.clone());
            }),
            EventData::PointsEarned(points) => self.earned(points.points),
            // What goes back to the customer stands in the totals of the event that cut it.
            EventData::PointsReversed(points) => self.earned(points.points.min(0)),
            EventData::CourseReady(_)
            | EventData::Sequenced(_)
            | EventData::Availability(_)
            | EventData::MenuReplaced(_)
            | EventData::LocationChanged(_)
            | EventData::PointsRedeemed(_)
            | EventData::PaymentDead(_)
            | EventData::PaymentResolved(_)
            | EventData::StockLow(_)
            | EventData::StockAdjusted(_)
            | EventData::AccessChanged(_)
            | EventData::AccessRevoked(_)
            | EventData::AlertRaised(_)
            | EventData::AlertAcknowledged(_)
            | EventData::WebhooksChanged(_)
            | EventData::Unknown(_) => {}
        }
    }

    pub(super) fn new(state: OrderState) -> Order {
        Order(state)
    }

    pub(super) fn state_mut(&mut self) -> &mut OrderState {
        &mut self.0
    }

    fn with_item(&mut self, id: ItemId, change: impl FnOnce(&mut Item)) {
        if let Some(item) = self.0.items.iter_mut().find(|item| item.id == id) {
            change(item);
        }
    }

    fn with_ticket(&mut self, station: &Option<StationId>, chit: u32, change: impl FnOnce(&mut Ticket)) {
        if let Some(ticket) = self.0.tickets.iter_mut().find(|t| t.station == *station && t.chit == chit) {
            change(ticket);
        }
    }

    fn payment(&mut self, change: impl FnOnce(&mut Payment)) {
        if let Some(bill) = &mut self.0.bill {
            change(&mut bill.payment);
        }
    }

    /// Its own payments first, then what a split brought.
    fn refunded(&mut self, amount: Minor) {
        let Some(bill) = &mut self.0.bill else { return };
        let own = amount.min(bill.payment.captured);
        bill.payment.captured -= own;
        bill.payment.carried -= amount - own;
        if bill.paid() <= 0 {
            bill.payment.status = PaymentStatus::Refunded;
        }
    }

    fn earned(&mut self, points: Minor) {
        if let Some(bill) = &mut self.0.bill {
            bill.points_earned = (bill.points_earned + points).max(0);
        }
    }

    fn totals(&mut self, totals: &Totals) {
        if let Some(bill) = &mut self.0.bill {
            bill.subtotal = totals.subtotal;
            bill.discount = totals.discount;
            bill.tax = totals.tax;
            bill.total = totals.total;
            bill.points_redeemed = totals.points_redeemed;
        }
    }

    fn confirm(&mut self, at: Timestamp) {
        self.0.status = Status::Confirmed;
        self.0.confirmed_at = Some(at);
        self.0.promised_at = Some(self.due_at.unwrap_or_else(|| at.plus_seconds(self.longest_prep())));
        let due = self.ticket_due(at);
        for item in self.0.items.iter_mut().filter(|item| item.status == ItemStatus::Queued) {
            item.fired_at = Some(at);
        }
        for ticket in &mut self.0.tickets {
            ticket.due_at = Some(due);
        }
    }

    fn add_items(&mut self, added: &ItemsAdded, at: Timestamp) {
        // What is added to an order that is being made is not held with the rest.
        self.0.held &= !self.is_begun();
        self.0.items.extend(added.items.iter().cloned());
        self.0.allergies = added.allergies.clone();
        self.cover();
        if let Some(chit) = added.chit {
            self.open_tickets(chit, at);
        }
        if let Some(totals) = &added.totals {
            self.totals(totals);
        }
    }

    /// Lets every allergy cover what it has to. One that is new to an item has to be read again,
    /// on a dish that stands on the pass too: it may not go out, and may be recalled.
    pub(super) fn cover(&mut self) {
        let OrderState { items, allergies, .. } = &mut self.0;
        for item in items.iter_mut().filter(|item| !item.is_voided()) {
            let covering = covering(allergies, item.seat);
            if covering.iter().any(|allergen| !item.allergies.contains(allergen)) {
                item.allergy_acknowledged_at = None;
                item.allergy_acknowledged_by = None;
            }
            item.allergies = covering;
        }
    }

    fn fire(&mut self, fired: &Fired, at: Timestamp) {
        // Whoever fires a course wants it made.
        self.0.held = false;
        for item in self.0.items.iter_mut().filter(|item| fired.item_ids.contains(&item.id)) {
            item.status = ItemStatus::Queued;
            item.chit = Some(fired.chit);
            item.fired_at = Some(at);
        }
        self.open_tickets(fired.chit, at);
    }

    fn open_tickets(&mut self, chit: u32, at: Timestamp) {
        let due_at = Some(self.ticket_due(at));
        for station in stations_of(&self.items, chit) {
            self.0.tickets.push(Ticket { due_at, ..Ticket::new(station, chit) });
        }
    }

    fn void(&mut self, void: &ItemVoided, at: Timestamp) {
        self.with_item(void.item_id, |item| {
            if void.quantity >= item.quantity {
                item.status = ItemStatus::Voided;
                item.voided_at = Some(at);
            } else {
                item.quantity -= void.quantity;
            }
        });
        if let Some(totals) = &void.totals {
            self.totals(totals);
        }
    }

    /// Something of it was started.
    pub(super) fn is_begun(&self) -> bool {
        self.items.iter().any(|item| matches!(item.status, ItemStatus::Preparing | ItemStatus::Prepared))
    }

    fn become_one_of(&mut self, first: &Order, second: &Order) {
        if first.id == self.id {
            *self = first.clone();
        } else if second.id == self.id {
            *self = second.clone();
        }
    }
}

/// The allergies that cover an item of this seat: those of its seat, those without a seat, and
/// all of them where the item itself has no seat.
pub(super) fn covering(allergies: &[Allergy], seat: Option<u16>) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for allergy in allergies {
        let covers = seat.is_none() || allergy.seat.is_none() || allergy.seat == seat;
        if covers && !found.contains(&allergy.allergen) {
            found.push(allergy.allergen.clone());
        }
    }
    found
}

/// The stations that a chit goes to, each once, in the order of its items.
pub(super) fn stations_of(items: &[Item], chit: u32) -> Vec<Option<StationId>> {
    let mut stations = Vec::new();
    for item in items.iter().filter(|item| item.chit == Some(chit)) {
        if !stations.contains(&item.station) {
            stations.push(item.station.clone());
        }
    }
    stations
}
