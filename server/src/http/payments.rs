//! Taking payment for an order, and `/api/v1/payments/failed`: what was given up.

use axum::Json;
use axum::extract::State;
use axum::response::IntoResponse;
use serde::Deserialize;
use shared::ids::*;
use shared::menu::{Faults, FieldError};
use shared::money::Minor;
use shared::order::PaymentMethod;

use super::incoming::Incoming;
use super::orders::{Answered, List, submit, within};
use crate::auth::{Action, Actor, may};
use crate::orders::tab::{DeadLetter, OPEN, Token};
use crate::orders::{PaymentAsk, What};
use crate::problem::{Params, Problem, Query};
use crate::state::App;
use crate::store::{Kind, RecordFilter};

const LIST_DEFAULT: u32 = 50;
const LIST_MAX: u32 = 500;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PaymentBody {
    method: PaymentMethod,
    #[serde(default)]
    token: Option<String>,
    #[serde(default)]
    tendered: Option<Minor>,
}

/// `POST /orders/{id}/payments`: cash, which is taken; or a card, which is charged from here on.
pub async fn pay(State(app): State<App>, actor: Actor, Params(order_id): Params<OrderId>, incoming: Incoming) -> Answered {
    may(&actor, &Action::Pay)?;
    let what = match incoming.read::<PaymentBody>().and_then(|body| wish(order_id, body)) {
        Ok(what) => what,
        Err(faults) => What::Unreadable { order_id: Some(order_id), faults },
    };
    submit(&app, &actor, &incoming, what).await
}

fn wish(order_id: OrderId, body: PaymentBody) -> Result<What, Vec<FieldError>> {
    let PaymentBody { method, token, tendered } = body;
    let mut faults = Faults::default();
    faults.token("/token", token.as_deref());
    match method {
        PaymentMethod::None => faults.add("/method", "pay with cash or card"),
        PaymentMethod::Cash if token.is_some() => faults.add("/token", "cash needs none"),
        PaymentMethod::Card if tendered.is_some() => faults.add("/tendered", "a card is charged what is owed"),
        PaymentMethod::Card if token.is_none() => faults.add("/token", "a card is charged by its token"),
        _ => {}
    }
    let what = match token {
        Some(token) => What::Payment { order_id, ask: PaymentAsk::Start { token: Token(token) } },
        None => What::Pay { order_id, tendered },
    };
    faults.done(what)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ListQuery {
    limit: Option<u32>,
    cursor: Option<String>,
}

/// What nobody has dealt with, the newest first.
pub async fn failed(State(app): State<App>, actor: Actor, Query(query): Query<ListQuery>) -> Answered {
    may(&actor, &Action::Manage)?;
    let limit = within("limit", query.limit.unwrap_or(LIST_DEFAULT), LIST_MAX)?;
    let before = query.cursor.as_deref().map(cursor).transpose()?;
    // One more than asked for tells whether there is a next page.
    let filter = RecordFilter { before, ..RecordFilter::of(Kind::Payment, limit + 1).called(OPEN) };
    let mut rows = app.store.records(&actor.location, &filter).await?;
    let more = rows.len() > limit as usize;
    rows.truncate(limit as usize);
    let next_cursor = rows.last().filter(|_| more).map(|row| format!("{}.{}", row.rank, row.id));
    let items = rows.iter().map(|row| letter(&row.json)).collect::<Result<Vec<_>, _>>()?;
    Ok(Json(List { items, next_cursor }).into_response())
}

fn letter(json: &str) -> Result<DeadLetter, Problem> {
    serde_json::from_str(json)
        .map_err(|cause| Problem::internal(anyhow::Error::from(cause).context("a dead letter cannot be read")))
}

fn cursor(text: &str) -> Result<(i64, String), Problem> {
    let parts = text.split_once('.').and_then(|(rank, id)| Some((rank.parse().ok()?, id.parse::<Uuid>().ok()?.to_string())));
    parts.ok_or_else(|| Problem::invalid("/cursor", "not a cursor of ours: take next_cursor of the page before"))
}

/// `POST /payments/failed/{id}/retry`: the same card again, as a new attempt.
pub async fn retry(state: State<App>, actor: Actor, id: Params<Uuid>, incoming: Incoming) -> Answered {
    deal(state, actor, id, incoming, |letter| PaymentAsk::Retry { letter }).await
}

/// `POST /payments/failed/{id}/resolve`: it was dealt with by hand.
pub async fn resolve(state: State<App>, actor: Actor, id: Params<Uuid>, incoming: Incoming) -> Answered {
    deal(state, actor, id, incoming, |letter| PaymentAsk::Resolve { letter }).await
}

/// No fields: no body, or `{}`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Nothing {}

async fn deal(
    State(app): State<App>,
    actor: Actor,
    Params(id): Params<Uuid>,
    incoming: Incoming,
    ask: impl FnOnce(Uuid) -> PaymentAsk,
) -> Answered {
    may(&actor, &Action::Manage)?;
    let json = app.store.record(&actor.location, Kind::Payment, &id.to_string()).await?;
    let order_id = letter(&json.ok_or_else(|| Problem::not_found("no such failed payment"))?)?.order_id;
    let what = match incoming.read::<Nothing>() {
        Ok(_) => What::Payment { order_id, ask: ask(id) },
        Err(faults) => What::Unreadable { order_id: Some(order_id), faults },
    };
    submit(&app, &actor, &incoming, what).await
}
