//! Where cards stand: on the rail, among what is ready, on which page; and when they may move.

use std::collections::BTreeMap;

use shared::ids::OrderId;
use shared::time::Timestamp;

use super::Kitchen;
use crate::glass::{Cell, Glass, Part, pages};
use crate::model::*;
use crate::rail::{AWAY_MS, Rail, may_go};
use crate::route::Place;

impl Kitchen {
    pub fn pages(&self) -> Vec<Vec<Cell>> {
        pages(self.rail.entries().iter().map(|e| (e.card, &e.parts)), self.glass.columns)
    }

    /// The pass: what stands ready, oldest first.
    pub fn ready(&self) -> Vec<CardId> {
        self.ready.entries().iter().map(|e| e.card).collect()
    }

    /// The pass: of each party that several orders are ready for, the last of its cards, and who it is.
    pub fn parties(&self) -> Vec<(CardId, String)> {
        let ready = self.ready();
        let together = ready.chunk_by(|a, b| self.party(*a).is_some() && self.party(*a) == self.party(*b));
        let several = together.filter(|cards| cards.iter().filter(|id| self.is_to_go(**id)).count() > 1);
        several.filter_map(|cards| Some((*cards.last()?, self.party(*cards.first()?)?.to_owned()))).collect()
    }

    /// The orders of one party that stand together, down to this card.
    pub fn ready_together(&self, last: CardId) -> Vec<OrderId> {
        let ready = self.ready();
        let above = ready.iter().rev().skip_while(|id| **id != last);
        let theirs = above.take_while(|id| self.party(**id).is_some() && self.party(**id) == self.party(last));
        let mut orders: Vec<OrderId> =
            theirs.filter(|id| self.is_to_go(**id)).filter_map(|id| Some(self.cards.get(id)?.head.key.order)).collect();
        orders.reverse();
        orders
    }

    fn is_to_go(&self, id: CardId) -> bool {
        self.cards.get(&id).is_some_and(|c| c.is_open() && c.head.ready)
    }

    fn party(&self, id: CardId) -> Option<&str> {
        self.cards.get(&id)?.head.party.as_deref()
    }

    /// Gives a card its place: on the rail, or among what is ready at the pass.
    pub(super) fn stand(&mut self, id: CardId) {
        let Some(card) = self.cards.get(&id) else { return };
        let parts = self.parts(card);
        self.loose.insert(id);
        (self.unsettled, self.restood) = (true, true);
        if self.place == Place::Expo && card.head.ready {
            self.ready.put(id, parts);
        } else {
            self.rail.put(id, parts);
        }
    }

    fn parts(&self, card: &Card) -> Vec<Part> {
        self.glass.parts(card, self.place == Place::Expo)
    }

    /// Takes a card off: it was cleared, or its time is over.
    pub fn remove(&mut self, id: CardId) {
        if let Some(card) = self.cards.remove(&id) {
            self.ids.remove(&card.head.key);
            self.rail.remove(id);
            self.ready.remove(id);
            self.dirty.insert(id);
            (self.unsettled, self.restood) = (true, true);
            self.forget_seen();
        }
    }

    /// The hand is away: takes out what has gone, sorts, closes gaps. True: something moved.
    pub fn tend(&mut self, ticks: i64, away_ms: i64, on_page: &[CardId]) -> bool {
        let page_done = on_page.iter().all(|id| self.cards.get(id).is_none_or(|c| !c.is_open()));
        let goes = |card: &Card| match &card.phase {
            Phase::Open => false,
            Phase::Left { why, at, .. } => may_go(*why, ticks - at, away_ms, page_done),
        };
        let gone: Vec<CardId> = self.cards.iter().filter(|(_, card)| goes(card)).map(|(id, _)| *id).collect();
        // Most of the time everything stands where it should.
        if gone.is_empty() && !(self.unsettled && away_ms >= AWAY_MS) {
            return false;
        }
        let left = !gone.is_empty();
        for id in gone {
            self.remove(id);
        }
        let moved = away_ms >= AWAY_MS && self.settle();
        left || moved
    }

    /// Everything to its right place, at once. True: something moved.
    pub fn settle(&mut self) -> bool {
        let expo = self.place == Place::Expo;
        let misplaced = |rail: &Rail, ready: bool| -> Vec<CardId> {
            let wrong = |id: &CardId| self.cards.get(id).is_none_or(|c| expo && c.head.ready != ready);
            rail.entries().iter().map(|e| e.card).filter(wrong).collect()
        };
        let (off_rail, off_ready) = (misplaced(&self.rail, false), misplaced(&self.ready, true));
        let left = !off_rail.is_empty() || !off_ready.is_empty();
        off_rail.into_iter().for_each(|id| self.rail.remove(id));
        off_ready.into_iter().for_each(|id| self.ready.remove(id));
        let loose = std::mem::take(&mut self.loose);
        (self.unsettled, self.restood) = (false, true);
        let (cards, glass, sequence) = (&self.cards, self.glass, self.sequence().to_vec());
        let parts = |id: CardId| cards.get(&id).filter(|_| loose.contains(&id)).map(|c| glass.parts(c, expo));
        let key = rank(cards, &sequence);
        let rail = self.rail.settle(&key, |_| None, parts);
        let ready = self.ready.settle(&key, |id| cards.get(&id)?.head.party.as_deref(), parts);
        left || rail || ready
    }

    /// How many stand on the rail and among what is ready.
    pub(super) fn standing(&self) -> (usize, usize) {
        (self.rail.entries().len(), self.ready.entries().len())
    }

    /// What joined since `standing` was asked, in its right order.
    pub(super) fn sort_joined(&mut self, (rail, ready): (usize, usize)) {
        let sequence = self.sequence().to_vec();
        let key = rank(&self.cards, &sequence);
        self.rail.sort_from(rail, &key);
        self.ready.sort_from(ready, &key);
    }

    pub fn set_glass(&mut self, glass: Glass) {
        self.glass = glass;
        self.loose.extend(self.cards.keys());
        self.settle();
    }
}

/// A card's place among the others: what is wanted now, a rush that the pass has given no place, what the
/// pass put first, then who waits longest.
type Rank = (bool, bool, usize, bool, Timestamp, u32, u32, CardId);

pub(super) fn rank(cards: &BTreeMap<CardId, Card>, sequence: &[OrderId]) -> impl Fn(CardId) -> Option<Rank> {
    move |id| {
        let head = &cards.get(&id)?.head;
        let place = sequence.iter().position(|o| *o == head.key.order).unwrap_or(usize::MAX);
        Some((head.waits, !(head.rush && place == usize::MAX), place, !head.rush, head.due, head.number, head.key.chit, id))
    }
}
