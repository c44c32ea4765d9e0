//! `/api/v1/orders`: placing, reading and everything that is asked of an order.

use axum::Json;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use shared::ids::*;
use shared::menu::{AddItems, FieldError, NOTE_MAX, PlaceOrder};
use shared::order::{Command, Order, Priority, Status};
use shared::protocol::Ask;
use shared::time::Timestamp;
use shared::view::Audience;

use super::incoming::Incoming;
use crate::auth::{Action, Actor, may};
use crate::log::Logged;
use crate::orders::{Answer, Receipt, Request, What};
use crate::problem::{Params, Problem, Query};
use crate::state::App;
use crate::store::OrderFilter;

pub(super) const LIST_DEFAULT: u32 = 50;
pub(super) const LIST_MAX: u32 = 500;
const EVENTS_DEFAULT: u32 = 1_000;
const EVENTS_MAX: u32 = 10_000;

pub type Answered = Result<Response, Problem>;

/// Hands a request to the location's writer and shows what came of it.
pub async fn submit(app: &App, actor: &Actor, incoming: &Incoming, what: What) -> Answered {
    let receipt = send(app, actor, incoming, what).await?;
    answer(app, actor, &receipt).await
}

pub(super) async fn send(app: &App, actor: &Actor, incoming: &Incoming, what: What) -> Result<Receipt, Problem> {
    let request =
        Request { actor: actor.clone(), key: incoming.key(app)?, if_match: incoming.if_match()?, tapped_at: None, what };
    Ok(app.orders.submit(&actor.location, request).await?)
}

pub async fn answer(app: &App, actor: &Actor, receipt: &Receipt) -> Answered {
    let status = StatusCode::from_u16(receipt.status).unwrap_or(StatusCode::OK);
    if let Answer::Body(body) = &receipt.answer {
        return Ok((status, Json(body)).into_response());
    }
    let Some(order) = app.orders.answer(&actor.location, receipt).await? else {
        return Err(Problem::unavailable("the first answer can no longer be shown"));
    };
    Ok((status, Json(Audience::of(actor.role).order(&order))).into_response())
}

pub async fn place(State(app): State<App>, actor: Actor, incoming: Incoming) -> Answered {
    may(&actor, &Action::Place)?;
    if !incoming.has_key() {
        return Err(Problem::idempotency_key_required());
    }
    let what = match incoming.read::<PlaceOrder>() {
        Ok(body) => What::Place(Box::new(body)),
        Err(faults) => What::Unreadable { order_id: None, faults },
    };
    submit(&app, &actor, &incoming, what).await
}

pub async fn add_items(State(app): State<App>, actor: Actor, Params(order_id): Params<OrderId>, incoming: Incoming) -> Answered {
    may(&actor, &Action::AddItems)?;
    let what = match incoming.read::<AddItems>() {
        Ok(body) => What::AddItems { order_id, body },
        Err(faults) => What::Unreadable { order_id: Some(order_id), faults },
    };
    submit(&app, &actor, &incoming, what).await
}

/// A command on an order: reads its fields, and asks for it. The role is looked at here; the
/// station, which only the order tells, by the writer.
pub(super) async fn ask<T: for<'a> Deserialize<'a>>(
    app: &App,
    actor: &Actor,
    order_id: OrderId,
    incoming: &Incoming,
    action: Action,
    command: impl FnOnce(T) -> Result<Command, Vec<FieldError>>,
) -> Answered {
    may(actor, &action)?;
    let what = match incoming.read::<T>().and_then(command) {
        Ok(command) => What::Ask(Ask::Order { order_id, command }),
        Err(faults) => What::Unreadable { order_id: Some(order_id), faults },
    };
    submit(app, actor, incoming, what).await
}

