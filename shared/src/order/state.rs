//! The states of an order and of an item, and which step may follow which.

use serde::{Deserialize, Serialize};

/// Where an order stands. The names are those of the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Status {
    Pending,
    Confirmed,
    InProgress,
    Ready,
    Completed,
    Cancelled,
    PaymentFailed,
}

impl Status {
    pub const ALL: [Status; 7] = [
        Status::Pending,
        Status::Confirmed,
        Status::InProgress,
        Status::Ready,
        Status::Completed,
        Status::Cancelled,
        Status::PaymentFailed,
    ];

    /// The transition table: every legal step stands here, and nothing else is legal.
    pub fn may_become(self, next: Status) -> bool {
        use Status::*;
        match (self, next) {
            (Pending, Confirmed) => true,
            (Confirmed, InProgress) => true,
            (InProgress, Ready) => true,
            (Ready, Completed) => true,
            // an item recalled, or items added
            (Ready, InProgress) => true,
            // the order recalled, on the same business day
            (Completed, Ready) => true,
            (Pending, PaymentFailed) => true,
            // a new payment attempt
            (PaymentFailed, Pending) => true,
            (Pending | Confirmed | InProgress | Ready | Completed | PaymentFailed, Cancelled) => true,
            _ => false,
        }
    }

    /// The kitchen works on it: items may be added, fired, cooked.
    pub fn is_cooking(self) -> bool {
        matches!(self, Status::Confirmed | Status::InProgress | Status::Ready)
    }

    /// Nothing follows by itself any more.
    pub fn is_over(self) -> bool {
        matches!(self, Status::Completed | Status::Cancelled)
    }

    pub fn as_str(self) -> &'static str {
        match self {
            Status::Pending => "PENDING",
            Status::Confirmed => "CONFIRMED",
            Status::InProgress => "IN_PROGRESS",
            Status::Ready => "READY",
            Status::Completed => "COMPLETED",
            Status::Cancelled => "CANCELLED",
            Status::PaymentFailed => "PAYMENT_FAILED",
        }
    }

    pub fn parse(s: &str) -> Option<Status> {
        Status::ALL.into_iter().find(|status| status.as_str() == s)
    }
}

/// Where an item stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ItemStatus {
    /// Its course is not fired yet.
    Held,
    Queued,
    Preparing,
    Prepared,
    Voided,
}

impl ItemStatus {
    pub const ALL: [ItemStatus; 5] =
        [ItemStatus::Held, ItemStatus::Queued, ItemStatus::Preparing, ItemStatus::Prepared, ItemStatus::Voided];

    pub fn may_become(self, next: ItemStatus) -> bool {
        use ItemStatus::*;
        match (self, next) {
            (Held, Queued) => true,
            (Queued, Preparing | Prepared) => true,
            (Preparing, Prepared) => true,
            // recalled
            (Preparing | Prepared, Queued) => true,
            (Held | Queued | Preparing | Prepared, Voided) => true,
            _ => false,
        }
    }

    /// Sent to a station and not voided.
    pub fn is_sent(self) -> bool {
        matches!(self, ItemStatus::Queued | ItemStatus::Preparing | ItemStatus::Prepared)
    }

    /// Somebody is cooking it, or has.
    pub fn is_started(self) -> bool {
        matches!(self, ItemStatus::Preparing | ItemStatus::Prepared)
    }

    pub fn as_str(self) -> &'static str {
        match self {
            ItemStatus::Held => "HELD",
            ItemStatus::Queued => "QUEUED",
            ItemStatus::Preparing => "PREPARING",
            ItemStatus::Prepared => "PREPARED",
            ItemStatus::Voided => "VOIDED",
        }
    }
}
