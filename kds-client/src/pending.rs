//! What a tap will do, shown before the server has answered: the order machine, run on a copy.

use std::borrow::Cow;

use shared::order::{By, Ctx, Event, Order, decide};
use shared::outbox::Unsent;
use shared::protocol::Ask;
use shared::time::Timestamp;

use shared::ids::{CommandId, OrderId, Uuid};

/// A tap on its way.
#[derive(Clone, Debug, PartialEq)]
pub struct Pending {
    pub id: CommandId,
    pub order: OrderId,
    pub ask: Ask,
    pub since: Timestamp,
    /// Accepted at this `seq`; it stays until the board has got there.
    pub acked: Option<u64>,
}

impl Pending {
    /// `None`: not about an order.
    pub fn of(unsent: &Unsent) -> Option<Pending> {
        let ask = unsent.frame.ask().ok()?;
        let Ask::Order { order_id, .. } = &ask else { return None };
        Some(Pending { id: unsent.frame.id, order: *order_id, ask, since: unsent.since, acked: None })
    }
}

/// The order as it will be when all taps on it have been accepted. A tap that the machine
/// refuses shows nothing; the server will say why.
pub fn with_taps<'a>(order: &'a Order, taps: &[Pending]) -> Cow<'a, Order> {
    let id = order.id;
    if taps.iter().all(|tap| tap.order != id) {
        return Cow::Borrowed(order);
    }
    Cow::Owned(tapped(order, taps))
}

/// Apart: a screen that starts has no taps, and does not wait for the order machine.
#[inline(never)]
fn tapped(order: &Order, taps: &[Pending]) -> Order {
    let id = order.id;
    let mut order = order.clone();
    for tap in taps.iter().filter(|tap| tap.order == id) {
        let Ask::Order { command, .. } = &tap.ask else { continue };
        let mut fresh = || Uuid::from_u128(0);
        let mut ctx = Ctx {
            now: tap.since,
            // Whether the business day is over is the server's to say.
            business_day_start: Timestamp(0),
            by: By::default(),
            is_manager: false,
            fresh: &mut fresh,
        };
        let Ok(events) = decide(&order, command, &mut ctx) else { continue };
        for data in events {
            let seq = order.version;
            order.apply(&Event { seq, at: tap.since, order_id: Some(id), by: By::default(), tapped_at: None, data });
        }
    }
    order
}
