//! `/api/v1/names`: orders and events name people and devices by id; this is who they are, for
//! whoever works here.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::State;
use axum::response::IntoResponse;
use serde_json::json;
use shared::location::Role;

use super::orders::Answered;
use crate::auth::{Action, Actor, Device, may};
use crate::problem::Problem;
use crate::state::App;
use crate::store::{Kind, RecordFilter};

/// More screens than a house has.
const DEVICES_MAX: u32 = 500;

/// `GET /api/v1/names`
pub async fn read(State(app): State<App>, actor: Actor) -> Answered {
    may(&actor, &Action::ReadNames)?;
    // Those who have left too: what they did stays.
    let people = app.store.names(&actor.location).await?;
    let here: Vec<String> = app.store.people(&actor.location).await?.into_iter().map(|person| person.id.to_string()).collect();
    let mut names: BTreeMap<String, String> = people.into_iter().map(|(id, name)| (id.to_string(), name)).collect();
    for row in app.store.records(&actor.location, &RecordFilter::of(Kind::Device, DEVICES_MAX)).await? {
        let device: Device = serde_json::from_str(&row.json).map_err(|cause| Problem::internal(cause.into()))?;
        // Whose program has a key is the manager's business.
        if device.role != Role::Integration {
            names.insert(device.id.to_string(), device.name);
        }
    }
    Ok(Json(json!({ "names": names, "people": here })).into_response())
}
