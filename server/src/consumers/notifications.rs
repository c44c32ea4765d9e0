//! Turns what went wrong into alerts. Whether one has been raised already is judged under the lock.

use async_trait::async_trait;
use shared::ids::LocationId;
use shared::order::{Event, EventData};

use super::Consumer;
use crate::orders::Effect;
use crate::state::App;

pub struct Notifications;

#[async_trait]
impl Consumer for Notifications {
    fn name(&self) -> &'static str {
        "notifications"
    }

    async fn digest(&self, _app: &App, _location: &LocationId, event: &Event) -> anyhow::Result<Vec<Effect>> {
        let tells = matches!(event.data, EventData::StockLow(_) | EventData::PaymentDead(_) | EventData::TicketUndelivered(_));
        let alert =
            || Effect::Alert { seq: event.seq, at: event.at, order_id: event.order_id, cause: Box::new(event.data.clone()) };
        Ok(tells.then(alert).into_iter().collect())
    }
}
