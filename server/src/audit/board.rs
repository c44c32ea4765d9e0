//! What screens are told at their welcome: open orders, the rail, and the dishes that are off.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Context;
use async_trait::async_trait;
use shared::board::{Board, LocationView};
use shared::ids::*;
use shared::order::{Availability, Event, EventData, Order};

use super::{Found, Projection};
use crate::store::Store;

pub struct Rail(Board);

impl Rail {
    pub async fn of(store: &dyn Store, location: &LocationId) -> anyhow::Result<Rail> {
        let row = store.location(location).await?.context("the location is gone")?;
        let view = LocationView {
            id: row.location.id,
            name: row.location.name,
            currency: row.location.currency,
            stations: row.stations,
            thresholds: row.location.thresholds,
            fire_plan: row.location.fire_plan,
            tax: None,
        };
        Ok(Rail(Board::new(view)))
    }
}

#[async_trait]
impl Projection for Rail {
    fn name(&self) -> &'static str {
        "board"
    }

    fn fold(&mut self, event: &Event) {
        self.0.apply(event);
    }

    async fn compare(&self, store: &dyn Store, location: &LocationId, _: u64) -> anyhow::Result<Found> {
        let rows = store.board(location).await?.context("the location is gone")?;
        let mut found = Found::default();
        let mut open = BTreeSet::new();
        for json in &rows.open {
            open.insert(serde_json::from_str::<Order>(json)?.id);
        }
        let folded: BTreeSet<OrderId> = self.0.orders().map(|order| order.id).collect();
        found.compared += open.union(&folded).count() as u64;
        for id in open.difference(&folded) {
            found.wrong.push(format!("order {id} is shown as open; by the log it is over"));
        }
        for id in folded.difference(&open) {
            found.wrong.push(format!("order {id} is not shown as open; by the log it is"));
        }
        // What is over goes from the rail of every board, and stays in the stored one until the next.
        let standing = |ids: &[OrderId]| ids.iter().filter(|id| folded.contains(id)).copied().collect::<Vec<_>>();
        found.same(|| "the rail".into(), &standing(&rows.sequence), &standing(self.0.sequence()));
        Ok(found)
    }
}

#[derive(Default)]
pub struct Dishes(BTreeMap<MenuItemId, Availability>);

#[async_trait]
impl Projection for Dishes {
    fn name(&self) -> &'static str {
        "availability"
    }

    fn fold(&mut self, event: &Event) {
        let EventData::Availability(a) = &event.data else { return };
        if a.available && a.remaining.is_none() {
            self.0.remove(&a.menu_item_id);
        } else {
            self.0.insert(a.menu_item_id.clone(), a.clone());
        }
    }

    async fn compare(&self, store: &dyn Store, location: &LocationId, _: u64) -> anyhow::Result<Found> {
        let rows = store.availability(location).await?.into_iter().map(Availability::from);
        let stored: BTreeMap<MenuItemId, Availability> = rows.map(|a| (a.menu_item_id.clone(), a)).collect();
        let mut found = Found::default();
        for id in stored.keys().chain(self.0.keys().filter(|id| !stored.contains_key(*id))) {
            found.same(|| format!("dish {id}"), &stored.get(id), &self.0.get(id));
        }
        Ok(found)
    }
}
