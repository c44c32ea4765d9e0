//! Customers' points: the stored balance, the ledger's sum and what the log's events come to.

use async_trait::async_trait;
use shared::ids::*;
use shared::order::Event;
use shared::points::{Balances, Customer};

use super::{Found, PAGE, Projection};
use crate::orders::points_account;
use crate::store::{Kind, RecordFilter, Store};

#[derive(Default)]
pub struct Points {
    balances: Balances,
    /// Events that tell another balance than the log before them gives.
    wrong: Vec<String>,
}

#[async_trait]
impl Projection for Points {
    fn name(&self) -> &'static str {
        "points"
    }

    fn fold(&mut self, event: &Event) {
        if let Err(wrong) = self.balances.fold(event) {
            let (customer, told) = (wrong.customer_id, wrong.told);
            self.wrong.push(format!("event {}: customer {customer} has {told}, the log says {}", wrong.seq, wrong.balance));
        }
    }

    async fn compare(&self, store: &dyn Store, location: &LocationId, _: u64) -> anyhow::Result<Found> {
        let mut found = Found { wrong: self.wrong.clone(), ..Found::default() };
        let mut known = std::collections::BTreeSet::new();
        let mut before = None;
        loop {
            let filter = RecordFilter { before: before.take(), ..RecordFilter::of(Kind::Customer, PAGE) };
            let rows = store.records(location, &filter).await?;
            for row in &rows {
                let customer: Customer = serde_json::from_str(&row.json)?;
                let id = customer.id;
                known.insert(id);
                found.same(|| format!("points of {id}"), &customer.points, &self.balances.get(id));
                let sum = sum(store, location, &points_account(id)).await?;
                found.same(|| format!("points of {id} beside their ledger"), &customer.points, &sum);
            }
            match rows.last() {
                Some(last) if rows.len() == PAGE as usize => before = Some((last.rank, last.id.clone())),
                _ => break,
            }
        }
        for (id, points) in self.balances.all().filter(|(id, _)| !known.contains(id)) {
            found.wrong.push(format!("customer {id} has {points} points in the log and is not stored"));
        }
        Ok(found)
    }
}

async fn sum(store: &dyn Store, location: &LocationId, account: &str) -> anyhow::Result<i64> {
    let (mut sum, mut before) = (0, None);
    loop {
        let rows = store.ledger(location, account, before, PAGE).await?;
        sum += rows.iter().map(|row| row.amount).sum::<i64>();
        match rows.last() {
            Some(last) if rows.len() == PAGE as usize => before = Some((last.seq, last.line)),
            _ => return Ok(sum),
        }
    }
}
