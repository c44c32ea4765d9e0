//! `/api/v1/prep-times`: how long dishes take at their stations. For the kitchen and tills too: no money in it.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::response::IntoResponse;
use serde::Serialize;
use shared::ids::*;
use shared::prep_times::PrepTimes;
use shared::time::Timestamp;

use super::orders::{Answered, read_order};
use crate::auth::{Action, Actor, may};
use crate::problem::Problem;
use crate::state::App;
use crate::store::OrderFilter;

/// Orders that are looked at, those placed last: a bounded piece of work for each call.
const ORDERS_MAX: usize = 1_000;
const PAGE: u32 = 250;
/// Nor what is older: the menu was another one.
const SINCE_SECONDS: i64 = 28 * 24 * 3_600;

#[derive(Serialize)]
struct Item {
    menu_item_id: MenuItemId,
    name: String,
    station: Option<StationId>,
    /// Of one portion, from start to prepared.
    seconds: u32,
    /// What the menu says.
    target_seconds: u32,
    /// How many were looked at; 0: `seconds` is the target.
    count: usize,
}

#[derive(Serialize)]
struct Times {
    items: Vec<Item>,
    /// Portions that a station cooks side by side: the plan reckons with the same as a quote.
    portions_at_once: u32,
    /// A list as any other, that needs no second page.
    next_cursor: Option<String>,
}

/// `GET /api/v1/prep-times`: each dish of the menu, in its order.
pub async fn list(State(app): State<App>, actor: Actor) -> Answered {
    may(&actor, &Action::ReadPrepTimes)?;
    let row = app.store.location(&actor.location).await?.ok_or_else(|| Problem::not_found("no such location"))?;
    let times = learned(&app, &actor.location).await?;
    let items = row.menu.items.into_iter().map(|dish| Item {
        seconds: times.seconds(&dish.id, dish.station.as_ref(), dish.prep_seconds),
        count: times.count(&dish.id, dish.station.as_ref()),
        target_seconds: dish.prep_seconds,
        menu_item_id: dish.id,
        name: dish.name,
        station: dish.station,
    });
    let portions_at_once = app.rules.portions_at_once;
    Ok(Json(Times { items: items.collect(), portions_at_once, next_cursor: None }).into_response())
}

/// What was learned a moment ago, or now.
pub async fn learned_lately(app: &App, location: &LocationId) -> Result<Arc<PrepTimes>, Problem> {
    match app.learned.lately(location, app.clock.now()) {
        Some(times) => Ok(times),
        None => learned(app, location).await,
    }
}

async fn learned(app: &App, location: &LocationId) -> Result<Arc<PrepTimes>, Problem> {
    let now = app.clock.now();
    let since = now.minus_seconds(SINCE_SECONDS);
    let mut before = (Timestamp(i64::MAX), OrderId(Uuid::max()));
    let (mut times, mut looked_at) = (PrepTimes::default(), 0);
    loop {
        let filter = OrderFilter { statuses: Vec::new(), placed_since: Some(since), before: Some(before), limit: PAGE };
        let rows = app.store.orders(location, &filter).await?;
        for json in &rows {
            let order = read_order(json)?;
            before = (order.placed_at, order.id);
            times.add(&order);
        }
        looked_at += rows.len();
        if rows.len() < PAGE as usize || looked_at >= ORDERS_MAX {
            let times = Arc::new(times);
            app.learned.keep(location, &times, now);
            return Ok(times);
        }
    }
}
