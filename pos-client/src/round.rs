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
        last_sent(order).into_iter().flat_map(|item| self.once_more(item, menu)).collect()
    }

    /// Returns why not, where it cannot be had.
    fn once_more(&mut self, item: &Item, menu: &MenuCard) -> Vec<String> {
        let Some(dish) = find(menu, &item.menu_item_id).filter(|dish| dish.available) else {
            return vec![item.name.clone()];
        };
        let gone = gone(dish, item);
        if gone.is_empty() {
            self.lines.push(CartLine {
                key: self.next_key,
                dish: dish.id.clone(),
                quantity: item.quantity,
                options: item.modifiers.iter().map(|modifier| modifier.id.clone()).collect(),
                note: item.note.clone().unwrap_or_default(),
                seat: item.seat,
                course: 1,
            });
            self.next_key += 1;
        }
        gone.into_iter().map(|option| item.name.clone() + " · " + &option).collect()
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

#[cfg(test)]
mod tests {
    use super::*;

    /// A pizza that can lose its olives; the base without gluten is no longer on the menu.
    fn menu() -> MenuCard {
        serde_json::from_value(serde_json::json!({ "categories": [{ "name": "Pizza", "items": [{
            "id": "capricciosa", "name": "Capricciosa", "price": 1200, "station": null, "prep_seconds": 0, "allergens": ["gluten"],
            "available": true,
            "modifier_groups": [{ "id": "less", "name": "Without", "min": 0, "max": null, "options": [
                { "id": "no-olives", "name": "Olives", "price": 0, "removes": true, "allergens": [] },
            ] }],
        }] }] }))
        .unwrap()
    }

    fn sent(dish: &str, options: &[&str]) -> Item {
        let modifiers: Vec<_> = options.iter().map(|id| serde_json::json!({ "id": id, "name": id.to_uppercase() })).collect();
        serde_json::from_value(serde_json::json!({
            "id": "019a0000-0000-7000-8000-000000000001", "menu_item_id": dish, "name": "Capricciosa", "quantity": 2,
            "modifiers": modifiers, "allergens": [], "allergies": [], "seat": 3, "course": 2, "prep_seconds": 0, "status": "QUEUED",
        }))
        .unwrap()
    }

    #[test]
    fn a_dish_comes_again_with_its_wishes_behind_what_stands_there() {
        let (menu, mut cart) = (menu(), Cart::default());
        let first = cart.add(&menu.categories[0].items[0], 1);
        assert!(cart.once_more(&sent("capricciosa", &["no-olives"]), &menu).is_empty());
        let [before, line] = &cart.lines[..] else { panic!("two lines") };
        assert_eq!((before.key, line.quantity, line.seat), (first, 2, Some(3)));
        assert_eq!(line.options, vec!["no-olives".into()] as Vec<OptionId>);
    }

    #[test]
    fn a_dish_that_lost_one_of_its_options_is_another_one_and_left_out_with_a_word() {
        let (menu, mut cart) = (menu(), Cart::default());
        let left_out = cart.once_more(&sent("capricciosa", &["gluten-free", "no-olives", "no-egg"]), &menu);
        assert_eq!(left_out, ["Capricciosa · GLUTEN-FREE", "Capricciosa · NO-EGG"]);
        assert_eq!(cart.once_more(&sent("tiramisu", &[]), &menu), ["Capricciosa"], "by the name that it was sold under");
        assert!(cart.is_empty());
    }
}
