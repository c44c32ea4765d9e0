//! Stock, decided under the location's lock: what is promised, and what is taken.

use std::collections::BTreeMap;

use shared::ids::*;
use shared::order::{EventData, NewItem, StockAdjusted, StockLow};
use shared::stock::cause;

use super::changes::Line;
use super::handle::{Decided, Draft};
use super::{Effect, Refusal, Step};

impl Draft<'_> {
    /// Whether there is enough in the house for all of these together; the dishes that lack
    /// something where there is not. Placing them reserves it.
    pub(super) fn can_make(&self, items: &[NewItem]) -> Result<(), Refusal> {
        let mut wanted = BTreeMap::new();
        for item in items {
            for (ingredient, each) in &item.uses {
                *wanted.entry(ingredient.clone()).or_insert(0) += each * i64::from(item.quantity);
            }
        }
        let lacking = self.cache.stock.lacking(&wanted);
        if lacking.is_empty() {
            return Ok(());
        }
        let mut dishes: Vec<MenuItemId> = Vec::new();
        for item in items.iter().filter(|item| item.uses.keys().any(|id| lacking.contains(id))) {
            if !dishes.contains(&item.menu_item_id) {
                dishes.push(item.menu_item_id.clone());
            }
        }
        Err(Refusal::OutOfStock(dishes))
    }

    /// Reservations become decrements: one `inventory.adjusted` for each ingredient of the step,
    /// one line in the ledger for each order.
    pub(super) fn take_stock(&self, step: &Step, decided: &mut Decided) {
        let mut taken: BTreeMap<&IngredientId, Vec<(OrderId, i64)>> = BTreeMap::new();
        for effect in &step.effects {
            let Effect::Take { order_id, uses } = effect else { continue };
            for (ingredient, amount) in uses {
                taken.entry(ingredient).or_default().push((*order_id, *amount));
            }
        }
        for (id, orders) in taken {
            let Some(ingredient) = self.cache.stock.get(id) else { continue };
            let change = -orders.iter().map(|(_, amount)| amount).sum::<i64>();
            let (before, stock) = (ingredient.stock, ingredient.stock + change);
            let event = decided.events.len();
            let adjusted = StockAdjusted { ingredient: id.clone(), change, stock, cause: cause::ORDER.to_owned() };
            decided.events.push(EventData::StockAdjusted(adjusted));
            for (order_id, amount) in orders {
                let json = serde_json::json!({ "cause": cause::ORDER, "order_id": order_id, "at": self.now });
                decided.changes.ledger.push(Line { account: format!("stock/{id}"), event, amount: -amount, json });
            }
            let threshold = ingredient.threshold;
            if stock <= threshold && before > threshold {
                decided.events.push(EventData::StockLow(StockLow { ingredient: id.clone(), stock, threshold }));
            }
        }
    }
}
