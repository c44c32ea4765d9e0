//! What an order was waiting for, minute by minute: "8 of 19 min waiting for the oven".
//!
//! The path leads from placed to completed (to `until` where it is not) through the *last ticket*: the one
//! of the order whose last line was prepared last; where some are still open, of these the one that was due
//! first. What is void counts for nothing. Each piece begins where the one before ends:
//!
//! ```text
//! paying    placed   .. confirmed   the payment
//! held      .. due                  a later course, a later hour, a line that was added later
//! unseen    .. shown                no screen of its station showed it; at the latest until it was started
//! waiting   .. started              it stood on the glass and nobody had begun it
//! cooking   .. prepared             from its first line that was started to its last that was prepared
//! pass      .. completed            all was ready, and nobody took it
//! ```
//!
//! A station that taps "prepared" and never "start" is taken to have begun a line its target
//! (`prep_seconds`) before that, and not before it was shown; what is before counts as waiting. A ticket
//! that no screen ever showed was unseen until it was started. The pieces add up to the whole, whatever the times say.

use serde::{Deserialize, Serialize};

use crate::ids::StationId;
use crate::order::{Item, Order, Status, Ticket};
use crate::time::Timestamp;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Wait {
    Paying,
    Held,
    Unseen,
    Waiting,
    Cooking,
    Pass,
}

impl Wait {
    pub fn as_str(self) -> &'static str {
        match self {
            Wait::Paying => "paying",
            Wait::Held => "held",
            Wait::Unseen => "unseen",
            Wait::Waiting => "waiting",
            Wait::Cooking => "cooking",
            Wait::Pass => "pass",
        }
    }
}

/// One piece of the path, never of no length.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Piece {
    pub wait: Wait,
    pub millis: i64,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Path {
    /// Of the last ticket; null: it has none, or there is no ticket yet.
    pub station: Option<StationId>,
    pub pieces: Vec<Piece>,
    /// How long all other tickets of the same sending were ready before it was.
    pub rest_stood_millis: i64,
}

impl Path {
    /// All of it but what was held on purpose: so long somebody should have done something.
    pub fn millis(&self) -> i64 {
        self.pieces.iter().filter(|piece| piece.wait != Wait::Held).map(|piece| piece.millis).sum()
    }

    /// What took longest, of what was not held on purpose.
    pub fn longest(&self) -> Option<&Piece> {
        self.pieces.iter().filter(|piece| piece.wait != Wait::Held).max_by_key(|piece| piece.millis)
    }
}

/// `None`: it was cancelled, or given up for want of payment.
pub fn critical_path(order: &Order, until: Timestamp) -> Option<Path> {
    if matches!(order.status, Status::Cancelled | Status::PaymentFailed) {
        return None;
    }
    let end = order.completed_at.unwrap_or(until);
    let mut walk = Walk { at: order.placed_at, end, pieces: Vec::new() };
    walk.to(order.confirmed_at, Wait::Paying);
    let Some(last) = last_ticket(order) else {
        walk.to(None, Wait::Held);
        return Some(Path { station: None, pieces: walk.pieces, rest_stood_millis: 0 });
    };
    let (started, done) = (started(order, last), prepared(order, last));
    walk.to(last.due_at, Wait::Held);
    walk.to(earlier(last.shown_at, earlier(started, done)), Wait::Unseen);
    walk.to(earlier(started, done), Wait::Waiting);
    walk.to(done, Wait::Cooking);
    walk.to(None, Wait::Pass);
    let others = order.tickets.iter().filter(|t| t.chit == last.chit && t.station != last.station);
    let rest = others.filter(|t| counts(order, t)).map(|t| prepared(order, t)).max().flatten();
    let stood = rest.map_or(0, |rest| done.unwrap_or(end).min(end).millis_since(rest).max(0));
    Some(Path { station: last.station.clone(), pieces: walk.pieces, rest_stood_millis: stood })
}

struct Walk {
    at: Timestamp,
    end: Timestamp,
    pieces: Vec<Piece>,
}

impl Walk {
    /// `None`: it has not happened yet.
    fn to(&mut self, next: Option<Timestamp>, wait: Wait) {
        let next = next.unwrap_or(self.end).min(self.end);
        if next > self.at {
            self.pieces.push(Piece { wait, millis: next.millis_since(self.at) });
            self.at = next;
        }
    }
}

fn lines<'a>(order: &'a Order, ticket: &'a Ticket) -> impl Iterator<Item = &'a Item> {
    order.ticket_items(ticket.station.as_ref(), Some(ticket.chit)).filter(|item| !item.is_voided())
}

fn counts(order: &Order, ticket: &Ticket) -> bool {
    lines(order, ticket).next().is_some()
}

fn last_ticket(order: &Order) -> Option<&Ticket> {
    let all = || order.tickets.iter().filter(|ticket| counts(order, ticket));
    let open = all().filter(|ticket| prepared(order, ticket).is_none()).min_by_key(|ticket| ticket.due_at);
    open.or_else(|| all().max_by_key(|ticket| prepared(order, ticket)))
}

/// When the last of it was prepared; `None`: something is open.
fn prepared(order: &Order, ticket: &Ticket) -> Option<Timestamp> {
    let mut last = None;
    for item in lines(order, ticket) {
        last = last.max(Some(item.prepared_at?));
    }
    last
}

fn started(order: &Order, ticket: &Ticket) -> Option<Timestamp> {
    let began = |item: &Item| {
        let taken = Some(item.prepared_at?.minus_seconds(item.prep_seconds.into()));
        item.started_at.or(taken.max(ticket.shown_at))
    };
    lines(order, ticket).filter_map(began).min()
}

fn earlier(a: Option<Timestamp>, b: Option<Timestamp>) -> Option<Timestamp> {
    match (a, b) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (a, b) => a.or(b),
    }
}
