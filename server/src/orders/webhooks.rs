//! Webhooks, decided under the location's lock: made, taken away, a delivery asked for again.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use sha2::{Digest, Sha256};
use shared::ids::*;
use shared::order::{EventData, WebhooksChanged};
use shared::time::Timestamp;

use super::Refusal;
use super::changes::RecordKey;
use super::handle::{Decided, Draft};
use crate::store::{JobChange, JobRow, Kind};

/// The bytes of a secret that a receiver checks signatures with.
const SECRET_BYTES: usize = 32;
pub const SECRET_PREFIX: &str = "whsec_";

/// Where events go, and which.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Webhook {
    pub id: WebhookId,
    pub url: String,
    /// Types of events, or `*`.
    pub events: Vec<String>,
    pub secret: String,
    pub created_at: Timestamp,
    /// False: it was taken away.
    pub active: bool,
}

impl Webhook {
    /// The second name of those that are there.
    pub const ACTIVE: &'static str = "active";
    pub const ALL_EVENTS: &'static str = "*";

    pub fn wants(&self, kind: &str) -> bool {
        self.active && self.events.iter().any(|wanted| wanted == kind || wanted == Webhook::ALL_EVENTS)
    }
}

#[derive(Clone, Debug)]
pub enum WebhookAsk {
    /// The fields are fine.
    Create {
        url: String,
        events: Vec<String>,
    },
    Remove(WebhookId),
    /// A delivery once more, from the start. `None`: there is no such one, unless its key knows better.
    Retry(Option<JobRow>),
}

impl WebhookAsk {
    pub(super) fn records(&self) -> Vec<RecordKey> {
        match self {
            WebhookAsk::Remove(id) => vec![(Kind::Webhook, id.to_string())],
            WebhookAsk::Create { .. } | WebhookAsk::Retry(_) => Vec::new(),
        }
    }
}

/// One event on its way to one webhook: what its job says.
#[derive(Debug, Serialize, Deserialize)]
pub struct Delivery {
    pub webhook: WebhookId,
    pub seq: u64,
    #[serde(rename = "type")]
    pub kind: String,
    /// Tries that failed.
    pub attempts: u32,
    pub last: Option<Attempt>,
    /// The event as it stands in the log.
    pub event: Box<RawValue>,
}

impl Delivery {
    /// What its job is called.
    pub const JOB: &str = "webhook";
}

/// How a try ended.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Attempt {
    pub at: Timestamp,
    /// What the receiver answered, where it did.
    pub status: Option<u16>,
    pub error: String,
}

/// Bits of a delivery's id that hold the event's `seq`; above it stand those of the log's epoch.
const SEQ_BITS: u32 = 40;
/// What a version 8 UUID leaves below its variant.
const LOW_BITS: u32 = 62;

/// The id of an event's delivery to a webhook: the same whoever makes it, so that a receiver knows
/// a repeat. All of a webhook stand together, in the order of the log.
pub fn delivery_id(webhook: WebhookId, epoch: Epoch, seq: u64) -> Uuid {
    let log = word(&epoch.to_string()) >> (64 - (LOW_BITS - SEQ_BITS));
    id_of(webhook, log << SEQ_BITS | seq & ((1 << SEQ_BITS) - 1))
}

/// The first and the last id that a delivery to this webhook can have.
pub fn deliveries_of(webhook: WebhookId) -> (Uuid, Uuid) {
    (id_of(webhook, 0), id_of(webhook, (1 << LOW_BITS) - 1))
}

fn id_of(webhook: WebhookId, low: u64) -> Uuid {
    let mut bytes = [0; 16];
    bytes[..8].copy_from_slice(&word(&webhook.to_string()).to_be_bytes());
    bytes[8..].copy_from_slice(&low.to_be_bytes());
    uuid::Builder::from_custom_bytes(bytes).into_uuid()
}

fn word(text: &str) -> u64 {
    let hash = Sha256::digest(text);
    hash[..8].iter().fold(0, |word, byte| word << 8 | u64::from(*byte))
}

impl Draft<'_> {
    pub(super) fn webhook(&mut self, ask: &WebhookAsk) -> Result<Decided, Refusal> {
        match ask {
            WebhookAsk::Create { url, events } => self.add_webhook(url, events),
            WebhookAsk::Remove(id) => {
                let known = self.beside.record::<Webhook>(Kind::Webhook, id).filter(|hook| hook.active);
                let mut hook = known.ok_or(Refusal::NoSuch("webhook"))?;
                // What still waits for it finds it gone.
                (hook.active, hook.secret) = (false, String::new());
                Ok(self.changed(&hook, serde_json::Value::Null))
            }
            WebhookAsk::Retry(job) => {
                let job = job.as_ref().ok_or(Refusal::NoSuch("delivery: it may have been delivered"))?;
                let body = serde_json::json!({ "id": job.id, "status": "waiting" });
                let mut decided = Decided { status: 202, body: Some(body), ..Decided::default() };
                decided.changes.jobs.push(JobChange::Put(job.clone()));
                Ok(decided)
            }
        }
    }

    fn add_webhook(&self, url: &str, events: &[String]) -> Result<Decided, Refusal> {
        let mut secret = [0; SECRET_BYTES];
        self.inner.ids.random_bytes(&mut secret).map_err(|_| Refusal::Unavailable)?;
        let hook = Webhook {
            id: WebhookId(self.inner.ids.fresh()),
            url: url.to_owned(),
            events: events.to_vec(),
            secret: format!("{SECRET_PREFIX}{}", STANDARD.encode(secret)),
            created_at: self.now,
            active: true,
        };
        // The only answer that ever shows the secret.
        let body = serde_json::json!({
            "id": hook.id, "url": hook.url, "events": hook.events, "secret": hook.secret, "created_at": hook.created_at,
        });
        Ok(Decided { status: 201, ..self.changed(&hook, body) })
    }

    fn changed(&self, hook: &Webhook, body: serde_json::Value) -> Decided {
        let mut decided =
            Decided::showing(body, vec![EventData::WebhooksChanged(WebhooksChanged { id: hook.id, active: hook.active })]);
        let lookup = hook.active.then(|| Webhook::ACTIVE.to_owned());
        decided.changes.put(Kind::Webhook, hook.id, lookup, hook.created_at.0, hook);
        decided
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_deliveries_of_a_webhook_stand_together_in_the_order_of_the_log() {
        let hook = |n: u128| WebhookId(Uuid::from_u128(n));
        let epoch = Epoch(Uuid::from_u128(9));
        let (first, last) = deliveries_of(hook(1));
        let ids: Vec<Uuid> = [1, 2, 4_711, 1 << 39].map(|seq| delivery_id(hook(1), epoch, seq)).into();
        assert!(ids.is_sorted() && ids.iter().all(|id| (first..=last).contains(id)));
        assert!(ids.iter().all(|id| id.get_version_num() == 8));
        assert_eq!(ids[2], delivery_id(hook(1), epoch, 4_711));
        assert_ne!(ids[2], delivery_id(hook(1), Epoch(Uuid::from_u128(10)), 4_711), "a restored log counts anew");
        assert!(!(first..=last).contains(&delivery_id(hook(2), epoch, 1)));
    }
}
