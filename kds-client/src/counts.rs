//! What is to be made, all tickets together: the all-day list beside the board. Kept order by order:
//! what changes is one order, and what is counted are hundreds.

use std::collections::BTreeMap;
use std::rc::Rc;

use shared::board::LocationView;
use shared::ids::{ItemId, MenuItemId, OrderId};
use shared::order::{Item, ItemStatus, Order};
use shared::time::Timestamp;

use crate::kitchen::timing::Timing;
use crate::model::is_open;
use crate::project::{is_mine, stands_in};
use crate::route::Place;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Count {
    pub dish: String,
    pub menu_item: MenuItemId,
    /// `3 left`, `86`: a dish that is off or counted.
    pub left: Option<String>,
    pub quantity: u32,
    /// Of these, so many with `+ extra nduja` or `NO olives`.
    pub changes: Vec<(bool, String, u32)>,
}

/// In the order of the alphabet, so that a line is found where it was.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Counts {
    pub all_day: Vec<Rc<Count>>,
    /// Held courses, tickets that are not due yet, and those that are held back.
    pub coming: Vec<Rc<Count>>,
}

/// One line of an order, as far as it counts.
#[derive(Clone, Debug, PartialEq)]
pub struct Portion {
    coming: bool,
    dish: String,
    menu_item: MenuItemId,
    item: ItemId,
    quantity: u32,
    changes: Vec<(bool, String)>,
}

/// By dish. What is drawn already is not made anew, so that most lines are the very same.
type Sums = BTreeMap<String, Rc<Count>>;

/// What all orders come to.
#[derive(Default)]
pub struct Tally {
    portions: Vec<(OrderId, Vec<Portion>)>,
    /// All day, and coming.
    sums: [Sums; 2],
}

impl Tally {
    /// What an order counts from now on, instead of what it did. True: that is something else.
    pub fn put(&mut self, order: OrderId, new: Vec<Portion>) -> bool {
        let at = self.portions.iter().position(|(id, _)| *id == order);
        let old = at.map_or(&[][..], |at| &self.portions[at].1);
        if *old == *new {
            return false;
        }
        self.change(order, at, new);
        true
    }

    #[inline(never)]
    fn change(&mut self, order: OrderId, at: Option<usize>, new: Vec<Portion>) {
        let old = at.map_or(&[][..], |at| &self.portions[at].1);
        new.iter().for_each(|portion| add(&mut self.sums, portion));
        old.iter().for_each(|portion| take(&mut self.sums, portion));
        match at {
            Some(at) if new.is_empty() => drop(self.portions.swap_remove(at)),
            Some(at) => self.portions[at].1 = new,
            None => self.portions.push((order, new)),
        }
    }

    pub fn list(&self) -> Counts {
        let [all_day, coming] = self.sums.each_ref().map(|sums| sums.values().cloned().collect());
        Counts { all_day, coming }
    }

    /// The first order's line of a dish, for whoever wants to know more of it.
    pub fn one(&self, dish: &str, coming: bool) -> Option<(OrderId, ItemId)> {
        let found = |(order, portions): &(OrderId, Vec<Portion>)| {
            let portion = portions.iter().find(|p| p.dish == dish && p.coming == coming)?;
            Some((*order, portion.item))
        };
        self.portions.iter().filter_map(found).min()
    }
}

fn add(sums: &mut [Sums; 2], portion: &Portion) {
    let fresh = || {
        let (dish, menu_item) = (portion.dish.clone(), portion.menu_item.clone());
        Rc::new(Count { dish, menu_item, left: None, quantity: 0, changes: Vec::new() })
    };
    let sum = sums[usize::from(portion.coming)].entry(portion.dish.clone()).or_insert_with(fresh);
    let count = Rc::make_mut(sum);
    count.quantity += portion.quantity;
    for change in &portion.changes {
        match place(count, change) {
            Ok(at) => count.changes[at].2 += portion.quantity,
            Err(at) => count.changes.insert(at, (change.0, change.1.clone(), portion.quantity)),
        }
    }
}

