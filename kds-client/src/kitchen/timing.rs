//! When each ticket should be started: the fire plan over the board's orders, from what dishes take,
//! and what is held back until then.

use std::collections::BTreeSet;

use shared::board::Board;
use shared::fire_plan::{Reason, TicketPlan, fire_plan};
use shared::ids::{MenuItemId, OrderId, StationId};
use shared::lean;
use shared::location::FirePlan;
use shared::order::{Item, ItemStatus, Order, Priority};
use shared::time::Timestamp;

use super::{Clock, Kitchen};
use crate::model::TicketKey;
use crate::pending::with_taps;

/// Portions that a station cooks side by side, until the server has said how many.
const AT_ONCE: u32 = 4;
/// What is to be started within that is started together.
const APART_SECONDS: u32 = 30;

#[derive(Default)]
pub struct Timing {
    /// What a portion takes, by dish; what is not here takes what the menu says.
    seconds: Vec<(MenuItemId, u32)>,
    portions_at_once: Option<u32>,
    /// Stations that make things at once: nobody waits there, and nobody for them.
    at_once: Vec<StationId>,
    tickets: Vec<TicketPlan>,
    /// Tickets that are held back, and until when. One whose time has come stays here, so that it is
    /// not held back once more; one that the pass holds has no such time.
    held: Vec<(TicketKey, Timestamp)>,
    /// Orders of which something happened since the last plan.
    unplanned: BTreeSet<OrderId>,
}

/// The pass says when.
const UNTIL_LET_GO: Timestamp = Timestamp(i64::MAX);

/// The pass holds it, and nobody has begun it. A rush is never held.
fn is_held(order: &Order, station: Option<&StationId>, chit: u32) -> bool {
    order.held && may_wait(order, station, chit)
}

fn may_wait(order: &Order, station: Option<&StationId>, chit: u32) -> bool {
    let mut items = order.ticket_items(station, Some(chit));
    order.priority == Priority::Normal && items.all(|item| matches!(item.status, ItemStatus::Queued | ItemStatus::Voided))
}

impl Timing {
    fn seconds(&self, item: &Item) -> u32 {
        let found = self.seconds.binary_search_by(|(dish, _)| dish.cmp(&item.menu_item_id));
        found.map_or(item.prep_seconds, |k| self.seconds[k].1)
    }

    fn is_at_once(&self, station: Option<&StationId>) -> bool {
        self.at_once.iter().any(|id| Some(id) == station)
    }

    /// Whether what was sent together is for this station and others that start at different times: their
    /// dishes take longer or shorter, or one has other work before it.
    pub fn is_shared(&self, order: &Order, station: Option<&StationId>, chit: u32) -> bool {
        if self.is_at_once(station) {
            return false;
        }
        let (mut stations, mut least, mut most) = (0, u32::MAX, 0);
        for ticket in order.tickets.iter().filter(|t| t.chit == chit && !self.is_at_once(t.station.as_ref())) {
            let items = order.ticket_items(ticket.station.as_ref(), Some(chit)).filter(|i| !i.is_voided());
            if let Some(longest) = items.map(|item| self.seconds(item)).max() {
                (stations, least, most) = (stations + 1, least.min(longest), most.max(longest));
            }
        }
        let same = |t: &&TicketPlan| t.order_id == order.id && t.chit == chit;
        let later = |t: &TicketPlan| t.start_in.is_some_and(|wait| wait >= i64::from(APART_SECONDS));
        let waits = |t: &TicketPlan| matches!(t.reason, Reason::Meets { .. }) && later(t);
        stations > 1 && (most - least >= APART_SECONDS || self.tickets.iter().filter(same).any(waits))
    }

    /// Whether a ticket that nobody has begun is held back, by the pass or by the plan. A rush never is.
    pub fn waits(&self, order: &Order, station: Option<&StationId>, chit: u32, now: Timestamp) -> bool {
        let key = |k: &TicketKey| k.order == order.id && k.chit == chit && k.station.as_ref() == station;
        let planned = || self.held.iter().any(|(k, until)| key(k) && *until > now);
        (order.held || planned()) && may_wait(order, station, chit)
    }

    pub fn of(&self, key: &TicketKey) -> Option<&TicketPlan> {
        self.tickets.iter().find(|t| t.order_id == key.order && t.chit == key.chit && t.station == key.station)
    }

