//! Customers and their points, decided under the location's lock: what is redeemed, earned and given
//! back goes into the log, the customer's balance and their ledger in one commit.

use std::collections::{BTreeMap, BTreeSet};

use shared::ids::*;
use shared::money::Minor;
use shared::order::{Command, EventData};
use shared::points::{self, Customer, cause, phone_digits};
use shared::protocol::Ask;

use super::changes::Line;
use super::handle::{Decided, Draft};
use super::writer::Cache;
use super::{Effect, NewCustomer, Refusal, Step, What};
use crate::store::Kind;

/// One movement of a customer's points.
struct Move {
    customer_id: CustomerId,
    order_id: OrderId,
    /// Signed.
    points: Minor,
    cause: &'static str,
    /// Where among the command's events it stands.
    event: usize,
}

impl What {
    /// The customers whose points it may move. One too many costs a look; what moves none is what
    /// the kitchen taps, and must cost nothing.
    pub(super) fn customers(&self, cache: &Cache) -> Vec<CustomerId> {
        match self {
            What::Place(body) => return body.customer_id.into_iter().collect(),
            What::AddItems { .. } | What::Split { .. } | What::Discount { .. } => return Vec::new(),
            What::Ask(Ask::Order { command, .. }) if !moves_points(command) => return Vec::new(),
            What::Ask(Ask::Availability { .. } | Ask::Sequence { .. }) => return Vec::new(),
            // A merge brings a customer to an order that a later command of the batch may cancel.
            _ => {}
        }
        let orders = self.orders().into_iter().filter_map(|id| cache.orders.get(&id));
        orders.filter_map(|order| order.bill.as_ref()?.customer_id).collect()
    }
}

fn moves_points(command: &Command) -> bool {
    match command {
        Command::Fire { .. }
        | Command::Prioritise { .. }
        | Command::Hold { .. }
        | Command::Complete { .. }
        | Command::Transfer { .. }
        | Command::Discount { .. }
        | Command::Start { .. }
        | Command::Prepare { .. }
        | Command::RecallItem { .. }
        | Command::AcknowledgeAllergy { .. }
        | Command::Bump { .. }
        | Command::RecallTicket { .. }
        | Command::Shown { .. }
        | Command::Undelivered { .. } => false,
        Command::Cancel { .. }
        | Command::Recall
        | Command::Void { .. }
        | Command::PaymentCaptured { .. }
        | Command::PaymentFailed { .. }
        | Command::RetryPayment => true,
    }
}

impl Draft<'_> {
    pub(super) fn customer(&self, id: CustomerId) -> Option<Customer> {
        self.beside.record(Kind::Customer, id)
    }

    pub(super) fn add_customer(&self, new: &NewCustomer) -> Result<Decided, Refusal> {
        let id = CustomerId(self.inner.ids.fresh());
        let NewCustomer { name, phone } = new.clone();
        let customer = Customer { id, name, phone, points: 0, created_at: self.now };
        let body = serde_json::to_value(&customer).unwrap_or_default();
        let mut decided = Decided { status: 201, ..Decided::showing(body, Vec::new()) };
        put(&mut decided, &customer);
        Ok(decided)
    }

    /// Takes redeemed points off, right after the order was placed and before it is confirmed.
    pub(super) fn redeem_points(
        &self,
        decided: &mut Decided,
        customer: Option<CustomerId>,
        points: Minor,
    ) -> Result<(), Refusal> {
        let (Some(customer_id), Some(order_id)) = (customer.filter(|_| points > 0), decided.order_id) else { return Ok(()) };
        let has = self.customer(customer_id).map_or(0, |customer| customer.points);
        if has < points {
            return Err(Refusal::InsufficientPoints { points: has });
        }
        self.move_points(decided, Move { customer_id, order_id, points: -points, cause: cause::REDEEMED, event: 1 })
    }

    /// What was decided may give points back or take them back, whoever asked for it.
    pub(super) fn reverse_points(&self, decided: &mut Decided) -> Result<(), Refusal> {
        let mut by_order: BTreeMap<OrderId, Vec<&EventData>> = BTreeMap::new();
        for (k, event) in decided.events.iter().enumerate() {
            if let Some(order_id) = decided.of.get(&k).copied().or(decided.order_id) {
                by_order.entry(order_id).or_default().push(event);
            }
        }
        let mut moves = Vec::new();
        for (order_id, events) in by_order {
            // An order that is only now placed has nothing to give back.
            let Some(order) = self.cache.orders.get(&order_id) else { continue };
            moves.extend(points::reversals(order, events).into_iter().map(|back| (order_id, back)));
        }
        for (order_id, back) in moves {
            let event = decided.events.len();
            let points::Reversal { customer_id, points, cause } = back;
            self.move_points(decided, Move { customer_id, order_id, points, cause, event })?;
        }
        Ok(())
    }

    /// Each order of the step that is completed now, and has not earned yet, earns.
    pub(super) fn earn_points(&self, step: &Step, decided: &mut Decided) {
        let rate = self.cache.house.loyalty.points_per_major_unit;
        let mut seen = BTreeSet::new();
        for effect in &step.effects {
            let Effect::Earn { order_id } = *effect else { continue };
            let order = self.cache.orders.get(&order_id).filter(|_| seen.insert(order_id));
            let Some((customer_id, points)) = order.and_then(|order| points::due(order, rate)) else { continue };
            let event = decided.events.len();
            let earned = Move { customer_id, order_id, points, cause: cause::EARNED, event };
            if self.move_points(decided, earned).is_err() {
                // Told already; the other orders' points do not wait for it.
                tracing::error!(order.id = %order_id, points, "points could not be given");
            }
        }
    }

    fn move_points(&self, decided: &mut Decided, moved: Move) -> Result<(), Refusal> {
        let Move { customer_id, order_id, points, cause, event } = moved;
        // What this same command has moved before counts.
        let id = customer_id.to_string();
        let own = decided.changes.records.iter().rev().find(|row| row.kind == Kind::Customer && row.id == id);
        let own = own.and_then(|row| serde_json::from_str(&row.json).ok());
        let Some(mut customer) = own.or_else(|| self.customer(customer_id)) else {
            // Customers are never deleted: a fault of ours, and nothing is changed.
            tracing::error!(customer.id = %customer_id, order.id = %order_id, "an order's customer is not there");
            self.inner.metrics.invariant_broken();
            return Err(Refusal::Unavailable);
        };
        let told = customer.moved(points, cause);
        decided.events.insert(event.min(decided.events.len()), told);
        decided.of.insert(event, order_id);
        let json = serde_json::json!({
            "cause": cause, "order_id": order_id, "balance": customer.points, "at": self.now,
        });
        let account = account(customer_id);
        decided.changes.ledger.push(Line { account, event, amount: points, json });
        put(decided, &customer);
        Ok(())
    }
}

/// Where a customer's movements stand.
pub fn account(customer: CustomerId) -> String {
    format!("points/{customer}")
}

fn put(decided: &mut Decided, customer: &Customer) {
    let lookup = customer.phone.as_deref().map(phone_digits);
    decided.changes.put(Kind::Customer, customer.id, lookup, customer.created_at.0, customer);
}
