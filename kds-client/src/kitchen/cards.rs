//! From an order to its cards: what joins, what changes, what leaves, and who has to hear of it.

use shared::ids::OrderId;
use shared::order::{Command, ItemStatus, Status};
use shared::protocol::Ask;

use super::differ::{is_changed, mark_lines, stands_as, undo};
use super::{Cause, Clock, Kitchen};
use crate::chime::Chime;
use crate::counts::portions;
use crate::model::*;
use crate::pending::with_taps;
use crate::project::{Projected, project};
use crate::route::Place;

impl Kitchen {
    pub(super) fn refresh(&mut self, id: OrderId, cause: Cause, clock: Clock) {
        let Some(board) = &self.board else { return };
        let order = board.order(id).map(|order| with_taps(order, &self.taps));
        let status = order.as_ref().map(|order| order.status);
        let (now, timing) = (clock.now.max(self.written), &self.timing);
        let ((projected, waiting), portions) = match &order {
            Some(order) => (
                project(order, &self.place, &board.location, timing, now),
                portions(order, &self.place, &board.location, timing, now),
            ),
            None => ((Vec::new(), None), Vec::new()),
        };
        self.recount |= self.tally.put(id, portions);
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
        if !missing.is_empty() {
            self.gone(id, status, missing, clock);
        }
    }

    /// Cards of an order that it has no more. One that the board has forgotten was merged or completed, unless it
    /// was cancelled: the board remembers the last completed ones only.
    #[inline(never)]
    fn gone(&mut self, id: OrderId, status: Option<Status>, missing: Vec<CardId>, clock: Clock) {
        for card in missing {
            let (why, undo) = match status {
                Some(Status::Completed) => (Why::Done, self.undo_completion(id)),
                Some(Status::Cancelled) => (Why::Cancelled, Vec::new()),
                None if self.cancelled.contains(&id) => (Why::Cancelled, Vec::new()),
                _ => (Why::Gone, Vec::new()),
            };
            self.leave(card, why, undo, clock);
        }
    }

    pub(super) fn undo_completion(&self, order_id: OrderId) -> Vec<Ask> {
        match self.place {
            Place::Expo => vec![Ask::Order { order_id, command: Command::Recall }],
            _ => Vec::new(),
        }
    }

    pub(super) fn put(&mut self, new: Projected, cause: Cause, clock: Clock) {
        let Projected { head, lines, open } = new;
        let known = self.ids.get(&head.key).copied();
        let moved = known.is_none() && self.is_moved(&lines);
        let Some(id) = known.or_else(|| if moved && open { self.taken_along(&head.key, &lines) } else { None }) else {
            if open {
                // What waits is heard when its time has come.
                if !head.waits {
                    self.hear(
                        cause,
                        if moved {
                            Chime::Changed
                        } else if head.rush {
                            Chime::Rush
                        } else {
                            Chime::New
                        },
                    );
                }
                self.add(head, lines, if moved { Mark::Changed } else { Mark::New });
            }
            return;
        };
        let Some(card) = self.cards.get_mut(&id) else { return };
        let rushed = head.rush && !card.head.rush;
        // Once there is room for advice it stays: nothing moves because a queue has become shorter.
        let head = Head { planned: head.planned || card.head.planned, ..head };
        let goes = open && card.head.waits && !head.waits;
        let new = Card { head, lines, phase: card.phase.clone(), mark: card.mark, urge: card.urge };
        let before = std::mem::replace(card, new);
        let changed = cause == Cause::Elsewhere && (moved || is_changed(&before, card));
        if changed && card.mark == Mark::None {
            card.mark = Mark::Changed;
        }
        mark_lines(&before, card, changed);
        if !card.needs_acknowledgement() {
            card.urge = false;
        }
        if open {
            card.phase = Phase::Open;
        }
        if goes && cause == Cause::Elsewhere {
            card.mark = Mark::New;
        }
        self.shifted |= card.head.has_advice() != before.head.has_advice();
        if *card != before {
            self.dirty.insert(id);
        }
        self.restood |= card.head != before.head || card.phase != before.phase;
        let stays = stands_as(&before, card);
        let left = (!open).then(|| why_done(&before, card));
        let rush = card.head.rush;
        if goes {
            self.hear(cause, if rush { Chime::Rush } else { Chime::New });
        }
        if changed {
            self.alter(id, if rushed { Chime::Rush } else { Chime::Changed });
        }
        if !stays {
            self.stand(id);
        }
        if let Some((why, undo)) = left {
            self.leave(id, why, undo, clock);
        }
    }

    pub(super) fn hear(&mut self, cause: Cause, chime: Chime) {
        if cause == Cause::Elsewhere {
            self.heard = self.heard.max(Some(chime));
        }
    }

    fn alter(&mut self, id: CardId, chime: Chime) {
        self.hear(Cause::Elsewhere, chime);
        if !self.altered.contains(&id) {
            self.altered.push(id);
        }
    }

    pub(super) fn add(&mut self, head: Head, lines: Vec<Line>, mark: Mark) {
        let id = CardId(self.next);
        self.next += 1;
        self.ids.insert(head.key.clone(), id);
        self.cards.insert(id, Card { head, lines, phase: Phase::Open, mark, urge: false });
        self.dirty.insert(id);
        self.stand(id);
    }

    pub(super) fn leave(&mut self, id: CardId, why: Why, undo: Vec<Ask>, clock: Clock) {
        let Some(card) = self.cards.get_mut(&id) else { return };
        // The first reason stands, but a cancelled order must be seen to be cancelled.
        if card.is_open() || (why == Why::Cancelled && !matches!(card.phase, Phase::Left { why: Why::Cancelled, .. })) {
            card.phase = Phase::Left { why, at: clock.ticks, undo };
            card.urge = false;
            self.dirty.insert(id);
            self.restood = true;
            if why.must_be_cleared() {
                self.alter(id, Chime::Changed);
            }
        }
    }
}

/// Why nothing of a card is open any more, and what takes that back. Where the last of it was called off while
/// it was being made, somebody has to see that, though the rest is done.
#[inline(never)]
fn why_done(before: &Card, card: &Card) -> (Why, Vec<Ask>) {
    let was_open = |line: &Line| before.lines.iter().any(|old| old.item == line.item && is_open(old.status));
    let mut off = card.lines.iter().filter(|line| line.status == ItemStatus::Voided);
    let all = card.lines.iter().all(|line| matches!(line.status, ItemStatus::Held | ItemStatus::Voided));
    (if all || off.any(was_open) { Why::Voided } else { Why::Done }, undo(before, card))
}
