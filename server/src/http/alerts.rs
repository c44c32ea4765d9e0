//! `/api/v1/alerts`: what somebody has to look at, and that somebody has.

use axum::Json;
use axum::extract::State;
use axum::response::IntoResponse;
use serde::Deserialize;
use serde_json::value::RawValue;
use shared::ids::AlertId;

use super::incoming::Incoming;
use super::orders::{Answered, LIST_DEFAULT, LIST_MAX, List, submit, within};
use crate::auth::{Action, Actor, may};
use crate::orders::{AlertAsk, OPEN_ALERT, What};
use crate::problem::{Params, Problem, Query};
use crate::state::App;
use crate::store::{Kind, RecordFilter};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AlertsQuery {
    open: Option<bool>,
    limit: Option<u32>,
    cursor: Option<String>,
}

/// Newest first; `open=true`: those that nobody has acknowledged.
pub async fn list(State(app): State<App>, actor: Actor, Query(query): Query<AlertsQuery>) -> Answered {
    may(&actor, &Action::Manage)?;
    let limit = within("limit", query.limit.unwrap_or(LIST_DEFAULT), LIST_MAX)?;
    let mut filter = RecordFilter::of(Kind::Alert, limit + 1);
    if query.open == Some(true) {
        filter = filter.called(OPEN_ALERT);
    }
    filter.before = query.cursor.as_deref().map(cursor).transpose()?;
    let mut rows = app.store.records(&actor.location, &filter).await?;
    let more = rows.len() > limit as usize;
    rows.truncate(limit as usize);
    let next_cursor = rows.last().filter(|_| more).map(|row| format!("{}.{}", row.rank, row.id));
    let text = |json: String| RawValue::from_string(json).map_err(|e| Problem::internal(e.into()));
    let items = rows.into_iter().map(|row| text(row.json)).collect::<Result<Vec<_>, _>>()?;
    Ok(Json(List { items, next_cursor }).into_response())
}

fn cursor(text: &str) -> Result<(i64, String), Problem> {
    let parts = text.split_once('.').and_then(|(rank, id)| Some((rank.parse().ok()?, id.to_owned())));
    parts.ok_or_else(|| Problem::invalid("/cursor", "not a cursor of ours: take next_cursor of the page before"))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Nothing {}

pub async fn acknowledge(State(app): State<App>, actor: Actor, Params(id): Params<AlertId>, incoming: Incoming) -> Answered {
    may(&actor, &Action::Manage)?;
    let what = match incoming.read::<Nothing>() {
        Ok(_) => What::Alert(AlertAsk::Acknowledge(id)),
        Err(faults) => What::Unreadable { order_id: None, faults },
    };
    submit(&app, &actor, &incoming, what).await
}
