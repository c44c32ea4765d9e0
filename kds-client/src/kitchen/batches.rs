//! The same work by dish instead of by ticket: a card a dish, a line for each ticket that wants
//! it. Keeps its place like the rail: nothing moves or goes while the hand is there.

use std::collections::HashMap;

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
    due: Timestamp,
    pace: Pace,
    rush: bool,
    /// When it was done, in ticks: it stands for as long as a bump can be undone.
    done: Option<i64>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Batch {
    pub id: CardId,
    pub dish: String,
    pub shares: Vec<Share>,
}

impl Batch {
    /// Still to be made.
    pub fn open(&self) -> impl Iterator<Item = &Share> {
        self.shares.iter().filter(|share| is_open(share.line.status))
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
            if matches!(card.phase, Phase::Left { why, .. } if why.must_be_cleared()) {
                continue;
            }
            for line in card.lines.iter().filter(|l| is_open(l.status) || l.status == ItemStatus::Prepared) {
                let words = format!("{} · {}", card.head.number, card.head.place);
                let share = Share {
                    ticket,
                    order: card.head.key.order,
                    line: Line { dish: words, heading: None, ..line.clone() },
                    due: card.head.due,
                    pace: card.head.pace,
                    rush: card.head.rush,
                    done: None,
                };
                now.insert(line.item, (line.dish.clone(), share));
            }
        }
        let mut stirred = !now.is_empty();
        for share in self.list.iter_mut().flat_map(|batch| &mut batch.shares) {
            let before = share.line.status;
            match now.remove(&share.line.item) {
                Some((_, new)) => *share = Share { done: share.done, ..new },
                // Its ticket has left, or the line was voided: nothing to do any more.
                None => share.line.status = ItemStatus::Voided,
            }
            share.done = if is_open(share.line.status) { None } else { share.done.or(Some(ticks)) };
            stirred |= before != share.line.status;
        }
        self.stirred |= stirred;
        let mut joined: Vec<(String, Share)> = now.into_values().filter(|(_, share)| is_open(share.line.status)).collect();
        joined.sort_by_key(|(_, share)| (!share.rush, share.due, share.line.item));
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

    fn settle(&mut self, ticks: i64) {
        for batch in &mut self.list {
            batch.shares.retain(|share| share.done.is_none_or(|at| ticks - at < UNDO_MS));
            batch.shares.sort_by_key(|share| (!share.rush, share.due, share.line.item));
        }
        self.list.retain(|batch| !batch.shares.is_empty());
        self.list.sort_by_key(|batch| (!batch.rush(), batch.since().unwrap_or(Timestamp(i64::MAX)), batch.id));
        self.stirred = self.list.iter().flat_map(|batch| &batch.shares).any(|share| share.done.is_some());
    }

    pub fn is_stirred(&self) -> bool {
        self.stirred
    }

    pub fn pages(&self, kitchen: &Kitchen) -> Vec<Vec<Cell>> {
        let parts = |batch: &Batch| {
            let lines: Vec<&Line> = batch.shares.iter().map(|share| &share.line).collect();
            (batch.id, kitchen.glass.cut(&lines, batch.rush(), None, false))
        };
        pages(self.list.iter().map(parts), kitchen.glass.columns)
    }
}
