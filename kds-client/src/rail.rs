//! What keeps its place, and when things may move.
//!
//! Cards stand on the rail in an order that only changes while the hand is away: new ones join
//! at the end, those that leave keep their place, and nothing shrinks. `settle` then takes out
//! what has gone and sorts the rest.

use shared::lean;

use crate::glass::Part;
use crate::model::{CardId, Why};

/// A bump can be taken back in its own place for so long.
pub const UNDO_MS: i64 = 6_000;
/// The hand has been away for a moment.
pub const AWAY_MS: i64 = 2_000;

#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    pub card: CardId,
    pub parts: Vec<Part>,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Rail {
    entries: Vec<Entry>,
}

impl Rail {
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// Puts a card on the rail, or gives it what it needs where it stands. Nothing shrinks, so
    /// that what stands below does not move up under a finger.
    pub fn put(&mut self, card: CardId, parts: Vec<Part>) {
        match self.entries.iter_mut().find(|e| e.card == card) {
            None => self.entries.push(Entry { card, parts }),
            Some(entry) if entry.parts.len() == parts.len() => {
                for (old, new) in entry.parts.iter_mut().zip(parts) {
                    *old = Part { units: old.units.max(new.units), ..new };
                }
            }
            Some(entry) => entry.parts = parts,
        }
    }

    pub fn remove(&mut self, card: CardId) {
        self.entries.retain(|e| e.card != card);
    }

    /// Sorts what stands at `from` and after it by a key; what stands before does not move.
    pub fn sort_from<K: Ord>(&mut self, from: usize, key: impl Fn(CardId) -> K) {
        if let Some(joined) = self.entries.get_mut(from..) {
            lean::sort_by_key(joined, |e| key(e.card));
        }
    }

    /// Brings those of one party together, where the first of them stands.
    fn gather<'a>(&mut self, party: impl Fn(CardId) -> Option<&'a str>) {
        let mut at = 0;
        while at < self.entries.len() {
            let name = party(self.entries[at].card);
            at += 1;
            let first = at;
            for k in first..self.entries.len() {
                if name.is_some() && party(self.entries[k].card) == name {
                    self.entries[at..=k].rotate_right(1);
                    at += 1;
                }
            }
        }
    }

    /// Sorts by a key, brings those of one party together, and gives every card the size it needs now;
    /// `None`: the one it has. True: something moved.
    pub fn settle<'a, K: Ord>(
        &mut self,
        key: impl Fn(CardId) -> K,
        party: impl Fn(CardId) -> Option<&'a str>,
        parts: impl Fn(CardId) -> Option<Vec<Part>>,
    ) -> bool {
        let before: Vec<CardId> = self.entries.iter().map(|e| e.card).collect();
        lean::sort_by_key(&mut self.entries, |e| key(e.card));
        self.gather(party);
        let mut moved = self.entries.iter().zip(before).any(|(e, card)| e.card != card);
        for entry in &mut self.entries {
            if let Some(parts) = parts(entry.card)
                && parts != entry.parts
            {
                (entry.parts, moved) = (parts, true);
            }
        }
        moved
    }
}

/// Whether a card that left may be taken off. `page_done`: nothing else is left to do on its
/// page, so that the next page is wanted more than the undo.
pub fn may_go(why: Why, left_ms: i64, away_ms: i64, page_done: bool) -> bool {
    let rested = away_ms >= AWAY_MS;
    match why {
        Why::Cancelled | Why::Voided => false,
        Why::Done => rested && (left_ms >= UNDO_MS || page_done),
        Why::Gone => rested,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn part(units: u32) -> Vec<Part> {
        vec![Part { from: 0, to: 1, units }]
    }

    #[test]
    fn a_card_that_changes_keeps_its_place_and_never_shrinks() {
        let mut rail = Rail::default();
        for k in 0..3 {
            rail.put(CardId(k), part(4));
        }
        rail.put(CardId(1), part(2));
        rail.put(CardId(0), part(6));
        let now: Vec<(u32, u32)> = rail.entries().iter().map(|e| (e.card.0, e.parts[0].units)).collect();
        assert_eq!(now, [(0, 6), (1, 4), (2, 4)]);
        rail.settle(|card| std::cmp::Reverse(card.0), |_| None, |_| Some(part(2)));
        let now: Vec<(u32, u32)> = rail.entries().iter().map(|e| (e.card.0, e.parts[0].units)).collect();
        assert_eq!(now, [(2, 2), (1, 2), (0, 2)]);
    }

    #[test]
    fn a_bumped_card_waits_for_the_hand_and_for_the_undo() {
        assert!(!may_go(Why::Done, UNDO_MS, 0, false));
        assert!(!may_go(Why::Done, 1_000, AWAY_MS, false));
        assert!(may_go(Why::Done, UNDO_MS, AWAY_MS, false));
        assert!(may_go(Why::Done, 2_500, AWAY_MS, true));
        assert!(!may_go(Why::Cancelled, 60_000, 60_000, true));
    }
}
