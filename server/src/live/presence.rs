//! Writes down which screens this node holds: at once when one comes or goes, and every few seconds
//! that the others are still there. A node that says nothing any more has none.

use std::collections::HashMap;
use std::time::Duration;

use shared::ids::{LocationId, Uuid};
use shared::time::Timestamp;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use crate::hub::{Room, Screen};
use crate::state::App;

/// How soon it is written down that a screen has come or gone; what happens meanwhile goes along.
const LOOK_EVERY: Duration = Duration::from_millis(250);
/// After a failure, before the next try.
const BACK_OFF: Duration = Duration::from_secs(1);

/// How often it is said that the screens are there, and for how long that holds.
struct Pace {
    say_every: Duration,
    holds_ms: i64,
}

/// The screens of a dead node count as gone when what it said last is over.
const AMONG_OTHERS: Pace = Pace { say_every: Duration::from_secs(3), holds_ms: 9_000 };
/// Nobody else reads it, and a commit each few seconds wears out a small disk for nothing.
const ALONE: Pace = Pace { say_every: Duration::from_secs(30), holds_ms: 90_000 };

/// Until `end`, which comes after the last session has. `alone`: there is no other node, so whatever
/// is written down is of this one's life before.
pub async fn run(app: App, alone: bool, end: CancellationToken) {
    let node = app.ids.fresh();
    let pace = if alone { ALONE } else { AMONG_OTHERS };
    if alone && let Err(cause) = app.store.end_screens().await {
        tracing::warn!(%cause, "screens of before could not be ended: they count as there for a while");
    }
    let mut said: HashMap<LocationId, Instant> = HashMap::new();
    let mut tick = tokio::time::interval(LOOK_EVERY);
    tick.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        let last = tokio::select! {
            _ = tick.tick() => false,
            () = end.cancelled() => true,
        };
        for room in app.catch_up.hub.all() {
            let due = said.get(&room.location).is_none_or(|at| at.elapsed() >= pace.say_every);
            let all = last || due;
            if !(all || room.floor.has_changed()) {
                continue;
            }
            if say(&app, &room, node, pace.holds_ms, all).await {
                if all {
                    said.insert(room.location.clone(), Instant::now());
                }
            } else if !last {
                tokio::time::sleep(BACK_OFF).await;
            }
        }
        if last {
            return;
        }
    }
}

/// `false`: it has to be said again.
async fn say(app: &App, room: &Room, node: Uuid, holds_ms: i64, all: bool) -> bool {
    let now = app.clock.now();
    let screens = room.floor.take(Timestamp(now.0 + holds_ms), all);
    if screens.is_empty() {
        return true;
    }
    let rows: Vec<_> = screens.iter().map(Screen::to_row).collect();
    let Err(cause) = app.store.keep_screens(&room.location, node, &rows).await else { return true };
    tracing::warn!(location.id = %room.location, %cause, "the screens that are there could not be written down");
    room.floor.put_back(screens, now);
    false
}
