//! Dead letters: payments and refunds that were given up, tried again by a manager or dealt with
//! by hand.

use shared::ids::*;
use shared::order::*;

use super::handle::{Decided, Draft};
use super::payments::put_tab;
use super::refunds::refunded;
use super::tab::*;
use super::tasks::Task;
use super::{Refusal, Request};
use crate::store::Kind;

impl Draft<'_> {
    pub(super) fn retry_letter(
        &mut self,
        request: &Request,
        order: &Order,
        mut tab: Tab,
        letter: Uuid,
    ) -> Result<Decided, Refusal> {
        if let Some((refund, payment)) = tab.refund_mut(letter) {
            if refund.state != RefundState::Refused {
                return Err(illegal("this refund is under way, or done"));
            }
            if tab.get(payment).is_none_or(|attempt| attempt.kept() < 0) {
                return Err(illegal("what was taken has gone back otherwise"));
            }
            let Some((refund, payment)) = tab.refund_mut(letter) else { return Err(Refusal::NoSuchPayment) };
            refund.state = RefundState::Asked;
            let refund = refund.clone();
            let task = self.return_of(order.id, payment, &refund, &tab);
            let mut decided = Decided::showing(serde_json::Value::Null, Vec::new());
            decided.changes.jobs.extend(task);
            self.close_letter(&mut decided, order, &mut tab, letter, Closed::Retried);
            return Ok(showing(decided, order, &tab, letter));
        }
        let Some(attempt) = tab.get(PaymentId(letter)).filter(|attempt| attempt.death.is_some()) else {
            return Err(Refusal::NoSuchPayment);
        };
        let closed = attempt.death.as_ref().and_then(|death| death.closed);
        let (Some(token), None) = (attempt.token.clone(), closed) else {
            return Err(illegal("it is off the list already: tried again, paid, or dealt with by hand"));
        };
        let mut decided = self.start_payment(request, order, tab, token)?;
        let mut tab = self.tab(&decided, order.id);
        self.close_letter(&mut decided, order, &mut tab, letter, Closed::Retried);
        Ok(showing(decided, order, &tab, letter))
    }

    pub(super) fn resolve_letter(&mut self, order: &Order, mut tab: Tab, letter: Uuid) -> Result<Decided, Refusal> {
        let payment = tab.get(PaymentId(letter)).and_then(|attempt| attempt.death.clone());
        let death = payment.or_else(|| tab.refund_mut(letter).and_then(|(refund, _)| refund.death.clone()));
        let mut decided = Decided::on(order.id, Vec::new());
        match death.ok_or(Refusal::NoSuchPayment)?.closed {
            None => {
                // A refund that was dealt with by hand has been given back.
                if let Some((refund, payment)) = tab.refund_mut(letter) {
                    refund.state = RefundState::Done;
                    let amount = refund.amount;
                    decided.events.extend(tab.get(payment).map(|attempt| refunded(attempt, amount)));
                }
                self.close_letter(&mut decided, order, &mut tab, letter, Closed::ByHand);
            }
            Some(Closed::ByHand) => {}
            Some(how) => return Err(illegal(&format!("it is off the list already: {}", how.as_str()))),
        }
        Ok(showing(decided, order, &tab, letter))
    }

    /// To the dead letters: the event, the line of the list, and the news to whoever listens outside.
    pub(super) fn bury(&self, decided: &mut Decided, letter: Option<DeadLetter>) {
        let Some(letter) = letter else { return };
        decided.events.push(EventData::PaymentDead(PaymentDead {
            payment_id: letter.payment_id,
            amount: letter.amount,
            attempts: letter.attempts,
            reason: letter.reason.clone(),
        }));
        decided.changes.jobs.push(self.job(self.inner.ids.fresh(), self.now, &Task::Tell(letter.clone())));
        put_letter(decided, Some(letter));
    }

    /// Takes a dead letter off the list, and says so.
    pub(super) fn close_letter(&self, decided: &mut Decided, order: &Order, tab: &mut Tab, id: Uuid, how: Closed) {
        for attempt in &mut tab.payments {
            let refund = attempt.refunds.iter_mut().find(|refund| refund.id == id);
            let death = if attempt.id.0 == id { attempt.death.as_mut() } else { refund.and_then(|r| r.death.as_mut()) };
            let Some(death) = death else { continue };
            death.closed = Some(how);
            if attempt.id.0 == id {
                attempt.token = None;
            }
            let letter = match attempt.refunds.iter().find(|refund| refund.id == id) {
                Some(refund) => DeadLetter::of_refund(order, attempt, refund),
                None => DeadLetter::of_payment(order, attempt),
            };
            put_letter(decided, letter);
            let resolved = PaymentResolved { payment_id: attempt.id, how: how.as_str().to_owned() };
            decided.events.push(EventData::PaymentResolved(resolved));
            decided.order_id = Some(order.id);
        }
        put_tab(decided, order.id, tab);
    }
}

fn illegal(detail: &str) -> Refusal {
    Refusal::Rejected(Rejection::Illegal(detail.to_owned()))
}

fn showing(mut decided: Decided, order: &Order, tab: &Tab, letter: Uuid) -> Decided {
    let shown = tab.payments.iter().find_map(|attempt| match attempt.refunds.iter().find(|refund| refund.id == letter) {
        Some(refund) => DeadLetter::of_refund(order, attempt, refund),
        None if attempt.id.0 == letter => DeadLetter::of_payment(order, attempt),
        None => None,
    });
    decided.body = serde_json::to_value(shown).ok();
    decided
}

pub(super) fn put_letter(decided: &mut Decided, letter: Option<DeadLetter>) {
    if let Some(letter) = letter {
        let lookup = letter.closed.is_none().then(|| OPEN.to_owned());
        decided.changes.put(Kind::Payment, letter.id, lookup, letter.at.0, &letter);
    }
}
