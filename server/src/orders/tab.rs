//! An order's tab: what was asked for and taken on it, what went back, and what was given up. Kept beside the order, because who may charge again, and what is to be given back, is decided
//! on all of it at once.

use std::fmt;

use serde::{Deserialize, Serialize};
use shared::ids::*;
use shared::money::Minor;
use shared::order::{Order, PaymentMethod};
use shared::time::Timestamp;

/// The second name of the dead letters that nobody has dealt with.
pub const OPEN: &str = "open";

/// What stands for a card at the processor. No log line shows it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Token(pub String);

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("…")
    }
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Tab {
    /// The oldest first.
    pub payments: Vec<Attempt>,
}

/// How an attempt to be paid stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    Pending,
    Captured,
    /// The processor said no.
    Declined,
    /// Given up: the processor said nothing that decides it.
    Dead,
    /// Never asked for: what was owed had been paid before.
    Dropped,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Attempt {
    pub id: PaymentId,
    pub method: PaymentMethod,
    pub amount: Minor,
    pub state: State,
    pub started_at: Timestamp,
    /// How often the order's money had been asked for before.
    pub before: u32,
    /// How often the processor was asked for this one.
    pub tries: u32,
    /// Nobody knows yet whether the money was taken: no further attempt before somebody does.
    #[serde(default)]
    pub unknown: bool,
    /// The order was cancelled or paid otherwise meanwhile: it is not tried again, and what was
    /// taken after all is given back.
    #[serde(default)]
    pub unwanted: bool,
    /// Gone as soon as it is not needed any more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub token: Option<Token>,
    /// The processor's name for the charge.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub intent: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub death: Option<Death>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub refunds: Vec<Refund>,
    /// What of it went to the tab of an order that was split off, where it has the same id.
    #[serde(default)]
    pub parted: Minor,
}

impl Attempt {
    pub fn new(id: PaymentId, method: PaymentMethod, amount: Minor, state: State, started_at: Timestamp) -> Attempt {
        let (before, tries, unknown, unwanted) = (0, 0, false, false);
        let (token, intent, death, refunds, parted) = (None, None, None, Vec::new(), 0);
        Attempt { id, method, amount, state, started_at, before, tries, unknown, unwanted, token, intent, death, refunds, parted }
    }

    pub fn attempts(&self) -> u32 {
        self.before + self.tries
    }

    /// What was taken for this tab's order.
    pub fn taken(&self) -> Minor {
        if self.state == State::Captured { self.amount - self.parted } else { 0 }
    }

    /// What was taken and is neither given back nor to be. A refund that was refused is to be: its
    /// dead letter sees to that.
    pub fn kept(&self) -> Minor {
        self.taken() - self.refunds.iter().map(|r| r.amount).sum::<Minor>()
    }

    /// It may have been taken although nothing says so.
    pub fn may_have_landed(&self) -> bool {
        self.method == PaymentMethod::Card && (self.state == State::Dead || (self.state == State::Declined && self.tries > 1))
    }
}

/// Where a dead letter went.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Closed {
    Retried,
    /// The order was paid after all.
    Paid,
    ByHand,
}

impl Closed {
    pub fn as_str(self) -> &'static str {
        match self {
            Closed::Retried => "retried",
            Closed::Paid => "paid",
            Closed::ByHand => "by_hand",
        }
    }
}

/// Why something was given up, and what has become of that.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Death {
    pub at: Timestamp,
    pub reason: String,
    #[serde(default)]
    pub closed: Option<Closed>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RefundState {
    Asked,
    Done,
    /// The processor will not.
    Refused,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Refund {
    pub id: Uuid,
    pub amount: Minor,
    pub state: RefundState,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub death: Option<Death>,
}

impl Tab {
    pub fn get(&self, id: PaymentId) -> Option<&Attempt> {
        self.payments.iter().find(|p| p.id == id)
    }

    pub fn get_mut(&mut self, id: PaymentId) -> Option<&mut Attempt> {
        self.payments.iter_mut().find(|p| p.id == id)
    }

    pub fn refund_mut(&mut self, id: Uuid) -> Option<(&mut Refund, PaymentId)> {
        self.payments.iter_mut().find_map(|p| {
            let payment = p.id;
            p.refunds.iter_mut().find(|r| r.id == id).map(|r| (r, payment))
        })
    }

    /// Takes so much of what is kept, from the last payment on, for the tab of an order that is split off.
    pub fn part(&mut self, amount: Minor) -> Tab {
        let mut left = amount;
        let mut parts = Tab::default();
        for attempt in self.payments.iter_mut().rev() {
            let part = left.min(attempt.kept());
            if part > 0 {
                left -= part;
                attempt.parted += part;
                let mut gone = Attempt::new(attempt.id, attempt.method, part, State::Captured, attempt.started_at);
                (gone.before, gone.tries, gone.intent) = (attempt.before, attempt.tries, attempt.intent.clone());
                parts.payments.insert(0, gone);
            }
        }
        parts
    }

    pub fn unknown(&self) -> bool {
        self.payments.iter().any(|p| p.unknown)
    }

    /// What is on its way back, and what somebody has to send on its way again.
    pub fn returning(&self) -> Minor {
        let refunds = self.payments.iter().flat_map(|p| &p.refunds);
        refunds.filter(|r| r.state != RefundState::Done).map(|r| r.amount).sum()
    }
}

/// A payment or a refund that was given up: one line of `GET /payments/failed`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DeadLetter {
    /// The payment's, or the refund's.
    pub id: Uuid,
    /// `payment` or `refund`.
    pub kind: String,
    pub payment_id: PaymentId,
    pub order_id: OrderId,
    pub number: u32,
    pub amount: Minor,
    pub currency: String,
    pub attempts: u32,
    pub reason: String,
    /// `failed`, or `unknown`: nobody knows yet whether the money moved.
    pub outcome: String,
    pub at: Timestamp,
    pub closed: Option<Closed>,
}

impl DeadLetter {
    pub fn of_payment(order: &Order, attempt: &Attempt) -> Option<DeadLetter> {
        let death = attempt.death.as_ref()?;
        let outcome = if attempt.unknown { "unknown" } else { "failed" };
        Some(DeadLetter::new(order, attempt, attempt.id.0, "payment", attempt.amount, outcome, death))
    }

    pub fn of_refund(order: &Order, attempt: &Attempt, refund: &Refund) -> Option<DeadLetter> {
        let death = refund.death.as_ref()?;
        Some(DeadLetter::new(order, attempt, refund.id, "refund", refund.amount, "failed", death))
    }

    fn new(order: &Order, attempt: &Attempt, id: Uuid, kind: &str, amount: Minor, outcome: &str, death: &Death) -> DeadLetter {
        DeadLetter {
            id,
            kind: kind.to_owned(),
            payment_id: attempt.id,
            order_id: order.id,
            number: order.number,
            amount,
            currency: order.bill.as_ref().map(|bill| bill.currency.clone()).unwrap_or_default(),
            attempts: attempt.attempts(),
            reason: death.reason.clone(),
            outcome: outcome.to_owned(),
            at: death.at,
            closed: death.closed,
        }
    }
}
