//! Splitting and merging: items change orders and keep their ids, status and times, so that
//! nothing sent is ever cooked again.

use std::collections::BTreeSet;

use super::apply::stations_of;
use super::decide::{Decision, Draft};
use super::payment::{add_up, subtotal};
use super::*;

/// Moves items (all of one, or a part of its quantity) into a new order. The larger part of a
/// divided quantity keeps the id. Payments stay with the first order; what they paid of the items
/// that go is carried to the second's bill, so that no guest is asked twice.
pub fn split(order: &Order, moved: &[(ItemId, Option<u32>)], new_id: OrderId, number: u32, ctx: &mut Ctx) -> Decision {
    if !order.status.is_cooking() {
        return Err(Rejection::Illegal(format!("order {} is {}: it cannot be split", order.number, order.status.as_str())));
    }
    if moved.len() > ORDER_LINES_MAX {
        return Err(Rejection::invalid("/items", format!("at most {ORDER_LINES_MAX}")));
    }
    let mut first = order.clone();
    let mut second = order.clone();
    second.state_mut().items.clear();
    for (k, (id, quantity)) in moved.iter().enumerate() {
        let at = format!("/items/{k}");
        if moved[..k].iter().any(|(earlier, _)| earlier == id) {
            return Err(Rejection::invalid(format!("{at}/item_id"), "stands twice"));
        }
        let Some(place) = first.items.iter().position(|i| i.id == *id && !i.is_voided()) else {
            return Err(Rejection::invalid(format!("{at}/item_id"), "the order has no such item"));
        };
        let whole = first.items[place].quantity;
        let quantity = quantity.unwrap_or(whole);
        if quantity < 1 || quantity > whole {
            return Err(Rejection::invalid(format!("{at}/quantity"), format!("between 1 and {whole}")));
        }
        if quantity == whole {
            let item = first.state_mut().items.remove(place);
            second.state_mut().items.push(item);
            continue;
        }
        let fresh = ItemId((ctx.fresh)());
        let stays = &mut first.state_mut().items[place];
        let mut goes = stays.clone();
        stays.quantity = whole - quantity;
        goes.quantity = quantity;
        let smaller = if goes.quantity > stays.quantity { &mut *stays } else { &mut goes };
        smaller.id = fresh;
        second.state_mut().items.push(goes);
    }
    if second.items.is_empty() || first.items.iter().all(Item::is_voided) {
        return Err(Rejection::invalid("/items", "both orders must keep at least one item"));
    }
    keep_tickets(&mut first, &order.tickets);
    keep_tickets(&mut second, &order.tickets);
    let state = second.state_mut();
    state.id = new_id;
    state.number = number;
    state.external_id = None;
    state.status = status_of(&state.items);
    state.ready_at = (state.status == Status::Ready).then_some(ctx.now);
    state.held &= state.status != Status::Ready;
    if let Some(bill) = &mut state.bill {
        bill.payment = Payment {
            method: PaymentMethod::Cash,
            status: PaymentStatus::Open,
            attempts: 0,
            captured: 0,
            carried: 0,
            tendered: None,
            reason: None,
        };
        (bill.discount, bill.points_redeemed, bill.points_earned) = (0, 0, 0);
    }
    recompute(&mut first);
    take_the_rest(order, &first, &mut second);
    recompute(&mut second);
    carry(order, &mut first, &mut second);
    finish(order, ctx, first, |first| {
        EventData::Split(Split { order_id: order.id, new_order_id: new_id, order: first, new_order: Box::new(second) })
    })
}

/// Points and discounts stay with the first order, as far as its items reach; the rest goes with the
/// items that went, so that a split costs nobody anything.
fn take_the_rest(whole: &Order, first: &Order, second: &mut Order) {
    let (Some(whole), Some(kept)) = (&whole.bill, &first.bill) else { return };
    if let Some(bill) = &mut second.state_mut().bill {
        bill.discount = whole.discount - kept.discount;
        bill.points_redeemed = whole.points_redeemed - kept.points_redeemed;
    }
}

/// What is paid beyond the first's bill was paid for what went; but what was too much before is on
/// its way back, and goes back from the first.
fn carry(whole: &Order, first: &mut Order, second: &mut Order) {
    let (Some(kept), Some(gone)) = (&mut first.state_mut().bill, &mut second.state_mut().bill) else { return };
    let due = whole.bill.as_ref().map_or(0, |bill| bill.paid().min(bill.total));
    let share = (due - kept.total).max(0);
    kept.payment.carried -= share;
    gone.payment.carried = share;
}

