//! What an order is. Only `apply` changes one; `decide` says what may happen to it.

mod apply;
mod command;
mod decide;
mod event;
mod invariants;
mod payment;
mod place;
mod reshape;
mod state;

use std::collections::BTreeMap;
use std::ops::Deref;

use serde::{Deserialize, Serialize};

pub use command::{Command, NewItem, PayWhen, PaymentTerms, Placement, Rejection};
pub use decide::{Ctx, decide};
pub use event::*;
pub use invariants::check;
pub use payment::{charge, pay};
pub use place::{add_items, place};
pub use reshape::{merge, split};
pub use state::{ItemStatus, Status};

use crate::ids::*;
use crate::money::{Minor, Percent};
use crate::time::Timestamp;

/// Lines that one order may come to over all its chits: an event that carries it whole stays
/// small enough to send.
pub const ORDER_LINES_MAX: usize = 1_000;
/// The longest name of a runner, in characters.
pub const RUNNER_MAX: usize = crate::menu::NAME_MAX;
/// Allergies that one order may come to.
pub const ORDER_ALLERGIES_MAX: usize = 200;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    DineIn,
    Takeaway,
    Delivery,
}

impl Channel {
    /// Takeaway and delivery orders stand on the guests' board; a table is served.
    pub fn is_on_board(self) -> bool {
        !matches!(self, Channel::DineIn)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Priority {
    #[default]
    Normal,
    Rush,
}

/// Who the order is for. The kitchen sees the name alone. Read leniently, because clients pass
/// over fields they do not know; what a client sends is read by `strict`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Guest {
    pub name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
}

/// A guest's allergy; without a seat it covers the whole order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Allergy {
    #[serde(default)]
    pub seat: Option<u16>,
    pub allergen: String,
}

/// A chosen option, copied into the order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Modifier {
    pub id: OptionId,
    pub name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub price: Option<Minor>,
    /// A removal: the kitchen reads `NO olives`, never `+ olives`.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub removes: bool,
}

/// Of which ingredient how much, in its own unit.
pub type Uses = BTreeMap<IngredientId, i64>;

/// One line of an order, for one station.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Item {
    pub id: ItemId,
    pub menu_item_id: MenuItemId,
    pub name: String,
    /// What the kitchen calls it, where that differs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kitchen_name: Option<String>,
    pub quantity: u32,
    pub modifiers: Vec<Modifier>,
    pub note: Option<String>,
    /// What the dish itself contains.
    pub allergens: Vec<String>,
    /// The guests' allergies that cover this item.
    pub allergies: Vec<String>,
    pub allergy_acknowledged_at: Option<Timestamp>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub allergy_acknowledged_by: Option<By>,
    pub seat: Option<u16>,
    pub course: u16,
    /// The sending it went out with; null while held.
    pub chit: Option<u32>,
    /// Null: it shows on every kitchen screen.
    pub station: Option<StationId>,
    pub prep_seconds: u32,
    pub status: ItemStatus,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit_price: Option<Minor>,
    /// What one of it takes from stock, copied from the recipes. Absent in the kitchen's view.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub uses: Uses,
    pub fired_at: Option<Timestamp>,
    pub started_at: Option<Timestamp>,
    pub prepared_at: Option<Timestamp>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub voided_at: Option<Timestamp>,
    /// How often it was taken back after somebody had begun it.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub recalls: u32,
}

fn is_zero(n: &u32) -> bool {
    *n == 0
}

impl Item {
    /// A guest's allergy covers it and nobody has said yet that they read so.
    pub fn needs_acknowledgement(&self) -> bool {
        !self.allergies.is_empty() && self.allergy_acknowledged_at.is_none()
    }

    pub fn is_voided(&self) -> bool {
        self.status == ItemStatus::Voided
    }

    /// What the whole line takes from stock.
    pub fn takes(&self) -> impl Iterator<Item = (&IngredientId, i64)> {
        self.uses.iter().map(|(ingredient, each)| (ingredient, each * i64::from(self.quantity)))
    }

    /// Price of the whole line; 0 where the view has no prices.
    pub fn line_total(&self) -> Minor {
        let unit = self.unit_price.unwrap_or(0) + self.modifiers.iter().filter_map(|m| m.price).sum::<Minor>();
        unit * Minor::from(self.quantity)
    }
}

/// One order at one station for one sending.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Ticket {
    pub station: Option<StationId>,
    pub chit: u32,
    /// Before it, no screen shows the ticket; null while the order is not confirmed.
    pub due_at: Option<Timestamp>,
    /// When the first screen of its station showed it.
    pub shown_at: Option<Timestamp>,
    /// No screen of its station had shown it by then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub undelivered_at: Option<Timestamp>,
    /// Where it shows as well, since it was found undelivered and until it is shown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub backup: Option<StationId>,
}

impl Ticket {
    fn new(station: Option<StationId>, chit: u32) -> Ticket {
        Ticket { station, chit, due_at: None, shown_at: None, undelivered_at: None, backup: None }
    }

