//! What may be asked of an order, and why it may be refused.

use serde::{Deserialize, Serialize};

use super::{Allergy, Channel, Guest, Modifier, PaymentMethod, Priority, Uses};
use crate::ids::*;
use crate::money::{Minor, Percent};
use crate::time::Timestamp;

/// A line as it is sent: routed, named and priced from the menu (`menu::Menu::item`).
#[derive(Clone, Debug, PartialEq)]
pub struct NewItem {
    pub menu_item_id: MenuItemId,
    pub name: String,
    pub kitchen_name: Option<String>,
    pub quantity: u32,
    pub modifiers: Vec<Modifier>,
    pub note: Option<String>,
    pub allergens: Vec<String>,
    pub seat: Option<u16>,
    pub course: u16,
    pub station: Option<StationId>,
    pub prep_seconds: u32,
    pub unit_price: Minor,
    pub uses: Uses,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PayWhen {
    Now,
    #[default]
    Later,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct PaymentTerms {
    pub method: PaymentMethod,
    pub when: PayWhen,
}

/// A new order, accepted by the menu.
#[derive(Clone, Debug, PartialEq)]
pub struct Placement {
    pub id: OrderId,
    pub number: u32,
    pub location: LocationId,
    pub channel: Channel,
    pub table: Option<String>,
    pub covers: Option<u16>,
    pub note: Option<String>,
    pub guest: Option<Guest>,
    pub due_at: Option<Timestamp>,
    pub external_id: Option<String>,
    pub customer_id: Option<CustomerId>,
    pub redeem_points: Minor,
    pub payment: PaymentTerms,
    pub items: Vec<NewItem>,
    pub allergies: Vec<Allergy>,
    pub hold_courses: Vec<u16>,
    pub currency: String,
    pub tax_percent: Percent,
    pub tax_included: bool,
}

/// What may be asked of an order that exists. Placing, adding items, paying, splitting and
/// merging need more than the order and have functions of their own beside `decide`.
#[derive(Clone, Debug, PartialEq)]
pub enum Command {
    Fire {
        course: u16,
    },
    Prioritise {
        priority: Priority,
    },
    /// The pass holds the whole order back, or lets it go: its tickets are seen as waiting.
    Hold {
        held: bool,
    },
    Complete {
        /// Who carries it out.
        runner: Option<String>,
    },
    Cancel {
        reason: String,
    },
    Recall,
    Transfer {
        table: Option<String>,
    },
    Discount {
        amount: Minor,
        reason: String,
    },
    Start {
        item: ItemId,
    },
    Prepare {
        item: ItemId,
    },
    RecallItem {
        item: ItemId,
    },
    Void {
        item: ItemId,
        quantity: Option<u32>,
        reason: String,
    },
    AcknowledgeAllergy {
        item: ItemId,
    },
    Bump {
        station: Option<StationId>,
        chit: Option<u32>,
    },
    RecallTicket {
        station: Option<StationId>,
        chit: Option<u32>,
    },
    Shown {
        station: Option<StationId>,
        chit: u32,
        device: Option<DeviceId>,
    },
    /// Nobody has shown it `after_seconds` after it was due.
    Undelivered {
        station: Option<StationId>,
        chit: u32,
        backup: Option<StationId>,
        after_seconds: u32,
    },
    /// The card processor took the money.
    PaymentCaptured {
        payment: PaymentId,
        amount: Minor,
        attempts: u32,
        method: PaymentMethod,
    },
    /// The card processor gave up or declined.
    PaymentFailed {
        payment: PaymentId,
        reason: String,
        attempts: u32,
    },
    /// A new attempt is made.
    RetryPayment,
}

impl Command {
    /// The item it is about, where it is about one.
    pub fn item(&self) -> Option<ItemId> {
        use Command::*;
        match self {
            Start { item } | Prepare { item } | RecallItem { item } | Void { item, .. } | AcknowledgeAllergy { item } => {
                Some(*item)
            }
            _ => None,
        }
    }
}

/// Why a command was refused. Nothing has changed.
#[derive(Clone, Debug, PartialEq)]
pub enum Rejection {
    /// The step is not legal from here.
    Illegal(String),
    /// Somebody has to say first that they read the allergy.
    AllergyUnacknowledged(Vec<ItemId>),
    /// No such item or ticket.
    NotFound(String),
    /// The sender's role may not do it to an order in this state.
    Forbidden(String),
    /// A field is wrong: where, and what to mend.
    Invalid { pointer: String, detail: String },
}

impl Rejection {
    pub fn invalid(pointer: impl Into<String>, detail: impl Into<String>) -> Self {
        Rejection::Invalid { pointer: pointer.into(), detail: detail.into() }
    }

    /// The stable code of REST problems and of nacks.
    pub fn code(&self) -> &'static str {
        match self {
            Rejection::Illegal(_) => "illegal_transition",
            Rejection::AllergyUnacknowledged(_) => "allergy_unacknowledged",
            Rejection::NotFound(_) => "not_found",
            Rejection::Forbidden(_) => "forbidden",
            Rejection::Invalid { .. } => "invalid",
        }
    }

    pub fn detail(&self) -> String {
        match self {
            Rejection::Illegal(detail) | Rejection::NotFound(detail) | Rejection::Forbidden(detail) => detail.clone(),
            Rejection::AllergyUnacknowledged(_) => "acknowledge the guest's allergy first".into(),
            Rejection::Invalid { detail, .. } => detail.clone(),
        }
    }
}
