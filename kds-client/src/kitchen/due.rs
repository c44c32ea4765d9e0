//! When a ticket's time has come, and in what order those join whose time comes at once.

use shared::board::Snapshot;
use shared::ids::OrderId;
use shared::time::Timestamp;

use super::{Cause, Clock, Kitchen};

impl Kitchen {
    /// Tickets whose time has come. True: something changed.
    pub fn fall_due(&mut self, clock: Clock) -> bool {
        let now = clock.now.max(self.written);
        let due: Vec<OrderId> = self.waiting.iter().filter(|(_, at)| **at <= now).map(|(id, _)| *id).collect();
        let any = !due.is_empty();
        self.refresh_all(due, Cause::Elsewhere, clock);
        any
    }

    /// Looks at these orders anew. What joins the rail by it stands in the rail's own order, whatever
    /// order they are looked at in; what stood there before does not move.
    pub(super) fn refresh_all(&mut self, orders: impl IntoIterator<Item = OrderId>, cause: Cause, clock: Clock) {
        let stood = self.standing();
        for order in orders {
            self.refresh(order, cause, clock);
        }
        self.sort_joined(stood);
    }
}

/// When the newest thing in a snapshot was written. A screen's idea of the server's clock is some
/// milliseconds behind; by it alone, a ticket that has just been sent would not be due yet.
pub fn written(snapshot: &Snapshot) -> Timestamp {
    let fired = snapshot.orders.iter().flat_map(|order| order.items.iter().filter_map(|item| item.fired_at));
    let completed = snapshot.recent.iter().filter_map(|order| order.completed_at);
    fired.chain(completed).max().unwrap_or(Timestamp(i64::MIN))
}
