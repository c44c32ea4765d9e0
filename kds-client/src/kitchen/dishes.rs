//! Whether a dish is on the menu, as the server has it and as this screen has just said.

use shared::ids::{CommandId, MenuItemId};
use shared::order::Availability;
use shared::outbox::Unsent;
use shared::protocol::Ask;

use super::Kitchen;

/// What was said here and is not on the board yet.
pub struct Said {
    id: CommandId,
    dish: Availability,
    acked: Option<u64>,
}

impl Kitchen {
    /// `None`: on the menu and not counted. The flag: the server has not said so yet.
    pub fn availability(&self, dish: &MenuItemId) -> (Option<Availability>, bool) {
        if let Some(said) = self.said.iter().rev().find(|s| s.dish.menu_item_id == *dish) {
            return (Some(said.dish.clone()), true);
        }
        (self.board.as_ref().and_then(|b| b.availability().get(dish).cloned()), false)
    }

    /// Takes up what a tap says of a dish. False: the tap is about something else.
    pub(super) fn note_dish(&mut self, unsent: &Unsent) -> bool {
        let Ok(Ask::Availability { menu_item_id, available, remaining }) = unsent.frame.ask() else { return false };
        let dish = Availability { menu_item_id, available, remaining, why: None };
        self.said.push(Said { id: unsent.frame.id, dish, acked: None });
        self.recount = true;
        true
    }

    pub(super) fn dish_acked(&mut self, id: CommandId, seq: u64) {
        if let Some(said) = self.said.iter_mut().find(|s| s.id == id) {
            said.acked = Some(seq);
        }
    }

    /// Drops what the board has by now, and the one that was refused.
    pub(super) fn settle_dishes(&mut self, refused: Option<CommandId>) {
        let (before, seq) = (self.said.len(), self.seq);
        self.said.retain(|s| s.acked.is_none_or(|acked| acked > seq) && Some(s.id) != refused);
        self.recount |= before != self.said.len();
    }
}
