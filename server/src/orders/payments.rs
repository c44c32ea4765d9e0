//! Payments, decided under the location's lock: who may charge, and what it means that the
//! processor took the money, or did not. A result is judged by the attempt's state, so that a job
//! that is done twice counts once.

use shared::ids::*;
use shared::menu::FieldError;
use shared::order::{self, *};
use shared::time::Timestamp;

use super::changes::RecordKey;
use super::handle::{Decided, Draft};
use super::letters::put_letter;
use super::tab::*;
use super::tasks::*;
use super::{Refusal, Request};
use crate::store::{JobChange, JobRow, Kind};

/// How cards are taken here.
#[derive(Clone, Copy, Debug)]
pub struct Terms {
    /// A card processor is set up.
    pub cards: bool,
    /// A second of the payments' own clock, in milliseconds: tests make it short.
    pub second_ms: i64,
    /// How long a PAYMENT_FAILED order waits for its guest, in those seconds.
    pub unpaid_after_seconds: i64,
}

/// What is asked about payments.
#[derive(Clone, Debug)]
pub enum PaymentAsk {
    /// A card at the till.
    Start {
        token: Token,
    },
    /// A dead letter is to be tried again.
    Retry {
        letter: Uuid,
    },
    /// A dead letter was dealt with by hand.
    Resolve {
        letter: Uuid,
    },
    /// What the processor said; `job`: then this is done.
    Charged {
        payment: PaymentId,
        job: Option<Uuid>,
        tries: u32,
        outcome: Outcome,
    },
    Returned {
        refund: Uuid,
        refused: Option<String>,
    },
    /// Time is over for a PAYMENT_FAILED order.
    Unpaid {
        payment: PaymentId,
        job: Uuid,
    },
}

/// How an attempt ended.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// The money was taken, by this attempt or by an earlier one.
    Captured {
        by: PaymentId,
        intent: String,
    },
    Declined {
        reason: String,
    },
    GivenUp {
        reason: String,
        unknown: bool,
    },
    /// Looked for again: it has not landed.
    NotFound,
}

impl PaymentAsk {
    /// The records it is decided on.
    pub(super) fn records(order_id: OrderId) -> Vec<RecordKey> {
        vec![(Kind::Tab, order_id.to_string())]
    }

    /// Only the server itself and managers; a card at the till is the till's.
    pub(super) fn is_tills(&self) -> bool {
        matches!(self, PaymentAsk::Start { .. })
    }
}

