//! The server's menu, held against what the rush wants to order.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, bail};
use serde_json::Value;

use super::chance::Chance;
use super::formats::Planned;

struct Dish {
    id: String,
    /// One choice that satisfies every group of the dish that must be chosen from.
    least: Vec<String>,
}

pub struct Card {
    dishes: BTreeMap<String, Dish>,
    pub stations: BTreeSet<String>,
}

impl Card {
    /// Reads the answer of `GET /api/v1/menu`.
    pub fn read(menu: &Value) -> anyhow::Result<Card> {
        let mut card = Card { dishes: BTreeMap::new(), stations: BTreeSet::new() };
        for category in menu["categories"].as_array().context("the menu has no categories")? {
            for item in category["items"].as_array().into_iter().flatten() {
                let id = item["id"].as_str().context("a dish without id")?.to_owned();
                card.stations.extend(item["station"].as_str().map(str::to_owned));
                let groups = item["modifier_groups"].as_array().into_iter().flatten();
                let least = groups.flat_map(|group| {
                    let options = group["options"].as_array().into_iter().flatten();
                    let min = group["min"].as_u64().unwrap_or(0) as usize;
                    options.take(min).filter_map(|option| option["id"].as_str().map(str::to_owned))
                });
                let least = least.collect();
                card.dishes.insert(id.clone(), Dish { id, least });
            }
        }
        if card.dishes.is_empty() {
            bail!("the server's menu is empty");
        }
        Ok(card)
    }

    /// Refuses orders for what the server does not sell, or, with `any`, gives each unknown dish
    /// another in its place, always the same.
    pub fn fit(&self, orders: &mut [Planned], any: bool, seed: u64) -> anyhow::Result<()> {
        let lines = orders.iter_mut().flat_map(|planned| &mut planned.order.items);
        for line in lines.filter(|line| !self.dishes.contains_key(&line.menu_item_id)) {
            if !any {
                bail!(
                    "the server does not sell {}: start it with a --location-file that does (the demo's is demo/passline.toml; \
                     `passline rush --write-location` makes one from data), or give --any-menu",
                    line.menu_item_id
                );
            }
            let which = Chance::new(seed, &line.menu_item_id, 0).below(self.dishes.len());
            if let Some(dish) = self.dishes.values().nth(which) {
                line.menu_item_id.clone_from(&dish.id);
                line.modifiers.clone_from(&dish.least);
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rush::formats::demo;
    use serde_json::json;

    fn card() -> Card {
        let group = json!({ "min": 1, "options": [{ "id": "rare" }, { "id": "medium" }] });
        Card::read(&json!({ "categories": [{ "name": "All", "items": [
            { "id": "steak", "station": "grill", "modifier_groups": [group] },
            { "id": "soup", "station": "pans", "modifier_groups": [] },
        ] }] }))
        .unwrap()
    }

    #[test]
    fn an_unknown_dish_is_refused_before_the_rush_begins() {
        let mut orders = demo::load().unwrap().orders;
        assert!(card().fit(&mut orders, false, 1).unwrap_err().to_string().contains("does not sell"));
    }

    #[test]
    fn with_any_menu_each_dish_finds_one_that_can_be_ordered() {
        let mut orders = demo::load().unwrap().orders;
        card().fit(&mut orders, true, 1).unwrap();
        for line in orders.iter().flat_map(|o| &o.order.items) {
            let least: &[&str] = if line.menu_item_id == "steak" { &["rare"] } else { &[] };
            assert_eq!(line.modifiers, least);
        }
        assert_eq!(card().stations.len(), 2);
    }
}
