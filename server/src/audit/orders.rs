//! Each order as the fold of its events. All of them stand in memory at once: some kilobytes each.

use std::collections::BTreeMap;

use async_trait::async_trait;
use serde_json::Value;
use shared::ids::*;
use shared::order::{Event, EventData, Order};

use super::{Found, PAGE, Projection};
use crate::store::{OrderFilter, Store};

#[derive(Default)]
pub struct Orders(BTreeMap<OrderId, Order>);

impl Orders {
    fn apply(&mut self, id: OrderId, event: &Event) {
        if let Some(order) = self.0.get_mut(&id) {
            order.apply(event);
        }
    }
}

#[async_trait]
impl Projection for Orders {
    fn name(&self) -> &'static str {
        "orders"
    }

    fn fold(&mut self, event: &Event) {
        match &event.data {
            EventData::Placed(_) => self.0.extend(Order::from_event(event).map(|order| (order.id, order))),
            EventData::Split(split) => {
                self.0.insert(split.new_order_id, (*split.new_order).clone());
                self.apply(split.order_id, event);
                self.apply(split.new_order_id, event);
            }
            EventData::Merged(merged) => {
                self.apply(merged.order_id, event);
                self.apply(merged.merged_order_id, event);
            }
            _ => {
                if let Some(id) = event.order_id {
                    self.apply(id, event);
                }
            }
        }
    }

    async fn compare(&self, store: &dyn Store, location: &LocationId, _: u64) -> anyhow::Result<Found> {
        let mut found = Found::default();
        let mut before = None;
        loop {
            let rows = store.orders(location, &OrderFilter { before, limit: PAGE, ..OrderFilter::default() }).await?;
            for json in &rows {
                let stored: Order = serde_json::from_str(json)?;
                before = Some((stored.placed_at, stored.id));
                found.compared += 1;
                let Some(order) = self.0.get(&stored.id) else {
                    found.wrong.push(format!("order {} {}: the log knows no such order", stored.number, stored.id));
                    continue;
                };
                let (stored_json, folded) = (serde_json::from_str(json)?, serde_json::to_value(order)?);
                let fields = differing(&stored_json, &folded);
                if !fields.is_empty() {
                    found.wrong.push(format!("order {} {}: {}", stored.number, stored.id, fields.join("; ")));
                }
            }
            if rows.len() < PAGE as usize {
                break;
            }
        }
        if found.compared < self.0.len() as u64 {
            found.wrong.push(format!("{} orders are in the log and are not stored", self.0.len() as u64 - found.compared));
        }
        Ok(found)
    }
}

/// The fields in which they differ, with both values.
fn differing(stored: &Value, folded: &Value) -> Vec<String> {
    let empty = serde_json::Map::new();
    let (stored, folded) = (stored.as_object().unwrap_or(&empty), folded.as_object().unwrap_or(&empty));
    let mut names: Vec<&String> = stored.keys().chain(folded.keys().filter(|name| !stored.contains_key(*name))).collect();
    names.retain(|name| stored.get(*name) != folded.get(*name));
    let text = |value: Option<&Value>| value.map_or("nothing".to_owned(), ToString::to_string);
    let line = |name: &String| format!("{name}: stored {}, the log says {}", text(stored.get(name)), text(folded.get(name)));
    names.into_iter().map(line).collect()
}
