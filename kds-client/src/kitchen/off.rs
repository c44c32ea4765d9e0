//! Tickets that are off and have to be cleared stay until somebody has seen them, over a reload as well:
//! the board has forgotten such an order, so it is kept here as it was before.

use std::collections::BTreeSet;

use shared::board::{Board, RECENT_MAX, Snapshot};
use shared::ids::OrderId;
use shared::order::{Event, EventData, Order, Status};
use shared::time::Timestamp;

use super::{Clock, Kitchen};

/// What an event is about to take off a screen, as it is before that.
pub(super) fn before(event: &Event, board: &Board) -> Option<Order> {
    let takes_off = matches!(event.data, EventData::Cancelled(_) | EventData::ItemVoided(_));
    event.order_id.filter(|_| takes_off).and_then(|id| board.order(id).cloned())
}

/// What was cancelled unheard between two boards; of the old one all is `known` up to then. An order that the new
/// one has not was merged, and its items are elsewhere, or cancelled, or completed so long ago that the board has
/// forgotten it. Where so many were completed meanwhile nobody can tell: that it was cancelled is not said then.
pub(super) fn cancelled_between(old: &Board, known: Timestamp, new: &Board) -> BTreeSet<OrderId> {
    if new.recent().count() == RECENT_MAX && new.recent().all(|order| order.completed_at.is_some_and(|at| at > known)) {
        return BTreeSet::new();
    }
    let elsewhere = |order: &Order| {
        new.orders().chain(new.recent()).any(|o| o.items.iter().any(|item| order.items.iter().any(|i| i.id == item.id)))
    };
    old.orders().filter(|order| new.order(order.id).is_none() && !elsewhere(order)).map(|order| order.id).collect()
}

impl Kitchen {
    pub(super) fn must_be_cleared(&self, order: OrderId) -> bool {
        self.cards.values().any(|card| card.head.key.order == order && card.must_be_cleared())
    }

    /// Keeps those of these orders of which something is off now. The oldest state stands: it has all of it.
    pub(super) fn keep_off(&mut self, before: Vec<Order>) {
        let mut off = std::mem::take(&mut self.off);
        for order in before {
            if off.iter().all(|kept| kept.id != order.id) {
                off.push(order);
            }
        }
        self.off = off;
        self.forget_seen();
    }

    /// What was seen is done with: should more of such an order be off one day, it is kept as it is then.
    pub(super) fn forget_seen(&mut self) {
        let mut off = std::mem::take(&mut self.off);
        off.retain(|order| self.must_be_cleared(order.id));
        self.off = off;
    }

    /// The board, to be kept for the next start. Among the recent orders no other one is still open.
    pub fn known(&self) -> Option<Snapshot> {
        let mut known = self.board.as_ref()?.snapshot();
        known.recent.extend(self.off.iter().filter(|order| self.must_be_cleared(order.id)).cloned());
        Some(known)
    }

    /// What was kept: as it stood on the glass, with what was off and not seen.
    pub fn bring_back(&mut self, mut known: Snapshot, clock: Clock) {
        let (recent, off) = std::mem::take(&mut known.recent).into_iter().partition(|order| order.status == Status::Completed);
        known.recent = recent;
        if !Vec::is_empty(&off) {
            self.bring_back_off(&known, off, clock);
        }
        self.replace(known, 0, clock);
        self.heard = None;
        self.altered.clear();
    }

    // Apart: few starts have any.
    #[inline(never)]
    fn bring_back_off(&mut self, known: &Snapshot, off: Vec<Order>, clock: Clock) {
        let mut before = known.clone();
        before.orders.retain(|order| off.iter().all(|off| off.id != order.id));
        before.orders.extend(off);
        self.replace(before, 0, clock);
    }
}
