//! The screen's state without its drawing: the board, the taps on their way, the cards and where
//! they stand. Plain code, so that tests drive it without a browser.

mod differ;
mod due;
mod places;
#[cfg(test)]
mod tests;

use std::collections::{BTreeSet, HashMap, HashSet};

use shared::board::{Board, Change as Touched, Snapshot};
use shared::ids::{CommandId, OrderId};
use shared::order::{Command, Event, EventData, ItemStatus, Order, Status};
use shared::outbox::Unsent;
use shared::protocol::Ask;
use shared::time::Timestamp;

use self::differ::{is_changed, undo};
use crate::counts::{Counts, count};
use crate::glass::Glass;
use crate::model::*;
use crate::pending::{Pending, with_taps};
use crate::project::{Projected, project};
use crate::rail::Rail;
use crate::route::Place;

/// The two clocks: the server's time, and ticks that never jump.
#[derive(Clone, Copy, Debug)]
pub struct Clock {
    pub now: Timestamp,
    pub ticks: i64,
}

/// Who brought a change about: what a cook did himself need not be pointed out to him.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Cause {
    Here,
    Elsewhere,
}

pub struct Kitchen {
    place: Place,
    glass: Glass,
    board: Option<Board>,
    /// All events up to here are in the board.
    seq: u64,
    /// When the server wrote the newest thing on the board: its clock has come at least so far.
    written: Timestamp,
    taps: Vec<Pending>,
    cards: HashMap<CardId, Card>,
    ids: HashMap<TicketKey, CardId>,
    next: u32,
    rail: Rail,
    /// The pass: orders to hand out, beside the rail.
    ready: Rail,
    /// Orders with tickets that are not due yet, and when the next of them is.
    waiting: HashMap<OrderId, Timestamp>,
    /// Orders that went into another one: their cards go by themselves.
    merged: HashSet<OrderId>,
    dirty: BTreeSet<CardId>,
}

impl Kitchen {
    pub fn new(place: Place, glass: Glass) -> Kitchen {
        Kitchen {
            place,
            glass,
            board: None,
            seq: 0,
            written: Timestamp(i64::MIN),
            taps: Vec::new(),
            cards: HashMap::new(),
            ids: HashMap::new(),
            next: 0,
            rail: Rail::default(),
            ready: Rail::default(),
            waiting: HashMap::new(),
            merged: HashSet::new(),
            dirty: BTreeSet::new(),
        }
    }

    pub fn board(&self) -> Option<&Board> {
        self.board.as_ref()
    }

    pub fn place(&self) -> &Place {
        &self.place
    }

    pub fn seq(&self) -> u64 {
        self.seq
    }

    pub fn card(&self, id: CardId) -> Option<&Card> {
        self.cards.get(&id)
    }

    pub fn cards(&self) -> impl Iterator<Item = (CardId, &Card)> {
        self.cards.iter().map(|(id, card)| (*id, card))
    }

    /// Cards that changed or went since the last call.
    pub fn take_dirty(&mut self) -> BTreeSet<CardId> {
        std::mem::take(&mut self.dirty)
    }

    /// An order with its taps, as it is shown.
    pub fn shown(&self, id: OrderId) -> Option<Order> {
        self.board.as_ref()?.order(id).map(|order| with_taps(order, self.taps.iter()))
    }

    pub fn counts(&self, now: Timestamp) -> Counts {
        let Some(board) = &self.board else { return Counts::default() };
        let orders: Vec<Order> = board.orders().map(|o| with_taps(o, self.taps.iter())).collect();
        count(orders.iter(), &self.place, &board.location, now.max(self.written))
    }

    pub fn replace(&mut self, snapshot: Snapshot, seq: u64, clock: Clock) {
        let first = self.board.is_none();
        // Its own clock, not one of an earlier life: a restored server may stand before that.
        self.written = due::written(&snapshot);
        self.board = Some(Board::from_snapshot(snapshot));
        self.seq = seq;
        self.settle_taps();
        let mut all = BTreeSet::new();
        all.extend(self.cards.values().map(|c| c.head.key.order));
        all.extend(self.board.iter().flat_map(|b| b.orders().map(|o| o.id)));
        self.refresh_all(all, Cause::Elsewhere, clock);
        if first {
            for card in self.cards.values_mut() {
                card.mark = Mark::None;
            }
            self.settle();
        }
    }

    pub fn apply(&mut self, events: &[Event], to: u64, clock: Clock) {
        let Some(board) = &mut self.board else { return };
        let mut touched: BTreeSet<OrderId> = BTreeSet::new();
        for event in events {
            self.written = self.written.max(event.at);
            if let EventData::Merged(merged) = &event.data {
                self.merged.insert(merged.merged_order_id);
            }
            match board.apply(event) {
                Touched::Order(id) => {
                    touched.insert(id);
                }
                Touched::Two(a, b) => touched.extend([a, b]),
                // The pass changed the rail's order; it shows when the hand is away.
                Touched::Sequence | Touched::Availability(_) | Touched::Menu | Touched::Nothing => {}
            }
        }
        self.seq = to;
        touched.extend(self.settle_taps());
        self.refresh_all(touched, Cause::Elsewhere, clock);
    }

    pub fn restored(&mut self, unsent: &[Unsent]) {
        self.taps.extend(unsent.iter().filter_map(Pending::of));
    }

