//! A consumer's step, decided under the location's lock: it counts once, by the consumer's position.

use shared::ids::OrderId;
use shared::order::{Bill, Command, PaymentStatus};
use shared::protocol::Ask;

use super::changes::RecordKey;
use super::handle::{Decided, Draft};
use super::writer::Cache;
use super::{Effect, PaymentAsk, Refusal, Step, What};
use crate::store::{JobChange, Kind};

impl Effect {
    /// The order whose present state decides what it comes to.
    pub(super) fn order(&self) -> Option<OrderId> {
        match self {
            Effect::Earn { order_id } => Some(*order_id),
            Effect::Alert { order_id, .. } => *order_id,
            Effect::Take { .. } | Effect::Job(_) | Effect::SetAside { .. } => None,
        }
    }
}

impl What {
    /// The records that it is decided on.
    pub(super) fn records(&self, cache: &Cache) -> Vec<RecordKey> {
        let mut keys: Vec<RecordKey> = self.customers(cache).into_iter().map(|id| (Kind::Customer, id.to_string())).collect();
        match self {
            What::Access(ask) => keys.extend(ask.records()),
            What::Payment { order_id, .. } => keys.extend(PaymentAsk::records(*order_id)),
            What::Pay { order_id, .. }
            | What::Split { order_id, .. }
            | What::Ask(Ask::Order { order_id, command: Command::Cancel { .. } | Command::Void { .. } }) => {
                keys.extend(tab(cache, *order_id));
            }
            What::Overdue(_) | What::Alert(_) | What::Step(_) => keys.extend(self.alerts(cache)),
            What::Webhook(ask) => keys.extend(ask.records()),
            _ => {}
        }
        keys
    }
}

/// The order's tab, where anything was ever asked for.
fn tab(cache: &Cache, id: OrderId) -> Vec<RecordKey> {
    let bill = cache.orders.get(&id).and_then(|order| order.bill.as_ref());
    let untouched =
        |bill: &Bill| bill.payment.carried == 0 && matches!(bill.payment.status, PaymentStatus::None | PaymentStatus::Open);
    if bill.is_none_or(untouched) { Vec::new() } else { PaymentAsk::records(id) }
}

impl Draft<'_> {
    pub(super) fn step(&mut self, step: &Step) -> Result<Decided, Refusal> {
        let stands = self.beside.positions.get(step.consumer).copied().unwrap_or(0);
        if stands != step.expected {
            return Err(Refusal::LostPlace);
        }
        let mut decided = Decided { status: 200, body: Some(serde_json::Value::Null), ..Decided::default() };
        decided.changes.position = Some((step.consumer, step.to));
        for effect in &step.effects {
            match effect {
                Effect::Take { .. } | Effect::Earn { .. } => {}
                Effect::Alert { seq, at, order_id, cause } => self.raise_about(&mut decided, *seq, *at, *order_id, cause),
                Effect::Job(job) => decided.changes.jobs.push(JobChange::Put(job.clone())),
                Effect::SetAside { seq, cause } => {
                    let value = serde_json::json!({
                        "consumer": step.consumer, "seq": seq, "cause": cause, "at": self.now,
                    });
                    decided.changes.put(Kind::SetAside, format!("{}-{seq}", step.consumer), None, self.now.0, &value);
                }
            }
        }
        self.take_stock(step, &mut decided);
        self.earn_points(step, &mut decided);
        Ok(decided)
    }
}