impl Draft<'_> {
    pub(super) fn payment(&mut self, request: &Request, order_id: OrderId, ask: &PaymentAsk) -> Result<Decided, Refusal> {
        let order = self.order(order_id)?;
        let tab: Tab = self.beside.record(Kind::Tab, order_id).unwrap_or_default();
        match ask {
            PaymentAsk::Start { token } => self.start_payment(request, &order, tab, token.clone()),
            PaymentAsk::Retry { letter } => self.retry_letter(request, &order, tab, *letter),
            PaymentAsk::Resolve { letter } => self.resolve_letter(&order, tab, *letter),
            PaymentAsk::Charged { payment, job, tries, outcome } => {
                let decided = self.charged(request, &order, tab, *payment, *tries, outcome)?;
                Ok(done(decided, *job))
            }
            PaymentAsk::Returned { refund, refused } => {
                Ok(done(self.returned(&order, tab, *refund, refused.as_deref()), Some(*refund)))
            }
            PaymentAsk::Unpaid { payment, job } => {
                // Another attempt since then has its own time.
                let last = tab.payments.last().is_some_and(|attempt| attempt.id == *payment);
                if order.status != Status::PaymentFailed || !last {
                    return Ok(done(silent(order_id, Vec::new()), Some(*job)));
                }
                let cancel = Command::Cancel { reason: "unpaid".into() };
                let events = self.with_ctx(request, |ctx| order::decide(&order, &cancel, ctx))?;
                Ok(done(silent(order_id, events), Some(*job)))
            }
        }
    }

    /// Cards are taken only where somebody can charge them.
    pub(super) fn cards_are_taken(&self, pointer: &str) -> Result<(), Refusal> {
        if self.inner.terms.cards {
            return Ok(());
        }
        let detail = "cards are not taken here, because no card processor is set up: use cash or none";
        Err(Refusal::Fields(vec![FieldError { pointer: pointer.into(), detail: detail.into() }]))
    }

    /// The first attempt of an order that was just decided, where it is to be paid now by card.
    pub(super) fn first_payment(&mut self, decided: &mut Decided, order: &Order, token: Option<&str>) {
        let Some(bill) = &order.bill else { return };
        if let (PaymentStatus::Pending, Some(token)) = (bill.payment.status, token) {
            let payment = PaymentId(self.inner.ids.fresh());
            self.begin(decided, order, Tab::default(), payment, bill.total, Token(token.to_owned()));
        }
    }

    pub(super) fn start_payment(&mut self, request: &Request, order: &Order, tab: Tab, token: Token) -> Result<Decided, Refusal> {
        self.cards_are_taken("/method")?;
        let payment = PaymentId(self.inner.ids.fresh());
        let (amount, events) = self.with_ctx(request, |ctx| order::charge(order, payment, ctx))?;
        if tab.unknown() {
            return Err(Refusal::OutcomeUnknown);
        }
        let mut decided = Decided::on(order.id, events);
        self.begin(&mut decided, order, tab, payment, amount, token);
        Ok(decided)
    }

    /// Writes the attempt down, and the job that makes it.
    fn begin(&self, decided: &mut Decided, order: &Order, mut tab: Tab, id: PaymentId, amount: i64, token: Token) {
        let earlier: Vec<&Attempt> = tab.payments.iter().filter(|attempt| attempt.may_have_landed()).collect();
        let since = earlier.iter().map(|attempt| attempt.started_at).min().unwrap_or(self.now);
        let earlier: Vec<PaymentId> = earlier.iter().map(|attempt| attempt.id).collect();
        let phase = if earlier.is_empty() { Phase::Try { failed: 0 } } else { Phase::LookFirst { failed: 0 } };
        let mut attempt = Attempt::new(id, PaymentMethod::Card, amount, State::Pending, self.now);
        attempt.before = order.bill.as_ref().map_or(0, |bill| bill.payment.attempts);
        attempt.token = Some(token.clone());
        tab.payments.push(attempt);
        let task = Task::Charge(Charge {
            order_id: order.id,
            payment_id: id,
            amount,
            currency: order.bill.as_ref().map(|bill| bill.currency.clone()).unwrap_or_default(),
            token,
            started_at: self.now,
            earlier,
            since,
            phase,
            taken_up: 0,
            resumed: false,
        });
        put_tab(decided, order.id, &tab);
        decided.changes.jobs.push(self.job(id.0, self.now, &task));
    }

    /// A job of ours.
    pub(super) fn job(&self, id: Uuid, due_at: Timestamp, task: &Task) -> JobChange {
        // Writing our own types into memory cannot fail.
        let json = serde_json::to_string(task).unwrap_or_default();
        let location = self.cache.house.location.id.clone();
        JobChange::Put(JobRow { location, id, kind: JOB.to_owned(), due_at, tries: 0, json })
    }

    fn in_seconds(&self, seconds: i64) -> Timestamp {
        Timestamp(self.now.0 + seconds.saturating_mul(self.inner.terms.second_ms))
    }

    fn charged(
        &mut self,
        request: &Request,
        order: &Order,
        mut tab: Tab,
        payment: PaymentId,
        tries: u32,
        outcome: &Outcome,
    ) -> Result<Decided, Refusal> {
        let pending = tab.get(payment).is_some_and(|attempt| attempt.state == State::Pending);
        if let Some(attempt) = tab.get_mut(payment).filter(|_| pending) {
            attempt.tries = attempt.tries.max(tries);
        }
        let mut decided = silent(order.id, Vec::new());
        match outcome {
            Outcome::Captured { by, intent } => {
                let Some(attempt) = tab.get_mut(*by).filter(|attempt| attempt.state != State::Captured) else {
                    return Ok(decided);
                };
                (attempt.state, attempt.intent, attempt.unknown) = (State::Captured, Some(intent.clone()), false);
                // It was asked for at least once, whatever was written down of it.
                attempt.tries = attempt.tries.max(1);
                let taken = Command::PaymentCaptured {
                    payment: *by,
                    amount: attempt.amount,
                    attempts: attempt.attempts(),
                    method: PaymentMethod::Card,
                };
                if let Some(other) = tab.get_mut(payment).filter(|_| pending && payment != *by) {
                    (other.state, other.token) = (State::Dropped, None);
                }
                decided.events = self.with_ctx(request, |ctx| order::decide(order, &taken, ctx))?;
            }
            Outcome::Declined { .. } | Outcome::GivenUp { .. } if pending => {
                self.failed(request, &mut decided, order, &mut tab, payment, outcome)?;
            }
            Outcome::NotFound => {
                let Some(attempt) = tab.get_mut(payment).filter(|attempt| attempt.unknown) else { return Ok(decided) };
                attempt.unknown = false;
                let letter = DeadLetter::of_payment(order, attempt);
                put_letter(&mut decided, letter);
            }
            _ => return Ok(decided),
        }
        put_tab(&mut decided, order.id, &tab);
        Ok(decided)
    }

    /// The attempt came to nothing: declined, or given up and put to the dead letters.
    fn failed(
        &mut self,
        request: &Request,
        decided: &mut Decided,
        order: &Order,
        tab: &mut Tab,
        payment: PaymentId,
        outcome: &Outcome,
    ) -> Result<(), Refusal> {
        let (Outcome::Declined { reason } | Outcome::GivenUp { reason, .. }) = outcome else { return Ok(()) };
        let Some(attempt) = tab.get_mut(payment) else { return Ok(()) };
        let attempts = attempt.attempts();
        let command = Command::PaymentFailed { payment, reason: reason.clone(), attempts };
        decided.events = self.with_ctx(request, |ctx| order::decide(order, &command, ctx))?;
        if decided.events.iter().any(|event| matches!(event, EventData::OrderPaymentFailed(_))) {
            let task = Task::Unpaid(Unpaid { order_id: order.id, payment_id: payment });
            let due_at = self.in_seconds(self.inner.terms.unpaid_after_seconds);
            decided.changes.jobs.push(self.job(self.inner.ids.fresh(), due_at, &task));
        }
        let Outcome::GivenUp { unknown, .. } = outcome else {
            (attempt.state, attempt.token) = (State::Declined, None);
            return Ok(());
        };
        (attempt.state, attempt.unknown) = (State::Dead, *unknown);
        attempt.death = Some(Death { at: self.now, reason: reason.clone(), closed: None });
        let letter = DeadLetter::of_payment(order, attempt);
        let watch = Watch { order_id: order.id, payment_id: payment, since: attempt.started_at, answered: 0, failed: 0 };
        let due_at = self.in_seconds(if *unknown { 1 } else { 10 });
        decided.changes.jobs.push(self.job(self.inner.ids.fresh(), due_at, &Task::Watch(watch)));
        self.bury(decided, letter);
        Ok(())
    }

    /// The tab as this command leaves it.
    pub(super) fn tab(&self, decided: &Decided, order_id: OrderId) -> Tab {
        let id = order_id.to_string();
        let written = decided.changes.records.iter().rev().find(|row| row.kind == Kind::Tab && row.id == id);
        match written {
            Some(row) => serde_json::from_str(&row.json).unwrap_or_default(),
            None => self.beside.record(Kind::Tab, id).unwrap_or_default(),
        }
    }
}

/// For the server itself, which wants no answer.
fn silent(order_id: OrderId, events: Vec<EventData>) -> Decided {
    Decided { body: Some(serde_json::Value::Null), ..Decided::on(order_id, events) }
}

fn done(mut decided: Decided, job: Option<Uuid>) -> Decided {
    decided.changes.jobs.extend(job.map(JobChange::Done));
    decided.body = Some(serde_json::Value::Null);
    decided
}

pub(super) fn put_tab(decided: &mut Decided, order_id: OrderId, tab: &Tab) {
    decided.changes.put(Kind::Tab, order_id, None, 0, tab);
}
