//! The bundled evening at the demo restaurant (`demo/rush.jsonl`).

use anyhow::Context;
use serde::Deserialize;

use super::{OrderBody, Planned, Source, clock};

const RUSH: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../demo/rush.jsonl"));

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    at: String,
    due_in_minutes: Option<u64>,
    #[serde(default)]
    rush: bool,
    order: OrderBody,
}

pub fn load() -> anyhow::Result<Source> {
    parse(RUSH, "the bundled Friday")
}

/// A file of the same kind as the bundled one.
pub fn parse(text: &str, title: &str) -> anyhow::Result<Source> {
    let mut orders = Vec::new();
    let mut first = None;
    for (n, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let row: Row = serde_json::from_str(line).with_context(|| format!("line {}", n + 1))?;
        let at = clock(&row.at).with_context(|| format!("line {}: {} is no time of day", n + 1, row.at))?;
        let first = *first.get_or_insert(at);
        orders.push(Planned {
            at_ms: at.saturating_sub(first),
            due_in_ms: row.due_in_minutes.map(|m| m * 60_000),
            rush: row.rush,
            order: row.order,
        });
    }
    orders.sort_by_key(|planned| planned.at_ms);
    Ok(Source { title: title.into(), currency: "USD", timezone: "America/New_York", stations: vec![], dishes: vec![], orders })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bundled_evening_is_whole() {
        let evening = load().unwrap();
        assert_eq!(evening.orders.len(), 180);
        assert!(evening.orders.is_sorted_by_key(|o| o.at_ms));
        assert!(evening.orders.last().unwrap().at_ms < 5 * 3_600_000);
        assert!(evening.orders.iter().any(|o| !o.order.hold_courses.is_empty()));
        assert!(evening.orders.iter().any(|o| !o.order.allergies.is_empty()));
        assert!(evening.orders.iter().any(|o| o.rush) && evening.orders.iter().any(|o| o.due_in_ms.is_some()));
    }

    /// Whoever changes the menu learns here, not in the middle of a demonstration.
    #[test]
    fn the_evening_orders_only_what_the_demo_restaurant_sells() {
        let file: toml::Value = toml::from_str(include_str!("../../../../demo/passline.toml")).unwrap();
        let ids = |table: &toml::Value, key: &str| -> Vec<String> {
            let rows = table.get(key).and_then(|v| v.as_array()).cloned().unwrap_or_default();
            rows.iter().filter_map(|row| row.get("id")?.as_str().map(str::to_owned)).collect()
        };
        let dishes = ids(&file, "items");
        let groups = file["modifier_groups"].as_array().unwrap();
        let options: Vec<String> = groups.iter().flat_map(|group| ids(group, "options")).collect();
        for line in load().unwrap().orders.iter().flat_map(|o| &o.order.items) {
            assert!(dishes.contains(&line.menu_item_id), "{}", line.menu_item_id);
            for modifier in &line.modifiers {
                assert!(options.contains(modifier), "{modifier}");
            }
        }
    }
}
