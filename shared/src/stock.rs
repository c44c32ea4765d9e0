//! What is in the house, as a fold of events: the same code keeps the writer's picture, and checks
//! what the database says.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::ids::*;
use crate::order::{Event, EventData, Item};

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

    /// Folds one event; the ingredients that it changed.
    pub fn fold(&mut self, event: &Event) -> Vec<IngredientId> {
        match &event.data {
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
