//! The first tap of an evening, before anybody taps: a browser makes a function ready when it is first called,
//! which on a slow tablet a finger would feel.

use std::hint::black_box;

use shared::ids::{CommandId, Uuid};
use shared::order::Command;
use shared::outbox::Unsent;
use shared::protocol::{Ask, CommandFrame};

use super::{Clock, Kitchen};
use crate::counts::portions;
use crate::model::is_open;
use crate::pending::{Pending, with_taps};
use crate::project::project;

impl Kitchen {
    /// Works out what a tap on the first open line would do. Nothing is changed, kept or sent.
    #[inline(never)]
    pub fn rehearse(&self, clock: Clock) {
        let Some(board) = &self.board else { return };
        let Some((card, line)) =
            self.cards.values().find_map(|card| Some((card, card.lines.iter().find(|l| is_open(l.status))?)))
        else {
            return;
        };
        let ask = Ask::Order { order_id: card.head.key.order, command: Command::Prepare { item: line.item } };
        let Some(frame) = CommandFrame::new(CommandId(Uuid::from_u128(0)), clock.now, &ask) else { return };
        let unsent = Unsent { frame, since: clock.now };
        black_box(serde_json::to_string(&unsent).ok());
        if let (Some(tap), Some(order)) = (Pending::of(&unsent), board.order(card.head.key.order)) {
            let order = with_taps(order, &[tap]).into_owned();
            let now = clock.now.max(self.written);
            black_box(project(&order, &self.place, &board.location, &self.timing, now));
            black_box(portions(&order, &self.place, &board.location, &self.timing, now));
        }
    }
}
