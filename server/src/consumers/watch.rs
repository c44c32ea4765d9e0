//! Watches the tickets' deadlines on the node that works the location: what no screen has shown in
//! time, and what is open for too long. Sleeps until the next one falls due; whether it really has
//! is judged under the lock. Holds nothing that a restart would miss: open tickets are on the board.

use std::collections::BTreeSet;
use std::convert::Infallible;
use std::time::Duration;

use anyhow::Context;
use shared::ids::{CommandId, LocationId};
use shared::location::Location;
use shared::order::Order;
use shared::time::Timestamp;
use tokio_util::sync::CancellationToken;

use crate::auth::Actor;
use crate::hub::Room;
use crate::orders::{Key, Overdue, OverdueKind, Refusal, Request, What};
use crate::state::App;

/// After a failure, before the next try.
const BACK_OFF: Duration = Duration::from_millis(500);
/// The clock is looked at so often, whatever the next deadline: it may be set.
const LOOK_EVERY_MS: i64 = 1_000;
/// Deadlines handed to the writer at a time.
const AT_ONCE: usize = 64;

pub async fn run(app: App, location: LocationId, stop: CancellationToken) {
    loop {
        let cause = tokio::select! {
            ended = watch(&app, &location) => match ended { Err(cause) => cause },
            () = stop.cancelled() => return,
        };
        tracing::warn!(location.id = %location, cause = format!("{cause:#}"), "tickets' deadlines have to be looked at again");
        tokio::select! { () = tokio::time::sleep(BACK_OFF) => {}, () = stop.cancelled() => return }
    }
}

async fn watch(app: &App, location: &LocationId) -> anyhow::Result<Infallible> {
    let room = app.catch_up.room(location).await?.context("the location is gone")?;
    let mut settings = room.settings();
    let mut row = app.store.location(location).await?.context("the location is gone")?;
    let touched = room.watch_tickets();
    let mut heads = room.heads();
    let mut deadlines: BTreeSet<(Timestamp, Overdue)> = BTreeSet::new();
    loop {
        heads.borrow_and_update();
        if room.settings() != settings {
            // Every deadline is another.
            settings = room.settings();
            row = app.store.location(location).await?.context("the location is gone")?;
            deadlines = room.with_board(|board| board.orders().flat_map(|order| of(order, &row.location)).collect());
        }
        for id in touched.take() {
            room.with_board(|board| deadlines.extend(board.order(id).into_iter().flat_map(|order| of(order, &row.location))));
        }
        let now = app.clock.now();
        loop {
            let due = take_due(&mut deadlines, now);
            if due.is_empty() {
                break;
            }
            let again = tell(app, &room, due).await;
            deadlines.extend(again.into_iter().map(|overdue| (Timestamp(now.0 + LOOK_EVERY_MS), overdue)));
        }
        let next = deadlines.first().map_or(LOOK_EVERY_MS, |(at, _)| (at.0 - now.0).clamp(1, LOOK_EVERY_MS));
        let _ = tokio::time::timeout(Duration::from_millis(next as u64), heads.changed()).await;
    }
}

/// When this order's tickets have to be looked at.
fn of(order: &Order, location: &Location) -> Vec<(Timestamp, Overdue)> {
    let mut deadlines = Vec::new();
    for ticket in &order.tickets {
        let Some(due) = ticket.due_at else { continue };
        for kind in [OverdueKind::Unseen, OverdueKind::Late] {
            let overdue = Overdue { order_id: order.id, station: ticket.station.clone(), chit: ticket.chit, kind };
            if is_so(order, &overdue) {
                deadlines.push((due.plus_seconds(kind.after_seconds(location, order.channel).into()), overdue));
            }
        }
    }
    deadlines
}

/// Whether it would be overdue, were it time.
fn is_so(order: &Order, overdue: &Overdue) -> bool {
    let Overdue { station, chit, kind, .. } = overdue;
    let ticket = order.tickets.iter().find(|t| t.station == *station && t.chit == *chit);
    let unseen = ticket.is_some_and(|t| t.shown_at.is_none() && t.undelivered_at.is_none());
    order.is_ticket_open(station.as_ref(), *chit) && (unseen || *kind == OverdueKind::Late)
}

fn take_due(deadlines: &mut BTreeSet<(Timestamp, Overdue)>, now: Timestamp) -> Vec<Overdue> {
    let mut due = Vec::new();
    while due.len() < AT_ONCE && deadlines.first().is_some_and(|(at, _)| *at <= now) {
        due.extend(deadlines.pop_first().map(|(_, overdue)| overdue));
    }
    due
}

/// Hands what is overdue to the writer; what it could not take has to be told again.
async fn tell(app: &App, room: &Room, due: Vec<Overdue>) -> Vec<Overdue> {
    let so: Vec<Overdue> = room
        .with_board(|board| due.into_iter().filter(|o| board.order(o.order_id).is_some_and(|order| is_so(order, o))).collect());
    let (mut pending, mut again) = (Vec::new(), Vec::new());
    for overdue in so {
        let request = Request {
            actor: Actor::system(&room.location),
            key: Key { id: CommandId(app.ids.fresh()), fingerprint: Vec::new() },
            if_match: None,
            tapped_at: None,
            what: What::Overdue(overdue.clone()),
        };
        match app.orders.enqueue(&room.location, request) {
            Ok(answer) => pending.push((overdue, answer)),
            Err(_) => again.push(overdue),
        }
    }
    for (overdue, answer) in pending {
        if matches!(answer.await.unwrap_or(Err(Refusal::Unavailable)), Err(Refusal::Unavailable)) {
            again.push(overdue);
        }
    }
    again
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_due_is_taken_in_its_order_and_in_pieces() {
        let overdue = |chit| Overdue {
            order_id: shared::ids::OrderId(shared::ids::Uuid::from_u128(1)),
            station: None,
            chit,
            kind: OverdueKind::Unseen,
        };
        let mut deadlines: BTreeSet<_> = (0..100).map(|n| (Timestamp(100 - i64::from(n)), overdue(n))).collect();
        let first = take_due(&mut deadlines, Timestamp(99));
        assert_eq!((first.len(), first[0].chit), (AT_ONCE, 99));
        assert_eq!(take_due(&mut deadlines, Timestamp(99)).len(), 99 - AT_ONCE);
        assert!(take_due(&mut deadlines, Timestamp(99)).is_empty(), "one is still to come");
    }
}
