//! The pass's own order of the rail: the board's, or the one that was asked for here and is on its way.

use shared::ids::{CommandId, OrderId};
use shared::lean;
use shared::outbox::Unsent;
use shared::protocol::Ask;

use super::Kitchen;
use super::places::rank;
use crate::model::CardId;

/// What was asked for here and is not on the board yet.
pub struct Wanted {
    id: CommandId,
    orders: Vec<OrderId>,
    acked: Option<u64>,
}

impl Kitchen {
    pub fn sequence(&self) -> &[OrderId] {
        match &self.wanted {
            Some(wanted) => &wanted.orders,
            None => self.board.as_ref().map_or(&[], |b| b.sequence()),
        }
    }

    /// What puts a card into the place of another one: the shortest order of the rail that does, so that
    /// what comes later still finds its place by time. `None`: it stands there.
    pub fn moved(&self, card: CardId, to: CardId) -> Option<Vec<OrderId>> {
        let mut rail: Vec<CardId> = self.rail.entries().iter().map(|e| e.card).filter(|id| self.stands(*id)).collect();
        let place = |rail: &[CardId], id: CardId| rail.iter().position(|other| *other == id);
        let (from, at) = (place(&rail, card)?, place(&rail, to)?);
        if from == at {
            return None;
        }
        // What has joined at the end meanwhile stands where it belongs.
        let (now, by_time) = (rank(&self.cards, self.sequence()), rank(&self.cards, &[]));
        lean::sort_by_key(&mut rail, |id| now(*id));
        rail.retain(|id| *id != card);
        let at = place(&rail, to)? + usize::from(from < at);
        rail.insert(at, card);
        let mut fixed = rail.len() - 1;
        while fixed > 0 && by_time(rail[fixed - 1]) <= by_time(rail[fixed]) {
            fixed -= 1;
        }
        // A rush that has no place yet stands before all that have: it needs none, unless it is put behind another.
        let free = |id: &CardId| self.cards.get(id).is_some_and(|c| c.head.rush && !self.sequence().contains(&c.head.key.order));
        let first = rail.iter().position(|id| *id == card || !free(id))?;
        if fixed > first {
            fixed = fixed.max(rail.iter().rposition(free).map_or(0, |last| last + 1));
        }
        let told = rail.get(first..fixed).unwrap_or_default();
        Some(told.iter().filter_map(|id| Some(self.cards.get(id)?.head.key.order)).collect())
    }

    /// The card so many places further on the rail.
    pub fn beside(&self, card: CardId, by: isize) -> Option<CardId> {
        let rail: Vec<CardId> = self.rail.entries().iter().map(|e| e.card).filter(|id| self.stands(*id)).collect();
        let at = rail.iter().position(|id| *id == card)?;
        rail.get(at.checked_add_signed(by)?).copied()
    }

    fn stands(&self, id: CardId) -> bool {
        self.cards.get(&id).is_some_and(|c| c.is_open() && !c.head.ready)
    }

    /// Takes up what a tap asks of the rail. False: the tap is about something else.
    pub(super) fn note_sequence(&mut self, unsent: &Unsent) -> bool {
        let Ok(Ask::Sequence { orders }) = unsent.frame.ask() else { return false };
        self.wanted = Some(Wanted { id: unsent.frame.id, orders, acked: None });
        self.unsettled = true;
        true
    }

    pub(super) fn sequence_acked(&mut self, id: CommandId, seq: u64) {
        if let Some(wanted) = self.wanted.as_mut().filter(|w| w.id == id) {
            wanted.acked = Some(seq);
        }
    }

    /// Drops it where the board has it by now, or where it was refused.
    pub(super) fn settle_sequence(&mut self, refused: Option<CommandId>) {
        let seq = self.seq;
        if self.wanted.take_if(|w| w.acked.is_some_and(|acked| acked <= seq) || Some(w.id) == refused).is_some() {
            self.unsettled = true;
        }
    }
}