    pub fn tapped(&mut self, unsent: &Unsent, clock: Clock) {
        if let Some(tap) = Pending::of(unsent) {
            let order = tap.order;
            self.taps.push(tap);
            self.refresh(order, Cause::Here, clock);
        }
    }

    /// Accepted; shown as a tap until its events are here, so that nothing flickers.
    pub fn acked(&mut self, id: CommandId, seq: u64, clock: Clock) {
        if let Some(tap) = self.taps.iter_mut().find(|tap| tap.id == id) {
            tap.acked = Some(seq);
        }
        for order in self.settle_taps() {
            self.refresh(order, Cause::Here, clock);
        }
    }

    /// Refused or too old: taken back. Gives the order's number, for the words.
    pub fn taken_back(&mut self, id: CommandId, clock: Clock) -> Option<u32> {
        let place = self.taps.iter().position(|tap| tap.id == id)?;
        let order = self.taps.remove(place).order;
        self.refresh(order, Cause::Here, clock);
        self.board.as_ref()?.order(order).map(|o| o.number)
    }

    /// Taps whose events have arrived are taps no more.
    fn settle_taps(&mut self) -> Vec<OrderId> {
        let seq = self.seq;
        let (done, kept) =
            std::mem::take(&mut self.taps).into_iter().partition::<Vec<_>, _>(|t| t.acked.is_some_and(|a| a <= seq));
        self.taps = kept;
        done.into_iter().map(|tap| tap.order).collect()
    }

    fn refresh(&mut self, id: OrderId, cause: Cause, clock: Clock) {
        let Some(board) = &self.board else { return };
        let order = board.order(id).map(|order| with_taps(order, self.taps.iter()));
        let (projected, waiting) = match &order {
            Some(order) => project(order, &self.place, &board.location, clock.now.max(self.written)),
            None => (Vec::new(), None),
        };
        match waiting {
            Some(at) => self.waiting.insert(id, at),
            None => self.waiting.remove(&id),
        };
        let mut missing: Vec<CardId> = self.cards.iter().filter(|(_, c)| c.head.key.order == id).map(|(id, _)| *id).collect();
        for card in projected {
            if let Some(known) = self.ids.get(&card.head.key).copied() {
                missing.retain(|id| *id != known);
            }
            self.put(card, cause, clock);
        }
        for card in missing {
            let (why, undo) = match &order {
                Some(order) if order.status == Status::Completed => (Why::Done, self.undo_completion(id)),
                Some(order) if order.status != Status::Cancelled => (Why::Gone, Vec::new()),
                None if self.merged.contains(&id) => (Why::Gone, Vec::new()),
                _ => (Why::Cancelled, Vec::new()),
            };
            self.leave(card, why, undo, clock);
        }
    }

    fn undo_completion(&self, order_id: OrderId) -> Vec<Ask> {
        match self.place {
            Place::Expo => vec![Ask::Order { order_id, command: Command::Recall }],
            _ => Vec::new(),
        }
    }

    fn put(&mut self, new: Projected, cause: Cause, clock: Clock) {
        let Projected { head, lines, open } = new;
        let Some(id) = self.ids.get(&head.key).copied() else {
            if open {
                self.add(head, lines);
            }
            return;
        };
        let Some(card) = self.cards.get_mut(&id) else { return };
        let before = card.clone();
        card.head = head;
        card.lines = lines;
        if cause == Cause::Elsewhere && card.mark == Mark::None && is_changed(&before, card) {
            card.mark = Mark::Changed;
        }
        if !card.needs_acknowledgement() {
            card.urge = false;
        }
        if open {
            card.phase = Phase::Open;
        }
        let now = card.clone();
        if now != before {
            self.dirty.insert(id);
        }
        self.stand(id);
        if !open {
            let voided = now.lines.iter().filter(|l| l.status != ItemStatus::Held).all(|l| l.status == ItemStatus::Voided);
            let why = if voided { Why::Voided } else { Why::Done };
            self.leave(id, why, undo(&before, &now), clock);
        }
    }

    fn add(&mut self, head: Head, lines: Vec<Line>) {
        let id = CardId(self.next);
        self.next += 1;
        self.ids.insert(head.key.clone(), id);
        self.cards.insert(id, Card { head, lines, phase: Phase::Open, mark: Mark::New, urge: false });
        self.dirty.insert(id);
        self.stand(id);
    }

    fn leave(&mut self, id: CardId, why: Why, undo: Vec<Ask>, clock: Clock) {
        let Some(card) = self.cards.get_mut(&id) else { return };
        // The first reason stands, but a cancelled order must be seen to be cancelled.
        if card.is_open() || (why == Why::Cancelled && !matches!(card.phase, Phase::Left { why: Why::Cancelled, .. })) {
            card.phase = Phase::Left { why, at: clock.ticks, undo };
            card.urge = false;
            self.dirty.insert(id);
        }
    }

    pub fn touch(&mut self, id: CardId) {
        if let Some(card) = self.cards.get_mut(&id)
            && card.mark != Mark::None
        {
            card.mark = Mark::None;
            self.dirty.insert(id);
        }
    }

    pub fn urge(&mut self, id: CardId) {
        if let Some(card) = self.cards.get_mut(&id) {
            card.urge = true;
            self.dirty.insert(id);
        }
    }
}
