//! Delivers events to webhooks: CloudEvents 1.0 as JSON, signed as Standard Webhooks says. What
//! fails is tried again, later each time, and in the end set aside.

mod call;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use anyhow::Context;
use async_trait::async_trait;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use hyper::Request;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use sha2::Sha256;
use shared::ids::{OrderId, Uuid, WebhookId};
use shared::time::Timestamp;

use super::Worker;
use crate::config::WebhookSettings;
use crate::orders::{Attempt, Delivery, SECRET_PREFIX, Target, Webhook};
use crate::state::App;
use crate::store::{JobChange, JobRow, Kind};
use call::Caller;

/// Seconds until the next try, after each that failed; after the last it is set aside.
const WAITS: [i64; 6] = [5, 30, 120, 600, 3_600, 18_000];
/// How long a receiver may take, from resolving its name to the head of its answer.
const ANSWER_WITHIN: Duration = Duration::from_secs(10);
/// Deliveries to one webhook at a time: one whose receiver hangs leaves places for the others.
const AT_ONCE: usize = 8;
/// When a delivery that found no such place is looked at again, in milliseconds, and how much later.
const NO_PLACE_MS: (i64, i64) = (1_000, 2_000);
/// That time is doubled with every look, so often: up to a minute or so.
const NO_PLACE_DOUBLED_MAX: u32 = 5;
/// The longest reason that is kept.
const ERROR_MAX: usize = 300;

pub struct Webhooks {
    caller: Caller,
    /// Deliveries on their way, by webhook.
    busy: Arc<Mutex<HashMap<WebhookId, usize>>>,
}

impl Webhooks {
    pub fn new(settings: WebhookSettings) -> anyhow::Result<Webhooks> {
        Ok(Webhooks { caller: Caller::new(settings.webhooks_allow_private)?, busy: Arc::default() })
    }

    /// A place among this webhook's deliveries; `None`: it has as many as it may.
    fn place(&self, webhook: WebhookId) -> Option<Place> {
        let mut busy = self.busy.lock().unwrap_or_else(PoisonError::into_inner);
        let count = busy.entry(webhook).or_default();
        if *count >= AT_ONCE {
            return None;
        }
        *count += 1;
        Some(Place { webhook, busy: self.busy.clone() })
    }
}

struct Place {
    webhook: WebhookId,
    busy: Arc<Mutex<HashMap<WebhookId, usize>>>,
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut busy = self.busy.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = busy.get_mut(&self.webhook) {
            *count -= 1;
            if *count == 0 {
                busy.remove(&self.webhook);
            }
        }
    }
}

#[async_trait]
impl Worker for Webhooks {
    fn kind(&self) -> &'static str {
        Delivery::JOB
    }

    async fn work(&self, app: &App, job: &JobRow) -> anyhow::Result<Option<JobChange>> {
        let Ok(mut delivery) = serde_json::from_str::<Delivery>(&job.json) else {
            return Ok(Some(JobChange::Aside { id: job.id, json: job.json.clone() }));
        };
        let hook = app.store.record(&job.location, Kind::Webhook, &delivery.webhook.to_string()).await?;
        let hook: Option<Webhook> = hook.map(|json| serde_json::from_str(&json)).transpose()?;
        // Taken away meanwhile.
        let Some(hook) = hook.filter(|hook| hook.active) else { return Ok(Some(JobChange::Done(job.id))) };
        let Some(_place) = self.place(hook.id) else {
            // The longer the queue before a slow receiver, the more seldom each of it is looked at.
            let (least, more) = NO_PLACE_MS;
            let longer = 1_i64 << job.tries.min(NO_PLACE_DOUBLED_MAX);
            let due_at = Timestamp(app.clock.now().0 + longer * (least + (more as f64 * chance(app)) as i64));
            return Ok(Some(JobChange::Again { id: job.id, due_at, json: job.json.clone() }));
        };
        let failed = match tokio::time::timeout(ANSWER_WITHIN, self.deliver(app, job, &hook, &delivery)).await {
            Ok(Ok(status)) if (200..300).contains(&status) => return Ok(Some(JobChange::Done(job.id))),
            Ok(Ok(status)) => (Some(status), format!("the receiver answered {status}")),
            Ok(Err(cause)) => (None, format!("{cause:#}")),
            Err(_) => (None, format!("no answer within {} s", ANSWER_WITHIN.as_secs())),
        };
        let now = app.clock.now();
        let (status, error) = failed;
        tracing::info!(webhook.id = %hook.id, delivery.id = %job.id, tries = delivery.attempts + 1, error, "a webhook was not delivered");
        let again_at = again_at(delivery.attempts, now, chance(app));
        delivery.attempts += 1;
        delivery.last = Some(Attempt { at: now, status, error: error.chars().take(ERROR_MAX).collect() });
        let json = serde_json::to_string(&delivery)?;
        Ok(Some(match again_at {
            Some(due_at) => JobChange::Again { id: job.id, due_at, json },
            None => JobChange::Aside { id: job.id, json },
        }))
    }
}

/// When what has failed `before` this time as well is tried again; `None`: it is set aside.
fn again_at(before: u32, now: Timestamp, chance: f64) -> Option<Timestamp> {
    WAITS.get(before as usize).map(|seconds| Timestamp(now.0 + jittered(*seconds, chance)))
}

