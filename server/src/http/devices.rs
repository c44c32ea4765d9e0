//! `/api/v1/devices`: the screens, tills and integrations of the house. For managers.

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::{Value, json};
use shared::ids::{DeviceId, StationId};
use shared::location::Role;

use super::incoming::Incoming;
use super::orders::{Answered, within};
use super::people::{Nothing, ask};
use crate::auth::{Action, Actor, Device, may};
use crate::orders::{AccessAsk, Answer, Key, Receipt};
use crate::problem::{Params, Problem, Query};
use crate::state::App;
use crate::store::{Kind, RecordFilter};

const LIST_DEFAULT: u32 = 50;
const LIST_MAX: u32 = 500;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NewBody {
    name: String,
    role: Role,
    #[serde(default)]
    stations: Vec<StationId>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ListQuery {
    limit: Option<u32>,
    cursor: Option<String>,
}

/// A device as managers see it. `last_seen` is what this node knows.
fn view(app: &App, device: &Device) -> Value {
    json!({
        "id": device.id,
        "name": device.name,
        "role": device.role,
        "stations": device.stations,
        "created_at": device.created_at,
        "code_expires_at": device.code_expires_at,
        "paired_at": device.paired_at,
        "last_seen": app.auth.access().last_seen(device.id),
        "revoked": device.revoked_at.is_some(),
        "revoked_at": device.revoked_at,
    })
}

fn read(json: &str) -> Result<Device, Problem> {
    serde_json::from_str(json)
        .map_err(|cause| Problem::internal(anyhow::Error::from(cause).context("a device that was stored cannot be read")))
}

/// `GET /api/v1/devices`: the newest first, the revoked last.
pub async fn list(State(app): State<App>, actor: Actor, Query(query): Query<ListQuery>) -> Answered {
    may(&actor, &Action::Manage)?;
    let limit = within("limit", query.limit.unwrap_or(LIST_DEFAULT), LIST_MAX)?;
    let before = query.cursor.as_deref().map(cursor).transpose()?;
    // One more than asked for tells whether there is a next page.
    let filter = RecordFilter { before, ..RecordFilter::of(Kind::Device, limit + 1) };
    let mut rows = app.store.records(&actor.location, &filter).await?;
    let more = rows.len() > limit as usize;
    rows.truncate(limit as usize);
    let next_cursor = rows.last().filter(|_| more).map(|row| format!("{}.{}", row.rank, row.id));
    let items = rows.iter().map(|row| Ok(view(&app, &read(&row.json)?))).collect::<Result<Vec<_>, Problem>>()?;
    Ok(Json(json!({ "items": items, "next_cursor": next_cursor })).into_response())
}

fn cursor(text: &str) -> Result<(i64, String), Problem> {
    let parts = text.split_once('.').and_then(|(rank, id)| Some((rank.parse().ok()?, id.parse::<DeviceId>().ok()?.to_string())));
    parts.ok_or_else(|| Problem::invalid("/cursor", "not a cursor of ours: take next_cursor of the page before"))
}

/// `POST /api/v1/devices`: a code to pair it with, or an integration's API key. Either is shown in
/// this answer alone.
pub async fn add(State(app): State<App>, actor: Actor, headers: HeaderMap, incoming: Incoming) -> Answered {
    may(&actor, &Action::Manage)?;
    let incoming = incoming.with_key(&app)?;
    let key = incoming.key(&app)?;
    let asked = match incoming.read::<NewBody>() {
        Ok(NewBody { name, role, stations }) => {
            let code = if role == Role::Integration { None } else { Some(lookup(&app, &actor, &key)?) };
            Ok(AccessAsk::AddDevice { name, role, stations, code })
        }
        Err(faults) => Err(faults),
    };
    let receipt = ask(&app, &actor, &incoming, asked).await?;
    let device = device_of(&receipt)?;
    if device.role != Role::Integration {
        return with_code(&app, &actor, &headers, &key, &receipt, &device);
    }
    // The same key again gives the same token again.
    let issued = app.auth.for_device(&device, &actor.location, key.id.0, device.created_at)?;
    let mut body = view(&app, &device);
    (body["token"], body["expires_at"]) = (issued.token.into(), json!(issued.actor.expires_at));
    Ok(shown_once(&receipt, body))
}

/// `POST /api/v1/devices/{id}/code`: another code. Whoever pairs with it takes the device over.
pub async fn code(
    State(app): State<App>,
    actor: Actor,
    Params(id): Params<DeviceId>,
    headers: HeaderMap,
    incoming: Incoming,
) -> Answered {
    may(&actor, &Action::Manage)?;
    let incoming = incoming.with_key(&app)?;
    let key = incoming.key(&app)?;
    let code = lookup(&app, &actor, &key)?;
    let asked = incoming.read::<Nothing>().map(|_| AccessAsk::NewCode { id, code });
    let receipt = ask(&app, &actor, &incoming, asked).await?;
    with_code(&app, &actor, &headers, &key, &receipt, &device_of(&receipt)?)
}

/// `DELETE /api/v1/devices/{id}`: ends its tokens, those of people at it, and its live connections.
pub async fn revoke(State(app): State<App>, actor: Actor, Params(id): Params<DeviceId>, incoming: Incoming) -> Answered {
    may(&actor, &Action::Manage)?;
    let asked = incoming.read::<Nothing>().map(|_| AccessAsk::RevokeDevice(id));
    let receipt = ask(&app, &actor, &incoming, asked).await?;
    Ok(Json(view(&app, &device_of(&receipt)?)).into_response())
}

/// What finds the code that a call with this key gives.
fn lookup(app: &App, actor: &Actor, key: &Key) -> Result<String, Problem> {
    let pins = app.auth.pins();
    let code = pins.pairing_code(&actor.location, key.id).map_err(Problem::internal)?;
    pins.code_lookup(&actor.location, &code).map_err(Problem::internal)
}

pub(super) fn device_of(receipt: &Receipt) -> Result<Device, Problem> {
    match &receipt.answer {
        Answer::Body(body) => read(&body.to_string()),
        _ => Err(Problem::internal(anyhow::anyhow!("a device was asked for and an order answered"))),
    }
}

fn with_code(app: &App, actor: &Actor, headers: &HeaderMap, key: &Key, receipt: &Receipt, device: &Device) -> Answered {
    let code = app.auth.pins().pairing_code(&actor.location, key.id).map_err(Problem::internal)?;
    let mut body = view(app, device);
    body["expires_at"] = json!(device.code_expires_at);
    body["pairing_url"] = format!("{}{}#pair={code}", origin(headers), page(device.role)).into();
    body["code"] = code.into();
    Ok(shown_once(receipt, body))
}

fn shown_once(receipt: &Receipt, body: Value) -> Response {
    let status = StatusCode::from_u16(receipt.status).unwrap_or(StatusCode::OK);
    (status, [(header::CACHE_CONTROL, "no-store")], Json(body)).into_response()
}

/// The page that a device of this role shows.
fn page(role: Role) -> &'static str {
    match role {
        Role::Kitchen => "/kds",
        Role::Expo => "/expo",
        Role::Board => "/board",
        Role::Pos => "/pos",
        Role::Integration | Role::Manager => "/",
    }
}

/// Where the manager's own page came from; a browser says so. The code stands behind the #, which
/// no browser sends and no proxy logs.
fn origin(headers: &HeaderMap) -> String {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    match (text(header::ORIGIN).filter(|origin| origin.contains("://")), text(header::HOST)) {
        (Some(origin), _) => origin.to_owned(),
        (None, Some(host)) => format!("http://{host}"),
        (None, None) => String::new(),
    }
}
