//! Payments: what each order's tab says was taken and given back, and what the log's events say.

use std::collections::BTreeMap;

use async_trait::async_trait;
use shared::ids::*;
use shared::money::Minor;
use shared::order::{Event, EventData};

use super::{Found, PAGE, Projection};
use crate::orders::tab::{RefundState, Tab};
use crate::store::{Kind, RecordFilter, Store};

/// For each payment, what was taken and what went back.
#[derive(Default)]
pub struct Payments(BTreeMap<PaymentId, (Minor, Minor)>);

#[async_trait]
impl Projection for Payments {
    fn name(&self) -> &'static str {
        "payments"
    }

    fn fold(&mut self, event: &Event) {
        match &event.data {
            EventData::PaymentCaptured(taken) => self.0.entry(taken.payment_id).or_default().0 += taken.amount,
            EventData::PaymentRefunded(back) => self.0.entry(back.payment_id).or_default().1 += back.amount,
            _ => {}
        }
    }

    async fn compare(&self, store: &dyn Store, location: &LocationId, _: u64) -> anyhow::Result<Found> {
        let mut found = Found::default();
        let mut stored: BTreeMap<PaymentId, (Minor, Minor)> = BTreeMap::new();
        let mut before = None;
        loop {
            let filter = RecordFilter { before: before.take(), ..RecordFilter::of(Kind::Tab, PAGE) };
            let rows = store.records(location, &filter).await?;
            for row in &rows {
                let tab: Tab = serde_json::from_str(&row.json)?;
                for attempt in tab.payments {
                    let done = attempt.refunds.iter().filter(|refund| refund.state == RefundState::Done);
                    let back: Minor = done.map(|refund| refund.amount).sum();
                    // A split parts a payment over two tabs.
                    let sum = stored.entry(attempt.id).or_default();
                    *sum = (sum.0 + attempt.taken(), sum.1 + back);
                }
            }
            match rows.last() {
                Some(last) if rows.len() == PAGE as usize => before = Some((last.rank, last.id.clone())),
                _ => break,
            }
        }
        let none = (0, 0);
        for (id, amounts) in &stored {
            found.same(|| format!("taken and given back of payment {id}"), amounts, self.0.get(id).unwrap_or(&none));
        }
        for (id, (taken, _)) in self.0.iter().filter(|(id, _)| !stored.contains_key(*id)) {
            found.wrong.push(format!("payment {id} of {taken} is in the log and on no tab"));
        }
        Ok(found)
    }
}
