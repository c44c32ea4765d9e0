//! What is to be made, all tickets together: the all-day list beside the board.

use std::collections::BTreeMap;

use shared::board::LocationView;
use shared::ids::{ItemId, MenuItemId, OrderId};
use shared::order::{Item, ItemStatus, Order};
use shared::time::Timestamp;

use crate::kitchen::timing::Timing;
use crate::model::is_open;
use crate::project::{is_mine, stands_in};
use crate::route::Place;

#[derive(Clone, Debug, PartialEq)]
pub struct Count {
    pub dish: String,
    /// One of its lines, for whoever wants to know more.
    pub menu_item: MenuItemId,
    pub one: (OrderId, ItemId),
    /// `3 left`, `86`: a dish that is off or counted.
    pub left: Option<String>,
    pub quantity: u32,
    /// Of these, so many with `+ extra nduja` or `NO olives`.
    pub changes: Vec<(bool, String, u32)>,
}

/// In the order of the alphabet, so that a line is found where it was.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Counts {
    pub all_day: Vec<Count>,
    /// Held courses, tickets that are not due yet, and those that are held back.
    pub coming: Vec<Count>,
}

/// How many of each change: whether it takes off, and its name.
type Changes = BTreeMap<(bool, String), u32>;

struct Sum {
    menu_item: MenuItemId,
    one: (OrderId, ItemId),
    quantity: u32,
    changes: Changes,
}

#[derive(Default)]
struct Tally {
    dishes: BTreeMap<String, Sum>,
}

impl Tally {
    fn add(&mut self, order: OrderId, item: &Item) {
        let dish = item.kitchen_name.as_ref().unwrap_or(&item.name);
        let fresh = || Sum { menu_item: item.menu_item_id.clone(), one: (order, item.id), quantity: 0, changes: Changes::new() };
        let sum = self.dishes.entry(dish.clone()).or_insert_with(fresh);
        sum.quantity += item.quantity;
        for modifier in &item.modifiers {
            *sum.changes.entry((modifier.removes, modifier.name.clone())).or_default() += item.quantity;
        }
    }

    fn list(self) -> Vec<Count> {
        let change = |((removes, name), n): ((bool, String), u32)| (removes, name, n);
        let count = |(dish, sum): (String, Sum)| Count {
            dish,
            menu_item: sum.menu_item,
            one: sum.one,
            left: None,
            quantity: sum.quantity,
            changes: sum.changes.into_iter().map(change).collect(),
        };
        self.dishes.into_iter().map(count).collect()
    }
}

pub fn count<'a>(
    orders: impl Iterator<Item = &'a Order>,
    place: &Place,
    location: &LocationView,
    timing: &Timing,
    now: Timestamp,
) -> Counts {
    let (mut all_day, mut coming) = (Tally::default(), Tally::default());
    for order in orders.filter(|o| o.status.is_cooking()) {
        let ticket = |item: &Item| order.tickets.iter().find(|t| t.station == item.station && Some(t.chit) == item.chit);
        let due = |item: &Item| ticket(item).and_then(|t| t.due_at).is_none_or(|due| due <= now);
        let waits = |item: &Item| timing.waits(order, item.station.as_ref(), item.chit.unwrap_or(0), now);
        let mine = |i: &&Item| is_mine(i.station.as_ref(), place, location) || ticket(i).is_some_and(|t| stands_in(t, place));
        for item in order.items.iter().filter(mine) {
            match item.status {
                ItemStatus::Held => coming.add(order.id, item),
                status if is_open(status) && (!due(item) || waits(item)) => coming.add(order.id, item),
                status if is_open(status) => all_day.add(order.id, item),
                _ => {}
            }
        }
    }
    Counts { all_day: all_day.list(), coming: coming.list() }
}
