//! Stock, decided under the location's lock: what is promised, what is taken, what comes and goes,
//! and what a cancel or a void gives back.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use shared::ids::*;
use shared::menu::FieldError;
use shared::order::{Event, EventData, NewItem, StockAdjusted, StockLow};
use shared::stock::{AMOUNT_MAX, Ingredient, cause, undone};

use super::changes::Line;
use super::handle::{Decided, Draft};
use super::{Effect, Refusal, Request, Step};

/// What a manager says of the stock.
#[derive(Clone, Debug)]
pub enum StockAsk {
    Restock {
        ingredient: IngredientId,
        quantity: i64,
        note: Option<String>,
    },
    Waste {
        ingredient: IngredientId,
        quantity: i64,
        note: Option<String>,
    },
    /// So much is there, beside what orders have taken.
    Count {
        ingredient: IngredientId,
        stock: i64,
        note: Option<String>,
    },
    /// The server itself, at its start: dishes that cannot be made go off.
    Settle,
}

/// Its account in the ledger.
fn account(id: &IngredientId) -> String {
    format!("stock/{id}")
}

/// An ingredient as managers read it.
pub fn shown(i: &Ingredient) -> Value {
    json!({
        "id": i.id, "name": i.name, "unit": i.unit, "stock": i.stock, "reserved": i.reserved,
        "available": i.available(), "threshold": i.threshold, "par": i.par,
    })
}

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

    /// Goods come, go, or are counted.
    pub(super) fn change_stock(&self, request: &Request, ask: &StockAsk) -> Result<Decided, Refusal> {
        let (id, why, note) = match ask {
            StockAsk::Restock { ingredient, note, .. } => (ingredient, cause::RESTOCK, note),
            StockAsk::Waste { ingredient, note, .. } => (ingredient, cause::WASTE, note),
            StockAsk::Count { ingredient, note, .. } => (ingredient, cause::COUNT, note),
            StockAsk::Settle => return Ok(self.settle_all()),
        };
        let Some(ingredient) = self.cache.stock.get(id) else { return Err(Refusal::NoSuchIngredient) };
        let change = match ask {
            StockAsk::Restock { quantity, .. } => *quantity,
            StockAsk::Waste { quantity, .. } if *quantity > ingredient.available() => {
                return Err(wrong("/quantity", format!("only {} of it are there", ingredient.available().max(0))));
            }
            StockAsk::Waste { quantity, .. } => -quantity,
            // What is promised is still to be written off: it is not among what was counted.
            StockAsk::Count { stock, .. } => stock + ingredient.reserved - ingredient.stock,
            StockAsk::Settle => 0,
        };
        if ingredient.stock + change > AMOUNT_MAX {
            let pointer = if why == cause::COUNT { "/stock" } else { "/quantity" };
            return Err(wrong(pointer, format!("there cannot be more than {AMOUNT_MAX} of it")));
        }
        let mut decided = Decided::default();
        let line = json!({ "cause": why, "note": note, "at": self.now, "by": request.actor.by() });
        self.adjust(&mut decided, ingredient, change, why, vec![(change, line)]);
        let after = Ingredient { stock: ingredient.stock + change, ..ingredient.clone() };
        Ok(Decided { status: 200, body: Some(shown(&after)), ..decided })
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
            let lines = orders.into_iter().map(|(order_id, amount)| {
                (-amount, json!({ "cause": cause::ORDER, "order_id": order_id, "at": self.now, "by": null }))
            });
            self.adjust(decided, ingredient, change, cause::ORDER, lines.collect());
        }
    }

    /// A cancel or a void gives back what nobody had started, in the same commit. What was started
    /// is waste: it left the stock when it was ordered, so its line moves nothing and tells how much.
    pub(super) fn give_back(&self, request: &Request, decided: &mut Decided) {
        let undoes = |data: &EventData| matches!(data, EventData::Cancelled(_) | EventData::ItemVoided(_));
        let Some(order_id) = decided.order_id.filter(|_| decided.events.iter().any(undoes)) else { return };
        let Some(mut order) = self.cache.orders.get(&order_id).cloned() else { return };
        let by = request.actor.by();
        let mut back: BTreeMap<IngredientId, Vec<(i64, Value)>> = BTreeMap::new();
        let mut why = cause::CANCELLED;
        for place in 0..decided.events.len() {
            let data = &decided.events[place];
            let note = match data {
                EventData::ItemVoided(void) => {
                    why = cause::VOIDED;
                    Some(void.reason.clone())
                }
                EventData::Cancelled(cancelled) => cancelled.reason.clone(),
                _ => None,
            };
            let undone = undone(&order, data);
            let event =
                Event { seq: order.version, at: self.now, order_id: Some(order_id), by, tapped_at: None, data: data.clone() };
            order.apply(&event);
            let line = |cause: &str| json!({ "cause": cause, "order_id": order_id, "note": note, "at": self.now, "by": by });
            for (id, amount) in undone.back {
                back.entry(id).or_default().push((amount, line(why)));
            }
            for (id, amount) in undone.wasted.into_iter().filter(|(id, _)| self.cache.stock.get(id).is_some()) {
                let mut json = line(cause::WASTE);
                json["wasted"] = amount.into();
                decided.changes.ledger.push(Line { account: account(&id), event: place, amount: 0, json });
            }
        }
        for (id, lines) in back {
            let Some(ingredient) = self.cache.stock.get(&id) else { continue };
            let change = lines.iter().map(|(amount, _)| amount).sum();
            self.adjust(decided, ingredient, change, why, lines);
        }
    }

    /// The event of a change, its lines in the ledger, and the alarm where the stock falls to its
    /// threshold. Once for an ingredient and command: it reads the stock from before.
    fn adjust(&self, decided: &mut Decided, ingredient: &Ingredient, change: i64, why: &str, lines: Vec<(i64, Value)>) {
        let Ingredient { id, threshold, .. } = ingredient;
        let (before, stock, threshold) = (ingredient.stock, ingredient.stock + change, *threshold);
        let event = decided.events.len();
        let adjusted = StockAdjusted { ingredient: id.clone(), change, stock, cause: why.to_owned() };
        decided.events.push(EventData::StockAdjusted(adjusted));
        for (amount, json) in lines {
            decided.changes.ledger.push(Line { account: account(id), event, amount, json });
        }
        if stock <= threshold && before > threshold {
            decided.events.push(EventData::StockLow(StockLow { ingredient: id.clone(), stock, threshold }));
        }
    }
}

fn wrong(pointer: &str, detail: String) -> Refusal {
    Refusal::Fields(vec![FieldError { pointer: pointer.to_owned(), detail }])
}
