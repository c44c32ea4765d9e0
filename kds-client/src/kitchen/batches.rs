//! The same work by dish instead of by ticket: a card a dish, a line for each ticket that wants
//! it. Keeps its place like the rail: nothing moves or goes while the hand is there.

use std::collections::HashMap;

use client_kit::text::kitchen::{Word, say};
use shared::ids::{ItemId, OrderId};
use shared::location::Pace;
use shared::order::ItemStatus;
use shared::time::Timestamp;

use super::Kitchen;
use crate::glass::{Cell, pages};
use crate::model::*;
use crate::rail::UNDO_MS;

/// One dish's line of one ticket.
#[derive(Clone, Debug, PartialEq)]
pub struct Share {
    pub ticket: CardId,
    pub order: OrderId,
    /// Drawn like a line of a ticket, with the ticket in the place of the dish.
    pub line: Line,
    /// Its ticket is off, or it alone, and this is why. It stands crossed out until somebody clears it,
    /// so that nobody cooks on.
    pub off: Option<&'static str>,
    /// The ticket alone; in the line the sign before it is measured with it.
    pub words: String,
    /// Its ticket is held back: it is seen as coming, and not made with the others.
    pub waits: bool,
    due: Timestamp,
    pace: Pace,
    rush: bool,
    /// When it was done, in ticks: it stands for as long as a bump can be undone.
    done: Option<i64>,
    /// Done by the bar's last tap: the next one takes it back.
    by_bar: bool,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Batch {
    pub id: CardId,
    pub dish: String,
    pub shares: Vec<Share>,
}

impl Batch {
    /// Still to be made, and its time has come.
    pub fn open(&self) -> impl Iterator<Item = &Share> {
        self.shares.iter().filter(|share| is_open(share.line.status) && !share.waits)
    }

    pub fn quantity(&self) -> u32 {
        self.open().map(|share| share.line.quantity).sum()
    }

    pub fn since(&self) -> Option<Timestamp> {
        self.open().map(|share| share.due).min()
    }

    pub fn ages(&self) -> Ages {
        self.open().fold(Ages::NEVER, |ages, share| ages.or(Ages::of(share.due, share.pace)))
    }

    pub fn rush(&self) -> bool {
        self.open().any(|share| share.rush)
    }

    /// What the bar's next tap takes back: what its last one did, and nothing that was done line
    /// by line.
    pub fn undo(&self) -> impl Iterator<Item = &Share> {
        self.shares.iter().filter(|share| share.by_bar && share.line.status == ItemStatus::Prepared)
    }

    /// What is off: each item with its ticket.
    pub fn to_clear(&self) -> impl Iterator<Item = (CardId, ItemId)> {
        self.shares.iter().filter(|share| share.off.is_some()).map(|share| (share.ticket, share.line.item))
    }

    /// Since when it wants a look.
    fn place(&self) -> Option<Timestamp> {
        self.shares.iter().filter(|share| share.done.is_none() && !share.waits).map(|share| share.due).min()
    }

    /// Held back, all of it together.
    pub fn coming(&self) -> u32 {
        let coming = self.shares.iter().filter(|share| share.waits && is_open(share.line.status));
        coming.map(|share| share.line.quantity).sum()
    }

    /// All that is left of it is held back.
    pub fn waits(&self) -> bool {
        self.open().next().is_none() && self.coming() > 0
    }
}

/// How a ticket's line stands by dish, and why it has to be cleared. `None`: not at all.
fn stands(card: &Card, line: &Line) -> Option<(ItemStatus, Option<Word>)> {
    let voided = matches!(card.phase, Phase::Left { why: Why::Voided, .. });
    match line.status {
        ItemStatus::Held => None,
        // One item of a ticket that goes on: until it was seen.
        ItemStatus::Voided => (voided || line.fresh).then_some((ItemStatus::Voided, Some(Word::Void))),
        // A cancelled ticket keeps its lines as they were.
        status if card.must_be_cleared() => Some((ItemStatus::Voided, is_open(status).then_some(Word::Cancelled))),
        status => Some((status, None)),
    }
}

fn share(ticket: CardId, card: &Card, line: &Line) -> Option<Share> {
    let (status, off) = stands(card, line)?;
    let off = off.map(say);
    let words = format!("{} · {}", card.head.number, card.head.place);
    let dish = off.map_or_else(|| words.clone(), |off| format!("{off} {words}"));
    Some(Share {
        ticket,
        order: card.head.key.order,
        line: Line { dish, heading: None, status, ..line.clone() },
        off,
        words,
        waits: card.head.waits && off.is_none(),
        due: card.head.due,
        pace: card.head.pace,
        rush: card.head.rush,
        done: None,
        by_bar: false,
    })
}

/// The tickets of which all that is to be made stands in these cells.
pub fn seen<'a>(kitchen: &'a Kitchen, dishes: &[Batch], cells: &[Cell]) -> Vec<&'a Card> {
    let standing = |cell: &Cell| {
        let batch = dishes.iter().find(|batch| batch.id == cell.card)?;
        batch.shares.get(cell.from..cell.to)
    };
    let here: Vec<ItemId> = cells.iter().filter_map(standing).flatten().map(|share| share.line.item).collect();
    let whole = |card: &Card| card.lines.iter().all(|line| !is_open(line.status) || here.contains(&line.item));
    kitchen.cards().map(|(_, card)| card).filter(|card| card.is_open() && whole(card)).collect()
}

