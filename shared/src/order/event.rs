//! What has happened, in the past tense. The log is made of these; names are for ever.

use serde::{Deserialize, Deserializer, Serialize, Serializer, ser::SerializeStruct};
use serde_json::value::RawValue;

use super::{Allergy, Item, Order, Priority, Status};
use crate::alert::{Acknowledged, Alert};
use crate::ids::*;
use crate::location::Role;
use crate::money::Minor;
use crate::settings::LocationChanged;
use crate::time::Timestamp;

/// Who did it, from which device.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct By {
    #[serde(default)]
    pub person: Option<PersonId>,
    #[serde(default)]
    pub device: Option<DeviceId>,
}

/// One entry of a location's log.
#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    /// The place in the log: from 1, no gaps, in the order of commits.
    pub seq: u64,
    pub at: Timestamp,
    pub order_id: Option<OrderId>,
    pub by: By,
    /// When the cook tapped, where that was said; `at` is when it was accepted.
    pub tapped_at: Option<Timestamp>,
    pub data: EventData,
}

/// Which clients an event is for, before each gets its view of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    All,
    FrontOfHouse,
    Manager,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Placed {
    pub order: Box<Order>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ItemsAdded {
    /// Null where all of it is held.
    pub chit: Option<u32>,
    pub items: Vec<Item>,
    /// All allergies of the order from now on.
    pub allergies: Vec<Allergy>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub totals: Option<Totals>,
}

/// What the order comes to after a change. Absent in the kitchen's view.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Totals {
    pub subtotal: Minor,
    pub discount: Minor,
    pub tax: Minor,
    pub total: Minor,
    pub points_redeemed: Minor,
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct StatusAt {
    pub status: Status,
    pub at: Timestamp,
}

/// Handed over, and by whom where that was said.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Completed {
    pub status: Status,
    pub at: Timestamp,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub runner: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Recalled {
    pub status: Status,
    pub at: Timestamp,
    /// The whole order again: a board that forgot it long ago can show it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub order: Option<Box<Order>>,
}

#[derive(Clone, Debug, PartialEq, Default, Serialize, Deserialize)]
pub struct Reason {
    /// Absent in the kitchen's view of a failed payment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Fired {
    pub course: u16,
    pub chit: u32,
    pub item_ids: Vec<ItemId>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CourseReady {
    pub course: u16,
    pub item_ids: Vec<ItemId>,
}

/// The pass holds it back, or lets it go. No item changes: a cook may begin it all the same.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OrderHeld {
    pub held: bool,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Prioritised {
    pub priority: Priority,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Transferred {
    pub table: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Sequenced {
    pub orders: Vec<OrderId>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Split {
    pub order_id: OrderId,
    pub new_order_id: OrderId,
    pub order: Box<Order>,
    pub new_order: Box<Order>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Merged {
    pub order_id: OrderId,
    pub merged_order_id: OrderId,
    pub order: Box<Order>,
    pub merged_order: Box<Order>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ItemAt {
    pub item_id: ItemId,
    pub station: Option<StationId>,
    pub chit: Option<u32>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ItemVoided {
    pub item_id: ItemId,
    pub station: Option<StationId>,
    pub chit: Option<u32>,
    /// How many were taken off; the item is VOIDED when that was all.
    pub quantity: u32,
    pub reason: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub totals: Option<Totals>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TicketShown {
    pub station: Option<StationId>,
    pub chit: u32,
    pub device: Option<DeviceId>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TicketUndelivered {
    pub station: Option<StationId>,
    pub chit: u32,
    pub backup: Option<StationId>,
}

/// Whether a dish can be ordered, and how many are left where somebody counts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Availability {
    pub menu_item_id: MenuItemId,
    pub available: bool,
    #[serde(default)]
    pub remaining: Option<u32>,
    #[serde(default)]
    pub why: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MenuReplaced {
    pub version: u64,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Discounted {
    pub amount: Minor,
    pub reason: String,
    pub totals: Totals,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PaymentTaken {
    pub payment_id: PaymentId,
    pub amount: Minor,
    pub attempts: u32,
    pub method: super::PaymentMethod,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tendered: Option<Minor>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PaymentFailed {
    pub payment_id: PaymentId,
    pub reason: String,
    /// How often the order's money was asked for until then.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub attempts: u32,
}

fn is_zero(count: &u32) -> bool {
    *count == 0
}

/// A card is charged for an order that is past PENDING: nobody else is to take the money.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PaymentStarted {
    pub payment_id: PaymentId,
    pub amount: Minor,
    pub attempts: u32,
    pub method: super::PaymentMethod,
}

/// A dead letter is off the list: `retried`, `paid`, or `by_hand`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PaymentResolved {
    pub payment_id: PaymentId,
    pub how: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PaymentDead {
    pub payment_id: PaymentId,
    pub amount: Minor,
    pub attempts: u32,
    pub reason: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Points {
    pub customer_id: CustomerId,
    /// Redeemed, earned: how many. Reversed: signed, above 0 they went back to the customer.
    pub points: Minor,
    pub balance: Minor,
    /// Of what was reversed: `cancelled`, `recalled`, `voided`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cause: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StockLow {
    pub ingredient: IngredientId,
    pub stock: i64,
    pub threshold: i64,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StockAdjusted {
    pub ingredient: IngredientId,
    pub change: i64,
    pub stock: i64,
    pub cause: String,
}

/// Who may do what has changed: a person or a device was added, changed, given a code, paired; with
/// neither, the keys that sign tokens were rotated. Never with a PIN or a code.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AccessChanged {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person: Option<PersonId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub device: Option<DeviceId>,
    /// `added`, `changed`, `pin`, `code`, `paired`, `keys`.
    pub what: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<Role>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub stations: Vec<StationId>,
}

/// A person or a device may do nothing any more; its tokens have ended.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AccessRevoked {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person: Option<PersonId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub device: Option<DeviceId>,
    pub name: String,
}

/// Where events go besides has changed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct WebhooksChanged {
    pub id: WebhookId,
    /// False: it was taken away.
    pub active: bool,
}

macro_rules! events {
    ($($variant:ident($data:ty) = $kind:literal, $reach:ident;)*) => {
        /// The kinds of events, each with its data.
        #[derive(Clone, Debug, PartialEq)]
        pub enum EventData {
            $($variant($data),)*
            /// Of a kind that this build does not know; passed over.
            Unknown(String),
        }

        impl EventData {
            /// Every kind this build knows, in the order of the contract.
            pub const KINDS: &'static [&'static str] = &[$($kind),*];

            pub fn kind(&self) -> &str {
                match self {
                    $(EventData::$variant(_) => $kind,)*
                    EventData::Unknown(kind) => kind,
                }
            }

            pub fn reach(&self) -> Reach {
                match self {
                    $(EventData::$variant(_) => Reach::$reach,)*
                    EventData::Unknown(_) => Reach::Manager,
                }
            }

            fn parse(kind: &str, data: &str) -> serde_json::Result<EventData> {
                match kind {
                    $($kind => crate::lean::from_str_apart(data).map(EventData::$variant),)*
                    _ => Ok(EventData::Unknown(kind.to_owned())),
                }
            }

            fn write<S: SerializeStruct>(&self, s: &mut S) -> Result<(), S::Error> {
                match self {
                    $(EventData::$variant(data) => s.serialize_field("data", data),)*
                    EventData::Unknown(_) => s.serialize_field("data", &serde_json::Map::new()),
                }
            }
        }
    };
}

events! {
    Placed(Placed) = "order.placed", All;
    ItemsAdded(ItemsAdded) = "order.items_added", All;
    Confirmed(StatusAt) = "order.confirmed", All;
    Pending(StatusAt) = "order.pending", All;
    InProgress(StatusAt) = "order.in_progress", All;
    Ready(StatusAt) = "order.ready", All;
    Completed(Completed) = "order.completed", All;
    Recalled(Recalled) = "order.recalled", All;
    OrderPaymentFailed(Reason) = "order.payment_failed", All;
    Cancelled(Reason) = "order.cancelled", All;
    Fired(Fired) = "order.fired", All;
    CourseReady(CourseReady) = "course.ready", All;
    Prioritised(Prioritised) = "order.prioritised", All;
    Held(OrderHeld) = "order.held", All;
    Transferred(Transferred) = "order.transferred", All;
    Sequenced(Sequenced) = "board.sequenced", All;
    Split(Split) = "order.split", All;
    Merged(Merged) = "order.merged", All;
    ItemStarted(ItemAt) = "item.started", All;
    ItemPrepared(ItemAt) = "item.prepared", All;
    ItemRecalled(ItemAt) = "item.recalled", All;
    ItemVoided(ItemVoided) = "item.voided", All;
    AllergyAcknowledged(ItemAt) = "item.allergy_acknowledged", All;
    TicketShown(TicketShown) = "ticket.shown", All;
    TicketUndelivered(TicketUndelivered) = "ticket.undelivered", All;
    Availability(Availability) = "menu.availability", All;
    MenuReplaced(MenuReplaced) = "menu.replaced", All;
    LocationChanged(LocationChanged) = "location.changed", All;
    Discounted(Discounted) = "order.discounted", FrontOfHouse;
    PaymentCaptured(PaymentTaken) = "payment.captured", FrontOfHouse;
    PaymentRefunded(PaymentTaken) = "payment.refunded", FrontOfHouse;
    PaymentFailed(PaymentFailed) = "payment.failed", FrontOfHouse;
    PaymentStarted(PaymentStarted) = "payment.started", FrontOfHouse;
    PointsRedeemed(Points) = "loyalty.redeemed", FrontOfHouse;
    PointsEarned(Points) = "loyalty.earned", FrontOfHouse;
    PointsReversed(Points) = "loyalty.reversed", FrontOfHouse;
    PaymentDead(PaymentDead) = "payments.failed", Manager;
    PaymentResolved(PaymentResolved) = "payments.resolved", Manager;
    StockLow(StockLow) = "inventory.low", Manager;
    StockAdjusted(StockAdjusted) = "inventory.adjusted", Manager;
    AccessChanged(AccessChanged) = "access.changed", Manager;
    AccessRevoked(AccessRevoked) = "access.revoked", Manager;
    AlertRaised(Box<Alert>) = "alert.raised", Manager;
    AlertAcknowledged(Acknowledged) = "alert.acknowledged", Manager;
    WebhooksChanged(WebhooksChanged) = "webhooks.changed", Manager;
}

impl Serialize for Event {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        let mut s = s.serialize_struct("Event", 7)?;
        s.serialize_field("seq", &self.seq)?;
        s.serialize_field("type", self.data.kind())?;
        s.serialize_field("at", &self.at)?;
        s.serialize_field("order_id", &self.order_id)?;
        s.serialize_field("by", &self.by)?;
        if let Some(tapped_at) = &self.tapped_at {
            s.serialize_field("tapped_at", tapped_at)?;
        }
        self.data.write(&mut s)?;
        s.end()
    }
}

/// The envelope, its data still text: a derived tagged enum would copy every event into a tree
/// of values first, which costs the pages both bytes and time.
#[derive(Deserialize)]
struct Envelope<'a> {
    seq: u64,
    #[serde(rename = "type", borrow)]
    kind: std::borrow::Cow<'a, str>,
    at: Timestamp,
    #[serde(default)]
    order_id: Option<OrderId>,
    #[serde(default)]
    by: Option<By>,
    #[serde(default)]
    tapped_at: Option<Timestamp>,
    #[serde(borrow)]
    data: &'a RawValue,
}

impl Event {
    /// Reads one event from its JSON text.
    pub fn from_json(text: &str) -> serde_json::Result<Event> {
        let e: Envelope = crate::lean::from_str(text)?;
        Ok(Event {
            seq: e.seq,
            at: e.at,
            order_id: e.order_id,
            by: e.by.unwrap_or_default(),
            tapped_at: e.tapped_at,
            data: EventData::parse(&e.kind, e.data.get())?,
        })
    }
}

impl<'de> Deserialize<'de> for Event {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let raw = <&RawValue>::deserialize(d)?;
        Event::from_json(raw.get()).map_err(serde::de::Error::custom)
    }
}
