//! What is in the house, as a fold of events: the same code keeps the writer's picture, and checks
//! what the database says.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::ids::*;
use crate::menu::{Menu, MenuItem};
use crate::order::{Availability, Event, EventData, Item, Order, Uses};

/// The most that there may be of anything, so that no sum overflows.
pub const AMOUNT_MAX: i64 = 1_000_000_000_000;
/// The most that one portion may take of anything.
pub const PORTION_MAX: i64 = 1_000_000_000;

/// Why an amount changed: the `cause` of `inventory.adjusted`.
pub mod cause {
    /// A reservation became a decrement.
    pub const ORDER: &str = "order";
    pub const CANCELLED: &str = "cancelled";
    pub const VOIDED: &str = "voided";
    pub const RESTOCK: &str = "restock";
    pub const COUNT: &str = "count";
    pub const WASTE: &str = "waste";
}

/// One ingredient, in its own unit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ingredient {
    pub id: IngredientId,
    pub name: String,
    pub unit: String,
    pub stock: i64,
    pub threshold: i64,
    #[serde(default)]
    pub par: Option<i64>,
    /// Promised to orders whose decrement is still to come.
    #[serde(default)]
    pub reserved: i64,
    /// What was there before the log began.
    #[serde(default)]
    pub opening: i64,
}

impl Ingredient {
    pub fn available(&self) -> i64 {
        self.stock - self.reserved
    }
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Stock(BTreeMap<IngredientId, Ingredient>);

impl Stock {
    pub fn of(ingredients: impl IntoIterator<Item = Ingredient>) -> Stock {
        Stock(ingredients.into_iter().map(|i| (i.id.clone(), i)).collect())
    }

    pub fn get(&self, id: &IngredientId) -> Option<&Ingredient> {
        self.0.get(id)
    }

    pub fn all(&self) -> impl Iterator<Item = &Ingredient> {
        self.0.values()
    }

    /// The ingredients of which these amounts are not there. What is no ingredient is not counted.
    pub fn lacking(&self, wanted: &BTreeMap<IngredientId, i64>) -> Vec<IngredientId> {
        let short = wanted.iter().filter(|(id, amount)| self.get(id).is_some_and(|i| i.available() < **amount));
        short.map(|(id, _)| id.clone()).collect()
    }

    /// A copy of these ingredients alone.
    pub fn part<'a>(&self, ids: impl IntoIterator<Item = &'a IngredientId>) -> Stock {
        Stock::of(ids.into_iter().filter_map(|id| self.get(id)).cloned())
    }

    /// Folds one event; the ingredients that it changed.
    pub fn fold(&mut self, event: &Event) -> Vec<IngredientId> {
        self.fold_data(&event.data)
    }

    /// The same for what has no place in the log yet.
    pub fn fold_data(&mut self, data: &EventData) -> Vec<IngredientId> {
        match data {
            EventData::Placed(placed) => self.reserve(&placed.order.items),
            EventData::ItemsAdded(added) => self.reserve(&added.items),
            EventData::StockAdjusted(adjusted) => {
                let Some(ingredient) = self.0.get_mut(&adjusted.ingredient) else { return Vec::new() };
                ingredient.stock = adjusted.stock;
                if adjusted.cause == cause::ORDER {
                    ingredient.reserved += adjusted.change;
                }
                vec![adjusted.ingredient.clone()]
            }
            _ => Vec::new(),
        }
    }

    fn reserve(&mut self, items: &[Item]) -> Vec<IngredientId> {
        let mut changed = Vec::new();
        for (id, amount) in takes(items) {
            if let Some(ingredient) = self.0.get_mut(&id) {
                ingredient.reserved += amount;
                changed.push(id);
            }
        }
        changed
    }
}

/// What these items take from stock, all together.
pub fn takes<'a>(items: impl IntoIterator<Item = &'a Item>) -> BTreeMap<IngredientId, i64> {
    let mut all = BTreeMap::new();
    for (id, amount) in items.into_iter().flat_map(Item::takes) {
        *all.entry(id.clone()).or_insert(0) += amount;
    }
    all
}

