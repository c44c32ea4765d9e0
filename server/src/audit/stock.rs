//! What is in the house: from what was there at the opening, by the log.

use std::collections::BTreeMap;

use async_trait::async_trait;
use shared::ids::*;
use shared::order::{Event, EventData};
use shared::stock::{Ingredient, Stock};

use super::{Found, PAGE, Projection};
use crate::store::{Kind, RecordFilter, Store};

pub struct Amounts(Stock);

impl Amounts {
    pub async fn of(store: &dyn Store, location: &LocationId) -> anyhow::Result<Amounts> {
        let at_first = |i: Ingredient| Ingredient { stock: i.opening, reserved: 0, ..i };
        Ok(Amounts(Stock::of(stored(store, location).await?.into_iter().map(at_first))))
    }
}

async fn stored(store: &dyn Store, location: &LocationId) -> anyhow::Result<Vec<Ingredient>> {
    let (mut all, mut before) = (Vec::new(), None);
    loop {
        let filter = RecordFilter { before, ..RecordFilter::of(Kind::Ingredient, PAGE) };
        let rows = store.records(location, &filter).await?;
        for row in &rows {
            all.push(serde_json::from_str(&row.json)?);
        }
        match rows.last() {
            Some(last) if rows.len() == PAGE as usize => before = Some((last.rank, last.id.clone())),
            _ => return Ok(all),
        }
    }
}

#[async_trait]
impl Projection for Amounts {
    fn name(&self) -> &'static str {
        "stock"
    }

    fn fold(&mut self, event: &Event) {
        self.0.fold(event);
    }

    async fn compare(&self, store: &dyn Store, location: &LocationId, _: u64) -> anyhow::Result<Found> {
        let mut found = Found::default();
        for ingredient in stored(store, location).await? {
            let folded = self.0.get(&ingredient.id);
            found.same(|| format!("stock of {}", ingredient.id), &Some(ingredient.stock), &folded.map(|i| i.stock));
            found.same(|| format!("reserved of {}", ingredient.id), &Some(ingredient.reserved), &folded.map(|i| i.reserved));
        }
        Ok(found)
    }
}

/// What the events say that moved each ingredient: how much in all, and in how many events.
#[derive(Default)]
pub struct Ledger(BTreeMap<IngredientId, BTreeMap<u64, i64>>);

#[async_trait]
impl Projection for Ledger {
    fn name(&self) -> &'static str {
        "ledger"
    }

    fn fold(&mut self, event: &Event) {
        if let EventData::StockAdjusted(adjusted) = &event.data {
            self.0.entry(adjusted.ingredient.clone()).or_default().insert(event.seq, adjusted.change);
        }
    }

    async fn compare(&self, store: &dyn Store, location: &LocationId, _: u64) -> anyhow::Result<Found> {
        let mut found = Found::default();
        let none = BTreeMap::new();
        for ingredient in stored(store, location).await? {
            let id = &ingredient.id;
            let (lines, sums) = lines(store, location, id).await?;
            found.compared += lines;
            let sum: i64 = sums.values().sum();
            found.same(|| format!("stock of {id} beside its ledger"), &ingredient.stock, &(ingredient.opening + sum));
            let folded = self.0.get(id).unwrap_or(&none);
            for (seq, change) in folded {
                found.same(|| format!("ledger of {id}, event {seq}"), &sums.get(seq).copied().unwrap_or(0), change);
            }
            for (seq, amount) in sums.iter().filter(|(seq, amount)| **amount != 0 && !folded.contains_key(*seq)) {
                found.wrong.push(format!("ledger of {id}: a line of {amount} under event {seq}, which changed nothing"));
            }
        }
        Ok(found)
    }
}

/// How many lines, and the sum of each event's.
async fn lines(store: &dyn Store, location: &LocationId, id: &IngredientId) -> anyhow::Result<(u64, BTreeMap<u64, i64>)> {
    let (mut count, mut sums, mut before) = (0, BTreeMap::new(), None);
    loop {
        let rows = store.ledger(location, &format!("stock/{id}"), before, PAGE).await?;
        for row in &rows {
            *sums.entry(row.seq).or_insert(0) += row.amount;
        }
        count += rows.len() as u64;
        match rows.last() {
            Some(last) if rows.len() == PAGE as usize => before = Some((last.seq, last.line)),
            _ => return Ok((count, sums)),
        }
    }
}
