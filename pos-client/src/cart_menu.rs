//! A line of the check beside the menu: its dish, what was chosen, what is still to be chosen, what it
//! costs.

use std::collections::BTreeMap;

use shared::ids::MenuItemId;
use shared::menu::{CardGroup, CardItem, CardOption, MenuCard};
use shared::money::Minor;
use shared::order::Availability;

use crate::cart::CartLine;

pub fn find<'a>(menu: &'a MenuCard, dish: &MenuItemId) -> Option<&'a CardItem> {
    menu.categories.iter().flat_map(|category| &category.items).find(|item| item.id == *dish)
}

/// Which dishes are off, and how many are left, on a menu that was written down before that was known.
pub fn lay_over(menu: &mut MenuCard, off: &BTreeMap<MenuItemId, Availability>) {
    for dish in menu.categories.iter_mut().flat_map(|category| &mut category.items) {
        let off = off.get(&dish.id);
        dish.available = off.is_none_or(|off| off.available);
        dish.remaining = off.and_then(|off| off.remaining);
        dish.why = off.and_then(|off| off.why.clone());
    }
}

/// The options of a line, in the order of the menu.
pub fn chosen<'a>(dish: &'a CardItem, line: &CartLine) -> Vec<&'a CardOption> {
    let options = dish.modifier_groups.iter().flat_map(|group| &group.options);
    options.filter(|option| line.options.contains(&option.id)).collect()
}

fn taken(group: &CardGroup, line: &CartLine) -> usize {
    group.options.iter().filter(|option| line.options.contains(&option.id)).count()
}

/// The first group that still wants a choice.
pub fn short<'a>(dish: &'a CardItem, line: &CartLine) -> Option<&'a CardGroup> {
    dish.modifier_groups.iter().find(|group| taken(group, line) < group.min as usize)
}

pub fn line_total(line: &CartLine, menu: &MenuCard) -> Minor {
    let Some(dish) = find(menu, &line.dish) else {
        return 0;
    };
    let unit = dish.price + chosen(dish, line).iter().map(|option| option.price).sum::<Minor>();
    unit * Minor::from(line.quantity)
}
