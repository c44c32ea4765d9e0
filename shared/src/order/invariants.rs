//! What is true of every order at rest. Checked after load, before store, and in tests.

use super::apply::{covering, stations_of};
use super::payment::{add_up, subtotal};
use super::*;

/// The first invariant that this order breaks, in words.
pub fn check(order: &Order) -> Result<(), String> {
    items(order)?;
    status(order)?;
    tickets(order)?;
    bill(order)
}

fn ensure(holds: bool, what: impl FnOnce() -> String) -> Result<(), String> {
    if holds { Ok(()) } else { Err(what()) }
}

fn items(order: &Order) -> Result<(), String> {
    ensure(!order.items.is_empty() || order.status == Status::Cancelled, || "an order without items".into())?;
    for item in &order.items {
        let id = item.id;
        ensure(item.quantity >= 1, || format!("item {id} has no quantity"))?;
        ensure(item.status != ItemStatus::Held || item.chit.is_none(), || format!("held item {id} has a chit"))?;
        ensure(!item.status.is_sent() || item.chit.is_some(), || format!("sent item {id} has no chit"))?;
        ensure((item.status != ItemStatus::Prepared) || item.prepared_at.is_some(), || {
            format!("prepared item {id} has no time")
        })?;
        ensure(item.status != ItemStatus::Queued || (item.started_at.is_none() && item.prepared_at.is_none()), || {
            format!("queued item {id} was started")
        })?;
        ensure(item.is_voided() || item.allergies == covering(&order.allergies, item.seat), || {
            format!("item {id} misses an allergy")
        })?;
    }
    let mut ids: Vec<ItemId> = order.items.iter().map(|i| i.id).collect();
    ids.sort();
    ids.dedup();
    ensure(ids.len() == order.items.len(), || "an item stands twice".into())
}

fn status(order: &Order) -> Result<(), String> {
    let open: Vec<ItemStatus> = order.items.iter().filter(|i| !i.is_voided()).map(|i| i.status).collect();
    let all_prepared = open.iter().all(|s| *s == ItemStatus::Prepared);
    let untouched = open.iter().all(|s| matches!(s, ItemStatus::Held | ItemStatus::Queued));
    match order.status {
        Status::Pending | Status::PaymentFailed => ensure(untouched, || "cooked before it was confirmed".into()),
        Status::Confirmed => ensure(untouched && !open.is_empty(), || "CONFIRMED, yet an item is under way".into()),
        Status::InProgress => ensure(!all_prepared, || "IN_PROGRESS with nothing left to prepare".into()),
        Status::Ready => {
            ensure(all_prepared && !open.is_empty() && order.ready_at.is_some(), || "READY with something unprepared".into())
        }
        Status::Completed => {
            ensure(all_prepared && order.completed_at.is_some(), || "COMPLETED with something unprepared".into())
        }
        Status::Cancelled => Ok(()),
    }
}

fn tickets(order: &Order) -> Result<(), String> {
    for ticket in &order.tickets {
        let found = stations_of(&order.items, ticket.chit).contains(&ticket.station);
        ensure(found, || format!("ticket {:?}/{} has no items", ticket.station, ticket.chit))?;
        let twice = order.tickets.iter().filter(|t| t.station == ticket.station && t.chit == ticket.chit).count();
        ensure(twice == 1, || format!("ticket {:?}/{} stands twice", ticket.station, ticket.chit))?;
        let due = !order.status.is_cooking() || ticket.due_at.is_some();
        ensure(due, || format!("ticket {:?}/{} is never due", ticket.station, ticket.chit))?;
    }
    for item in order.items.iter().filter(|i| i.status.is_sent()) {
        let found = order.tickets.iter().any(|t| t.station == item.station && Some(t.chit) == item.chit);
        ensure(found, || format!("item {} is on no ticket", item.id))?;
    }
    Ok(())
}

fn bill(order: &Order) -> Result<(), String> {
    let Some(bill) = &order.bill else { return Ok(()) };
    let sum = subtotal(&order.items);
    ensure(bill.subtotal == sum, || format!("subtotal {} is not the sum {sum}", bill.subtotal))?;
    let expected = add_up(bill, sum);
    let shown = Totals {
        subtotal: bill.subtotal,
        discount: bill.discount,
        tax: bill.tax,
        total: bill.total,
        points_redeemed: bill.points_redeemed,
    };
    ensure(shown == expected, || format!("{shown:?} should be {expected:?}"))?;
    ensure(bill.discount <= bill.subtotal && bill.total >= 0, || "more comes off than there is".into())
}
