//! Repeating: the last round of an open order, and a line of the check.

use shared::ids::OptionId;
use shared::menu::{CardItem, MenuCard};
use shared::order::{Item, Order};

use crate::cart::{Cart, CartLine, find};

/// What went to the kitchen last, in one sending.
fn last_sent(order: &Order) -> Vec<&Item> {
    let last = order.items.iter().filter_map(|item| item.chit).max();
    order.items.iter().filter(|item| item.chit.is_some() && item.chit == last && !item.is_voided()).collect()
}

/// `2 Cola, 1 Negroni`; nothing where nothing was sent yet.
pub fn in_words(order: &Order) -> String {
    let mut words = String::new();
    for item in last_sent(order) {
        if !words.is_empty() {
            words.push_str(", ");
        }
        words.push_str(&item.quantity.to_string());
        words.push(' ');
        words.push_str(&item.name);
    }
    words
}

/// The names of chosen options that the dish offers no longer.
fn gone(dish: &CardItem, item: &Item) -> Vec<String> {
    let offered = |id: &OptionId| dish.modifier_groups.iter().flat_map(|group| &group.options).any(|option| option.id == *id);
    item.modifiers.iter().filter(|modifier| !offered(&modifier.id)).map(|modifier| modifier.name.clone()).collect()
}

impl Cart {
    /// The order's last round once more, for the same seats, to be cooked at once. Returns what cannot
    /// be had any more: dishes, and `dish · option`. Without one of its options a dish is another
    /// one (a base with gluten, an olive that was to be left out): it is left out whole.
    pub fn repeat(&mut self, order: &Order, menu: &MenuCard) -> Vec<String> {
        let mut left_out = Vec::new();
        for item in last_sent(order) {
            match find(menu, &item.menu_item_id).filter(|dish| dish.available) {
                Some(dish) => {
                    let gone = gone(dish, item);
                    if !gone.is_empty() {
                        left_out.extend(gone.into_iter().map(|option| item.name.clone() + " · " + &option));
                        continue;
                    }
                    let line = CartLine {
                        key: self.next_key,
                        dish: dish.id.clone(),
                        quantity: item.quantity,
                        options: item.modifiers.iter().map(|modifier| modifier.id.clone()).collect(),
                        note: item.note.clone().unwrap_or_default(),
                        seat: item.seat,
                        course: 1,
                    };
                    self.next_key += 1;
                    self.lines.push(line);
                }
                None => left_out.push(item.name.clone()),
            }
        }
        left_out
    }

    /// One more of a line, with all its wishes: for the seat beside where it has one. Returns its key.
    pub fn repeat_line(&mut self, key: u32) -> Option<u32> {
        let mut line = self.line(key)?.clone();
        line.key = self.next_key;
        line.quantity = 1;
        line.seat = line.seat.map(next_seat);
        self.next_key += 1;
        let place = self.lines.iter().position(|l| l.key == key)?;
        self.lines.insert(place + 1, line);
        Some(self.next_key - 1)
    }
}

/// The seat beside; after the last one it stays there.
pub fn next_seat(seat: u16) -> u16 {
    (seat + 1).min(crate::cart::SEATS_MAX)
}
