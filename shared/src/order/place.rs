//! Decides what is sent to the kitchen: a new order, and a further chit on one that cooks.

use super::apply::{covering, stations_of};
use super::decide::{Ctx, Decision, Draft, illegal};
use super::payment::{add_up, subtotal};
use super::*;

/// Decides a new order. The menu has accepted it; the writer has given it its number.
pub fn place(placement: Placement, ctx: &mut Ctx) -> Result<(Order, Vec<EventData>), Rejection> {
    if placement.items.is_empty() {
        return Err(Rejection::invalid("/items", "an order needs at least one item"));
    }
    if placement.redeem_points > 0 && placement.customer_id.is_none() {
        return Err(Rejection::invalid("/redeem_points", "points need a customer"));
    }
    let items = send(placement.items, &placement.allergies, |course| placement.hold_courses.contains(&course), 1, ctx);
    let tickets = stations_of(&items, 1).into_iter();
    let tickets = tickets.map(|station| Ticket::new(station, 1)).collect();
    let PaymentTerms { method, when } = placement.payment;
    let subtotal = subtotal(&items);
    if placement.redeem_points > subtotal {
        return Err(Rejection::invalid("/redeem_points", format!("at most {subtotal} points can be redeemed on this order")));
    }
    let status = match (method, when) {
        (PaymentMethod::None, _) => PaymentStatus::None,
        // Nothing is left to charge, and no processor takes a charge of nothing.
        (_, PayWhen::Now) if subtotal == placement.redeem_points => PaymentStatus::None,
        (PaymentMethod::Card, PayWhen::Now) => PaymentStatus::Pending,
        _ => PaymentStatus::Open,
    };
    let mut bill = Bill {
        subtotal: 0,
        discount: placement.redeem_points,
        tax: 0,
        total: 0,
        currency: placement.currency,
        tax_percent: placement.tax_percent,
        tax_included: placement.tax_included,
        payment: Payment { method, status, attempts: 0, captured: 0, carried: 0, tendered: None, reason: None },
        customer_id: placement.customer_id,
        points_redeemed: placement.redeem_points,
        points_earned: 0,
    };
    let totals = add_up(&bill, subtotal);
    (bill.subtotal, bill.tax, bill.total) = (totals.subtotal, totals.tax, totals.total);
    let order = Order::new(OrderState {
        id: placement.id,
        number: placement.number,
        location: placement.location,
        status: Status::Pending,
        version: 0,
        channel: placement.channel,
        table: placement.table,
        covers: placement.covers,
        note: placement.note,
        priority: Priority::Normal,
        held: false,
        guest: placement.guest,
        allergies: placement.allergies,
        placed_at: ctx.now,
        confirmed_at: None,
        ready_at: None,
        completed_at: None,
        cancelled_at: None,
        promised_at: None,
        due_at: placement.due_at,
        external_id: placement.external_id,
        items,
        tickets,
        bill: Some(bill),
    });
    let mut draft = Draft::of(&order, ctx);
    draft.events.push(EventData::Placed(Placed { order: Box::new(order) }));
    if (method, when) == (PaymentMethod::Cash, PayWhen::Now) && totals.total > 0 {
        let payment_id = PaymentId((ctx.fresh)());
        draft.emit(EventData::PaymentCaptured(PaymentTaken {
            payment_id,
            amount: totals.total,
            attempts: 1,
            method,
            tendered: None,
        }));
    }
    if status != PaymentStatus::Pending {
        draft.emit(EventData::Confirmed(draft.at(Status::Confirmed)));
    }
    Ok((draft.order, draft.events))
}

/// Decides a further chit on an order in the kitchen.
pub fn add_items(order: &Order, items: Vec<NewItem>, allergies: &[Allergy], hold_courses: &[u16], ctx: &mut Ctx) -> Decision {
    if !order.status.is_cooking() {
        return illegal(order, "items can be added to CONFIRMED, IN_PROGRESS and READY orders");
    }
    if items.is_empty() {
        return Err(Rejection::invalid("/items", "name at least one item"));
    }
    let mut all = order.allergies.clone();
    all.extend(allergies.iter().filter(|new| !order.allergies.contains(new)).cloned());
    if order.items.len() + items.len() > ORDER_LINES_MAX {
        return Err(Rejection::invalid("/items", format!("an order has at most {ORDER_LINES_MAX} lines")));
    }
    if all.len() > ORDER_ALLERGIES_MAX {
        return Err(Rejection::invalid("/allergies", format!("an order has at most {ORDER_ALLERGIES_MAX} allergies")));
    }
    // What joins a course that still waits, waits with it.
    let waiting = |course| order.items.iter().any(|i| i.course == course && i.status == ItemStatus::Held);
    let next = order.next_chit();
    let items = send(items, &all, |course| hold_courses.contains(&course) || waiting(course), next, ctx);
    let chit = items.iter().any(|i| i.chit.is_some()).then_some(next);
    let mut draft = Draft::of(order, ctx);
    let totals = draft.order.bill.as_ref().map(|bill| {
        let added: Minor = items.iter().map(Item::line_total).sum();
        add_up(bill, subtotal(&order.items) + added)
    });
    draft.emit(EventData::ItemsAdded(ItemsAdded { chit, items, allergies: all, totals }));
    draft.settle();
    Ok(draft.events)
}

fn send(items: Vec<NewItem>, allergies: &[Allergy], held: impl Fn(u16) -> bool, chit: u32, ctx: &mut Ctx) -> Vec<Item> {
    let now = ctx.now;
    let make = |new: NewItem| {
        let held = held(new.course);
        Item {
            id: ItemId((ctx.fresh)()),
            menu_item_id: new.menu_item_id,
            name: new.name,
            kitchen_name: new.kitchen_name,
            quantity: new.quantity,
            modifiers: new.modifiers,
            note: new.note,
            allergens: new.allergens,
            allergies: covering(allergies, new.seat),
            allergy_acknowledged_at: None,
            allergy_acknowledged_by: None,
            seat: new.seat,
            course: new.course,
            chit: (!held).then_some(chit),
            station: new.station,
            prep_seconds: new.prep_seconds,
            status: if held { ItemStatus::Held } else { ItemStatus::Queued },
            unit_price: Some(new.unit_price),
            uses: new.uses,
            fired_at: (!held).then_some(now),
            started_at: None,
            prepared_at: None,
            voided_at: None,
            recalls: 0,
        }
    };
    items.into_iter().map(make).collect()
}
