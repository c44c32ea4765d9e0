//! Rows as they cross the store's border, the same for both databases.

use std::collections::HashSet;

use shared::ids::*;
use shared::location::{Location, Loyalty, Role, Station};
use shared::menu::Menu;
use shared::order::Status;
use shared::time::Timestamp;

use super::flows::{JobChange, LedgerRow, PersonWrite, RecordRow};

#[derive(Clone)]
pub struct LocationRow {
    pub location: Location,
    pub stations: Vec<Station>,
    pub menu: Menu,
    pub loyalty: Loyalty,
    /// Names the location's log.
    pub epoch: Epoch,
    pub head: u64,
}

#[derive(Clone, Debug)]
pub struct PersonRow {
    pub id: PersonId,
    pub name: String,
    pub role: Role,
    pub stations: Vec<StationId>,
    pub pin_hash: String,
}

/// One event of the log, its JSON as it was written.
#[derive(Clone, Debug, PartialEq)]
pub struct EventRow {
    pub seq: u64,
    pub json: String,
}

/// What a key was used for.
#[derive(Clone, Debug, PartialEq)]
pub struct KeyRow {
    pub id: CommandId,
    pub fingerprint: Vec<u8>,
    /// The HTTP status of the first answer.
    pub status: u16,
    /// The order that the first answer showed.
    pub order_id: Option<OrderId>,
    /// The last `seq` the command made, or the head where it made none.
    pub seq: u64,
    /// The first answer where it was not an order: JSON.
    pub body: Option<String>,
    pub at: Timestamp,
}

#[derive(Clone, Debug, PartialEq)]
pub struct AvailabilityRow {
    pub menu_item_id: MenuItemId,
    pub available: bool,
    pub remaining: Option<u32>,
    pub why: Option<String>,
}

/// An event to be written.
#[derive(Clone, Debug)]
pub struct NewEvent {
    pub seq: u64,
    pub kind: String,
    pub order_id: Option<OrderId>,
    pub at: Timestamp,
    /// The whole event, in the manager's view.
    pub json: String,
}

/// An order as it is after the batch: inserted, or replaced.
#[derive(Clone, Debug)]
pub struct OrderRow {
    pub id: OrderId,
    pub number: u32,
    pub business_day: String,
    pub status: Status,
    pub placed_at: Timestamp,
    pub completed_at: Option<Timestamp>,
    pub external_id: Option<String>,
    pub json: String,
}

/// Everything that one commit writes.
#[derive(Clone, Debug, Default)]
pub struct Write {
    /// With the `seq`s from head + 1 on, without a gap.
    pub events: Vec<NewEvent>,
    pub orders: Vec<OrderRow>,
    pub keys: Vec<KeyRow>,
    /// Dishes set on, off or counted. Available without a count: the row goes.
    pub availability: Vec<AvailabilityRow>,
    /// The pass's own order of the rail, where it changed.
    pub sequence: Option<Vec<OrderId>>,
    /// Inserted, or replaced.
    pub records: Vec<RecordRow>,
    pub ledger: Vec<LedgerRow>,
    pub jobs: Vec<JobChange>,
    /// How far consumers have read from now on.
    pub positions: Vec<(String, u64)>,
    /// The menu's JSON, where it was replaced.
    pub menu: Option<String>,
    /// The location's JSON, where its settings changed.
    pub location: Option<String>,
    pub people: Vec<PersonWrite>,
}

#[derive(Clone, Debug, Default)]
pub struct OrderFilter {
    /// Empty: all.
    pub statuses: Vec<Status>,
    pub placed_since: Option<Timestamp>,
    /// Only orders placed before this one (time, id): the next page.
    pub before: Option<(Timestamp, OrderId)>,
    pub limit: u32,
}

pub struct BoardRows {
    pub head: u64,
    /// Neither COMPLETED nor CANCELLED: JSON.
    pub open: Vec<String>,
    /// The last completed, newest first: JSON.
    pub recent: Vec<String>,
    pub sequence: Vec<OrderId>,
    pub availability: Vec<AvailabilityRow>,
}

/// Where the tables keep an order: open, completed, cancelled. See the migration.
pub(super) fn shelf(status: Status) -> i16 {
    match status {
        Status::Completed => 1,
        Status::Cancelled => 2,
        _ => 0,
    }
}

impl OrderFilter {
    pub(super) fn wanted(&self) -> &[Status] {
        if self.statuses.is_empty() { &Status::ALL } else { &self.statuses }
    }
}

impl Write {
    pub fn is_empty(&self) -> bool {
        self.events.is_empty()
            && self.orders.is_empty()
            && self.keys.is_empty()
            && self.availability.is_empty()
            && self.sequence.is_none()
            && !self.has_flows()
    }

    /// Whether it writes anything beside the orders.
    pub fn has_flows(&self) -> bool {
        !(self.records.is_empty()
            && self.ledger.is_empty()
            && self.jobs.is_empty()
            && self.positions.is_empty()
            && self.menu.is_none()
            && self.location.is_none()
            && self.people.is_empty())
    }

    /// What neither database could keep as it stands, but the two would refuse differently.
    pub(super) fn fault(&self, head: u64) -> Option<String> {
        for (seq, event) in (head + 1..).zip(&self.events) {
            if event.seq != seq {
                return Some(format!("event {} where {seq} should follow", event.seq));
            }
        }
        let mut seen = HashSet::with_capacity(self.orders.len());
        if let Some(order) = self.orders.iter().find(|o| !seen.insert(o.id)) {
            return Some(format!("order {} stands twice in one write", order.id));
        }
        let mut seen = HashSet::with_capacity(self.records.len());
        if let Some(record) = self.records.iter().find(|r| !seen.insert((r.kind, &r.id))) {
            return Some(format!("{} {} stands twice in one write", record.kind.as_str(), record.id));
        }
        let texts = self.events.iter().flat_map(|e| [e.kind.as_str(), &e.json]);
        let texts = texts.chain(
            self.orders.iter().flat_map(|o| [o.business_day.as_str(), &o.json, o.external_id.as_deref().unwrap_or_default()]),
        );
        let texts =
            texts.chain(self.records.iter().flat_map(|r| [r.id.as_str(), &r.json, r.lookup.as_deref().unwrap_or_default()]));
        let texts = texts.chain(self.ledger.iter().flat_map(|l| [l.account.as_str(), &l.json]));
        let texts = texts.chain(self.keys.iter().filter_map(|k| k.body.as_deref()));
        let mut texts =
            texts.chain(self.availability.iter().flat_map(|a| [a.menu_item_id.as_str(), a.why.as_deref().unwrap_or_default()]));
        texts.any(|text| text.as_bytes().contains(&0)).then(|| "a NUL byte in a text".to_owned())
    }
}

/// A dish that is on and not counted: it has no row.
impl AvailabilityRow {
    pub(super) fn is_plain(&self) -> bool {
        self.available && self.remaining.is_none()
    }
}
