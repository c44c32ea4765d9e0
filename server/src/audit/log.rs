//! The log's own numbers, and what points into it.

use async_trait::async_trait;
use shared::ids::LocationId;
use shared::order::Event;

use super::{Found, Projection};
use crate::store::Store;

#[derive(Default)]
pub struct Numbers {
    last: u64,
    events: u64,
    gaps: Vec<String>,
}

#[async_trait]
impl Projection for Numbers {
    fn name(&self) -> &'static str {
        "log"
    }

    fn fold(&mut self, event: &Event) {
        self.events += 1;
        if event.seq != self.last + 1 {
            self.gaps.push(format!("event {} follows event {}", event.seq, self.last));
        }
        self.last = event.seq;
    }

    async fn compare(&self, store: &dyn Store, location: &LocationId, _: u64) -> anyhow::Result<Found> {
        let mut found = Found { compared: self.events, wrong: self.gaps.clone() };
        // Asked first: whatever points into the log by now is at or before this.
        let keys = store.last_key(location).await?.unwrap_or(0);
        let positions = store.positions(location).await?;
        let head = store.head(location).await?.unwrap_or(0);
        found.same(|| "the head".into(), &head, &self.last);
        found.compared += 1 + positions.len() as u64;
        if keys > head {
            found.wrong.push(format!("a key remembers event {keys}, after the head {head}"));
        }
        for (consumer, position) in positions.into_iter().filter(|(_, position)| *position > head) {
            found.wrong.push(format!("the consumer {consumer} has read up to {position}, after the head {head}"));
        }
        Ok(found)
    }
}
