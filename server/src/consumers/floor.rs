//! Watches on the node that works the location whether a station has lost its last screen. A ticket that
//! nobody shows is found out anyhow (`watch`); this finds the dark screen before a ticket is lost on it.
//!
//! - A station is told of that had a screen of its own this business day, has had none for
//!   `screen_offline_s`, and whose last one went without a word: its network, its power, its node.
//!   Somebody who logs out or closes the page knows it.
//! - And only while the kitchen owes a ticket: screens that are switched off at the wall when the
//!   last guest has gone are no news. The first ticket of the next one tells of a station that is still dark.
//! - Time runs from when this watch began, too: after a start, a drain or an outage of the database,
//!   screens come back by themselves, and what nodes say of them with them.
//! - Once for each time that it goes dark, and not while the last alert is open: the writer judges that.

use std::collections::HashMap;
use std::convert::Infallible;
use std::time::Duration;

use anyhow::Context;
use shared::board::Board;
use shared::ids::{CommandId, LocationId, StationId};
use shared::time::Timestamp;
use tokio_util::sync::CancellationToken;

use crate::auth::Actor;
use crate::hub::{Dark, screens, standing};
use crate::location_file::business_day;
use crate::orders::{AlertAsk, Key, Request, What};
use crate::state::App;

/// After a failure, before the next try.
const BACK_OFF: Duration = Duration::from_millis(500);
const LOOK_EVERY: Duration = Duration::from_secs(1);

pub async fn run(app: App, location: LocationId, stop: CancellationToken) {
    loop {
        let cause = tokio::select! {
            ended = watch(&app, &location) => match ended { Err(cause) => cause },
            () = stop.cancelled() => return,
        };
        tracing::warn!(location.id = %location, cause = format!("{cause:#}"), "the screens have to be watched afresh");
        tokio::select! { () = tokio::time::sleep(BACK_OFF) => {}, () = stop.cancelled() => return }
    }
}

async fn watch(app: &App, location: &LocationId) -> anyhow::Result<Infallible> {
    let room = app.catch_up.room(location).await?.context("the location is gone")?;
    let mut settings = room.settings();
    let mut row = app.store.location(location).await?.context("the location is gone")?;
    let began = app.clock.now();
    // What the writer was told already: since when each station has been dark.
    let mut told: HashMap<StationId, Timestamp> = HashMap::new();
    let mut tick = tokio::time::interval(LOOK_EVERY);
    tick.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        tick.tick().await;
        if room.settings() != settings {
            settings = room.settings();
            row = app.store.location(location).await?.context("the location is gone")?;
        }
        let now = app.clock.now();
        let (_, day) = business_day(&row.location, now)?;
        let screens = screens(&*app.store, &room, day, now).await?;
        for standing in standing(&row.stations, &screens, now) {
            let Some(dark) = standing.dark else { continue };
            let news = told.get(&standing.station) != Some(&dark.since);
            if news
                && is_missed(dark, began, now, row.location.screen_offline_s)
                && room.with_board(|board| owes(board, now))
                && tell(app, location, &standing.station, dark.since).await
            {
                told.insert(standing.station, dark.since);
            }
        }
    }
}

fn is_missed(dark: Dark, began: Timestamp, now: Timestamp, after_seconds: u32) -> bool {
    dark.lost && dark.since.max(began).plus_seconds(after_seconds.into()) <= now
}

/// Whether the kitchen has a ticket to finish that is due.
fn owes(board: &Board, now: Timestamp) -> bool {
    let mut tickets = board.orders().flat_map(|order| order.tickets.iter().map(move |ticket| (order, ticket)));
    tickets.any(|(order, ticket)| {
        ticket.due_at.is_some_and(|due| due <= now) && order.is_ticket_open(ticket.station.as_ref(), ticket.chit)
    })
}

/// `false`: it has to be told again.
async fn tell(app: &App, location: &LocationId, station: &StationId, since: Timestamp) -> bool {
    let request = Request {
        actor: Actor::system(location),
        key: Key { id: CommandId(app.ids.fresh()), fingerprint: Vec::new() },
        if_match: None,
        tapped_at: None,
        what: What::Alert(AlertAsk::Offline { station: station.clone(), since }),
    };
    match app.orders.submit(location, request).await {
        Ok(_) => true,
        Err(refusal) => {
            tracing::warn!(location.id = %location, cause = refusal.detail(), "a dark station could not be told of yet");
            false
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_screen_is_missed_when_it_was_lost_long_enough_ago_and_before_our_eyes() {
        let missed =
            |lost, since, began, now| is_missed(Dark { since: Timestamp(since), lost }, Timestamp(began), Timestamp(now), 30);
        assert!(missed(true, 10_000, 0, 40_000));
        assert!(!missed(true, 10_000, 0, 39_999));
        assert!(!missed(false, 10_000, 0, 90_000), "somebody closed it");
        assert!(!missed(true, 10_000, 20_000, 49_999), "it may come back after a start");
        assert!(missed(true, 10_000, 20_000, 50_000));
    }
}
