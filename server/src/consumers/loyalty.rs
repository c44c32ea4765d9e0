//! Completing an order earns points. How many, and whether it still does, is decided under the lock,
//! by the order as it is then.

use async_trait::async_trait;
use shared::ids::LocationId;
use shared::order::{Event, EventData};

use super::Consumer;
use crate::orders::Effect;
use crate::state::App;

pub struct Loyalty;

#[async_trait]
impl Consumer for Loyalty {
    fn name(&self) -> &'static str {
        "loyalty"
    }

    async fn digest(&self, _app: &App, _location: &LocationId, event: &Event) -> anyhow::Result<Vec<Effect>> {
        let completed = event.order_id.filter(|_| matches!(event.data, EventData::Completed(_)));
        Ok(completed.map(|order_id| Effect::Earn { order_id }).into_iter().collect())
    }
}
