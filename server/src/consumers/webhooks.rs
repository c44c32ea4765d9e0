//! Turns events into deliveries: one job for each webhook that wants the event, under an id that is
//! the same whoever makes it.

use std::sync::{Arc, Mutex, PoisonError};

use anyhow::Context;
use async_trait::async_trait;
use serde_json::value::RawValue;
use shared::ids::{LocationId, WebhookId};
use shared::order::{Event, EventData};

use super::Consumer;
use crate::orders::{Delivery, Effect, Webhook, delivery_id};
use crate::state::App;
use crate::store::{JobRow, Kind, RecordFilter};

/// No location has more.
const HOOKS_MAX: u32 = 1_000;

/// Remembers the location's webhooks, until the log says that they changed.
#[derive(Default)]
pub struct Webhooks(Mutex<Option<Arc<[Webhook]>>>);

#[async_trait]
impl Consumer for Webhooks {
    fn name(&self) -> &'static str {
        "webhooks"
    }

    async fn digest(&self, app: &App, location: &LocationId, event: &Event) -> anyhow::Result<Vec<Effect>> {
        if matches!(event.data, EventData::WebhooksChanged(_)) {
            self.remember(None);
            return Ok(Vec::new());
        }
        let hooks = self.hooks(app, location).await?;
        // What happened before it was made is not for it.
        let wanting: Vec<WebhookId> =
            hooks.iter().filter(|h| h.wants(event.data.kind()) && event.at >= h.created_at).map(|h| h.id).collect();
        if wanting.is_empty() {
            return Ok(Vec::new());
        }
        let epoch = app.catch_up.room(location).await?.context("the location is gone")?.epoch;
        let text = serde_json::to_string(event)?;
        let job = |webhook: WebhookId| -> anyhow::Result<Effect> {
            let delivery = Delivery {
                webhook,
                seq: event.seq,
                kind: event.data.kind().to_owned(),
                attempts: 0,
                last: None,
                event: RawValue::from_string(text.clone())?,
            };
            Ok(Effect::Job(JobRow {
                location: location.clone(),
                id: delivery_id(webhook, epoch, event.seq),
                kind: Delivery::JOB.to_owned(),
                due_at: event.at,
                tries: 0,
                json: serde_json::to_string(&delivery)?,
            }))
        };
        wanting.into_iter().map(job).collect()
    }
}

impl Webhooks {
    async fn hooks(&self, app: &App, location: &LocationId) -> anyhow::Result<Arc<[Webhook]>> {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some(hooks) = known {
            return Ok(hooks);
        }
        let filter = RecordFilter::of(Kind::Webhook, HOOKS_MAX).called(Webhook::ACTIVE);
        let rows = app.store.records(location, &filter).await?;
        let hooks: Arc<[Webhook]> = rows.iter().map(|row| serde_json::from_str(&row.json)).collect::<Result<_, _>>()?;
        self.remember(Some(hooks.clone()));
        Ok(hooks)
    }

    fn remember(&self, hooks: Option<Arc<[Webhook]>>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = hooks;
    }
}