/// The ingredients that such an event may change.
pub fn touched(data: &EventData) -> Vec<IngredientId> {
    let of = |items: &[Item]| items.iter().flat_map(|item| item.uses.keys().cloned()).collect();
    match data {
        EventData::Placed(placed) => of(&placed.order.items),
        EventData::ItemsAdded(added) => of(&added.items),
        EventData::StockAdjusted(adjusted) => vec![adjusted.ingredient.clone()],
        _ => Vec::new(),
    }
}

/// What a cancel or a void comes to.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Undone {
    /// Of what nobody had started: it comes back.
    pub back: Uses,
    /// Of what was started, or done: it is lost.
    pub wasted: Uses,
}

/// What this event undoes, judged on the order as it was before. What was voided earlier does not
/// come back again; merging undoes nothing, since the items go on in another order.
pub fn undone(order: &Order, data: &EventData) -> Undone {
    let mut undone = Undone::default();
    match data {
        EventData::Cancelled(_) => {
            for item in order.items.iter().filter(|item| !item.is_voided()) {
                undone.add(item, item.quantity);
            }
        }
        EventData::ItemVoided(void) => {
            if let Some(item) = order.item(void.item_id).filter(|item| !item.is_voided()) {
                undone.add(item, void.quantity.min(item.quantity));
            }
        }
        _ => {}
    }
    undone
}

impl Undone {
    fn add(&mut self, item: &Item, quantity: u32) {
        let to = if item.status.is_started() { &mut self.wasted } else { &mut self.back };
        for (id, each) in &item.uses {
            *to.entry(id.clone()).or_insert(0) += each * i64::from(quantity);
        }
    }
}

/// What keeps one portion of the dish from being made. A group from which something has to be
/// chosen counts too, where too few of its options can be made.
pub fn short_of(menu: &Menu, dish: &MenuItem, available: impl Fn(&IngredientId) -> Option<i64>) -> BTreeSet<IngredientId> {
    let lacking = |uses: &Uses| -> BTreeSet<IngredientId> {
        let short = uses.iter().filter(|(id, need)| **need > 0 && available(id).is_some_and(|left| left < **need));
        short.map(|(id, _)| id.clone()).collect()
    };
    let mut short = lacking(&dish.recipe);
    for group in dish.modifier_groups.iter().filter_map(|id| menu.group(id)).filter(|group| group.min > 0) {
        let each = group.options.iter().map(|option| lacking(&menu.uses(dish, std::slice::from_ref(&option.id))));
        let each: Vec<BTreeSet<IngredientId>> = each.collect();
        if each.iter().filter(|short| short.is_empty()).count() < group.min as usize {
            short.extend(each.into_iter().flatten());
        }
    }
    short
}

/// The most that one portion of a dish takes of each ingredient whose end would put it off.
pub fn needs(menu: &Menu, dish: &MenuItem) -> Uses {
    let mut most = dish.recipe.clone();
    for group in dish.modifier_groups.iter().filter_map(|id| menu.group(id)).filter(|group| group.min > 0) {
        for option in &group.options {
            for (id, need) in menu.uses(dish, std::slice::from_ref(&option.id)) {
                let entry = most.entry(id).or_insert(need);
                *entry = need.max(*entry);
            }
        }
    }
    most
}

/// How the `why` begins of a dish that is off because something has run out.
const SOLD_OUT: &str = "sold out: ";
/// The `why` of what a person has set.
pub const BY_HAND: &str = "by hand";

/// Off because something has run out, and not because somebody said so.
pub fn is_off_by_stock(availability: &Availability) -> bool {
    !availability.available && availability.why.as_deref().is_some_and(|why| why.starts_with(SOLD_OUT))
}

/// What a person has said of a dish: off, counted, or nothing. It outlives what stock says.
pub fn by_hand(dish: &MenuItemId, now: Option<&Availability>) -> Availability {
    match now {
        Some(now) if !is_off_by_stock(now) => now.clone(),
        _ => {
            let remaining = now.and_then(|now| now.remaining);
            let why = remaining.map(|_| BY_HAND.to_owned());
            Availability { menu_item_id: dish.clone(), available: true, remaining, why }
        }
    }
}

/// What tills are told: what a person has said, unless the house lacks something. `short`: the
/// names of what is lacking.
pub fn as_told(by_hand: Availability, short: &[String]) -> Availability {
    if short.is_empty() || !by_hand.available {
        return by_hand;
    }
    Availability { available: false, why: Some(format!("{SOLD_OUT}{}", short.join(", "))), ..by_hand }
}
