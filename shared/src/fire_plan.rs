//! When each station should start, so that what belongs together is ready together: the salad waits
//! for the pizza. A plan is worked out anew from what is so by now; it keeps nothing.
//!
//! What was sent together (the chit of an order) is to be ready together. For each of its tickets, in seconds:
//!
//! ```text
//! own      = max(longest target, Σ quantity × target / at_once)     of what is QUEUED on it
//! before   = Σ own and what is left of PREPARING lines / at_once    of the station's tickets before it
//! cooking  = the latest start + target of its PREPARING lines, and not before now
//! earliest = nothing started: from(now, due) + before + own         from: the later one
//!            started:         max(cooking, now + own)
//! ready    = the largest `earliest` of the chit
//! start    = ready - own
//! ```
//!
//! So no ticket starts before now, none starts so late that the order waits for it longer than for its
//! slowest one, and a dish that was started late moves the others. A station's tickets stand in the order
//! in which they are due, priority first; those that are being cooked are before all others. A station that
//! waits for another one is taken to be busy meanwhile: a plan is never more hopeful than that.
//!
//! A ticket is late by the time since it should have been started to meet what was ready, is being cooked,
//! or should have been started when it was due.

use std::cmp::Reverse;

use serde::{Deserialize, Serialize};

use crate::ids::*;
use crate::lean;
use crate::order::{Item, ItemStatus, Order, Priority};
use crate::time::Timestamp;

/// What the plan says of one ticket that is not finished.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TicketPlan {
    pub order_id: OrderId,
    pub station: Option<StationId>,
    pub chit: u32,
    /// When to start; of one that is being cooked, when that was.
    pub start_at: Timestamp,
    /// Seconds until then, rounded up; below 0: late by so many. `None`: it was started.
    pub start_in: Option<i64>,
    /// When it and all that was sent with it should be ready.
    pub ready_at: Timestamp,
    /// When it was to be started, had the others been started as soon as they could be. It stands in the
    /// orders alone: a plan that moves on with the clock because nobody taps does not move it.
    pub latest_at: Timestamp,
    pub reason: Reason,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "why", rename_all = "snake_case")]
pub enum Reason {
    /// It was started.
    Cooking,
    /// The others wait for it.
    Slowest,
    /// The same, and its station has so many seconds of work before it.
    Behind { seconds: u64 },
    /// It is started later, to be ready with this dish.
    Meets { station: Option<StationId>, menu_item_id: MenuItemId, name: String },
}

/// A ticket on its way through the plan.
struct Ticket<'a> {
    order: &'a Order,
    station: Option<&'a StationId>,
    chit: u32,
    due_at: Timestamp,
    own: u64,
    /// When it was started, and when that will be done.
    cooking: Option<(Timestamp, Timestamp)>,
    /// Seconds of work that are left of it, one portion after the other.
    work: u64,
    before: u64,
    earliest: Timestamp,
    slowest: &'a Item,
}

/// Of these orders, the open tickets, those of one chit together. `of`: which of them, by station and chit;
/// the others are not planned and not waited for. `target`: how long one portion takes; `at_once`: the
/// portions that a station cooks side by side.
pub fn fire_plan<'a>(
    orders: impl Iterator<Item = &'a Order>,
    of: impl Fn(&Order, Option<&StationId>, u32) -> bool,
    target: impl Fn(&Item) -> u32,
    now: Timestamp,
    at_once: u32,
) -> Vec<TicketPlan> {
    let at_once = u64::from(at_once.max(1));
    let mut tickets: Vec<Ticket> = orders.flat_map(|order| open_tickets(order, &of, &target, now, at_once)).collect();
    lean::sort_by_key(&mut tickets, |t| {
        let normal = t.order.priority == Priority::Normal;
        (t.cooking.is_none(), normal, t.due_at, t.order.placed_at, t.order.id, t.station, t.chit)
    });
    queue(&mut tickets, now, at_once);
    lean::sort_by_key(&mut tickets, |t| (t.order.id, t.chit));
    let chits = tickets.chunk_by(|a, b| (a.order.id, a.chit) == (b.order.id, b.chit));
    chits.flat_map(|chit| plan_chit(chit, &target, now)).collect()
}

