//! `/api/v1/webhooks`: where events go besides, and what became of each on its way.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use serde::{Deserialize, Serialize};
use shared::ids::{Uuid, WebhookId};
use shared::menu::{Faults, FieldError};
use shared::order::EventData;
use shared::time::Timestamp;

use super::incoming::Incoming;
use super::orders::{Answered, LIST_DEFAULT, LIST_MAX, List, submit, within};
use crate::auth::{Action, Actor, may};
use crate::orders::{Attempt, Delivery, Target, Webhook, WebhookAsk, What, deliveries_of};
use crate::problem::{Params, Problem, Query};
use crate::state::App;
use crate::store::{JobRow, Kind, RecordFilter, StandingJob};

/// Webhooks of one location: each event is sent to every one of them.
const WEBHOOKS_MAX: u32 = 20;
/// Types that one may name.
const TYPES_MAX: usize = 100;

/// A webhook as answered: without its secret.
#[derive(Serialize)]
struct Shown<'a> {
    id: WebhookId,
    url: &'a str,
    events: &'a [String],
    created_at: Timestamp,
}

impl<'a> From<&'a Webhook> for Shown<'a> {
    fn from(hook: &'a Webhook) -> Self {
        Shown { id: hook.id, url: &hook.url, events: &hook.events, created_at: hook.created_at }
    }
}

fn read(json: &str) -> Result<Webhook, Problem> {
    serde_json::from_str(json).map_err(|e| Problem::internal(anyhow::Error::from(e).context("a webhook cannot be read")))
}

async fn all(app: &App, actor: &Actor) -> Result<Vec<Webhook>, Problem> {
    let filter = RecordFilter::of(Kind::Webhook, WEBHOOKS_MAX).called(Webhook::ACTIVE);
    let rows = app.store.records(&actor.location, &filter).await?;
    rows.iter().map(|row| read(&row.json)).collect()
}

async fn find(app: &App, actor: &Actor, id: WebhookId) -> Result<Webhook, Problem> {
    let json = app.store.record(&actor.location, Kind::Webhook, &id.to_string()).await?;
    let hook = json.map(|json| read(&json)).transpose()?;
    hook.filter(|hook| hook.active).ok_or_else(|| Problem::not_found("no such webhook"))
}

pub async fn list(State(app): State<App>, actor: Actor) -> Answered {
    may(&actor, &Action::Manage)?;
    let hooks = all(&app, &actor).await?;
    let items: Vec<Shown> = hooks.iter().map(Shown::from).collect();
    Ok(Json(List { items, next_cursor: None }).into_response())
}