/// Moves everything of `from` into `into`. `from` becomes CANCELLED by this event alone: nothing
/// is released, returned or refunded.
pub fn merge(into: &Order, from: &Order, ctx: &mut Ctx) -> Decision {
    for order in [into, from] {
        if !order.status.is_cooking() {
            return Err(Rejection::Illegal(format!("order {} is {}: it cannot be merged", order.number, order.status.as_str())));
        }
        if order.bill.as_ref().is_some_and(Bill::has_payments) {
            return Err(Rejection::Illegal(format!("order {} is paid, or about to be: it cannot be merged", order.number)));
        }
    }
    if into.id == from.id {
        return Err(Rejection::invalid("/order_id", "an order cannot be merged into itself"));
    }
    if into.items.len() + from.items.len() > ORDER_LINES_MAX {
        return Err(Rejection::Illegal(format!("together they would have more than {ORDER_LINES_MAX} lines")));
    }
    one_customer(into, from)?;
    let shift = into.next_chit() - 1;
    let mut first = into.clone();
    let mut second = from.clone();
    let target = first.state_mut();
    let source = second.state_mut();
    for mut item in source.items.drain(..) {
        item.chit = item.chit.map(|chit| chit + shift);
        target.items.push(item);
    }
    for mut ticket in source.tickets.drain(..) {
        ticket.chit += shift;
        target.tickets.push(ticket);
    }
    for allergy in source.allergies.drain(..) {
        if !target.allergies.contains(&allergy) {
            target.allergies.push(allergy);
        }
    }
    // What is being made, or may be, is not held by what comes to it.
    target.held &= source.held;
    if let (Some(bill), Some(old)) = (&mut target.bill, &mut source.bill) {
        bill.customer_id = bill.customer_id.or(old.customer_id);
        bill.discount += old.discount;
        bill.points_redeemed += old.points_redeemed;
        (old.discount, old.points_redeemed) = (0, 0);
    }
    source.status = Status::Cancelled;
    source.cancelled_at = Some(ctx.now);
    // An allergy of either side covers the items of both.
    first.cover();
    recompute(&mut first);
    recompute(&mut second);
    finish(into, ctx, first, |first| {
        EventData::Merged(Merged { order_id: into.id, merged_order_id: from.id, order: first, merged_order: Box::new(second) })
    })
}

/// Points belong to one customer: a bill cannot carry those of two.
fn one_customer(into: &Order, from: &Order) -> Result<(), Rejection> {
    let (Some(bill), Some(other)) = (&into.bill, &from.bill) else { return Ok(()) };
    let two = bill.customer_id.is_some() && other.customer_id.is_some() && bill.customer_id != other.customer_id;
    if two && other.points_redeemed > 0 {
        return Err(Rejection::Illegal(format!("orders {} and {} redeem the points of two customers", into.number, from.number)));
    }
    Ok(())
}

/// The event carries the order before its status follows, so that the status has its own event.
fn finish(before: &Order, ctx: &Ctx, after: Order, event: impl FnOnce(Box<Order>) -> EventData) -> Decision {
    let mut draft = Draft::of(before, ctx);
    draft.emit(event(Box::new(after)));
    // What stays behind may be a whole course, and prepared.
    let courses: BTreeSet<u16> = before.items.iter().map(|i| i.course).filter(|c| !before.course_is_ready(*c)).collect();
    for course in courses {
        draft.finish_course(course);
    }
    draft.settle();
    Ok(draft.events)
}

fn keep_tickets(order: &mut Order, all: &[Ticket]) {
    let kept = all.iter().filter(|t| stations_of(&order.items, t.chit).contains(&t.station)).cloned().collect();
    order.state_mut().tickets = kept;
}

fn status_of(items: &[Item]) -> Status {
    let under_way = |i: &Item| matches!(i.status, ItemStatus::Preparing | ItemStatus::Prepared);
    if items.iter().all(|i| i.status == ItemStatus::Prepared) {
        Status::Ready
    } else if items.iter().any(under_way) {
        Status::InProgress
    } else {
        Status::Confirmed
    }
}

fn recompute(order: &mut Order) {
    let sum = subtotal(&order.items);
    if let Some(bill) = &mut order.state_mut().bill {
        let totals = add_up(bill, sum);
        bill.subtotal = totals.subtotal;
        bill.discount = totals.discount;
        bill.tax = totals.tax;
        bill.total = totals.total;
        bill.points_redeemed = totals.points_redeemed;
    }
}
