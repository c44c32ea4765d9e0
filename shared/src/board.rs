//! A location's board as a fold of events: the same code makes the server's snapshot and the
//! screen's picture, so that the two cannot differ.

use std::collections::{BTreeMap, VecDeque};

use serde::{Deserialize, Serialize};

use crate::ids::*;
use crate::lean;
use crate::location::{FirePlan, Station, Thresholds};
use crate::money::Percent;
use crate::order::{Availability, Event, EventData, Order, Status};

/// Completed orders that a board remembers, for recall.
pub const RECENT_MAX: usize = 50;

/// What a screen needs to know of its location.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LocationView {
    pub id: LocationId,
    pub name: String,
    pub currency: String,
    pub stations: Vec<Station>,
    pub thresholds: Thresholds,
    #[serde(default, skip_serializing_if = "FirePlan::is_advise")]
    pub fire_plan: FirePlan,
    /// What comes on top of a bill, or is within it: a till shows totals before it sends.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tax: Option<Tax>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tax {
    pub percent: Percent,
    pub included: bool,
}

/// The board as it travels in a welcome.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Snapshot {
    /// Neither COMPLETED nor CANCELLED, oldest first.
    pub orders: Vec<Order>,
    /// The last completed, newest first. What was bumped but not completed stands in `orders`.
    pub recent: Vec<Order>,
    /// The pass's own order of the rail.
    pub sequence: Vec<OrderId>,
    /// Only the dishes that are off or counted.
    pub availability: Vec<Availability>,
    pub location: LocationView,
}

/// What an event changed, for whoever draws or forwards it.
#[derive(Clone, Debug, PartialEq)]
pub enum Change {
    Order(OrderId),
    Two(OrderId, OrderId),
    Sequence,
    Availability(MenuItemId),
    Menu,
    /// What every screen goes by.
    Location,
    /// Nothing on the board, or of an order that it does not hold.
    Nothing,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Board {
    orders: BTreeMap<OrderId, Order>,
    recent: VecDeque<Order>,
    sequence: Vec<OrderId>,
    availability: BTreeMap<MenuItemId, Availability>,
    pub location: LocationView,
}

impl Board {
    pub fn new(location: LocationView) -> Board {
        Board { orders: BTreeMap::new(), recent: VecDeque::new(), sequence: Vec::new(), availability: BTreeMap::new(), location }
    }

    pub fn from_snapshot(snapshot: Snapshot) -> Board {
        Board {
            orders: lean::map(snapshot.orders.into_iter().map(|o| (o.id, o))),
            recent: snapshot.recent.into(),
            sequence: snapshot.sequence,
            availability: lean::map(snapshot.availability.into_iter().map(|a| (a.menu_item_id.clone(), a))),
            location: snapshot.location,
        }
    }

    pub fn snapshot(&self) -> Snapshot {
        Snapshot {
            orders: self.orders.values().cloned().collect(),
            recent: self.recent.iter().cloned().collect(),
            sequence: self.sequence.clone(),
            availability: self.availability.values().cloned().collect(),
            location: self.location.clone(),
        }
    }

    /// Open orders, oldest first (ids are made in the order of time).
    pub fn orders(&self) -> impl Iterator<Item = &Order> {
        self.orders.values()
    }

    /// The last completed orders, newest first.
    pub fn recent(&self) -> impl Iterator<Item = &Order> {
        self.recent.iter()
    }

    pub fn order(&self, id: OrderId) -> Option<&Order> {
        self.orders.get(&id).or_else(|| self.recent.iter().find(|o| o.id == id))
    }

    pub fn sequence(&self) -> &[OrderId] {
        &self.sequence
    }

    pub fn availability(&self) -> &BTreeMap<MenuItemId, Availability> {
        &self.availability
    }

    /// Folds one event. Cannot fail: an event of an order that is not held changes nothing.
    pub fn apply(&mut self, event: &Event) -> Change {
        match &event.data {
            EventData::Placed(_) => match Order::from_event(event) {
                Some(order) => self.put(order),
                None => Change::Nothing,
            },
            EventData::Recalled(recalled) => {
                if let Some(order) = &recalled.order {
                    self.take(order.id);
                    self.orders.insert(order.id, (**order).clone());
                }
                self.change(event)
            }
            EventData::Split(split) => {
                self.put((*split.new_order).clone());
                self.change(event);
                if let Some(new) = self.orders.get_mut(&split.new_order_id) {
                    new.apply(event);
                }
                Change::Two(split.order_id, split.new_order_id)
            }
            EventData::Merged(merged) => {
                self.change(event);
                self.take(merged.merged_order_id);
                self.sequence.retain(|id| *id != merged.merged_order_id);
                Change::Two(merged.order_id, merged.merged_order_id)
            }
            EventData::Sequenced(sequenced) => {
                self.sequence = sequenced.orders.clone();
                Change::Sequence
            }
            EventData::Availability(a) => {
                let id = a.menu_item_id.clone();
                if a.available && a.remaining.is_none() {
                    self.availability.remove(&id);
                } else {
                    self.availability.insert(id.clone(), a.clone());
                }
                Change::Availability(id)
            }
            EventData::MenuReplaced(_) => Change::Menu,
            EventData::LocationChanged(changed) => {
                changed.fold(&mut self.location);
                Change::Location
            }
            _ => self.change(event),
        }
    }

    /// Folds an event into its own order, and moves that to where it now belongs.
    fn change(&mut self, event: &Event) -> Change {
        let Some(id) = event.order_id else { return Change::Nothing };
        let Some(place) = self.recent.iter().position(|o| o.id == id) else {
            let Some(mut order) = self.orders.remove(&id) else { return Change::Nothing };
            order.apply(event);
            return self.put(order);
        };
        // A late payment, or points: it stays where it stands.
        self.recent[place].apply(event);
        match self.recent[place].status {
            Status::Completed => Change::Order(id),
            _ => match self.recent.remove(place) {
                Some(order) => self.put(order),
                None => Change::Nothing,
            },
        }
    }

    fn put(&mut self, order: Order) -> Change {
        let id = order.id;
        if order.status.is_over() {
            self.sequence.retain(|s| *s != id);
        }
        match order.status {
            Status::Completed => {
                self.recent.push_front(order);
                self.recent.truncate(RECENT_MAX);
            }
            Status::Cancelled => {}
            _ => {
                self.orders.insert(id, order);
            }
        }
        Change::Order(id)
    }

    fn take(&mut self, id: OrderId) {
        self.orders.remove(&id);
        self.recent.retain(|o| o.id != id);
    }

    /// For a board that is filled from a store instead of from events.
    pub fn load(&mut self, open: impl IntoIterator<Item = Order>, recent: impl IntoIterator<Item = Order>) {
        self.orders = lean::map(open.into_iter().map(|o| (o.id, o)));
        self.recent = recent.into_iter().take(RECENT_MAX).collect();
    }

    pub fn load_rail(&mut self, sequence: Vec<OrderId>, availability: impl IntoIterator<Item = Availability>) {
        self.sequence = sequence;
        self.availability = lean::map(availability.into_iter().map(|a| (a.menu_item_id.clone(), a)));
    }

    /// The board as the kitchen may see it.
    pub fn kitchen_view(&self) -> Snapshot {
        let mut snapshot = self.snapshot();
        for order in snapshot.orders.iter_mut().chain(&mut snapshot.recent) {
            *order = order.kitchen_view();
        }
        snapshot
    }
}
