//! What somebody has to look at: made by the server from what happened, or from what did not.

use serde::{Deserialize, Serialize};

use crate::ids::*;
use crate::time::Timestamp;

/// The `kind` of an alert.
pub mod kind {
    /// An ingredient fell to its threshold.
    pub const LOW_STOCK: &str = "low_stock";
    /// A payment was given up.
    pub const FAILED_PAYMENT: &str = "failed_payment";
    /// No screen of its station has shown a ticket in time.
    pub const UNDELIVERED_TICKET: &str = "undelivered_ticket";
    /// A station has lost its last screen, or none of its screens shows its tickets: told once of the
    /// station itself until somebody has looked.
    pub const SCREENS_OFFLINE: &str = "screens_offline";
    /// A ticket is open twice as long as late is.
    pub const LATE_TICKET: &str = "late_ticket";
}

/// The `severity` of an alert.
pub mod severity {
    pub const WARNING: &str = "warning";
    pub const CRITICAL: &str = "critical";
}

/// Texts rather than enums: a page passes over kinds that it does not know.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Alert {
    pub id: AlertId,
    pub kind: String,
    pub severity: String,
    /// For the person who reads it.
    pub text: String,
    pub at: Timestamp,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub order_id: Option<OrderId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub station: Option<StationId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub chit: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ingredient: Option<IngredientId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub payment_id: Option<PaymentId>,
    #[serde(default)]
    pub acknowledged_at: Option<Timestamp>,
    #[serde(default)]
    pub acknowledged_by: Option<PersonId>,
}

impl Alert {
    /// One that is about nothing in particular yet, and that nobody has acknowledged.
    pub fn new(id: AlertId, kind: &str, severity: &str, text: String, at: Timestamp) -> Alert {
        Alert {
            id,
            kind: kind.to_owned(),
            severity: severity.to_owned(),
            text,
            at,
            order_id: None,
            station: None,
            chit: None,
            ingredient: None,
            payment_id: None,
            acknowledged_at: None,
            acknowledged_by: None,
        }
    }
}

/// Somebody has looked at it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Acknowledged {
    pub id: AlertId,
}