fn take(sums: &mut [Sums; 2], portion: &Portion) {
    let sums = &mut sums[usize::from(portion.coming)];
    let Some(sum) = sums.get_mut(&portion.dish) else { return };
    let count = Rc::make_mut(sum);
    count.quantity = count.quantity.saturating_sub(portion.quantity);
    for change in &portion.changes {
        if let Ok(at) = place(count, change) {
            count.changes[at].2 = count.changes[at].2.saturating_sub(portion.quantity);
        }
    }
    count.changes.retain(|(_, _, n)| *n > 0);
    if count.quantity == 0 {
        sums.remove(&portion.dish);
    }
}

/// Where a change stands, or belongs: what is put on first, by the alphabet.
fn place(count: &Count, (removes, name): &(bool, String)) -> Result<usize, usize> {
    count.changes.binary_search_by(|(r, n, _)| (r, n).cmp(&(removes, name)))
}

/// What an order counts on this screen at `now`.
pub fn portions(order: &Order, place: &Place, location: &LocationView, timing: &Timing, now: Timestamp) -> Vec<Portion> {
    // The pass has no list.
    if !order.status.is_cooking() || *place == Place::Expo {
        return Vec::new();
    }
    let ticket = |item: &Item| order.tickets.iter().find(|t| t.station == item.station && Some(t.chit) == item.chit);
    let due = |item: &Item| ticket(item).and_then(|t| t.due_at).is_none_or(|due| due <= now);
    let waits = |item: &Item| timing.waits(order, item.station.as_ref(), item.chit.unwrap_or(0), now);
    let mine = |i: &&Item| is_mine(i.station.as_ref(), place, location) || ticket(i).is_some_and(|t| stands_in(t, place));
    let portion = |item: &Item| {
        let coming = item.status == ItemStatus::Held || (is_open(item.status) && (!due(item) || waits(item)));
        (coming || is_open(item.status)).then(|| Portion {
            coming,
            dish: item.kitchen_name.as_ref().unwrap_or(&item.name).clone(),
            menu_item: item.menu_item_id.clone(),
            item: item.id,
            quantity: item.quantity,
            changes: item.modifiers.iter().map(|m| (m.removes, m.name.clone())).collect(),
        })
    };
    order.items.iter().filter(mine).filter_map(portion).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared::ids::Uuid;

    fn portion(dish: &str, quantity: u32, coming: bool) -> Portion {
        let item = ItemId(Uuid::from_u128(quantity.into()));
        Portion { coming, dish: dish.into(), menu_item: "dish".into(), item, quantity, changes: vec![(true, "onion".into())] }
    }

    #[test]
    fn what_an_order_counts_replaces_what_it_did_and_nothing_is_left_of_what_has_gone() {
        let [one, two] = [1, 2].map(|id| OrderId(Uuid::from_u128(id)));
        let mut tally = Tally::default();
        assert!(tally.put(two, vec![portion("CALZONE", 2, false)]));
        assert!(tally.put(one, vec![portion("CALZONE", 3, false), portion("TIRAMISU", 1, true)]));
        assert!(!tally.put(two, vec![portion("CALZONE", 2, false)]), "that is what it was");
        let counts = tally.list();
        assert_eq!((counts.all_day[0].quantity, &counts.all_day[0].changes), (5, &vec![(true, "onion".to_owned(), 5)]));
        assert_eq!((counts.coming.len(), tally.one("CALZONE", false).map(|(order, _)| order)), (1, Some(one)));
        assert!(tally.put(one, Vec::new()));
        assert_eq!((tally.list().all_day[0].quantity, tally.list().coming.len()), (2, 0));
        assert!(tally.put(two, Vec::new()));
        assert_eq!(tally.list(), Counts::default());
    }
}
