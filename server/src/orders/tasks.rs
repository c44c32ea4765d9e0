//! What payments leave to be done outside, as their jobs keep it.

use serde::{Deserialize, Serialize};
use shared::ids::*;
use shared::money::Minor;
use shared::time::Timestamp;

use super::tab::{DeadLetter, Token};

/// The kind of these jobs.
pub const JOB: &str = "payment";

/// What is to be done outside, as a job keeps it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "task", rename_all = "snake_case")]
pub enum Task {
    Charge(Charge),
    Watch(Watch),
    Refund(Return),
    Unpaid(Unpaid),
    Tell(DeadLetter),
}

/// An attempt on its way.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Charge {
    pub order_id: OrderId,
    pub payment_id: PaymentId,
    pub amount: Minor,
    pub currency: String,
    pub token: Token,
    pub started_at: Timestamp,
    /// Earlier attempts that may have landed, and when the first of them began.
    #[serde(default)]
    pub earlier: Vec<PaymentId>,
    pub since: Timestamp,
    pub phase: Phase,
    /// How often the job had been taken up when this was written: one that was taken up more often
    /// since has lost a worker on the way, and may have been charged.
    #[serde(default)]
    pub taken_up: u32,
    #[serde(default)]
    pub resumed: bool,
}

/// What an attempt does next.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// Look whether an earlier attempt has landed.
    LookFirst { failed: u32 },
    /// Ask for the money.
    Try { failed: u32 },
    /// Look whether this one has landed, before it is given up.
    LookLast { tries: u32, failed: u32, reason: String, verdict: Verdict },
}

/// What an attempt comes to where the look-up finds nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    GivenUp,
    Declined,
}

/// Looks again for a charge that was given up: until it is known, and for a while after.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Watch {
    pub order_id: OrderId,
    pub payment_id: PaymentId,
    pub since: Timestamp,
    pub answered: u32,
    pub failed: u32,
}

/// Money on its way back.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Return {
    pub order_id: OrderId,
    pub payment_id: PaymentId,
    pub refund_id: Uuid,
    pub amount: Minor,
    pub intent: String,
    /// Each round has a key of its own: the processor repeats a first answer, errors too.
    pub round: u32,
    pub failed: u32,
}

/// An order that nobody has paid in time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Unpaid {
    pub order_id: OrderId,
    /// The attempt that failed; another one since then has its own time.
    pub payment_id: PaymentId,
}
