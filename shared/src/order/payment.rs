//! Decides what has to do with money: what an order comes to, and how it is paid.

use super::decide::{Ctx, Decision, Draft, illegal};
use super::*;

/// Decides a payment that is made at the till, in cash.
pub fn pay(order: &Order, payment: PaymentId, tendered: Option<Minor>, ctx: &Ctx) -> Decision {
    let (owed, attempts) = owed(order)?;
    if let Some(tendered) = tendered.filter(|t| *t < owed) {
        return Err(Rejection::invalid("/tendered", format!("{tendered} is less than the {owed} that is owed")));
    }
    let mut draft = Draft::of(order, ctx);
    let attempts = attempts + 1;
    captured(&mut draft, PaymentTaken { payment_id: payment, amount: owed, attempts, method: PaymentMethod::Cash, tendered })?;
    Ok(draft.events)
}

/// Decides that a card is charged for what is owed: how much, and what happens at once. Whether it
/// is paid, the processor tells.
pub fn charge(order: &Order, payment: PaymentId, ctx: &Ctx) -> Result<(Minor, Vec<EventData>), Rejection> {
    let (amount, attempts) = owed(order)?;
    let mut draft = Draft::of(order, ctx);
    if order.status == Status::PaymentFailed {
        draft.emit(EventData::Pending(draft.at(Status::Pending)));
    } else {
        let (attempts, method) = (attempts + 1, PaymentMethod::Card);
        draft.emit(EventData::PaymentStarted(PaymentStarted { payment_id: payment, amount, attempts, method }));
    }
    Ok((amount, draft.events))
}

/// What is still to be paid, and how often it was asked for.
fn owed(order: &Order) -> Result<(Minor, u32), Rejection> {
    if matches!(order.status, Status::Cancelled) {
        return illegal(order, "a cancelled order cannot be paid");
    }
    let Some(bill) = &order.bill else { return illegal(order, "this view has no bill") };
    if bill.payment.status == PaymentStatus::Pending {
        // Taking money now could take it twice.
        return illegal(order, "a card payment is under way");
    }
    let owed = bill.owed();
    if owed <= 0 {
        return illegal(order, "it is paid already");
    }
    Ok((owed, bill.payment.attempts))
}

pub(super) fn discount(draft: &mut Draft, amount: Minor, reason: &str) -> Result<(), Rejection> {
    if draft.order.status.is_over() {
        return illegal(&draft.order, "its bill is closed");
    }
    let Some(bill) = draft.order.bill.clone() else { return illegal(&draft.order, "this view has no bill") };
    if bill.has_payments() {
        return illegal(&draft.order, "it is paid already, or about to be");
    }
    let most = bill.subtotal - bill.discount;
    if amount < 1 || amount > most {
        return Err(Rejection::invalid("/amount", format!("a discount here is between 1 and {most}")));
    }
    let totals = add_up(&Bill { discount: bill.discount + amount, ..bill.clone() }, bill.subtotal);
    draft.emit(EventData::Discounted(Discounted { amount, reason: reason.to_owned(), totals }));
    Ok(())
}

pub(super) fn captured(draft: &mut Draft, taken: PaymentTaken) -> Result<(), Rejection> {
    if draft.order.status == Status::PaymentFailed {
        // Another attempt, or a charge that was given up and landed after all.
        draft.emit(EventData::Pending(draft.at(Status::Pending)));
    }
    draft.emit(EventData::PaymentCaptured(taken));
    if draft.order.status == Status::Pending {
        draft.emit(EventData::Confirmed(draft.at(Status::Confirmed)));
    }
    Ok(())
}

pub(super) fn payment_failed(draft: &mut Draft, payment: PaymentId, reason: &str, attempts: u32) -> Result<(), Rejection> {
    draft.emit(EventData::PaymentFailed(PaymentFailed { payment_id: payment, reason: reason.to_owned(), attempts }));
    if draft.order.status == Status::Pending {
        draft.emit(EventData::OrderPaymentFailed(Reason { reason: Some(reason.to_owned()) }));
    }
    Ok(())
}

pub(super) fn retry_payment(draft: &mut Draft) -> Result<(), Rejection> {
    match draft.order.status {
        Status::PaymentFailed => {
            draft.emit(EventData::Pending(draft.at(Status::Pending)));
            Ok(())
        }
        _ => illegal(&draft.order, "only a PAYMENT_FAILED order goes back to PENDING"),
    }
}

pub(super) fn subtotal(items: &[Item]) -> Minor {
    items.iter().filter(|i| !i.is_voided()).map(Item::line_total).sum()
}

/// What a bill comes to with this subtotal. Where less is left than comes off, first the
/// discount is cut, then the points.
pub(super) fn add_up(bill: &Bill, subtotal: Minor) -> Totals {
    let points_redeemed = bill.points_redeemed.min(subtotal);
    let given = (bill.discount - bill.points_redeemed).min(subtotal - points_redeemed);
    let discount = points_redeemed + given;
    let base = subtotal - discount;
    let (tax, total) = if bill.tax_included {
        (bill.tax_percent.within(base), base)
    } else {
        let tax = bill.tax_percent.on_top_of(base);
        (tax, base + tax)
    };
    Totals { subtotal, discount, tax, total, points_redeemed }
}