pub async fn one(State(app): State<App>, actor: Actor, Params(id): Params<WebhookId>) -> Answered {
    may(&actor, &Action::Manage)?;
    Ok(Json(Shown::from(&find(&app, &actor, id).await?)).into_response())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CreateBody {
    url: String,
    events: Vec<String>,
}

fn faults(body: &CreateBody, allow_private: bool, there_are: usize) -> Result<(), Vec<FieldError>> {
    let mut faults = Faults::default();
    if let Err(fault) = Target::parse(&body.url, allow_private) {
        faults.add("/url", fault);
    }
    if body.events.is_empty() || body.events.len() > TYPES_MAX {
        faults.add("/events", format!("from 1 to {TYPES_MAX} types of events, or \"*\""));
    }
    for (k, kind) in body.events.iter().enumerate() {
        if kind != Webhook::ALL_EVENTS && !EventData::KINDS.contains(&kind.as_str()) {
            faults.add(format!("/events/{k}"), "no type of event");
        }
    }
    if there_are >= WEBHOOKS_MAX as usize {
        faults.add("", format!("there are {WEBHOOKS_MAX} webhooks already: take one away first"));
    }
    faults.done(())
}

pub async fn create(State(app): State<App>, actor: Actor, incoming: Incoming) -> Answered {
    may(&actor, &Action::Manage)?;
    let there_are = all(&app, &actor).await?.len();
    let judged = incoming.read::<CreateBody>().and_then(|body| {
        faults(&body, app.webhooks.webhooks_allow_private, there_are)?;
        Ok(body)
    });
    let what = match judged {
        Ok(CreateBody { url, events }) => What::Webhook(WebhookAsk::Create { url, events }),
        Err(faults) => What::Unreadable { order_id: None, faults },
    };
    submit(&app, &actor, &incoming, what).await
}

pub async fn remove(State(app): State<App>, actor: Actor, Params(id): Params<WebhookId>, incoming: Incoming) -> Answered {
    may(&actor, &Action::Manage)?;
    submit(&app, &actor, &incoming, What::Webhook(WebhookAsk::Remove(id))).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// A delivery that is not done.
#[derive(Serialize)]
struct ShownDelivery {
    id: Uuid,
    seq: u64,
    #[serde(rename = "type")]
    kind: String,
    /// `waiting` or `set_aside`.
    status: &'static str,
    /// Tries that failed.
    attempts: u32,
    /// When it is tried next.
    due_at: Option<Timestamp>,
    last: Option<Attempt>,
}

fn shown(standing: &StandingJob) -> Option<ShownDelivery> {
    let Delivery { seq, kind, attempts, last, .. } = serde_json::from_str(&standing.job.json).ok()?;
    let (status, due_at) = if standing.aside { ("set_aside", None) } else { ("waiting", Some(standing.job.due_at)) };
    Some(ShownDelivery { id: standing.job.id, seq, kind, status, attempts, due_at, last })
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeliveriesQuery {
    limit: Option<u32>,
    cursor: Option<Uuid>,
}

/// What is not delivered yet, the newest event first. What is delivered is gone.
pub async fn deliveries(
    State(app): State<App>,
    actor: Actor,
    Params(id): Params<WebhookId>,
    Query(query): Query<DeliveriesQuery>,
) -> Answered {
    may(&actor, &Action::Manage)?;
    find(&app, &actor, id).await?;
    let limit = within("limit", query.limit.unwrap_or(LIST_DEFAULT), LIST_MAX)?;
    let (first, last) = deliveries_of(id);
    let last = query.cursor.map_or(last, |cursor| Uuid::from_u128(cursor.as_u128().saturating_sub(1)).min(last));
    let mut jobs = app.store.jobs(&actor.location, first, last, limit + 1).await?;
    let more = jobs.len() > limit as usize;
    jobs.truncate(limit as usize);
    let next_cursor = jobs.last().filter(|_| more).map(|job| job.job.id.to_string());
    let items: Vec<ShownDelivery> = jobs.iter().filter_map(shown).collect();
    Ok(Json(List { items, next_cursor }).into_response())
}

/// Once more, from the start: for what was set aside, or waits for long.
pub async fn retry(
    State(app): State<App>,
    actor: Actor,
    Params((id, delivery)): Params<(WebhookId, Uuid)>,
    incoming: Incoming,
) -> Answered {
    may(&actor, &Action::Manage)?;
    find(&app, &actor, id).await?;
    let (first, last) = deliveries_of(id);
    let known = match (first..=last).contains(&delivery) {
        true => app.store.jobs(&actor.location, delivery, delivery, 1).await?.pop(),
        false => None,
    };
    let job = known.map(|standing| afresh(standing.job, app.clock.now())).transpose()?;
    submit(&app, &actor, &incoming, What::Webhook(WebhookAsk::Retry(job))).await
}

fn afresh(job: JobRow, now: Timestamp) -> Result<JobRow, Problem> {
    let unreadable = |e: serde_json::Error| Problem::internal(e.into());
    let delivery: Delivery = serde_json::from_str(&job.json).map_err(unreadable)?;
    let json = serde_json::to_string(&Delivery { attempts: 0, ..delivery }).map_err(unreadable)?;
    Ok(JobRow { due_at: now, tries: 0, json, ..job })
}
