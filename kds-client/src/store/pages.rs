//! Which page is shown, by ticket or by dish, and what the others hold.

use client_kit::platform::{storage, time};
use client_kit::text::kitchen::{Word, say};
use dioxus::prelude::*;
use shared::ids::ItemId;
use shared::time::Timestamp;

use super::{Screen, VIEW, set};
use crate::glass::Cell;
use crate::kitchen::batches::{Batch, Batches};
use crate::model::*;
use crate::route::Place;

/// Which page is shown, and what the others hold.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Pages {
    pub page: usize,
    pub count: usize,
    /// What stands on the pages before and after.
    pub before: Beyond,
    pub after: Beyond,
    /// Cards with something to do, and since when the first of them waits.
    pub open: usize,
    pub oldest: Option<Timestamp>,
}

/// Cards that are not on this page: how many, and when the first of them shows its age.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Beyond {
    pub cards: usize,
    pub ages: Ages,
}

impl Default for Beyond {
    fn default() -> Beyond {
        Beyond { cards: 0, ages: Ages::NEVER }
    }
}

impl Screen {
    pub fn turn(self, by: isize) {
        let page = self.pages.peek().page.saturating_add_signed(by);
        self.turn_to(page);
    }

    pub(super) fn turn_to(mut self, page: usize) {
        let before = self.pages.peek().page;
        self.pages.write().page = page;
        self.lay_out();
        // What the keys were at stood on the other page: nothing is done that is not seen.
        if self.pages.peek().page != before {
            self.let_go();
        }
    }

    /// To the page that a card stands on.
    pub fn turn_to_card(self, card: CardId) {
        let page = self.kitchen(|k| k.pages().iter().position(|page| page.iter().any(|cell| cell.card == card)));
        if let Some(page) = page.filter(|page| *page != self.pages.peek().page) {
            self.turn_to(page);
        }
    }

    /// The keys are at no card.
    pub fn let_go(mut self) {
        self.picked.set(None);
        self.line.set(None);
    }

    /// The work by dish takes over what the tickets say.
    pub(super) fn follow(mut self, settle: bool) {
        self.batches.write().follow(&self.kitchen.peek(), time::ticks(), settle);
    }

    /// The bar under a dish has just done these lines: its next tap takes them back.
    pub fn note_bar(mut self, batch: CardId, items: &[ItemId]) {
        self.batches.write().note_bar(batch, items);
        self.lay_out();
    }

    /// Somebody has seen that this ticket is off.
    pub fn clear(self, ticket: CardId) {
        self.clear_all(&[(ticket, None)]);
    }

    /// Somebody has seen that these tickets are off, or one item of them. It is not for undo: what was
    /// seen was seen.
    #[inline(never)]
    pub fn clear_all(mut self, off: &[(CardId, Option<ItemId>)]) {
        let number =
            |(ticket, _): &(CardId, Option<ItemId>)| self.kitchen(|k| k.card(*ticket).map(|card| card.head.number.to_string()));
        let mut numbers: Vec<String> = off.iter().filter_map(number).collect();
        numbers.insert(0, say(Word::Clear).to_owned());
        numbers.dedup();
        self.note_final(numbers.join(" · "));
        for (ticket, item) in off {
            self.batches.write().clear(*ticket, *item);
        }
        self.last_known.write().changed();
        self.change(|k| {
            for (ticket, item) in off {
                match item {
                    Some(item) => k.touch_line(*ticket, *item),
                    None => k.remove(*ticket),
                }
            }
            k.settle();
        });
    }

    /// From tickets to dishes, and back.
    pub fn turn_over(mut self) {
        if self.kitchen(|k| *k.place() == Place::Expo) {
            return;
        }
        let by_dish = !*self.by_dish.peek();
        // What was off and seen by ticket is not shown again by dish.
        if by_dish {
            self.batches.set(Batches::default());
        }
        storage::set(VIEW, if by_dish { "dish" } else { "ticket" });
        self.let_go();
        self.by_dish.set(by_dish);
        self.follow(true);
        self.turn_to(0);
    }

    /// On this page, or beside it.
    #[inline(never)]
    fn is_on_glass(self, card: CardId) -> bool {
        self.cells.peek().iter().any(|cell| cell.card == card) || self.ready.peek().contains(&card)
    }

    pub(super) fn lay_out(mut self) {
        let by_dish = *self.by_dish.peek();
        let (mut all, ready) = self.kitchen(|k| match by_dish {
            false => (k.pages(), k.ready()),
            true => (self.batches.peek().pages(k), Vec::new()),
        });
        let page = self.pages.peek().page.min(all.len().saturating_sub(1));
        let pages = self.kitchen(|k| {
            let batches = self.batches.peek();
            let ages = |cell: &Cell| match by_dish {
                false => k.card(cell.card).filter(|card| card.is_live()).map(|card| Ages::of(card.head.due, card.head.pace)),
                true => batches.list().iter().find(|b| b.id == cell.card).filter(|b| b.since().is_some()).map(Batch::ages),
            };
            let beyond = |pages: &[Vec<Cell>]| {
                let cards = pages.iter().flatten().filter(|c| c.part == 0).filter_map(ages);
                cards.fold(Beyond::default(), |b, ages| Beyond { cards: b.cards + 1, ages: b.ages.or(ages) })
            };
            let open = || k.cards().map(|(_, card)| card).filter(|card| card.is_live());
            let oldest = match by_dish {
                false => open().map(|card| card.head.due).min(),
                true => batches.list().iter().filter_map(Batch::since).min(),
            };
            Pages {
                page,
                count: all.len(),
                before: beyond(&all[..page]),
                after: beyond(all.get(page + 1..).unwrap_or_default()),
                open: open().count(),
                oldest,
            }
        });
        let cells = if all.is_empty() { Vec::new() } else { all.swap_remove(page) };
        if *self.cells.peek() != cells {
            // What only joins at the end moves nothing.
            let old = self.cells.peek().len();
            if !cells.starts_with(&self.cells.peek()[..old]) {
                self.moved_at.set(time::ticks());
            }
            self.cells.set(cells);
        }
        if by_dish {
            let here: Vec<CardId> = self.cells.peek().iter().map(|c| c.card).collect();
            let dishes = self.batches.peek().list().iter().filter(|b| here.contains(&b.id)).cloned().collect();
            set(&mut self.dishes, dishes);
        }
        set(&mut self.pages, pages);
        set(&mut self.ready, ready);
        let picked = *self.picked.peek();
        if picked.is_some_and(|card| !self.is_on_glass(card)) {
            self.let_go();
        }
    }
}
