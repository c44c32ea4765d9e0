//! `/api/v1/audit`: who did what from which device, newest first. For managers. It is the log, read
//! backwards; the log's own `by` is the record.

use std::collections::HashMap;

use axum::Json;
use axum::extract::State;
use axum::response::IntoResponse;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use shared::ids::*;
use shared::order::By;
use shared::time::Timestamp;

use super::orders::{Answered, within};
use crate::auth::{Action, Actor, Device, may};
use crate::problem::{Problem, Query};
use crate::state::App;
use crate::store::{Kind, RecordFilter};

const LIST_DEFAULT: u32 = 50;
const LIST_MAX: u32 = 500;
/// Events looked at for one answer; where they hold too few, the page is short and has a next.
const LOOKED_AT_MAX: usize = 5_000;
const PAGE: u32 = 500;
/// Commits of two nodes may differ in their clocks: so long before `since` reading ends.
const SKEW_MS: i64 = 60_000;
/// Devices whose names are looked up.
const NAMES_MAX: u32 = 1_000;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AuditQuery {
    since: Option<Timestamp>,
    person: Option<PersonId>,
    device: Option<DeviceId>,
    /// A type, or what its name begins with before a dot: `menu.replaced`, `menu`.
    #[serde(rename = "type")]
    kind: Option<String>,
    limit: Option<u32>,
    cursor: Option<u64>,
}

/// An event as far as an audit reads it.
#[derive(Deserialize)]
struct Envelope {
    seq: u64,
    #[serde(rename = "type")]
    kind: String,
    at: Timestamp,
    #[serde(default)]
    order_id: Option<OrderId>,
    #[serde(default)]
    by: By,
    data: Box<RawValue>,
}

#[derive(Serialize)]
struct Entry {
    seq: u64,
    at: Timestamp,
    #[serde(rename = "type")]
    kind: String,
    order_id: Option<OrderId>,
    by: By,
    /// What they are called.
    person: Option<String>,
    device: Option<String>,
    /// Of what is no order's; that of orders is in their history.
    #[serde(skip_serializing_if = "Option::is_none")]
    data: Option<Box<RawValue>>,
}

/// `GET /api/v1/audit`
pub async fn read(State(app): State<App>, actor: Actor, Query(query): Query<AuditQuery>) -> Answered {
    may(&actor, &Action::Manage)?;
    let limit = within("limit", query.limit.unwrap_or(LIST_DEFAULT), LIST_MAX)? as usize;
    let (found, next) = find(&app, &actor.location, &query, limit).await?;
    let names: HashMap<PersonId, String> = app.store.names(&actor.location).await?.into_iter().collect();
    let devices = device_names(&app, &actor.location).await?;
    let entry = |e: Envelope| Entry {
        seq: e.seq,
        at: e.at,
        kind: e.kind,
        order_id: e.order_id,
        by: e.by,
        person: e.by.person.and_then(|id| names.get(&id).cloned()),
        device: e.by.device.and_then(|id| devices.get(&id).cloned()),
        data: e.order_id.is_none().then_some(e.data),
    };
    let items: Vec<Entry> = found.into_iter().map(entry).collect();
    let next_cursor = next.map(|seq| seq.to_string());
    Ok(Json(Page { items, next_cursor }).into_response())
}

#[derive(Serialize)]
struct Page {
    items: Vec<Entry>,
    next_cursor: Option<String>,
}

/// What was found, and where the next page begins.
async fn find(
    app: &App,
    location: &LocationId,
    query: &AuditQuery,
    limit: usize,
) -> Result<(Vec<Envelope>, Option<u64>), Problem> {
    let mut before = query.cursor.unwrap_or(u64::MAX);
    let (mut found, mut looked_at) = (Vec::new(), 0);
    while looked_at < LOOKED_AT_MAX {
        let rows = app.store.events_before(location, before, PAGE).await?;
        let last = rows.len() < PAGE as usize;
        for row in &rows {
            before = row.seq;
            looked_at += 1;
            let Ok(event) = serde_json::from_str::<Envelope>(&row.json) else { continue };
            if query.since.is_some_and(|since| event.at.0 < since.0 - SKEW_MS) {
                return Ok((found, None));
            }
            if wanted(&event, query) {
                found.push(event);
            }
            if found.len() == limit {
                return Ok((found, (row.seq > 1).then_some(row.seq)));
            }
        }
        if last {
            return Ok((found, None));
        }
    }
    Ok((found, Some(before)))
}

/// What the server did by itself is nobody's doing.
fn wanted(event: &Envelope, query: &AuditQuery) -> bool {
    (event.by.person.is_some() || event.by.device.is_some())
        && query.since.is_none_or(|since| event.at >= since)
        && query.person.is_none_or(|id| event.by.person == Some(id))
        && query.device.is_none_or(|id| event.by.device == Some(id))
        && query.kind.as_deref().is_none_or(|kind| is_of(&event.kind, kind))
}

fn is_of(kind: &str, wanted: &str) -> bool {
    kind.strip_prefix(wanted).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

/// What the devices are called, the revoked too.
pub(super) async fn device_names(app: &App, location: &LocationId) -> Result<HashMap<DeviceId, String>, Problem> {
    let rows = app.store.records(location, &RecordFilter::of(Kind::Device, NAMES_MAX)).await?;
    let devices = rows.iter().filter_map(|row| serde_json::from_str::<Device>(&row.json).ok());
    Ok(devices.map(|device| (device.id, device.name)).collect())
}