    /// The station that stands in for the ticket's own, for as long as no screen of that shows it.
    pub fn stand_in(&self) -> Option<&StationId> {
        self.backup.as_ref().filter(|_| self.shown_at.is_none())
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PaymentMethod {
    Card,
    #[default]
    Cash,
    None,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PaymentStatus {
    /// Nothing is asked for.
    None,
    /// To be paid later.
    Open,
    /// An attempt is under way.
    Pending,
    Captured,
    Failed,
    Refunded,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Payment {
    pub method: PaymentMethod,
    pub status: PaymentStatus,
    pub attempts: u32,
    /// What was captured, less what was refunded.
    #[serde(default)]
    pub captured: Minor,
    /// What a split carried from one order's payments to another's bill: more than zero where the
    /// items went, less where the payment was made.
    #[serde(default, skip_serializing_if = "is_nothing")]
    pub carried: Minor,
    /// Cash: what the guest handed over; the change is `tendered - captured`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tendered: Option<Minor>,
    /// Why the last card was refused, until something is captured.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// The front of house's part of an order: all that has to do with money.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Bill {
    pub subtotal: Minor,
    /// What comes off before tax: discounts and points together.
    pub discount: Minor,
    pub tax: Minor,
    pub total: Minor,
    pub currency: String,
    pub tax_percent: Percent,
    pub tax_included: bool,
    pub payment: Payment,
    pub customer_id: Option<CustomerId>,
    pub points_redeemed: Minor,
    pub points_earned: Minor,
}

fn is_nothing(amount: &Minor) -> bool {
    *amount == 0
}

/// Taxes of parts, each rounded, come to so much more than the tax of the whole: one unit for a
/// split, two for a split of what was split off.
const ROUNDINGS: Minor = 2;

impl Bill {
    /// What was paid for what is on it, less what was refunded.
    pub fn paid(&self) -> Minor {
        self.payment.captured + self.payment.carried
    }

    /// What is still to be paid; less than zero where too much was.
    pub fn owed(&self) -> Minor {
        let owed = self.total - self.paid();
        if self.payment.carried > 0 && (1..=ROUNDINGS).contains(&owed) { 0 } else { owed }
    }

    /// Money has moved on it, or is about to: its sums are not to be changed by a word.
    pub fn has_payments(&self) -> bool {
        self.payment.captured > 0 || self.payment.carried != 0 || self.payment.status == PaymentStatus::Pending
    }
}

/// An order's fields. Read them through `Order`; only this module's `apply` writes them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OrderState {
    pub id: OrderId,
    /// Starts at 1 each business day.
    pub number: u32,
    pub location: LocationId,
    pub status: Status,
    /// The `seq` of its last event that all may see.
    pub version: u64,
    pub channel: Channel,
    pub table: Option<String>,
    pub covers: Option<u16>,
    pub note: Option<String>,
    pub priority: Priority,
    /// The pass holds it back: its tickets wait, seen as coming.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub held: bool,
    pub guest: Option<Guest>,
    pub allergies: Vec<Allergy>,
    pub placed_at: Timestamp,
    pub confirmed_at: Option<Timestamp>,
    pub ready_at: Option<Timestamp>,
    pub completed_at: Option<Timestamp>,
    pub cancelled_at: Option<Timestamp>,
    pub promised_at: Option<Timestamp>,
    pub due_at: Option<Timestamp>,
    pub external_id: Option<String>,
    pub items: Vec<Item>,
    pub tickets: Vec<Ticket>,
    /// Absent in the kitchen's view.
    #[serde(flatten)]
    pub bill: Option<Bill>,
}

/// An order. Reads like `OrderState`; changed by events alone.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Order(OrderState);

impl Deref for Order {
    type Target = OrderState;
    fn deref(&self) -> &OrderState {
        &self.0
    }
}

impl Order {
    pub fn item(&self, id: ItemId) -> Option<&Item> {
        self.items.iter().find(|item| item.id == id)
    }

    /// The items of one station's ticket, voided ones too. `chit` `None` = all that was sent.
    pub fn ticket_items<'a>(&'a self, station: Option<&'a StationId>, chit: Option<u32>) -> impl Iterator<Item = &'a Item> {
        self.items
            .iter()
            .filter(move |item| item.station.as_ref() == station && item.chit.is_some() && (chit.is_none() || item.chit == chit))
    }

    /// Something of this ticket is still to be prepared.
    pub fn is_ticket_open(&self, station: Option<&StationId>, chit: u32) -> bool {
        let unfinished = |item: &Item| matches!(item.status, ItemStatus::Queued | ItemStatus::Preparing);
        self.status.is_cooking() && self.ticket_items(station, Some(chit)).any(unfinished)
    }

    /// The kitchen's view: no prices, no payment, no points, of the guest only the name.
    pub fn kitchen_view(&self) -> Order {
        let mut view = self.clone();
        view.0.bill = None;
        if let Some(guest) = &mut view.0.guest {
            guest.phone = None;
        }
        for item in &mut view.0.items {
            strip_prices(item);
        }
        view
    }

    /// All that is not voided of the course is prepared, and there is something.
    fn course_is_ready(&self, course: u16) -> bool {
        let mut open = self.items.iter().filter(|i| i.course == course && !i.is_voided()).peekable();
        open.peek().is_some() && open.all(|i| i.status == ItemStatus::Prepared)
    }

    fn next_chit(&self) -> u32 {
        self.items.iter().filter_map(|item| item.chit).max().unwrap_or(0) + 1
    }

    fn longest_prep(&self) -> i64 {
        let open = self.items.iter().filter(|item| !item.is_voided());
        open.map(|item| i64::from(item.prep_seconds)).max().unwrap_or(0)
    }

    /// When what is sent at `at` is due on its screens.
    fn ticket_due(&self, at: Timestamp) -> Timestamp {
        self.due_at.map_or(at, |due| at.max(due.minus_seconds(self.longest_prep())))
    }
}

fn strip_prices(item: &mut Item) {
    item.unit_price = None;
    item.uses = Uses::new();
    for modifier in &mut item.modifiers {
        modifier.price = None;
    }
}

/// Items as the kitchen sees them.
pub fn without_prices(items: &[Item]) -> Vec<Item> {
    let mut items = items.to_vec();
    items.iter_mut().for_each(strip_prices);
    items
}