impl Webhooks {
    /// One try; the status of the answer.
    async fn deliver(&self, app: &App, job: &JobRow, hook: &Webhook, delivery: &Delivery) -> anyhow::Result<u16> {
        let target = Target::parse(&hook.url, self.caller.allows_private()).map_err(anyhow::Error::msg)?;
        let body = cloud_event(job.location.as_str(), delivery)?;
        let timestamp = (app.clock.now().0 / 1000).to_string();
        let signature = sign(&hook.secret, job.id, &timestamp, &body)?;
        let request = Request::post(target.path.as_str())
            .header("host", target.authority.as_str())
            .header("user-agent", concat!("passline/", env!("CARGO_PKG_VERSION")))
            .header("content-type", "application/cloudevents+json; charset=utf-8")
            .header("connection", "close")
            .header("webhook-id", job.id.to_string())
            .header("webhook-timestamp", timestamp)
            .header("webhook-signature", signature)
            .body(body)?;
        self.caller.call(&target, request).await
    }
}

/// From 80 to 120 percent of the wait, in milliseconds: what failed together comes back apart.
fn jittered(seconds: i64, chance: f64) -> i64 {
    (seconds as f64 * 1000.0 * (0.8 + 0.4 * chance)) as i64
}

/// From 0 to 1.
fn chance(app: &App) -> f64 {
    let mut byte = [0; 1];
    // Without randomness there is no jitter, and nothing else is lost.
    let _ = app.ids.random_bytes(&mut byte);
    f64::from(byte[0]) / 255.0
}

/// `v1,` and the HMAC of id, timestamp and body, by the secret's bytes.
fn sign(secret: &str, id: Uuid, timestamp: &str, body: &str) -> anyhow::Result<String> {
    let key = STANDARD.decode(secret.trim_start_matches(SECRET_PREFIX)).context("a webhook's secret cannot be read")?;
    let mut mac = Hmac::<Sha256>::new_from_slice(&key).map_err(|e| anyhow::anyhow!("a webhook's secret: {e}"))?;
    mac.update(format!("{id}.{timestamp}.{body}").as_bytes());
    Ok(format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes())))
}

/// The event's parts that have a place of their own in the envelope.
#[derive(Deserialize)]
struct Logged<'a> {
    at: Timestamp,
    #[serde(default)]
    order_id: Option<OrderId>,
    #[serde(borrow)]
    data: &'a RawValue,
}

#[derive(Serialize)]
struct CloudEvent<'a> {
    specversion: &'a str,
    id: String,
    source: String,
    #[serde(rename = "type")]
    kind: String,
    time: Timestamp,
    #[serde(skip_serializing_if = "Option::is_none")]
    subject: Option<OrderId>,
    datacontenttype: &'a str,
    data: &'a RawValue,
}

fn cloud_event(location: &str, delivery: &Delivery) -> anyhow::Result<String> {
    let event: Logged = serde_json::from_str(delivery.event.get()).context("an event that was stored cannot be read")?;
    let envelope = CloudEvent {
        specversion: "1.0",
        id: format!("{location}/{}", delivery.seq),
        source: format!("urn:passline:location:{location}"),
        kind: format!("passline.{}", delivery.kind),
        time: event.at,
        subject: event.order_id,
        datacontenttype: "application/json",
        data: event.data,
    };
    Ok(serde_json::to_string(&envelope)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_signature_is_the_one_of_the_standards_example() {
        let secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
        let key = STANDARD.decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").unwrap();
        let id = Uuid::from_u128(7);
        let mut mac = Hmac::<Sha256>::new_from_slice(&key).unwrap();
        mac.update(format!("{id}.1614265330.{{\"test\": 2432232314}}").as_bytes());
        let expected = format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes()));
        assert_eq!(sign(secret, id, "1614265330", "{\"test\": 2432232314}").unwrap(), expected);
        assert!(sign("whsec_not base64!", id, "1", "").is_err());
    }

    #[test]
    fn the_envelope_is_a_cloud_event() {
        let event = r#"{"seq":7,"type":"item.prepared","at":"2026-11-22T18:03:11.482Z","order_id":"019a0000-0000-7000-8000-000000000001","by":{"person":null,"device":null},"data":{"chit":1}}"#;
        let delivery = Delivery {
            webhook: WebhookId(Uuid::nil()),
            seq: 7,
            kind: "item.prepared".into(),
            attempts: 0,
            last: None,
            event: RawValue::from_string(event.into()).unwrap(),
        };
        let told: serde_json::Value = serde_json::from_str(&cloud_event("main", &delivery).unwrap()).unwrap();
        let expected = serde_json::json!({
            "specversion": "1.0", "id": "main/7", "source": "urn:passline:location:main", "type": "passline.item.prepared",
            "time": "2026-11-22T18:03:11.482Z", "subject": "019a0000-0000-7000-8000-000000000001",
            "datacontenttype": "application/json", "data": { "chit": 1 }
        });
        assert_eq!(told, expected);
    }

    #[test]
    fn waits_grow_differ_by_a_fifth_at_most_and_end() {
        assert!(WAITS.is_sorted());
        assert_eq!([jittered(5, 0.0), jittered(5, 1.0)], [4_000, 6_000]);
        let waits: Vec<_> = (0..8).map(|before| again_at(before, Timestamp(0), 0.5).map(|at| at.0 / 1000)).collect();
        assert_eq!(waits, [5, 30, 120, 600, 3_600, 18_000].map(Some).into_iter().chain([None, None]).collect::<Vec<_>>());
    }
}
