//! What the floor does with whole orders: discounts, the rail's order, and what a split or a merge
//! means for the other order.

use shared::ids::*;
use shared::location::Role;
use shared::menu::Faults;
use shared::order::{self, Command, EventData, Order, Rejection, Sequenced};

use super::changes::Line;
use super::handle::{Decided, Draft, first_of};
use super::{Off, Orders, Refusal, Request};
use crate::log::Logged;
use crate::store::{StoreError, events_beside};

/// Orders on one rail; more than a house has open.
pub(super) const SEQUENCE_MAX: usize = 2_000;

impl Draft<'_> {
    /// A discount in money or in percent. All discounts of a bill together, without the points, stay
    /// within the house's limit, unless it is a manager who gives this one.
    pub(super) fn discount(&self, request: &Request, id: OrderId, off: Off, reason: &str) -> Result<Decided, Refusal> {
        let order = self.order(id)?;
        let amount = match (off, &order.bill) {
            (Off::Amount(amount), _) => amount,
            (Off::Percent(percent), Some(bill)) => percent.on_top_of(bill.subtotal).min(bill.subtotal - bill.discount),
            (Off::Percent(_), None) => 0,
        };
        let command = Command::Discount { amount, reason: reason.to_owned() };
        let events = self.with_ctx(request, |ctx| order::decide(&order, &command, ctx));
        let events = events.map_err(|refusal| match (refusal, off) {
            // The field that was sent is told.
            (Refusal::Rejected(Rejection::Invalid { .. }), Off::Percent(_)) => {
                Refusal::Rejected(Rejection::invalid("/percent", "nothing would come off, or nothing is left"))
            }
            (refusal, _) => refusal,
        })?;
        let given = order.bill.as_ref().map_or(0, |bill| bill.discount - bill.points_redeemed);
        let most = order.bill.as_ref().map_or(0, |bill| self.inner.discount_max.on_top_of(bill.subtotal));
        if request.actor.role != Role::Manager && given + amount > most {
            let limit = self.inner.discount_max;
            let detail = format!("only a manager gives more than {limit} %: at most {} here", (most - given).max(0));
            return Err(Refusal::Forbidden(detail));
        }
        Ok(Decided::on(id, events))
    }

    /// The pass's own order of the rail. What is over meanwhile is left out of it.
    pub(super) fn set_sequence(&self, orders: &[OrderId]) -> Result<Decided, Refusal> {
        let mut faults = Faults::default();
        if orders.len() > SEQUENCE_MAX {
            faults.add("/orders", format!("at most {SEQUENCE_MAX}"));
            return faults.done(Decided::default()).map_err(Refusal::Fields);
        }
        let mut seen = std::collections::HashSet::new();
        let mut open = Vec::with_capacity(orders.len());
        for (k, id) in orders.iter().enumerate() {
            match self.cache.orders.get(id) {
                _ if !seen.insert(*id) => faults.add(format!("/orders/{k}"), "stands twice"),
                None => faults.add(format!("/orders/{k}"), "no such order"),
                Some(order) if order.status.is_over() => {}
                Some(_) => open.push(*id),
            }
        }
        faults.done(()).map_err(Refusal::Fields)?;
        let body = serde_json::json!({ "orders": open });
        Ok(Decided::showing(body, vec![EventData::Sequenced(Sequenced { orders: open })]))
    }
}

/// A split or a merge stands in the log under its first order. A line tells that it concerns the
/// other one too, so that this one's history has its beginning, or its end.
pub(super) fn tell_the_other_order(decided: &mut Decided) {
    for (event, data) in decided.events.iter().enumerate() {
        let other = match data {
            EventData::Split(split) => split.new_order_id,
            EventData::Merged(merged) => merged.merged_order_id,
            _ => continue,
        };
        let line = Line { account: events_beside(other), event, amount: 0, json: serde_json::Value::Null };
        decided.changes.ledger.push(line);
    }
}

impl Orders {
    /// The order that was split off `first` by the command that ended at `seq`, as it was then.
    pub async fn split_off(&self, location: &LocationId, first: OrderId, seq: u64) -> Result<Option<Order>, StoreError> {
        let rows = self.0.store.order_events(location, first, seq).await?;
        let split = rows.iter().rev().filter_map(|row| Logged::parse(&row.json).ok()).find_map(|logged| {
            let EventData::Split(split) = &logged.event.data else { return None };
            (split.order_id == first).then(|| first_of(&logged.event, split.new_order_id)).flatten()
        });
        Ok(split)
    }
}