/// No fields: no body, or `{}`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Nothing {}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct HoldBody {
    held: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CompleteBody {
    /// Who carries it out.
    #[serde(default)]
    runner: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FireBody {
    course: u16,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PriorityBody {
    priority: Priority,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ReasonBody {
    reason: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct VoidBody {
    #[serde(default)]
    quantity: Option<u32>,
    reason: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TicketBody {
    /// Has to be named; null names the items that have no station.
    #[serde(deserialize_with = "Option::deserialize")]
    station: Option<StationId>,
    #[serde(default)]
    chit: Option<u32>,
}

pub(super) fn reason(text: String) -> Result<String, Vec<FieldError>> {
    let mut faults = shared::menu::Faults::default();
    faults.required("/reason", &text, NOTE_MAX);
    faults.done(text)
}

pub async fn fire(State(app): State<App>, actor: Actor, Params(order_id): Params<OrderId>, incoming: Incoming) -> Answered {
    ask(&app, &actor, order_id, &incoming, Action::Fire, |b: FireBody| Ok(Command::Fire { course: b.course })).await
}

pub async fn priority(State(app): State<App>, actor: Actor, Params(order_id): Params<OrderId>, incoming: Incoming) -> Answered {
    let command = |b: PriorityBody| Ok(Command::Prioritise { priority: b.priority });
    ask(&app, &actor, order_id, &incoming, Action::Prioritise, command).await
}

pub async fn hold(State(app): State<App>, actor: Actor, Params(order_id): Params<OrderId>, incoming: Incoming) -> Answered {
    ask(&app, &actor, order_id, &incoming, Action::Prioritise, |b: HoldBody| Ok(Command::Hold { held: b.held })).await
}

pub async fn complete(State(app): State<App>, actor: Actor, Params(order_id): Params<OrderId>, incoming: Incoming) -> Answered {
    ask(&app, &actor, order_id, &incoming, Action::Complete, |b: CompleteBody| Ok(Command::Complete { runner: b.runner })).await
}

pub async fn cancel(State(app): State<App>, actor: Actor, Params(order_id): Params<OrderId>, incoming: Incoming) -> Answered {
    let command = |b: ReasonBody| Ok(Command::Cancel { reason: reason(b.reason)? });
    ask(&app, &actor, order_id, &incoming, Action::Cancel, command).await
}

pub async fn recall(State(app): State<App>, actor: Actor, Params(order_id): Params<OrderId>, incoming: Incoming) -> Answered {
    ask(&app, &actor, order_id, &incoming, Action::RecallOrder, |_: Nothing| Ok(Command::Recall)).await
}

pub async fn start(
    State(app): State<App>,
    actor: Actor,
    Params((order_id, item)): Params<(OrderId, ItemId)>,
    incoming: Incoming,
) -> Answered {
    ask(&app, &actor, order_id, &incoming, Action::ItemCommand(None), |_: Nothing| Ok(Command::Start { item })).await
}

pub async fn prepared(
    State(app): State<App>,
    actor: Actor,
    Params((order_id, item)): Params<(OrderId, ItemId)>,
    incoming: Incoming,
) -> Answered {
    ask(&app, &actor, order_id, &incoming, Action::ItemCommand(None), |_: Nothing| Ok(Command::Prepare { item })).await
}

pub async fn recall_item(
    State(app): State<App>,
    actor: Actor,
    Params((order_id, item)): Params<(OrderId, ItemId)>,
    incoming: Incoming,
) -> Answered {
    ask(&app, &actor, order_id, &incoming, Action::ItemCommand(None), |_: Nothing| Ok(Command::RecallItem { item })).await
}

pub async fn acknowledge(
    State(app): State<App>,
    actor: Actor,
    Params((order_id, item)): Params<(OrderId, ItemId)>,
    incoming: Incoming,
) -> Answered {
    ask(&app, &actor, order_id, &incoming, Action::ItemCommand(None), |_: Nothing| Ok(Command::AcknowledgeAllergy { item })).await
}

pub async fn void(
    State(app): State<App>,
    actor: Actor,
    Params((order_id, item)): Params<(OrderId, ItemId)>,
    incoming: Incoming,
) -> Answered {
    let command = |b: VoidBody| Ok(Command::Void { item, quantity: b.quantity, reason: reason(b.reason)? });
    ask(&app, &actor, order_id, &incoming, Action::Void, command).await
}

pub async fn bump(State(app): State<App>, actor: Actor, Params(order_id): Params<OrderId>, incoming: Incoming) -> Answered {
    let command = |b: TicketBody| Ok(Command::Bump { station: b.station, chit: b.chit });
    ask(&app, &actor, order_id, &incoming, Action::Bump(None), command).await
}

pub async fn recall_ticket(
    State(app): State<App>,
    actor: Actor,
    Params(order_id): Params<OrderId>,
    incoming: Incoming,
) -> Answered {
    let command = |b: TicketBody| Ok(Command::RecallTicket { station: b.station, chit: b.chit });
    ask(&app, &actor, order_id, &incoming, Action::RecallTicket(None), command).await
}

pub async fn one(State(app): State<App>, actor: Actor, Params(order_id): Params<OrderId>) -> Answered {
    may(&actor, &Action::ReadOrders)?;
    let json = app.store.order(&actor.location, order_id).await?;
    let order = read_order(&json.ok_or_else(|| Problem::not_found("no such order"))?)?;
    Ok(Json(Audience::of(actor.role).order(&order)).into_response())
}

pub(super) fn read_order(json: &str) -> Result<Order, Problem> {
    serde_json::from_str(json)
        .map_err(|cause| Problem::internal(anyhow::Error::from(cause).context("an order that was stored cannot be read")))
}

pub async fn history(State(app): State<App>, actor: Actor, Params(order_id): Params<OrderId>) -> Answered {
    may(&actor, &Action::ReadOrders)?;
    let rows = app.store.order_events(&actor.location, order_id, i64::MAX as u64).await?;
    if rows.is_empty() {
        return Err(Problem::not_found("no such order"));
    }
    let audience = Audience::of(actor.role);
    let texts = rows.iter().filter_map(|row| view(&row.json, audience));
    Ok(json(format!("{{\"events\":[{}]}}", texts.collect::<Vec<_>>().join(","))))
}

fn view(json: &str, audience: Audience) -> Option<String> {
    let logged = Logged::parse(json).ok()?;
    serde_json::to_string(&audience.event(&logged.event)?).ok()
}

pub fn json(text: String) -> Response {
    ([(header::CONTENT_TYPE, "application/json")], text).into_response()
}

/// A page of a list.
#[derive(Serialize)]
pub(super) struct List<T> {
    pub items: Vec<T>,
    pub next_cursor: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ListQuery {
    status: Option<String>,
    since: Option<Timestamp>,
    limit: Option<u32>,
    cursor: Option<String>,
}

pub async fn list(State(app): State<App>, actor: Actor, Query(query): Query<ListQuery>) -> Answered {
    may(&actor, &Action::ReadOrders)?;
    let statuses = query.status.as_deref().map(statuses).transpose()?.unwrap_or_default();
    let limit = within("limit", query.limit.unwrap_or(LIST_DEFAULT), LIST_MAX)?;
    let before = query.cursor.as_deref().map(cursor).transpose()?;
    // One more than asked for tells whether there is a next page.
    let filter = OrderFilter { statuses, placed_since: query.since, before, limit: limit + 1 };
    let mut rows = app.store.orders(&actor.location, &filter).await?;
    let more = rows.len() > limit as usize;
    rows.truncate(limit as usize);
    let orders = rows.iter().map(|json| read_order(json)).collect::<Result<Vec<_>, _>>()?;
    let next_cursor = orders.last().filter(|_| more).map(|o| format!("{}.{}", o.placed_at.0, o.id));
    let audience = Audience::of(actor.role);
    let items: Vec<_> = orders.iter().map(|o| audience.order(o)).collect();
    Ok(Json(List { items, next_cursor }).into_response())
}

pub fn within(name: &str, value: u32, most: u32) -> Result<u32, Problem> {
    if (1..=most).contains(&value) {
        Ok(value)
    } else {
        Err(Problem::invalid(format!("/{name}"), format!("between 1 and {most}")))
    }
}

/// One status, or several with commas between.
fn statuses(text: &str) -> Result<Vec<Status>, Problem> {
    let parse = |s: &str| Status::parse(s).ok_or_else(|| Problem::invalid("/status", format!("{s:?} is no status")));
    text.split(',').map(parse).collect()
}

fn cursor(text: &str) -> Result<(Timestamp, OrderId), Problem> {
    let parts = text.split_once('.').and_then(|(at, id)| Some((Timestamp(at.parse().ok()?), id.parse().ok()?)));
    parts.ok_or_else(|| Problem::invalid("/cursor", "not a cursor of ours: take next_cursor of the page before"))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LogQuery {
    after: Option<u64>,
    limit: Option<u32>,
}

/// The log itself, oldest first, for managers and integrations.
pub async fn events(State(app): State<App>, actor: Actor, Query(query): Query<LogQuery>) -> Answered {
    may(&actor, &Action::ReadEvents)?;
    let after = query.after.unwrap_or(0);
    let limit = within("limit", query.limit.unwrap_or(EVENTS_DEFAULT), EVENTS_MAX)?;
    let last = app.store.head(&actor.location).await?.unwrap_or(0);
    let rows = app.store.events(&actor.location, after.min(i64::MAX as u64), limit).await?;
    let texts: Vec<&str> = rows.iter().map(|row| row.json.as_str()).collect();
    Ok(json(format!("{{\"events\":[{}],\"last\":{last}}}", texts.join(","))))
}
