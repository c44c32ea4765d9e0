//! What a command's events mean for the money that was taken: cash is written down, what was taken
//! over what is owed goes back, and attempts that nobody needs any more are stopped.

use shared::ids::*;
use shared::money::Minor;
use shared::order::*;

use super::handle::{Decided, Draft};
use super::payments::put_tab;
use super::tab::*;
use super::tasks::{Return, Task};
use crate::store::JobChange;

impl Draft<'_> {
    /// After every decision; most have nothing to do with money.
    pub(super) fn settle_money(&mut self, decided: &mut Decided) {
        let moves = |event: &EventData| {
            matches!(event, EventData::PaymentCaptured(_) | EventData::Cancelled(_) | EventData::ItemVoided(_))
        };
        let Some(id) = decided.order_id.filter(|_| decided.events.iter().any(moves)) else { return };
        let Some(after) = self.after(self.cache.orders.get(&id).cloned(), decided) else { return };
        let Some(bill) = &after.bill else { return };
        let mut tab = self.tab(decided, id);
        if tab.payments.is_empty() && bill.paid() == 0 {
            return;
        }
        let was = tab.clone();
        self.write_down(decided, &mut tab);
        let cancelled = after.status == Status::Cancelled;
        let owed = if cancelled { 0 } else { bill.total };
        let over = bill.paid() - tab.returning() - owed;
        if over >= 0 {
            self.nothing_more(decided, &after, &mut tab, cancelled);
        }
        if over > 0 {
            self.refund(decided, &after, &mut tab, over);
        }
        if tab != was {
            put_tab(decided, id, &tab);
        }
    }

    /// The order as the decided events leave it.
    fn after(&self, mut order: Option<Order>, decided: &Decided) -> Option<Order> {
        for data in &decided.events {
            let by = By::default();
            let event =
                Event { seq: self.cache.head, at: self.now, order_id: decided.order_id, by, tapped_at: None, data: data.clone() };
            match &mut order {
                Some(order) => order.apply(&event),
                None => order = Order::from_event(&event),
            }
        }
        order
    }

    /// Cash goes onto the tab.
    fn write_down(&self, decided: &Decided, tab: &mut Tab) {
        for event in &decided.events {
            let EventData::PaymentCaptured(taken) = event else { continue };
            if tab.get(taken.payment_id).is_none() {
                let mut attempt = Attempt::new(taken.payment_id, taken.method, taken.amount, State::Captured, self.now);
                (attempt.before, attempt.tries) = (taken.attempts.saturating_sub(1), 1);
                tab.payments.push(attempt);
            }
        }
    }

    /// What was paid of the items that went goes to the tab of their order, to be given back from there.
    pub(super) fn part_payments(&mut self, decided: &mut Decided) {
        let Some(EventData::Split(split)) = decided.events.first() else { return };
        let share = split.new_order.bill.as_ref().map_or(0, |bill| bill.payment.carried);
        let (id, new_id) = (split.order_id, split.new_order_id);
        if share > 0 {
            let mut tab = self.tab(decided, id);
            let parts = tab.part(share);
            put_tab(decided, id, &tab);
            put_tab(decided, new_id, &parts);
        }
    }

    /// All is paid, or nothing is owed: attempts on their way stop, and dead letters are dealt with.
    fn nothing_more(&self, decided: &mut Decided, order: &Order, tab: &mut Tab, cancelled: bool) {
        for attempt in &mut tab.payments {
            attempt.unwanted |= attempt.state == State::Pending;
        }
        // A cancelled order's stay on the list: somebody may want to know.
        let dead = tab.payments.iter().filter(|attempt| !cancelled || attempt.state == State::Captured);
        let open = dead.filter(|attempt| !attempt.unknown && attempt.death.as_ref().is_some_and(|death| death.closed.is_none()));
        let open: Vec<Uuid> = open.map(|attempt| attempt.id.0).collect();
        for letter in open {
            self.close_letter(decided, order, tab, letter, Closed::Paid);
        }
    }

    /// Gives `amount` back, from the last payment on: cash at once, cards by a job.
    fn refund(&self, decided: &mut Decided, order: &Order, tab: &mut Tab, amount: Minor) {
        let mut left = amount;
        let mut jobs = Vec::new();
        for k in (0..tab.payments.len()).rev() {
            let attempt = &mut tab.payments[k];
            let part = left.min(attempt.kept());
            if part <= 0 {
                continue;
            }
            left -= part;
            let mut refund = Refund { id: self.inner.ids.fresh(), amount: part, state: RefundState::Asked, death: None };
            if attempt.method == PaymentMethod::Card {
                attempt.refunds.push(refund.clone());
                let payment = attempt.id;
                jobs.extend(self.return_of(order.id, payment, &refund, tab));
            } else {
                refund.state = RefundState::Done;
                attempt.refunds.push(refund);
                decided.events.push(refunded(attempt, part));
            }
        }
        decided.changes.jobs.extend(jobs);
        if left > 0 {
            // Taken before tabs were kept: in cash.
            let attempt = Attempt::new(PaymentId(self.inner.ids.fresh()), PaymentMethod::Cash, left, State::Captured, self.now);
            decided.events.push(refunded(&attempt, left));
        }
    }

    pub(super) fn return_of(&self, order_id: OrderId, payment_id: PaymentId, refund: &Refund, tab: &Tab) -> Option<JobChange> {
        let intent = tab.get(payment_id)?.intent.clone()?;
        let (refund_id, amount) = (refund.id, refund.amount);
        let task = Task::Refund(Return { order_id, payment_id, refund_id, amount, intent, round: 0, failed: 0 });
        Some(self.job(refund_id, self.now, &task))
    }

    /// What the processor said to a refund.
    pub(super) fn returned(&mut self, order: &Order, mut tab: Tab, id: Uuid, refused: Option<&str>) -> Decided {
        let mut decided = Decided::on(order.id, Vec::new());
        let now = self.now;
        let Some((refund, payment)) = tab.refund_mut(id).filter(|(refund, _)| refund.state == RefundState::Asked) else {
            return decided;
        };
        let amount = refund.amount;
        match refused {
            None => refund.state = RefundState::Done,
            Some(reason) => {
                refund.state = RefundState::Refused;
                refund.death = Some(Death { at: now, reason: format!("refund: {reason}"), closed: None });
            }
        }
        let refund = refund.clone();
        if let Some(attempt) = tab.get(payment) {
            match refused {
                None => decided.events.push(refunded(attempt, amount)),
                Some(_) => self.bury(&mut decided, DeadLetter::of_refund(order, attempt, &refund)),
            }
        }
        put_tab(&mut decided, order.id, &tab);
        decided
    }
}

pub(super) fn refunded(attempt: &Attempt, amount: Minor) -> EventData {
    EventData::PaymentRefunded(PaymentTaken {
        payment_id: attempt.id,
        amount,
        attempts: attempt.attempts(),
        method: attempt.method,
        tendered: None,
    })
}
