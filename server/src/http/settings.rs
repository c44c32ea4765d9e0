//! `/api/v1/settings`: what the location goes by, as a manager changes it while it runs.

use axum::Json;
use axum::extract::State;
use axum::response::IntoResponse;
use shared::settings::Settings;

use super::incoming::Incoming;
use super::orders::{Answered, submit};
use crate::auth::{Action, Actor, may};
use crate::orders::What;
use crate::problem::Problem;
use crate::state::App;

pub async fn read(State(app): State<App>, actor: Actor) -> Answered {
    may(&actor, &Action::Manage)?;
    let row = app.store.location(&actor.location).await?.ok_or_else(|| Problem::not_found("no such location"))?;
    Ok(Json(Settings::of(&row.location)).into_response())
}

/// All of it; every screen goes by it at once.
pub async fn change(State(app): State<App>, actor: Actor, incoming: Incoming) -> Answered {
    may(&actor, &Action::Manage)?;
    let what = match incoming.read::<Settings>() {
        Ok(settings) => What::Settings(settings),
        Err(faults) => What::Unreadable { order_id: None, faults },
    };
    submit(&app, &actor, &incoming, what).await
}
