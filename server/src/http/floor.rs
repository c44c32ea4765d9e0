//! `/api/v1/screens`: the floor, for managers. Which screens are on, and which stations have none.

use std::collections::HashMap;

use axum::Json;
use axum::extract::State;
use axum::response::IntoResponse;
use serde::Serialize;
use shared::ids::*;
use shared::location::Role;
use shared::time::Timestamp;

use super::audit::device_names;
use super::orders::Answered;
use crate::auth::{Action, Actor, may};
use crate::hub::{screens, standing};
use crate::location_file::business_day;
use crate::problem::Problem;
use crate::state::App;

#[derive(Serialize)]
struct Page {
    items: Vec<Item>,
    next_cursor: Option<String>,
    stations: Vec<OfStation>,
}

#[derive(Serialize)]
struct Item {
    screen: ScreenId,
    device: Option<DeviceId>,
    /// Of the device, or else of the person.
    name: Option<String>,
    role: Role,
    /// A kitchen screen that names none shows all.
    stations: Vec<StationId>,
    live: bool,
    connected_at: Timestamp,
    seen_at: Timestamp,
    seq: u64,
    shown_at: Option<Timestamp>,
    /// It said good-bye: the page was closed, or somebody logged out.
    closed: bool,
}

#[derive(Serialize)]
struct OfStation {
    station: StationId,
    name: String,
    live: usize,
    dark_since: Option<Timestamp>,
}

/// `GET /api/v1/screens`: those of this business day, and how the stations stand.
pub async fn list(State(app): State<App>, actor: Actor) -> Answered {
    may(&actor, &Action::Manage)?;
    let gone = || Problem::not_found("no such location");
    let row = app.store.location(&actor.location).await?.ok_or_else(gone)?;
    let room = app.catch_up.room(&actor.location).await?.ok_or_else(gone)?;
    let now = app.clock.now();
    let (_, day) = business_day(&row.location, now).map_err(Problem::internal)?;
    let screens = screens(&*app.store, &room, day, now).await?;
    let people: HashMap<PersonId, String> = app.store.names(&actor.location).await?.into_iter().collect();
    let devices = device_names(&app, &actor.location).await?;
    let standing = standing(&row.stations, &screens, now);
    let stations = row.stations.into_iter().zip(standing).map(|(station, standing)| OfStation {
        station: station.id,
        name: station.name,
        live: standing.live,
        dark_since: standing.dark.map(|dark| dark.since),
    });
    let items = screens.into_iter().map(|screen| {
        let device = screen.about.device.and_then(|id| devices.get(&id));
        let person = screen.about.person.and_then(|id| people.get(&id));
        Item {
            screen: screen.id,
            device: screen.about.device,
            name: device.or(person).cloned(),
            role: screen.about.role,
            live: screen.is_live(now),
            connected_at: screen.connected_at,
            seen_at: screen.seen_at,
            seq: screen.about.seq,
            shown_at: screen.about.shown_at,
            closed: screen.about.closed,
            stations: screen.about.stations.unwrap_or_default(),
        }
    });
    Ok(Json(Page { items: items.collect(), next_cursor: None, stations: stations.collect() }).into_response())
}
