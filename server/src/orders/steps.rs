//! A consumer's step, decided under the location's lock: it counts once, by the consumer's position.

use shared::ids::OrderId;

use super::changes::RecordKey;
use super::handle::{Decided, Draft};
use super::writer::Cache;
use super::{Effect, Refusal, Step, What};
use crate::store::{JobChange, Kind};

impl Effect {
    /// The order whose present state decides what it comes to.
    pub(super) fn order(&self) -> Option<OrderId> {
        match self {
            Effect::Earn { order_id } => Some(*order_id),
            Effect::Take { .. } | Effect::Job(_) | Effect::SetAside { .. } => None,
        }
    }
}

impl What {
    /// The records that it is decided on.
    pub(super) fn records(&self, cache: &Cache) -> Vec<RecordKey> {
        self.customers(cache).into_iter().map(|id| (Kind::Customer, id.to_string())).collect()
    }
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
