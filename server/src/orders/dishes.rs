//! Which dishes can be ordered: set by hand, counted, or off because the house lacks something.

use std::collections::{BTreeMap, BTreeSet};

use shared::ids::*;
use shared::menu::{Line, Menu};
use shared::order::{Availability, EventData};
use shared::stock::{self, Stock};

use super::Refusal;
use super::handle::{Decided, Draft};

/// For each ingredient the dishes that its end would put off, and the most that one portion of
/// any of them takes: while more than that is there, no dish has to be looked at.
#[derive(Default)]
pub(super) struct Needs(BTreeMap<IngredientId, Need>);

#[derive(Default)]
struct Need {
    most: i64,
    dishes: Vec<MenuItemId>,
}

impl Needs {
    pub fn of(menu: &Menu) -> Needs {
        let mut needs: BTreeMap<IngredientId, Need> = BTreeMap::new();
        for dish in &menu.items {
            for (id, amount) in stock::needs(menu, dish) {
                let need = needs.entry(id).or_default();
                need.most = need.most.max(amount);
                need.dishes.push(dish.id.clone());
            }
        }
        Needs(needs)
    }
}

impl Draft<'_> {
    pub(super) fn in_stock(&self, menu: &Menu, lines: &[Line]) -> Result<(), Refusal> {
        let mut out = Vec::new();
        for (id, wanted) in wanted(lines) {
            let Some(state) = self.cache.availability.get(id) else { continue };
            if !state.available || state.remaining.is_some_and(|left| left < wanted) {
                out.extend(menu.find(id).map(|dish| dish.id.clone()));
            }
        }
        if out.is_empty() { Ok(()) } else { Err(Refusal::OutOfStock(out)) }
    }

    /// "3 left" becomes "2 left", and at none the dish goes off every till.
    pub(super) fn count_down(&self, lines: &[Line]) -> Vec<EventData> {
        let counted = wanted(lines).into_iter().filter_map(|(id, taken)| {
            let state = self.cache.availability.get(id)?;
            let left = state.remaining?.saturating_sub(taken);
            let why = if left == 0 { Some("sold out".to_owned()) } else { state.why.clone() };
            Some(EventData::Availability(Availability {
                menu_item_id: id.clone(),
                available: left > 0,
                remaining: Some(left),
                why,
            }))
        });
        counted.collect()
    }

    /// What a person says of a dish. It cannot put one on that the house lacks something for; it is
    /// remembered, and counts once that is there again.
    pub(super) fn set_availability(
        &mut self,
        id: &MenuItemId,
        available: bool,
        remaining: Option<u32>,
    ) -> Result<Decided, Refusal> {
        let house = self.cache.house.clone();
        let Some(dish) = house.menu.find(id) else { return Err(Refusal::NoSuchDish) };
        let available = available && remaining != Some(0);
        let plain = available && remaining.is_none();
        let why = (!plain).then(|| stock::BY_HAND.to_owned());
        let said = Availability { menu_item_id: id.clone(), available, remaining, why };
        let short = stock::short_of(&house.menu, dish, |id| self.cache.stock.get(id).map(|i| i.available()));
        let told = stock::as_told(said, &self.names(&short));
        let now = self.cache.availability.get(id);
        let same = now.map_or(plain && told.available, |now| {
            now.available == told.available
                && now.remaining == told.remaining
                && stock::is_off_by_stock(now) == stock::is_off_by_stock(&told)
        });
        let body = serde_json::to_value(&told).ok();
        let events = if same { Vec::new() } else { vec![EventData::Availability(told)] };
        Ok(Decided { order_id: None, events, status: 200, body, ..Decided::default() })
    }

    /// Puts dishes off that can no longer be made after these events, and on again that can: in
    /// the same commit, so that no till offers what there is not.
    pub(super) fn settle_dishes(&self, decided: &mut Decided) {
        let touched: BTreeSet<IngredientId> = decided.events.iter().flat_map(stock::touched).collect();
        let mut after = self.cache.stock.part(&touched);
        for data in &decided.events {
            after.fold_data(data);
        }
        let dishes = match decided.changes.menu {
            Some(_) => self.cache.house.menu.items.iter().map(|dish| dish.id.clone()).collect(),
            None => self.concerned(&decided.events, &after),
        };
        self.settle(dishes, &after, decided);
    }

    /// The same for every dish there is: at the start, when nothing has changed yet.
    pub(super) fn settle_all(&self) -> Decided {
        let mut decided = Decided::showing(serde_json::Value::Null, Vec::new());
        let dishes = self.cache.house.menu.items.iter().map(|dish| dish.id.clone()).collect();
        self.settle(dishes, &Stock::default(), &mut decided);
        decided
    }

    /// The dishes whose state these events may change.
    fn concerned(&self, events: &[EventData], after: &Stock) -> BTreeSet<MenuItemId> {
        let mut dishes = BTreeSet::new();
        for ingredient in after.all() {
            let Some(need) = self.cache.needs.0.get(&ingredient.id) else { continue };
            let before = self.cache.stock.get(&ingredient.id).map_or(0, |i| i.available());
            if before.min(ingredient.available()) < need.most {
                dishes.extend(need.dishes.iter().cloned());
            }
        }
        dishes.extend(events.iter().filter_map(|data| match data {
            EventData::Availability(a) => Some(a.menu_item_id.clone()),
            _ => None,
        }));
        dishes
    }

    fn settle(&self, dishes: BTreeSet<MenuItemId>, after: &Stock, decided: &mut Decided) {
        let menu = &self.cache.house.menu;
        let available = |id: &IngredientId| after.get(id).or_else(|| self.cache.stock.get(id)).map(|i| i.available());
        for dish in dishes.iter().filter_map(|id| menu.find(id)) {
            let of_dish = |data: &&mut EventData| matches!(data, EventData::Availability(a) if a.menu_item_id == dish.id);
            let pending = decided.events.iter_mut().rev().find(of_dish);
            let now = match &pending {
                Some(EventData::Availability(a)) => Some(a),
                _ => self.cache.availability.get(&dish.id),
            };
            let by_hand = stock::by_hand(&dish.id, now);
            let told = stock::as_told(by_hand, &self.names(&stock::short_of(menu, dish, available)));
            let plain = told.available && told.remaining.is_none();
            if now.map_or(plain, |now| *now == told || (plain && now.available && now.remaining.is_none())) {
                continue;
            }
            match pending {
                Some(event) => *event = EventData::Availability(told),
                None => decided.events.push(EventData::Availability(told)),
            }
        }
    }

    /// As a waiter says it: "sold out: mozzarella".
    fn names(&self, short: &BTreeSet<IngredientId>) -> Vec<String> {
        let name = |id: &IngredientId| self.cache.stock.get(id).map(|i| i.name.to_lowercase());
        short.iter().filter_map(name).collect()
    }
}

/// How many of each dish, over all lines.
fn wanted(lines: &[Line]) -> BTreeMap<&MenuItemId, u32> {
    let mut wanted = BTreeMap::new();
    for line in lines {
        *wanted.entry(&line.menu_item_id).or_insert(0) += line.quantity;
    }
    wanted
}