fn open_tickets<'a>(
    order: &'a Order,
    of: &impl Fn(&Order, Option<&StationId>, u32) -> bool,
    target: &impl Fn(&Item) -> u32,
    now: Timestamp,
    at_once: u64,
) -> Vec<Ticket<'a>> {
    let seconds = |item: &Item| u64::from(target(item));
    let open = order.tickets.iter().filter(|t| order.is_ticket_open(t.station.as_ref(), t.chit));
    let open = open.filter(|t| of(order, t.station.as_ref(), t.chit));
    open.filter_map(|ticket| {
        let items = || order.ticket_items(ticket.station.as_ref(), Some(ticket.chit));
        let queued = || items().filter(|item| item.status == ItemStatus::Queued);
        let longest = queued().map(seconds).max().unwrap_or(0);
        let all: u64 = queued().map(|item| u64::from(item.quantity) * seconds(item)).sum();
        let begun = || items().filter(|item| item.status == ItemStatus::Preparing);
        let ends = |item: &Item| item.started_at.unwrap_or(now).plus_seconds(i64::from(target(item))).max(now);
        let left: u64 = begun().map(|item| u64::from(item.quantity) * seconds_between(now, ends(item))).sum();
        let started = begun().map(|item| item.started_at.unwrap_or(now)).min();
        let unfinished = items().filter(|item| matches!(item.status, ItemStatus::Queued | ItemStatus::Preparing));
        Some(Ticket {
            order,
            station: ticket.station.as_ref(),
            chit: ticket.chit,
            due_at: ticket.due_at?,
            own: longest.max(all.div_ceil(at_once)),
            cooking: started.zip(begun().map(ends).max()),
            work: all + left,
            before: 0,
            earliest: now,
            slowest: unfinished.min_by_key(|item| (Reverse(target(item)), item.id))?,
        })
    })
    .collect()
}

/// Who has what before them at their station, and when each could be ready by itself.
fn queue(tickets: &mut [Ticket], now: Timestamp, at_once: u64) {
    let mut waiting: Vec<(Option<&StationId>, u64)> = Vec::new();
    for ticket in tickets {
        let place = waiting.iter().position(|(station, _)| *station == ticket.station).unwrap_or_else(|| {
            waiting.push((ticket.station, 0));
            waiting.len() - 1
        });
        let before = &mut waiting[place].1;
        ticket.before = before.div_ceil(at_once);
        *before += ticket.work;
        ticket.earliest = match ticket.cooking {
            Some((_, done)) => done.max(plus(now, ticket.own)),
            None => plus(ticket.due_at.max(now), ticket.before + ticket.own),
        };
    }
}

fn plan_chit(chit: &[Ticket], target: &impl Fn(&Item) -> u32, now: Timestamp) -> Vec<TicketPlan> {
    // Of two that are equally slow the one that stands first is met.
    let Some(slowest) = chit.iter().rev().max_by_key(|ticket| ticket.earliest) else { return Vec::new() };
    let ready_at = slowest.earliest;
    let wanted_by = wanted(chit, target, |_| 0);
    let possible = wanted(chit, target, |ticket| ticket.before);
    let of = |ticket: &Ticket| {
        let (start_at, start_in, reason) = match ticket.cooking {
            Some((started, _)) => (started, None, Reason::Cooking),
            None => {
                let start_at = minus(ready_at, ticket.own);
                // What has to start at once may have had to before.
                let late = seconds_between(minus(wanted_by, ticket.own), now);
                let start_in = if start_at > now { seconds_between(now, start_at) as i64 } else { -(late as i64) };
                (start_at, Some(start_in), reason(ticket, slowest))
            }
        };
        TicketPlan {
            order_id: ticket.order.id,
            station: ticket.station.cloned(),
            chit: ticket.chit,
            start_at,
            start_in,
            ready_at,
            latest_at: minus(possible, ticket.own),
            reason,
        }
    };
    chit.iter().map(of).collect()
}

fn reason(ticket: &Ticket, slowest: &Ticket) -> Reason {
    if ticket.earliest < slowest.earliest {
        let Item { station, menu_item_id, name, .. } = slowest.slowest;
        return Reason::Meets { station: station.clone(), menu_item_id: menu_item_id.clone(), name: name.clone() };
    }
    if ticket.before > 0 { Reason::Behind { seconds: ticket.before } } else { Reason::Slowest }
}

/// When all should have been ready: by what is on the pass, what is being cooked, and what should have been
/// started when it was due, or so many seconds after that.
fn wanted(chit: &[Ticket], target: &impl Fn(&Item) -> u32, after: impl Fn(&Ticket) -> u64) -> Timestamp {
    let planned = chit.iter().map(|ticket| match ticket.cooking {
        Some((_, done)) => done,
        None => plus(ticket.due_at, after(ticket) + ticket.own),
    });
    let of_order = chit.iter().take(1).flat_map(|ticket| ticket.order.items.iter().filter(|item| item.chit == Some(ticket.chit)));
    let prepared = of_order.filter(|item| item.status == ItemStatus::Prepared).filter_map(|item| {
        // Ready sooner than it was planned: nobody else is late for that.
        let planned = item.started_at.map(|started| started.plus_seconds(target(item).into()));
        item.prepared_at.max(planned)
    });
    planned.chain(prepared).max().unwrap_or_default()
}

fn plus(at: Timestamp, seconds: u64) -> Timestamp {
    at.plus_seconds(i64::try_from(seconds).unwrap_or(i64::MAX / 2_000))
}

fn minus(at: Timestamp, seconds: u64) -> Timestamp {
    at.minus_seconds(i64::try_from(seconds).unwrap_or(i64::MAX / 2_000))
}

/// Rounded up; 0 where `to` is before.
fn seconds_between(from: Timestamp, to: Timestamp) -> u64 {
    u64::try_from((to.0 - from.0).max(0)).unwrap_or(0).div_ceil(1_000)
}