    /// Holds back what is to start later. As long as nothing of a chit was begun, a plan moves on with
    /// the clock: then the first one counts, so that nothing is held for ever by a cook who does not tap.
    /// What is seen for the first time may have been let go on another screen: the orders tell by when.
    fn hold(&mut self, before: &[(TicketKey, Timestamp)], now: Timestamp) {
        for ticket in self.tickets.iter().filter(|t| t.start_in.is_some()) {
            let key = TicketKey { order: ticket.order_id, station: ticket.station.clone(), chit: ticket.chit };
            let old = before.iter().find(|(k, _)| *k == key).map(|(_, until)| *until);
            let begun = || {
                let same = |t: &&TicketPlan| t.order_id == ticket.order_id && t.chit == ticket.chit;
                self.tickets.iter().filter(same).any(|t| t.reason == Reason::Cooking)
            };
            let soon = now.plus_seconds(APART_SECONDS.into());
            let planned = match ticket.reason {
                Reason::Meets { .. } if old.is_some() || ticket.start_at >= soon => ticket.start_at,
                _ => now,
            };
            let until = match old {
                // It went: nobody takes it back.
                Some(old) if old <= now => old,
                Some(old) if !begun() => old.min(planned),
                _ => planned.min(ticket.latest_at),
            };
            self.held.push((key, until));
        }
    }
}

impl Kitchen {
    /// What the server has learnt of the dishes.
    pub fn learn(&mut self, mut seconds: Vec<(MenuItemId, u32)>, portions_at_once: Option<u32>, clock: Clock) {
        lean::sort_by_key(&mut seconds, |(dish, _)| dish.clone());
        if self.timing.seconds != seconds || self.timing.portions_at_once != portions_at_once {
            (self.timing.seconds, self.timing.portions_at_once) = (seconds, portions_at_once);
            self.plan(clock);
            self.refresh_all(self.all(), super::Cause::Elsewhere, clock);
        }
    }

    /// Something happened to these orders. Where the plan decides what is shown it is made anew at once; where
    /// it only advises that has time until the next second: it takes longer than all else that an event does.
    pub(super) fn plan_for(&mut self, orders: &BTreeSet<OrderId>, clock: Clock) -> Vec<OrderId> {
        let by_pass = |board: &Board| board.orders().any(|order| order.held);
        let decides = |board: &Board| board.location.fire_plan == FirePlan::Hold || by_pass(board);
        if !self.timing.held.is_empty() || self.board.as_ref().is_some_and(decides) {
            return self.plan(clock);
        }
        self.timing.unplanned.extend(orders);
        Vec::new()
    }

    /// Works the plan out anew; gives the orders of which something waits now and did not, or the other
    /// way round.
    pub(super) fn plan(&mut self, clock: Clock) -> Vec<OrderId> {
        let Some(board) = &self.board else { return Vec::new() };
        let now = clock.now.max(self.written);
        let tapped: Vec<Order> = board
            .orders()
            .filter(|o| self.taps.iter().any(|tap| tap.order == o.id))
            .map(|o| with_taps(o, &self.taps).into_owned())
            .collect();
        let orders = board.orders().map(|o| tapped.iter().find(|t| t.id == o.id).unwrap_or(o));
        let cooking: Vec<&Order> = orders.filter(|o| o.status.is_cooking()).collect();
        let at_once = board.location.stations.iter().filter(|s| s.at_once);
        self.timing.at_once = at_once.map(|s| s.id.clone()).collect();
        let timing = &self.timing;
        // What the pass holds back delays nobody.
        let of = |order: &Order, station: Option<&StationId>, chit| !timing.is_at_once(station) && !is_held(order, station, chit);
        let tickets =
            fire_plan(cooking.iter().copied(), of, |item| timing.seconds(item), now, timing.portions_at_once.unwrap_or(AT_ONCE));
        let mut by_pass = Vec::new();
        for order in cooking.iter().filter(|o| o.held) {
            for ticket in order.tickets.iter().filter(|t| is_held(order, t.station.as_ref(), t.chit)) {
                let key = TicketKey { order: order.id, station: ticket.station.clone(), chit: ticket.chit };
                by_pass.push((key, UNTIL_LET_GO));
            }
        }
        let before = std::mem::replace(&mut self.timing.held, by_pass);
        self.timing.tickets = tickets;
        if board.location.fire_plan == FirePlan::Hold {
            self.timing.hold(&before, now);
        }
        let waits = |list: &[(TicketKey, Timestamp)], key| list.iter().any(|(k, until)| k == key && *until > now);
        let held = &self.timing.held;
        let mut turned: Vec<OrderId> = Vec::new();
        for (key, _) in held.iter().filter(|(key, _)| waits(held, key) && !waits(&before, key)) {
            turned.push(key.order);
        }
        // What still says that it waits, and need not any more.
        for card in self.cards.values().filter(|c| c.is_open()) {
            let groups = card.lines.iter().filter_map(|line| line.group.as_ref()).filter(|g| g.waits).map(|g| &g.key);
            let mut shown = groups.chain(card.head.waits.then_some(&card.head.key));
            if shown.any(|key| !waits(held, key)) {
                turned.push(card.head.key.order);
            }
        }
        turned
    }

    /// A second has passed. True: something may look different.
    pub fn plan_on(&mut self, clock: Clock) -> bool {
        let mut turned = self.plan(clock);
        // Advice may want room that nothing gave it yet.
        turned.extend(std::mem::take(&mut self.timing.unplanned));
        let any = !turned.is_empty();
        self.refresh_all(turned, super::Cause::Elsewhere, clock);
        any
    }
}
