//! `/api/v1/replay`: a business day as the screens showed it, for managers. The day's stretch of the log
//! is folded once here, so that a page can look at any minute of it without asking again.

use axum::Json;
use axum::extract::State;
use axum::response::IntoResponse;
use jiff::ToSpan;
use serde::{Deserialize, Serialize};
use shared::alert::kind;
use shared::ids::*;
use shared::location::Thresholds;
use shared::order::{Event, EventData, Order};
use shared::replay::{Recorder, Track};
use shared::time::Timestamp;

use super::audit::device_names;
use super::orders::{Answered, read_order};
use super::reports::date;
use crate::auth::{Action, Actor, may};
use crate::location_file::{business_day, day_began};
use crate::log::Logged;
use crate::problem::{Problem, Query};
use crate::state::App;
use crate::store::OrderFilter;

/// Events read at a time.
const PAGE: u32 = 1_000;
/// Events of one day that are told: a very large house at dinner, ten times over.
const EVENTS_MAX: u64 = 200_000;
/// An order may be open when the day begins. One that was placed earlier than this is looked for among
/// those that still are.
const LOOK_BACK_DAYS: i64 = 2;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReplayQuery {
    day: Option<String>,
}

#[derive(Serialize)]
struct Replay {
    day: String,
    began: Timestamp,
    ended: Timestamp,
    /// The day's end, or now.
    until: Timestamp,
    /// False: the day is too long to be told whole.
    complete: bool,
    /// As they are now.
    thresholds: Thresholds,
    stations: Vec<Named<StationId>>,
    devices: Vec<Named<DeviceId>>,
    dark: Vec<Dark>,
    /// The pass's own order of the rail, each until the next one.
    sequences: Vec<Sequence>,
    orders: Vec<Track>,
}

#[derive(Serialize)]
struct Named<T> {
    id: T,
    name: String,
}

#[derive(Serialize)]
struct Sequence {
    at: Timestamp,
    orders: Vec<OrderId>,
}

/// A station without a screen, as far as an alert told so, until one of its own showed a ticket again.
#[derive(Serialize)]
struct Dark {
    station: StationId,
    at: Timestamp,
    until: Option<Timestamp>,
}

pub async fn read(State(app): State<App>, actor: Actor, Query(query): Query<ReplayQuery>) -> Answered {
    may(&actor, &Action::Manage)?;
    let row = app.store.location(&actor.location).await?.ok_or_else(|| Problem::not_found("no such location"))?;
    let (location, now) = (&row.location, app.clock.now());
    let (today, _) = business_day(location, now).map_err(Problem::internal)?;
    let day = date("/day", query.day.as_deref().unwrap_or(&today))?;
    let unknown = || Problem::invalid("/day", "no day that a calendar has");
    let next = day.checked_add(1.day()).map_err(|_| unknown())?;
    let (began, ended) = (day_began(location, day).map_err(|_| unknown())?, day_began(location, next).map_err(|_| unknown())?);
    let from = before(&app, &location.id, row.head, began).await?;
    let last = if now < ended { row.head } else { before(&app, &location.id, row.head, ended).await? };
    let to = last.min(from.saturating_add(EVENTS_MAX));
    let mut recorder = Recorder::new(open_at(&app, &location.id, began, from).await?, began);
    let (mut dark, mut sequences) = (Vec::new(), Vec::new());
    let mut at = from;
    while at < to {
        let rows = app.store.events(&location.id, at, PAGE.min(u32::try_from(to - at).unwrap_or(PAGE))).await?;
        let Some(end) = rows.last() else { break };
        at = end.seq;
        for row in rows.iter().filter(|row| row.seq <= to) {
            // An event that cannot be read is passed over, as by every screen.
            let Ok(Logged { event, .. }) = Logged::parse(&row.json) else { continue };
            recorder.hear(&event);
            note_dark(&mut dark, &event);
            if let EventData::Sequenced(sequenced) = event.data {
                sequences.push(Sequence { at: event.at, orders: sequenced.orders });
            }
        }
    }
    let until = now.min(ended);
    let devices = device_names(&app, &location.id).await?.into_iter();
    Ok(Json(Replay {
        day: day.to_string(),
        began,
        ended,
        until,
        complete: to == last,
        thresholds: location.thresholds,
        stations: row.stations.iter().map(|s| Named { id: s.id.clone(), name: s.name.clone() }).collect(),
        devices: devices.map(|(id, name)| Named { id, name }).collect(),
        dark,
        sequences,
        orders: recorder.finish(until),
    })
    .into_response())
}

/// How many events there were before this time. The log is in the order of commits, and so of time, but
/// for what two nodes' clocks differ by.
async fn before(app: &App, location: &LocationId, head: u64, time: Timestamp) -> Result<u64, Problem> {
    #[derive(Deserialize)]
    struct When {
        at: Timestamp,
    }
    let (mut low, mut high) = (0, head);
    while low < high {
        let middle = low + (high - low) / 2;
        let rows = app.store.events(location, middle, 1).await?;
        let Some(row) = rows.first() else { return Ok(low) };
        let When { at } = serde_json::from_str(&row.json).map_err(|e| Problem::internal(e.into()))?;
        if at < time {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    Ok(low)
}

/// The orders that were there when the day began, as they were.
async fn open_at(app: &App, location: &LocationId, began: Timestamp, seq: u64) -> Result<Vec<Order>, Problem> {
    let mut ids = Vec::new();
    let since = began.minus_seconds(LOOK_BACK_DAYS * 86_400);
    let mut before = (began, OrderId(Uuid::nil()));
    loop {
        let filter = OrderFilter { statuses: Vec::new(), placed_since: Some(since), before: Some(before), limit: PAGE };
        let rows = app.store.orders(location, &filter).await?;
        for json in &rows {
            let order = read_order(json)?;
            before = (order.placed_at, order.id);
            if order.completed_at.or(order.cancelled_at).is_none_or(|over| over >= began) {
                ids.push(order.id);
            }
        }
        if rows.len() < PAGE as usize {
            break;
        }
    }
    if let Some(room) = app.catch_up.room(location).await? {
        room.with_board(|board| ids.extend(board.orders().filter(|order| order.placed_at < since).map(|order| order.id)));
    }
    let mut open = Vec::new();
    for id in ids {
        open.extend(app.orders.as_of(location, id, seq).await?.filter(|order| !order.status.is_over()));
    }
    Ok(open)
}

fn note_dark(dark: &mut Vec<Dark>, event: &Event) {
    match &event.data {
        EventData::AlertRaised(alert) if alert.kind == kind::SCREENS_OFFLINE => {
            dark.extend(alert.station.clone().map(|station| Dark { station, at: event.at, until: None }));
        }
        EventData::TicketShown(shown) => {
            let again = |dark: &&mut Dark| dark.until.is_none() && Some(&dark.station) == shown.station.as_ref();
            dark.iter_mut().filter(again).for_each(|dark| dark.until = Some(event.at));
        }
        _ => {}
    }
}
