//! Turns what orders have reserved into decrements, by the recipes that were copied into their items.

use async_trait::async_trait;
use shared::ids::{LocationId, OrderId};
use shared::order::{Event, EventData, Item};
use shared::stock;

use super::Consumer;
use crate::orders::Effect;
use crate::state::App;

pub struct Inventory;

#[async_trait]
impl Consumer for Inventory {
    fn name(&self) -> &'static str {
        "inventory"
    }

    async fn digest(&self, _app: &App, _location: &LocationId, event: &Event) -> anyhow::Result<Vec<Effect>> {
        let items = match &event.data {
            EventData::Placed(placed) => &placed.order.items,
            EventData::ItemsAdded(added) => &added.items,
            _ => return Ok(Vec::new()),
        };
        Ok(event.order_id.and_then(|order_id| take(order_id, items)).into_iter().collect())
    }
}

/// What is written off for these items; `None`: their recipes need nothing.
fn take(order_id: OrderId, items: &[Item]) -> Option<Effect> {
    let uses: Vec<_> = stock::takes(items).into_iter().collect();
    (!uses.is_empty()).then_some(Effect::Take { order_id, uses })
}
