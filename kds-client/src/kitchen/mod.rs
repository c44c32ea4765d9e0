//! The screen's state without its drawing: the board, the taps on their way, the cards and where
//! they stand. Plain code, so that tests drive it without a browser.

pub mod advice;
pub mod batches;
mod cards;
mod differ;
mod dishes;
mod due;
mod moved;
mod off;
#[cfg(test)]
mod pass_tests;
mod places;
mod rehearse;
mod sequence;
#[cfg(test)]
mod tests;
pub mod timing;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::rc::Rc;

use client_kit::text::kitchen as text;
use shared::board::{Board, Change as Touched, Snapshot};
use shared::ids::{CommandId, ItemId, OrderId};
use shared::order::{Event, EventData, Order};
use shared::outbox::Unsent;
use shared::time::Timestamp;

use crate::chime::Chime;
use crate::counts::{Counts, Tally};
use crate::glass::Glass;
use crate::model::*;
use crate::pending::{Pending, with_taps};
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
    cards: BTreeMap<CardId, Card>,
    ids: HashMap<TicketKey, CardId>,
    next: u32,
    rail: Rail,
    /// The pass: orders to hand out, beside the rail.
    ready: Rail,
    /// Cards that may want less room than they have.
    loose: BTreeSet<CardId>,
    /// Not everything stands in its right place.
    unsettled: bool,
    /// Orders with tickets that are not due yet, and when the next of them is.
    waiting: HashMap<OrderId, Timestamp>,
    /// Orders that have just been cancelled: somebody has to clear their cards. All others go by themselves.
    cancelled: BTreeSet<OrderId>,
    /// Items that have just gone to another order.
    moved: Vec<ItemId>,
    /// Orders with tickets that are off and not cleared, as they were before.
    off: Vec<Order>,
    dirty: BTreeSet<CardId>,
    /// Cards came, went, moved, or are something else to the pages before and after.
    restood: bool,
    /// Lines of a card moved since the last call.
    shifted: bool,
    /// What the kitchen is to hear of since the last call.
    heard: Option<Chime>,
    /// Cards that others changed or took off since the last call, each once.
    altered: Vec<CardId>,
    /// What this screen said of dishes and the board has not yet.
    said: Vec<dishes::Said>,
    /// What is to be made.
    tally: Tally,
    /// That, or what may be ordered, is something else than at the last call.
    recount: bool,
    /// When each ticket should be started.
    timing: timing::Timing,
    /// The order of the rail that was asked for here, until the board has it.
    wanted: Option<sequence::Wanted>,
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
            cards: BTreeMap::new(),
            ids: HashMap::new(),
            next: 0,
            rail: Rail::default(),
            ready: Rail::default(),
            loose: BTreeSet::new(),
            unsettled: false,
            waiting: HashMap::new(),
            cancelled: BTreeSet::new(),
            moved: Vec::new(),
            off: Vec::new(),
            dirty: BTreeSet::new(),
            restood: true,
            shifted: false,
            heard: None,
            altered: Vec::new(),
            said: Vec::new(),
            tally: Tally::default(),
            recount: false,
            timing: timing::Timing::default(),
            wanted: None,
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

    /// What others brought since the last call: the most important of it.
    pub fn take_heard(&mut self) -> Option<Chime> {
        self.heard.take()
    }

    pub fn take_altered(&mut self) -> Vec<CardId> {
        std::mem::take(&mut self.altered)
    }

    /// Whether the pages have to be laid out anew.
    pub fn take_restood(&mut self) -> bool {
        std::mem::take(&mut self.restood)
    }

    pub fn take_shifted(&mut self) -> bool {
        std::mem::take(&mut self.shifted)
    }

    /// The counts are something else than when they were last taken.
    pub fn take_recount(&mut self) -> bool {
        std::mem::take(&mut self.recount)
    }

    /// An order with its taps, as it is shown.
    pub fn shown(&self, id: OrderId) -> Option<Order> {
        self.board.as_ref()?.order(id).map(|order| with_taps(order, &self.taps).into_owned())
    }

    pub fn counts(&self) -> Counts {
        let mut counts = self.tally.list();
        for line in counts.all_day.iter_mut().chain(&mut counts.coming) {
            let (state, _) = self.availability(&line.menu_item);
            if let Some(state) = state.filter(|a| !a.available || a.remaining.is_some()) {
                Rc::make_mut(line).left = Some(text::left(state.remaining, state.available));
            }
        }
        counts
    }

    /// A line of a dish of the list.
    pub fn one_of(&self, dish: &str, coming: bool) -> Option<(OrderId, ItemId)> {
        self.tally.one(dish, coming)
    }

    pub fn replace(&mut self, snapshot: Snapshot, seq: u64, clock: Clock) {
        let first = self.board.is_none();
        // Its own clock, not one of an earlier life: a restored server may stand before that.
        let known = std::mem::replace(&mut self.written, due::written(&snapshot));
        let board = Board::from_snapshot(snapshot);
        if let Some(old) = &self.board {
            self.moved = moved::moved_between(old, &board);
            self.cancelled = off::cancelled_between(old, known, &board);
        }
        let old = self.board.replace(board);
        self.seq = seq;
        self.settle_taps();
        (self.tally, self.recount, self.unsettled) = (Tally::default(), true, true);
        self.plan(clock);
        self.refresh_all(self.all(), Cause::Elsewhere, clock);
        self.moved.clear();
        self.cancelled.clear();
        if let Some(old) = old {
            self.keep_off(old.orders().filter(|order| self.must_be_cleared(order.id)).cloned().collect());
        }
        if first {
            for card in self.cards.values_mut() {
                card.mark = Mark::None;
            }
            self.heard = None;
            self.altered.clear();
            self.settle();
        }
    }

    /// Every order that there is something of.
    fn all(&self) -> BTreeSet<OrderId> {
        let mut all = BTreeSet::new();
        all.extend(self.cards.values().map(|c| c.head.key.order));
        all.extend(self.board.iter().flat_map(|b| b.orders().map(|o| o.id)));
        all
    }

    pub fn apply(&mut self, events: &[Event], to: u64, clock: Clock) {
        let Some(board) = &mut self.board else { return };
        let mut touched: BTreeSet<OrderId> = BTreeSet::new();
        let mut before = Vec::new();
        for event in events {
            self.written = self.written.max(event.at);
            if let EventData::Cancelled(_) = &event.data {
                self.cancelled.extend(event.order_id);
            }
            self.moved.extend(moved::moved_by(event, board));
            before.extend(off::before(event, board));
            match board.apply(event) {
                Touched::Order(id) => {
                    touched.insert(id);
                }
                Touched::Two(a, b) => touched.extend([a, b]),
                Touched::Availability(_) => self.recount = true,
                // Every ticket has another pace.
                Touched::Location => touched.extend(board.orders().chain(board.recent()).map(|order| order.id)),
                // The pass changed the rail's order; it shows when the hand is away.
                Touched::Sequence => self.unsettled = true,
                Touched::Menu | Touched::Nothing => {}
            }
        }
        self.seq = to;
        touched.extend(self.settle_taps());
        if !events.is_empty() {
            touched.extend(self.plan_for(&touched, clock));
        }
        self.refresh_all(touched, Cause::Elsewhere, clock);
        self.moved.clear();
        self.cancelled.clear();
        if !before.is_empty() {
            self.keep_off(before);
        }
    }

    pub fn restored(&mut self, unsent: &[Unsent]) {
        for unsent in unsent {
            if !self.note_dish(unsent) && !self.note_sequence(unsent) {
                self.taps.extend(Pending::of(unsent));
            }
        }
    }

    pub fn tapped(&mut self, unsent: &Unsent, clock: Clock) {
        if self.note_dish(unsent) || self.note_sequence(unsent) {
            return;
        }
        if let Some(tap) = Pending::of(unsent) {
            let order = tap.order;
            self.taps.push(tap);
            let others = self.plan_for(&BTreeSet::from([order]), clock);
            self.refresh(order, Cause::Here, clock);
            self.refresh_all(others.into_iter().filter(|other| *other != order), Cause::Elsewhere, clock);
        }
    }

    /// Accepted; shown as a tap until its events are here, so that nothing flickers.
    pub fn acked(&mut self, id: CommandId, seq: u64, clock: Clock) {
        self.dish_acked(id, seq);
        self.sequence_acked(id, seq);
        if let Some(tap) = self.taps.iter_mut().find(|tap| tap.id == id) {
            tap.acked = Some(seq);
        }
        for order in self.settle_taps() {
            self.refresh(order, Cause::Here, clock);
        }
    }

    /// Refused or too old: taken back. Gives the order's number, for the words.
    pub fn taken_back(&mut self, id: CommandId, clock: Clock) -> Option<u32> {
        self.settle_dishes(Some(id));
        self.settle_sequence(Some(id));
        let place = self.taps.iter().position(|tap| tap.id == id)?;
        let order = self.taps.remove(place).order;
        let others = self.plan_for(&BTreeSet::from([order]), clock);
        self.refresh(order, Cause::Here, clock);
        self.refresh_all(others.into_iter().filter(|other| *other != order), Cause::Elsewhere, clock);
        self.board.as_ref()?.order(order).map(|o| o.number)
    }

    /// Taps whose events have arrived are taps no more.
    fn settle_taps(&mut self) -> Vec<OrderId> {
        self.settle_dishes(None);
        self.settle_sequence(None);
        let seq = self.seq;
        let (done, kept) =
            std::mem::take(&mut self.taps).into_iter().partition::<Vec<_>, _>(|t| t.acked.is_some_and(|a| a <= seq));
        self.taps = kept;
        done.into_iter().map(|tap| tap.order).collect()
    }

    pub fn touch(&mut self, id: CardId) {
        if let Some(card) = self.cards.get_mut(&id)
            && card.is_marked()
        {
            card.mark = Mark::None;
            for line in &mut card.lines {
                line.fresh = false;
            }
            self.dirty.insert(id);
        }
    }

    /// Somebody has noticed one line of a card; what else changed on it stays marked.
    pub fn touch_line(&mut self, id: CardId, item: ItemId) {
        let Some(card) = self.cards.get_mut(&id) else { return };
        if let Some(line) = card.lines.iter_mut().find(|line| line.item == item) {
            line.fresh = false;
        }
        if card.mark == Mark::New || card.lines.iter().all(|line| !line.fresh) {
            card.mark = Mark::None;
        }
        self.dirty.insert(id);
    }

    pub fn urge(&mut self, id: CardId) {
        if let Some(card) = self.cards.get_mut(&id) {
            card.urge = true;
            self.dirty.insert(id);
        }
    }
}