#[derive(Default)]
pub struct Batches {
    list: Vec<Batch>,
    next: u32,
    /// Something came or went since things stood in their right places.
    stirred: bool,
}

impl Batches {
    pub fn list(&self) -> &[Batch] {
        &self.list
    }

    /// Takes over what the tickets say now. `settle`: the hand is away, and things may move.
    pub fn follow(&mut self, kitchen: &Kitchen, ticks: i64, settle: bool) {
        let mut now: HashMap<ItemId, (String, Share)> = HashMap::new();
        for (ticket, card) in kitchen.cards() {
            for line in &card.lines {
                let Some(share) = share(ticket, card, line) else { continue };
                let new = (line.dish.clone(), share);
                // What went over to another ticket is wanted there.
                if !card.must_be_cleared() {
                    now.insert(line.item, new);
                } else {
                    now.entry(line.item).or_insert(new);
                }
            }
        }
        let mut stirred = !now.is_empty();
        for share in self.list.iter_mut().flat_map(|batch| &mut batch.shares) {
            let before = (share.line.status, share.waits);
            match now.remove(&share.line.item) {
                Some((_, new)) => *share = Share { done: share.done, by_bar: share.by_bar, ..new },
                // The rest of its ticket is done and has left; this was not seen yet.
                None if share.off.is_some() && kitchen.card(share.ticket).is_none() => {}
                // Its ticket has left, or it was seen that the line is off: nothing to do any more.
                None => (share.line.status, share.off) = (ItemStatus::Voided, None),
            }
            let stays = is_open(share.line.status) || share.off.is_some();
            share.done = if stays { None } else { share.done.or(Some(ticks)) };
            share.by_bar &= share.done.is_some_and(|at| ticks - at < UNDO_MS);
            stirred |= before != (share.line.status, share.waits);
        }
        self.stirred |= stirred;
        let mut joined: Vec<(String, Share)> =
            now.into_values().filter(|(_, share)| is_open(share.line.status) || share.off.is_some()).collect();
        joined.sort_by_key(|(_, share)| (share.waits, !share.rush, share.due, share.line.item));
        for (dish, share) in joined {
            self.join(dish, share);
        }
        if settle {
            self.settle(ticks);
        }
    }

    fn join(&mut self, dish: String, share: Share) {
        if let Some(batch) = self.list.iter_mut().find(|batch| batch.dish == dish) {
            batch.shares.push(share);
            return;
        }
        self.next += 1;
        self.list.push(Batch { id: CardId(self.next), dish, shares: vec![share] });
    }

    /// The bar has just done these lines of a dish.
    pub fn note_bar(&mut self, batch: CardId, items: &[ItemId]) {
        for share in self.list.iter_mut().filter(|b| b.id == batch).flat_map(|b| &mut b.shares) {
            share.by_bar = items.contains(&share.line.item);
        }
    }

    /// Somebody has seen that this ticket is off, or one item of it alone: what was wanted for it goes.
    pub fn clear(&mut self, ticket: CardId, item: Option<ItemId>) {
        for batch in &mut self.list {
            batch.shares.retain(|share| share.ticket != ticket || item.is_some_and(|item| item != share.line.item));
        }
        self.list.retain(|batch| !batch.shares.is_empty());
    }

    /// Whether this item stands crossed out, to be cleared.
    pub fn is_off(&self, item: ItemId) -> bool {
        self.list.iter().flat_map(|batch| &batch.shares).any(|share| share.line.item == item && share.off.is_some())
    }

    fn settle(&mut self, ticks: i64) {
        for batch in &mut self.list {
            batch.shares.retain(|share| share.done.is_none_or(|at| ticks - at < UNDO_MS));
            batch.shares.sort_by_key(|share| (share.waits, !share.rush, share.due, share.line.item));
        }
        self.list.retain(|batch| !batch.shares.is_empty());
        self.list.sort_by_key(|batch| (!batch.rush(), batch.place().unwrap_or(Timestamp(i64::MAX)), batch.id));
        self.stirred = self.list.iter().flat_map(|batch| &batch.shares).any(|share| share.done.is_some());
    }

    pub fn is_stirred(&self) -> bool {
        self.stirred
    }

    pub fn pages(&self, kitchen: &Kitchen) -> Vec<Vec<Cell>> {
        let parts = |batch: &Batch| {
            let lines: Vec<&Line> = batch.shares.iter().map(|share| &share.line).collect();
            (batch.id, kitchen.glass.cut(&lines, (batch.rush(), None, false), false))
        };
        pages(self.list.iter().map(parts), kitchen.glass.columns)
    }
}
